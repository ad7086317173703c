import * as z from 'zod/mini'
import { canWire, findEdgeSchema } from './wire.ts'
import { findJsonBreak } from './jsonBreak.ts'
import { migrate } from './migrations.ts'
import { findNotJson } from './plainJson.ts'
import type { Problem } from './problems.ts'
import { type Scenario, scenarioSchema } from './schema.ts'
import { show, toSentences } from './sentences.ts'

/** Characters of a document as text: what a file may hold. */
export const TEXT_LENGTH_MAX = 16_777_216

/** A document that holds, or why it does not. */
export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const refuse = (path: string, message: string): ParsedScenario => ({
  ok: false,
  problems: [{ kind: 'error', path, message }],
})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const joinPath = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, '')

/** `nodes[3] ItemsFunction: properties.MemorySize`, and which node or edge it is about. */
function locate(
  document: Readonly<Record<string, unknown>>,
  keys: readonly PropertyKey[],
): Pick<Problem, 'path' | 'node' | 'edge'> {
  const [list, index, ...rest] = keys
  if ((list !== 'nodes' && list !== 'edges') || typeof index !== 'number') {
    return { path: joinPath(keys) }
  }
  const all = document[list]
  const element: unknown = Array.isArray(all) ? all[index] : undefined
  const id = isObject(element) && typeof element['id'] === 'string' ? element['id'] : null
  const place = id === null ? `${list}[${index}]` : `${list}[${index}] ${id}`
  const path = rest.length === 0 ? place : `${place}: ${joinPath(rest)}`
  if (id === null) return { path }
  return list === 'nodes' ? { path, node: id } : { path, edge: id }
}

function findSchemaProblems(document: Readonly<Record<string, unknown>>): readonly Problem[] {
  const parsed = z.safeParse(scenarioSchema, document, { reportInput: true })
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) =>
    toSentences(issue).map(({ path, message }): Problem => ({
      kind: 'error',
      ...locate(document, path),
      message,
    })),
  )
}

function findDuplicates(ids: readonly string[], list: 'nodes' | 'edges'): readonly Problem[] {
  const first = new Map<string, number>()
  const problems: Problem[] = []
  for (const [index, id] of ids.entries()) {
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, index)
      continue
    }
    problems.push({
      kind: 'error',
      path: `${list}[${index}] ${id}: id`,
      message: `is the id of ${list}[${before}] too`,
      ...(list === 'nodes' ? { node: id } : { edge: id }),
    })
  }
  return problems
}

function findEdgeProblems(scenario: Scenario): readonly Problem[] {
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]))
  const joined = new Map<string, string>()
  const problems: Problem[] = []
  for (const [index, edge] of scenario.edges.entries()) {
    const place = `edges[${index}] ${edge.id}`
    const add = (key: string, message: string): void => {
      const path = key === '' ? place : `${place}: ${key}`
      problems.push({ kind: 'error', path, message, edge: edge.id })
    }
    const source = nodes.get(edge.source)
    const target = nodes.get(edge.target)
    if (source === undefined) add('source', `there is no node ${edge.source}`)
    if (target === undefined) add('target', `there is no node ${edge.target}`)
    if (source === undefined || target === undefined) continue
    const ends = `${edge.source} ${edge.target} ${edge.port ?? ''}`
    const twin = joined.get(ends)
    if (twin === undefined) joined.set(ends, edge.id)
    else add('', `joins the same nodes as ${twin}`)
    const wire = canWire({ source: source.type, target: target.type, port: edge.port })
    if ('reason' in wire) {
      add('', wire.reason)
      continue
    }
    const schema = findEdgeSchema(source.type, wire.contract)
    if (schema === undefined) continue
    const parsed = z.safeParse(schema, edge.properties ?? {}, { reportInput: true })
    for (const issue of parsed.success ? [] : parsed.error.issues) {
      for (const { path, message } of toSentences(issue)) {
        add(joinPath(['properties', ...path]), message)
      }
    }
  }
  return problems
}

/** Checks anything at all. Never throws; what it lets through, every part of Coldstart can rely on. */
export function parseScenario(value: unknown): ParsedScenario {
  const notJson = findNotJson(value)
  if (notJson !== null) return refuse('', notJson)
  if (!isObject(value)) return refuse('', `${show(value)} is not a scenario: an object is wanted`)
  const migrated = migrate(value)
  if ('problem' in migrated) return refuse('coldstart', migrated.problem)
  const { document } = migrated
  const wrong = findSchemaProblems(document)
  if (wrong.length > 0) return { ok: false, problems: wrong }
  // The schema has checked it; its own sparse values are kept, not the defaults that the schema fills in.
  const scenario = document as unknown as Scenario
  const duplicates = [
    ...findDuplicates(
      scenario.nodes.map((node) => node.id),
      'nodes',
    ),
    ...findDuplicates(
      scenario.edges.map((edge) => edge.id),
      'edges',
    ),
  ]
  // Which node an edge means is not known before every id is one node's.
  const problems = duplicates.length > 0 ? duplicates : findEdgeProblems(scenario)
  return problems.length === 0 ? { ok: true, scenario } : { ok: false, problems }
}

/** Where JSON text breaks: `line 3, column 14`. */
function describeBreak(text: string): string {
  const before = text.slice(0, findJsonBreak(text)).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** Reads a document from text: a file, a paste, a link. A byte order mark before it, as some editors write it, is no part of it. */
export function parseScenarioText(source: string): ParsedScenario {
  if (source.length > TEXT_LENGTH_MAX) {
    return refuse('', `is longer than ${TEXT_LENGTH_MAX} characters`)
  }
  const text = source.replace(/^\uFEFF/, '')
  if (text.trim() === '') return refuse('', 'there is nothing in it')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const ended = findJsonBreak(text) >= text.trimEnd().length
    return refuse(describeBreak(text), ended ? 'ends before its JSON does' : 'is not JSON')
  }
  return parseScenario(value)
}
