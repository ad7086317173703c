import type { Body, Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { CachedResponse } from '#contracts/httpCache/storing.ts'
import type { CacheUse, TraceContext } from '#kernel/trace.ts'
import type { ResultType } from '../definition.ts'
import type { Behavior } from '../distribution.ts'

/** A request on its way up through the caches. */
export interface Ask {
  /** The viewer's, as functions left it. */
  readonly request: HttpRequest
  readonly key: string
  readonly behavior: Behavior
  readonly span: TraceContext
  /** Whether it may be answered from caches and kept in them. */
  readonly isCacheable: boolean
  /** What the tier below has and would ask the origin for anew: null where it has nothing. */
  readonly known: CachedResponse | null
  /** Headers that CloudFront makes of the viewer, for the origin. */
  readonly made: Headers
}

/** What came back from a tier or from the origin. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  /** Of `body`, where a cache has counted them. */
  readonly bodyBytes?: number
  /** How it came about at the tier that answers. */
  readonly result: Extract<
    ResultType,
    | 'Hit'
    | 'RefreshHit'
    | 'Miss'
    | 'Error'
    | 'LambdaGeneratedResponse'
    | 'LambdaExecutionError'
    | 'LimitExceeded'
  >
  /** Where the object was found: a tier's name; null: it came from the origin. */
  readonly from: string | null
  /** Whether it is past its time, and stands in for what could not be had, or not yet. */
  readonly isStale?: boolean
  /** Seconds since the origin made it, where it comes out of a cache; null where it is new. */
  readonly age: number | null
  /** Why it was not served from the cache, and what became of it: for people. */
  readonly why: string
  /** `x-edge-detailed-result-type` where it differs from `result`. */
  readonly detail?: string
  /** Seconds that it stays fresh where it is kept now; null: it is not kept. */
  readonly ttl?: number | null
}

/** An answer out of a cache: ready to go back as it is. */
export interface Hit extends Answer {
  /** Whether it may be cut and compared: what is kept always may. */
  readonly isWhole: true
}

interface Shown extends Pick<Answer, 'status' | 'from' | 'isStale'> {
  readonly result: ResultType
}

/** What the cache made of a request, as wires show it; undefined where none was asked, or had no say. */
export function cacheUseOf({ status, result, from, isStale }: Shown): CacheUse | undefined {
  if (from !== null && isStale === true) return 'stale'
  if (result === 'RefreshHit') return 'refresh'
  if (result !== 'Hit' && result !== 'Miss' && result !== 'Error') return undefined
  if (from !== null) return 'hit'
  // An error that no cache had: the edge's own, or its origin's, which its outcome tells already.
  return status < 400 ? 'miss' : undefined
}
