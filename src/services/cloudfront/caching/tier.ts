import type { Headers } from '#contracts/body.ts'
import { type CachedResponse, matchesVary, type RequestHead } from '#contracts/httpCache/storing.ts'
import type { Place } from '#world/place.ts'
import { LruCache } from '#kernel/lruCache.ts'

/** What lies under a key: one response, or several that `Vary` tells apart (RFC 9111's rules only). */
type Kept = CachedResponse | readonly CachedResponse[]

/** Bytes that an object takes beside its body and headers: key, bookkeeping. assumption */
const OVERHEAD_BYTES = 512
/** Variants of one URL. assumption: RFC 9111 leaves it to the cache */
const VARIANTS_MAX = 32
/** Keys under a hold. More are forgotten at once: they are asked for again, no more. */
const HOLDS_MAX = 10_000

const headerBytes = (headers: Headers): number => {
  let bytes = 0
  for (const [name, value] of headers) bytes += name.length + value.length + 4
  return bytes
}

const bytesOf = (kept: CachedResponse): number =>
  OVERHEAD_BYTES + headerBytes(kept.headers) + kept.bodyBytes

const isList = (kept: Kept): kept is readonly CachedResponse[] => Array.isArray(kept)

/** A fetch under way, and who waits for it. */
export interface Flight {
  readonly waiters: (() => void)[]
}

/** One layer of caches at one place: an edge location's, or a Region's. */
export interface Tier {
  readonly kind: 'edge' | 'regional'
  /** `FRA50-P1`, `eu-central-1` */
  readonly name: string
  readonly place: Place
  readonly cache: LruCache<Kept>
  /** By key. */
  readonly flights: Map<string, Flight>
  /** Until when (ms since the epoch) a stale object is served without asking again, because the origin failed. */
  readonly holds: Map<string, number>
  readonly counts: { hits: number; refreshes: number; misses: number }
}

/** Creates an empty tier. */
export const createTier = (of: Pick<Tier, 'kind' | 'name' | 'place'>, bytesMax: number): Tier => ({
  ...of,
  cache: new LruCache(bytesMax),
  flights: new Map(),
  holds: new Map(),
  counts: { hits: 0, refreshes: 0, misses: 0 },
})

/** What `tier` keeps for a request under `key`. */
export function findKept(
  tier: Tier,
  key: string,
  request: RequestHead,
  heedsVary: boolean,
): CachedResponse | null {
  const kept = tier.cache.find(key)
  if (kept === undefined) return null
  if (isList(kept)) return kept.find((one) => matchesVary(one, request.headers)) ?? null
  return !heedsVary || matchesVary(kept, request.headers) ? kept : null
}

/** Keeps `response`; under RFC 9111's rules beside those that `Vary` tells from it, the latest first. */
export function storeKept(
  tier: Tier,
  key: string,
  response: CachedResponse,
  heedsVary: boolean,
): void {
  tier.holds.delete(key)
  const known = heedsVary ? tier.cache.find(key) : undefined
  if (known === undefined || (!isList(known) && known.vary.length === 0)) {
    tier.cache.store(key, response, bytesOf(response))
    return
  }
  const isSame = (one: CachedResponse): boolean =>
    one.vary.length === response.vary.length &&
    one.vary.every(([name, value], at) => {
      const [otherName, otherValue] = response.vary[at] ?? ['', undefined]
      return name === otherName && value === otherValue
    })
  const others = (isList(known) ? known : [known]).filter((one) => !isSame(one))
  const list = [response, ...others].slice(0, VARIANTS_MAX)
  const [only] = list
  const value = list.length === 1 && only !== undefined ? only : list
  tier.cache.store(
    key,
    value,
    list.reduce((sum, one) => sum + bytesOf(one), 0),
  )
}

/** Serves what is stale without asking again until `untilMs`. */
export function hold(tier: Tier, key: string, untilMs: number): void {
  if (tier.holds.size >= HOLDS_MAX) tier.holds.clear()
  tier.holds.set(key, untilMs)
}

/** All that a tier keeps, one by one: what invalidations and panels look at. */
export function* allKept(tier: Tier): Generator<readonly [key: string, response: CachedResponse]> {
  for (const [key, kept] of tier.cache.all()) {
    if (isList(kept)) for (const one of kept) yield [key, one]
    else yield [key, kept]
  }
}
