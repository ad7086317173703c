import { findHeader, type Headers } from '../body.ts'

/** `Cache-Control`, parsed: lower-case names; `true` where a directive has no argument. */
export type Directives = ReadonlyMap<string, string | true>

// One member of a list of directives: a token, then perhaps `=` and a token or a quoted string, which may hold commas.
const MEMBER = /([!#$%&'*+\-.^_`|~\w]+)(\s*)(?:=(?:"((?:[^"\\]|\\.)*)"|([^",]*)))?/y

const skip = (text: string, at: number, what: RegExp): number => {
  what.lastIndex = at
  return what.exec(text) === null ? at : what.lastIndex
}

/**
 * Parses a `Cache-Control` field (RFC 9111 §5.2). What is malformed is passed over up to the next comma; of a directive that
 * is given twice the first counts (§4.2.1).
 */
export function parseDirectives(field: string): Directives {
  const directives = new Map<string, string | true>()
  let at = 0
  while (at < field.length) {
    at = skip(field, at, /[\s,]+/y)
    MEMBER.lastIndex = at
    const found = MEMBER.exec(field)
    const end = found === null ? at : MEMBER.lastIndex
    // A member ends at a comma; a quoted string in what follows may hide one.
    const next = skip(field, end, /(?:"(?:[^"\\]|\\.)*"?|[^",])*/y)
    const isWhole = field.slice(end, next).trim() === ''
    const name = found?.[1]?.toLowerCase()
    if (found !== null && name !== undefined && isWhole && !directives.has(name)) {
      const quoted = found[3]?.replace(/\\(.)/g, '$1')
      // RFC 9111 §5.2: no whitespace around `=`.
      const isArgument = found[2] === ''
      const value = quoted ?? found[4]
      if (value === undefined) directives.set(name, true)
      else if (isArgument) directives.set(name, value)
    }
    at = next === at ? at + 1 : next
  }
  return directives
}

const NONE: Directives = new Map()

/** Most origins send a handful of different fields: what was parsed of late is kept, and shared by all that was cached with it. */
const parsed = new Map<string, Directives>()
const PARSED_MAX = 256

/** The `Cache-Control` directives among `headers`. */
export function findDirectives(headers: Headers): Directives {
  const field = findHeader(headers, 'cache-control')
  if (field === undefined) return NONE
  const known = parsed.get(field)
  if (known !== undefined) return known
  if (parsed.size >= PARSED_MAX) parsed.clear()
  const directives = parseDirectives(field)
  parsed.set(field, directives)
  return directives
}

/** Beyond it a cache may count any number of seconds as this many (RFC 9111 §1.2.2). */
const SECONDS_MAX = 2_147_483_648

/** Seconds (RFC 9111 §1.2.2): digits, or null for anything else. */
export function parseSeconds(text: string | true | undefined): number | null {
  if (typeof text !== 'string' || !/^\d+$/.test(text)) return null
  return Math.min(Number(text), SECONDS_MAX)
}

/**
 * The age that a response says of itself, in seconds; 0 where it says none, null where what it says cannot be read. Of several
 * the first counts (RFC 9111 §5.1). Where the RFC has a cache pass over an unreadable age, ours takes the response for stale.
 */
export function findAge(headers: Headers): number | null {
  const field = findHeader(headers, 'age')
  return field === undefined ? 0 : parseSeconds(field.split(',')[0]?.trim())
}

/** The members of a comma-separated field without quotes, in lower case: `Vary`, `Connection`. */
export const listOf = (headers: Headers, name: string): readonly string[] =>
  (findHeader(headers, name) ?? '')
    .split(',')
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '')
