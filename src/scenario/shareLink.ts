import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate'
import { fromBase64url, toBase64url } from './base64url.ts'
import { type ParsedScenario, parseScenarioText } from './parse.ts'
import type { Problem } from './problems.ts'
import type { Scenario } from './schema.ts'

/** How a link begins: the version of its packing. The document inside carries its own. */
const PREFIX = 's1='

/** What a document from a link may hold once unpacked. A file may hold more. */
export const LINK_BYTES_MAX = 4_194_304
/** Characters of a fragment that are looked at at all; browsers refuse far shorter ones. */
export const LINK_LENGTH_MAX = 2_097_152

/** Bytes that go into the inflater at once: deflate expands at most 1,032 times, so one bite is at most 4 MB. */
const BITE = 4_096

/** Blanks and line ends, as they are or as a browser's address bar writes them. */
const BLANKS = /\s|%(?:0[9AaDd]|20)/g

/** What a link carries, or why it cannot be opened. */
export type DecodedLink =
  | {
      readonly ok: true
      readonly scenario: Scenario
      readonly autoplay: boolean
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** What a link says besides its document. */
export interface LinkOptions {
  /** Plays as soon as it is open. */
  readonly autoplay?: boolean
}

const refuse = (message: string): Extract<DecodedLink, { ok: false }> => ({
  ok: false,
  problems: [{ kind: 'error', path: 'link', message }],
})

/** Inflates at most `max` bytes; the bomb behind them is never unpacked. */
function inflate(packed: Uint8Array, max: number): Uint8Array | 'too-long' | 'broken' {
  const chunks: Uint8Array[] = []
  let total = 0
  let ended = false
  const inflater = new Inflate((chunk, final) => {
    chunks.push(chunk.slice())
    total += chunk.length
    ended = final
  })
  try {
    for (let at = 0; at < packed.length; at += BITE) {
      inflater.push(packed.subarray(at, at + BITE), at + BITE >= packed.length)
      if (total > max) return 'too-long'
    }
  } catch {
    return 'broken'
  }
  if (!ended) return 'broken'
  const whole = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/**
 * The document as a URL's fragment, without `#`: `s1=<bytes>.<deflate-raw, base64url>`, then options. It never
 * reaches a server.
 */
export function encodeShareLink(scenario: Scenario, options: LinkOptions = {}): string {
  const bytes = strToU8(JSON.stringify(scenario))
  const packed = toBase64url(deflateSync(bytes, { level: 9, mem: 8 }))
  return `${PREFIX}${bytes.length}.${packed}${options.autoplay === true ? '&autoplay' : ''}`
}

/** Whether `fragment` (with or without `#`) claims to hold a document. */
export const isShareLink = (fragment: string): boolean => /^#?s\d+=/.test(fragment)

/** The document in a fragment, checked like any file. Never throws. */
export function decodeShareLink(fragment: string): DecodedLink {
  if (fragment.length > LINK_LENGTH_MAX) return refuse('is too long to be a link')
  // Mail and terminals break long lines, and what ends a line is copied with the link.
  const text = fragment.replace(/^#/, '').replace(BLANKS, '')
  if (!text.startsWith(PREFIX)) {
    return refuse(
      isShareLink(text)
        ? 'was made by a newer Coldstart than this one'
        : 'is not a link to a scenario',
    )
  }
  const [body = '', ...options] = text.slice(PREFIX.length).split('&')
  const parts = /^(\d{1,9})\.([A-Za-z0-9_-]+)$/.exec(body)
  if (parts === null) return refuse('is damaged: characters are missing or strange')
  const declared = Number(parts[1])
  if (declared > LINK_BYTES_MAX) {
    return refuse(`holds ${declared} bytes; a link may hold ${LINK_BYTES_MAX}`)
  }
  const packed = fromBase64url(parts[2] ?? '')
  const bytes = packed === null ? 'broken' : inflate(packed, declared)
  if (bytes === 'too-long') return refuse('holds more than it declares')
  if (bytes === 'broken' || bytes.length !== declared) {
    return refuse('is damaged: it was cut off or changed on its way')
  }
  const parsed: ParsedScenario = parseScenarioText(strFromU8(bytes))
  if (!parsed.ok) return parsed
  return {
    ok: true,
    scenario: parsed.scenario,
    autoplay: options.includes('autoplay'),
  }
}
