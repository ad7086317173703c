import { findHeader } from '../body.ts'
import { type Directives, findDirectives, parseSeconds } from './directives.ts'
import { ageAt } from './freshness.ts'
import type { CachedResponse, RequestHead } from './storing.ts'

/** Why a kept response may not be used as it is. */
export type ValidationReason = 'stale' | 'no-cache' | 'request-no-cache' | 'request-max-age'

/** What to do with a kept response that matches a request. Ages are seconds. */
export type ReusePlan =
  | { readonly action: 'use'; readonly age: number }
  /** Answer at once, and validate behind the answer (RFC 5861 §3). */
  | { readonly action: 'use-and-validate'; readonly age: number }
  | { readonly action: 'validate'; readonly age: number; readonly reason: ValidationReason }

const prohibitsStale = (directives: Directives): boolean =>
  ['must-revalidate', 'proxy-revalidate', 's-maxage', 'no-cache'].some((name) =>
    directives.has(name),
  )

/** `Cache-Control` of a request; `Pragma: no-cache` where it has none (RFC 9111 §5.4). */
const requestDirectivesOf = ({ headers }: RequestHead): Directives => {
  const directives = findDirectives(headers)
  if (directives.size > 0) return directives
  const isOld = /(?:^|,)\s*no-cache\b/i.test(findHeader(headers, 'pragma') ?? '')
  return isOld ? new Map<string, string | true>([['no-cache', true]]) : directives
}

const secondsOf = (directives: Directives, name: string): number | null =>
  parseSeconds(directives.get(name))

/** How long past its lifetime the caller takes a response (RFC 9111 §5.2.1.2): all its life where it says no number. */
const maxStaleOf = (asked: Directives): number => {
  const value = asked.get('max-stale')
  if (value === undefined) return 0
  return value === true ? Number.POSITIVE_INFINITY : (parseSeconds(value) ?? 0)
}

const NOTHING_ASKED: Directives = new Map()

/**
 * Whether a kept response may answer a request at `nowMs` (RFC 9111 §4): while it is fresh, or stale where both sides allow it;
 * else it must be validated. `heedsRequest`: a caller's `Cache-Control` counts; many caches in front of origins pass it over.
 */
export function planReuse(
  cached: CachedResponse,
  request: RequestHead,
  { nowMs, heedsRequest }: { readonly nowMs: number; readonly heedsRequest: boolean },
): ReusePlan {
  const age = ageAt(cached, nowMs)
  const validate = (reason: ValidationReason): ReusePlan => ({ action: 'validate', age, reason })
  const asked = heedsRequest ? requestDirectivesOf(request) : NOTHING_ASKED
  if (cached.directives.has('no-cache')) return validate('no-cache')
  if (asked.has('no-cache')) return validate('request-no-cache')
  const ageMax = secondsOf(asked, 'max-age')
  const beyond = age - cached.lifetime.seconds
  if (ageMax !== null && age > ageMax && maxStaleOf(asked) === 0) return validate('request-max-age')
  const minFresh = secondsOf(asked, 'min-fresh') ?? 0
  if (beyond < 0 && -beyond >= minFresh) return { action: 'use', age }
  if (beyond < 0) return validate('request-max-age')
  if (prohibitsStale(cached.directives)) return validate('stale')
  const staleMax = maxStaleOf(asked)
  if (staleMax > 0 && beyond <= staleMax) return { action: 'use', age }
  const behind = secondsOf(cached.directives, 'stale-while-revalidate')
  return behind !== null && beyond < behind
    ? { action: 'use-and-validate', age }
    : validate('stale')
}

/**
 * Whether a stale response may stand in for an origin that fails. `status` is its answer, null where none came: then a cache
 * is cut off and may use what it has (RFC 9111 §4.2.4), unless the response says no. RFC 5861 §4: `stale-if-error`.
 */
export function mayUseOnError(
  cached: CachedResponse,
  nowMs: number,
  status: number | null,
): boolean {
  const beyond = ageAt(cached, nowMs) - cached.lifetime.seconds
  if (prohibitsStale(cached.directives)) return false
  const allowed = secondsOf(cached.directives, 'stale-if-error')
  if (allowed !== null) return beyond < allowed && (status === null || status >= 500)
  return status === null && Number.isFinite(beyond)
}
