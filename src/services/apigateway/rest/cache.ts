import { bodyLength } from '#contracts/body.ts'
import { LruCache } from '#kernel/lruCache.ts'
import { after, type Duration, type Instant } from '#kernel/time.ts'
import type { RestResponse } from './restResponse.ts'

/** The largest answer that is kept. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
export const CACHED_BYTES_MAX = 1_048_576
/** What the simulation keeps of a stage's cache, however large it is: answers live in the browser's memory. */
const HELD_BYTES_MAX = 128 * 1_024 * 1_024
/** What an entry takes beside its body: key, headers, bookkeeping. assumption */
const ENTRY_OVERHEAD_BYTES = 512

interface Entry {
  readonly response: RestResponse
  readonly expiresAt: Instant
}

/** A stage's cache of answers: each lives for its time, the least recently used goes when the room is used up. */
export interface StageCache {
  readonly entries: number
  readonly bytes: number
  find(key: string, now: Instant): RestResponse | null
  store(
    key: string,
    response: RestResponse,
    until: { readonly now: Instant; readonly ttl: Duration },
  ): void
  remove(key: string): void
  /** Another size empties it, as AWS builds a new one. */
  resize(gigabytes: number): void
  clear(): void
}

const capacityOf = (gigabytes: number): number =>
  Math.min(HELD_BYTES_MAX, Math.floor(gigabytes * 1_024 * 1_024 * 1_024))

/** Creates an empty cache of so many GB. */
export function createStageCache(gigabytes: number): StageCache {
  const held = new LruCache<Entry>(capacityOf(gigabytes))
  let size = gigabytes
  return {
    get entries() {
      return held.size
    },
    get bytes() {
      return held.bytes
    },
    find(key, now) {
      const entry = held.find(key)
      if (entry === undefined) return null
      if (entry.expiresAt > now) return entry.response
      held.delete(key)
      return null
    },
    store(key, response, { now, ttl }) {
      const length = bodyLength(response.body)
      if (length > CACHED_BYTES_MAX) return
      held.store(key, { response, expiresAt: after(now, ttl) }, length + ENTRY_OVERHEAD_BYTES)
    },
    remove: (key) => void held.delete(key),
    resize(next) {
      if (next === size) return
      size = next
      held.clear()
      held.resize(capacityOf(next))
    },
    clear: () => held.clear(),
  }
}
