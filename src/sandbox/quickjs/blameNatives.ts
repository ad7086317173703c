import { blame, clientCallLine, type Question } from './blame/blame.ts'
import { type CodeSites, findSites } from './blame/sites.ts'
import { syntaxMessage } from './blame/syntaxWords.ts'
import type { CompiledText, Loader } from './loader.ts'

/** Texts that have been taken apart, whoever runs them. */
const known = new Map<string, CodeSites | null>()
const TEXTS_MAX = 40
function sitesOf({ text, isModule }: CompiledText): CodeSites | null {
  const key = `${isModule ? 'm' : 's'}${text}`
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= TEXTS_MAX) known.clear()
  const made = findSites(text, isModule)
  known.set(key, made)
  return made
}

/** Beyond it a file is a bundle, which has few lines and takes long to take apart. */
const OWN_LENGTH_MAX = 200_000

/** The line of the client's call that QuickJS gives as `line:column` of a file; null where its text does not tell. */
export const createCallLine =
  (loader: Loader) =>
  (id: string, line: number, column: number): number | null => {
    const compiled = loader.compiled(id)
    if (compiled === null || compiled.text.length > OWN_LENGTH_MAX) return null
    const sites = sitesOf(compiled)
    return sites === null ? null : clientCallLine(sites, `${line}:${column}`)
  }

interface KnownFile {
  readonly sites: CodeSites | null
  readonly prefixLength: number
  /** V8's message where it is no program at all. */
  readonly syntax: string | null
}

const ANSWERS_MAX = 2_000
const TICKS_PER_QUESTION = 30
/** Characters that are taken apart in the time of a tick, as far as it is charged. */
const CHARACTERS_PER_TICK = 8

/**
 * What `node/internal/errors.cjs` asks about the frames of a trace. An answer is
 * `line:column`, how V8 names the function behind a bar, and on the next line V8's
 * message where it is another, or what a call gave first; empty where the code does not tell.
 */
export function createBlameNatives(loader: Loader, charge: (ticks: number) => void) {
  const files = new Map<string, KnownFile>()
  const answers = new Map<string, string>()
  const fileOf = (id: string): KnownFile => {
    const found = files.get(id)
    if (found !== undefined) return found
    const compiled = loader.compiled(id)
    const sites = compiled === null ? null : sitesOf(compiled)
    const made = {
      sites,
      prefixLength: compiled?.prefixLength ?? 0,
      syntax:
        compiled === null || sites !== null ? null : syntaxMessage(compiled.own, compiled.isModule),
    }
    charge(Math.ceil((compiled?.text.length ?? 0) / CHARACTERS_PER_TICK))
    files.set(id, made)
    return made
  }
  const answer = (id: string, mark: string, question: Question): string => {
    const { sites, prefixLength, syntax } = fileOf(id)
    if (syntax !== null && question.type === 'failed') return `${mark}|\n${syntax}`
    const found = sites === null ? null : blame(sites, mark, question)
    if (found === null) return ''
    const column = found.line === 1 ? Math.max(1, found.column - prefixLength) : found.column
    const more = found.message ?? found.argument
    return `${found.line}:${column}|${found.shown ?? ''}${more === undefined ? '' : `\n${more}`}`
  }
  return {
    blame(id = '', mark = '', type = '', name = '', message = ''): string {
      charge(TICKS_PER_QUESTION)
      const key = `${id} ${mark} ${type} ${name} ${message}`
      const given = answers.get(key)
      if (given !== undefined) return given
      const made = answer(
        id,
        mark,
        type === 'failed' ? { type, message, name } : { type: 'called', name },
      )
      if (answers.size >= ANSWERS_MAX) answers.clear()
      answers.set(key, made)
      return made
    },
  }
}
