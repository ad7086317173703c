import { parseHttpDate } from '../calendar.ts'
import { findHeader, type Headers } from '../body.ts'
import { type Directives, findAge, findDirectives, parseSeconds } from './directives.ts'

/** What says how long a response stays fresh. */
export type FreshnessSource = 's-maxage' | 'max-age' | 'expires' | 'heuristic' | 'none'

export interface Lifetime {
  /** From when the origin made the response; not below 0. */
  readonly seconds: number
  readonly source: FreshnessSource
}

/** A response's status and header fields. */
export interface ResponseHead {
  readonly status: number
  readonly headers: Headers
}

/** RFC 9110 §15.1: what a cache may keep for a while though nobody says for how long. */
const HEURISTIC_STATUSES = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501])

/** A tenth of the time since the last change (RFC 9111 §4.2.2), and a day at most. */
const HEURISTIC_SHARE = 0.1
const HEURISTIC_SECONDS_MAX = 86_400

const dateOf = (headers: Headers, receivedMs: number): number =>
  parseHttpDate(findHeader(headers, 'date') ?? '') ?? receivedMs

function heuristic(
  { status, headers }: ResponseHead,
  directives: Directives,
  receivedMs: number,
): Lifetime {
  const changed = parseHttpDate(findHeader(headers, 'last-modified') ?? '')
  if (changed === null || !(HEURISTIC_STATUSES.has(status) || directives.has('public'))) {
    return { seconds: 0, source: 'none' }
  }
  const unchanged = Math.max(0, dateOf(headers, receivedMs) - changed) / 1_000
  const seconds = Math.floor(Math.min(unchanged * HEURISTIC_SHARE, HEURISTIC_SECONDS_MAX))
  return { seconds, source: 'heuristic' }
}

/**
 * How long a shared cache may count a response as fresh (RFC 9111 §4.2.1): `s-maxage`, else `max-age`, else `Expires` less
 * `Date`, else a heuristic. What cannot be read counts as 0: it is stale. `receivedMs` is ms since the Unix epoch.
 */
export function computeLifetime(response: ResponseHead, receivedMs: number): Lifetime {
  const directives = findDirectives(response.headers)
  for (const source of ['s-maxage', 'max-age'] as const) {
    const value = directives.get(source)
    if (value !== undefined) return { seconds: parseSeconds(value) ?? 0, source }
  }
  const expires = findHeader(response.headers, 'expires')
  if (expires === undefined) return heuristic(response, directives, receivedMs)
  const until = parseHttpDate(expires)
  const seconds = until === null ? 0 : (until - dateOf(response.headers, receivedMs)) / 1_000
  return { seconds: Math.max(0, Math.floor(seconds)), source: 'expires' }
}

/** When a response was asked for and came, ms since the Unix epoch. */
export interface Received {
  readonly requestedMs: number
  readonly receivedMs: number
}

/**
 * How old a response was when it came, in seconds with fractions (RFC 9111 §4.2.3, `corrected_initial_age`); infinite where its
 * own `Age` cannot be read.
 */
export function computeInitialAge(headers: Headers, received: Received): number {
  const age = findAge(headers)
  if (age === null) return Number.POSITIVE_INFINITY
  const { requestedMs, receivedMs } = received
  const apparent = Math.max(0, receivedMs - dateOf(headers, receivedMs))
  return Math.max(apparent, age * 1_000 + (receivedMs - requestedMs)) / 1_000
}

/** How old a kept response is at `nowMs`, in seconds with fractions. */
export const ageAt = (
  kept: { readonly initialAge: number; readonly receivedMs: number },
  nowMs: number,
): number => kept.initialAge + Math.max(0, nowMs - kept.receivedMs) / 1_000
