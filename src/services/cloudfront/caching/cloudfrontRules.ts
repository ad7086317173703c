import { findHeader } from '#contracts/body.ts'
import { parseHttpDate } from '#contracts/calendar.ts'
import {
  type Directives,
  findAge,
  findDirectives,
  parseSeconds,
} from '#contracts/httpCache/directives.ts'
import { ageAt, type ResponseHead } from '#contracts/httpCache/freshness.ts'
import { planReuse } from '#contracts/httpCache/reuse.ts'
import { type CachingRules, describeLifetime, forbids, type StorePlan } from './cachingRules.ts'

/** "CloudFront always caches" these. */
const ERRORS_ALWAYS = new Set([404, 414, 500, 501, 502, 503, 504])
/** These only where max-age or s-maxage says so. */
const ERRORS_TOLD = new Set([400, 403, 405, 412, 415])
/** Those for which no-store, no-cache and private count. */
const ERRORS_FORBIDDEN = new Set([404, 410, 414, 501])
/** A redirect that is for now only is kept where headers say so. */
const TEMPORARY = new Set([302, 303, 307])

/** 100 years: nothing is kept for longer. */
const TTL_MAX = 3_153_600_000

interface Told {
  readonly seconds: number
  readonly by: string
}

/** What the origin says: s-maxage before max-age before Expires, which counts from now. Null: it says nothing. */
function findTold(response: ResponseHead, directives: Directives, nowMs: number): Told | null {
  for (const by of ['s-maxage', 'max-age'] as const) {
    const value = directives.get(by)
    if (value !== undefined) return { seconds: parseSeconds(value) ?? 0, by }
  }
  const expires = findHeader(response.headers, 'expires')
  if (expires === undefined) return null
  const until = parseHttpDate(expires)
  // A date is a date: what it spent in a cache before is not taken off once more.
  const age = findAge(response.headers) ?? 0
  return {
    seconds: until === null ? 0 : Math.max(0, (until - nowMs) / 1_000 + age),
    by: 'Expires',
  }
}

const clamp = (seconds: number, min: number, max: number): number =>
  Math.min(Math.max(seconds, min), max, TTL_MAX)

const NO_DIRECTIVES: Directives = new Map()

/** Of a response's directives those that still count once its lifetime is CloudFront's own. */
const STALE_ONES = [
  'stale-while-revalidate',
  'stale-if-error',
  'must-revalidate',
  'proxy-revalidate',
]

function keptDirectives(directives: Directives): Directives {
  if (!STALE_ONES.some((name) => directives.has(name))) return NO_DIRECTIVES
  return new Map([...directives].filter(([name]) => STALE_ONES.includes(name)))
}

const keep = (
  told: Told,
  { response, directives }: { readonly response: ResponseHead; readonly directives: Directives },
): StorePlan => ({
  store: true,
  own: {
    lifetime: { seconds: told.seconds, source: 'none' },
    directives: keptDirectives(directives),
    // The time that it spent in caches before, its origin's or a regional one, counts: assumption.
    // One that cannot be read tells that it may be old: as RFC 9111's.
    initialAge: findAge(response.headers) ?? Number.POSITIVE_INFINITY,
  },
  why: describeLifetime(told, told.by),
})

const refuse = (why: string): StorePlan => ({ store: false, why: `not kept: ${why}` })

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html */
function planError(
  response: ResponseHead,
  directives: Directives,
  {
    errorTtl,
    max,
    nowMs,
  }: { readonly errorTtl: number; readonly max: number; readonly nowMs: number },
): StorePlan {
  const { status } = response
  const forbidden = forbids(directives)
  if (status === 416) return refuse('416 never is')
  if (forbidden !== null && ERRORS_FORBIDDEN.has(status)) {
    return refuse(`Cache-Control: ${forbidden}`)
  }
  const told = findTold(response, directives, nowMs)
  const isTold = told !== null && told.by !== 'Expires'
  if (!ERRORS_ALWAYS.has(status) && !(ERRORS_TOLD.has(status) && isTold)) {
    return refuse(`${status} without max-age`)
  }
  const seconds = Math.max(errorTtl, Math.min(told?.seconds ?? 0, max))
  if (seconds <= 0) return refuse('the error caching minimum TTL is 0')
  const by = told === null || told.seconds < errorTtl ? 'the error caching minimum TTL' : told.by
  return keep({ seconds, by }, { response, directives: NO_DIRECTIVES })
}

/**
 * CloudFront's rules where they differ from RFC 9111's.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
export const cloudfrontRules: CachingRules = {
  isPlainHttp: false,
  planStore(_request, response, { received, terms }) {
    const { minTtl, defaultTtl, maxTtl } = terms.policy
    const { status } = response
    if (maxTtl === 0) return refuse(`the policy ${terms.policy.name} disables caching`)
    if (status === 206 || status === 304 || status < 200)
      return refuse(`${status} is no whole object`)
    const directives = findDirectives(response.headers)
    const nowMs = received.receivedMs
    if (status >= 400) {
      const errorTtl = terms.errorTtl(status)
      return planError(response, directives, { errorTtl, max: maxTtl, nowMs })
    }
    const forbidden = forbids(directives)
    if (forbidden !== null) {
      const why = `Cache-Control: ${forbidden}`
      if (minTtl === 0) return refuse(why)
      return keep(
        { seconds: minTtl, by: `the minimum TTL, in spite of ${why}` },
        { response, directives: NO_DIRECTIVES },
      )
    }
    const told = findTold(response, directives, nowMs)
    if (told === null && TEMPORARY.has(status)) return refuse(`a ${status} without Cache-Control`)
    if (told === null) {
      return keep({ seconds: defaultTtl, by: 'the default TTL' }, { response, directives })
    }
    const seconds = clamp(told.seconds, minTtl, maxTtl)
    const by =
      seconds > told.seconds
        ? `the minimum TTL over ${told.by}`
        : seconds < told.seconds
          ? `the maximum TTL under ${told.by}`
          : told.by
    // Kept though stale at once: it can be asked for again with a condition.
    return keep({ seconds, by }, { response, directives })
  },
  planReuse: (cached, request, nowMs) => planReuse(cached, request, { nowMs, heedsRequest: false }),
  mayUseOnError(cached, nowMs, status) {
    if (status !== null && status < 500) return false
    const allowed = parseSeconds(cached.directives.get('stale-if-error'))
    if (allowed !== null) return ageAt(cached, nowMs) - cached.lifetime.seconds < allowed
    // Without the directive an expired object is served while the origin fails, unless it forbids that.
    return !cached.directives.has('must-revalidate') && !cached.directives.has('proxy-revalidate')
  },
}
