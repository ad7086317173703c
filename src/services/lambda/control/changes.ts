import type { DocumentFiles, Files } from '#contracts/files.ts'
import { readFiles } from '#contracts/files.ts'
import type { ServiceContext } from '#services/service.ts'
import { lambdaDefinition } from '../definition.ts'
import { isSameFiles } from '../functionConfiguration.ts'

type Context = ServiceContext<typeof lambdaDefinition>
type Node = Context['node']

/** What a call of the API sets: properties by their names, undefined for one that goes; the code of `$LATEST`. */
export interface Change {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly code?: DocumentFiles
}

/** What Lambda's API has changed of a function since the run began. The document stays as it is. */
export interface FunctionChanges {
  /** Changes the function; or changes nothing and answers where, from the properties down, what would not be valid. */
  apply(change: Change): string | null
  /** The node may have been edited: what the edit says of a property, or of the code, holds from now on. */
  edited(): void
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

const withChanges = (node: Node, changes: ReadonlyMap<string, unknown>) => {
  const whole: Record<string, unknown> = { ...node.properties }
  for (const [name, value] of changes) {
    if (value === undefined) delete whole[name]
    else whole[name] = value
  }
  return lambdaDefinition.properties.safeParse(whole)
}

/** Creates the changes of a function that nobody has changed. `applied` is called after each. */
export function createChanges(ctx: Context, applied: () => void): FunctionChanges {
  let document = ctx.node
  let seen = ctx.node
  let properties: ReadonlyMap<string, unknown> = new Map()
  let code: Files | null = null

  const amend = (parsed: Node['properties']): void => {
    ctx.amend?.({ properties: parsed, code: code ?? document.code })
    seen = ctx.node
  }

  return {
    apply(change) {
      const next = new Map([...properties, ...Object.entries(change.properties ?? {})])
      const parsed = withChanges(document, next)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
      }
      properties = next
      if (change.code !== undefined) code = readFiles(change.code)
      amend(parsed.data)
      applied()
      const names = Object.keys(change.properties ?? {})
      const what = change.code === undefined ? names : [...names, 'code']
      const detail = `changed by Lambda's API: ${what.join(', ')}`
      ctx.record({ type: 'mark', trace: null, mark: 'edit', detail })
      return null
    },
    edited() {
      if (ctx.node === seen) return
      const fresh = ctx.node
      const was: Readonly<Record<string, unknown>> = document.properties
      const is: Readonly<Record<string, unknown>> = fresh.properties
      const kept = [...properties].filter(([name]) => isSame(was[name], is[name]))
      if (code !== null && !isSameFiles(document.code, fresh.code)) code = null
      document = fresh
      seen = fresh
      properties = new Map(kept)
      const parsed = withChanges(document, properties)
      // What an edit has made impossible goes: the document is right.
      if (!parsed.success) {
        properties = new Map()
        return
      }
      if (properties.size > 0 || code !== null) amend(parsed.data)
    },
  }
}
