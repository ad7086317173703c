import type { Directives } from '#contracts/httpCache/directives.ts'
import type { Lifetime, Received, ResponseHead } from '#contracts/httpCache/freshness.ts'
import type { ReusePlan } from '#contracts/httpCache/reuse.ts'
import type { CachedResponse, OwnRules, RequestHead } from '#contracts/httpCache/storing.ts'
import type { CachePolicy } from '../policies/cachePolicy.ts'

/** What decides beside the response: the behaviour's policy, and how long its errors are kept. */
export interface RuleTerms {
  readonly policy: CachePolicy
  /** Seconds for which an error of this status is kept at least. */
  readonly errorTtl: (status: number) => number
}

/** Whether a response is kept and for how long, or why not. `why` is for people. */
export type StorePlan =
  | { readonly store: true; readonly own: OwnRules; readonly why: string }
  | { readonly store: false; readonly why: string }

/** How a cache decides. */
export interface CachingRules {
  planStore(
    request: RequestHead,
    response: ResponseHead,
    at: { readonly received: Received; readonly terms: RuleTerms },
  ): StorePlan
  planReuse(cached: CachedResponse, request: RequestHead, nowMs: number): ReusePlan
  /** Whether a stale response stands in for an origin that answered `status`; null: that gave no answer. */
  mayUseOnError(cached: CachedResponse, nowMs: number, status: number | null): boolean
  /** Whether `Vary` and the request's own Cache-Control count, and unsafe methods make objects invalid. */
  readonly isPlainHttp: boolean
}

/** What a cache tells of a lifetime: `60 s by max-age`. */
export const describeLifetime = ({ seconds }: Pick<Lifetime, 'seconds'>, by: string): string =>
  `kept for ${Math.round(seconds)} s by ${by}`

/** Which of the directives forbid to keep a response, as people read it; null where none does. */
export const forbids = (directives: Directives): 'no-store' | 'no-cache' | 'private' | null =>
  (['no-store', 'private', 'no-cache'] as const).find((name) => directives.has(name)) ?? null
