import { LruCache } from '#kernel/lruCache.ts'
import { between, type Duration, type Instant } from '#kernel/time.ts'

/** What a cache takes beside what it keeps, per entry. assumption */
const ENTRY_BYTES = 100

interface Entry<V> {
  readonly value: V
  readonly since: Instant
}

/** Values by key: those unused for longest go when the memory is full, and each after its time to live. */
export interface Cache<V> {
  readonly size: number
  readonly bytes: number
  /** Bytes that had to go for want of memory. */
  readonly evictedBytes: number
  /** What is there and not too old; to look is to use. */
  get(key: string, now: Instant): V | undefined
  put(key: string, value: V, now: Instant): void
  remove(key: string): void
  clear(): void
}

/** How much a cache keeps and for how long; null: until it is evicted. Asked anew each time. */
export interface CacheLimits<V> {
  readonly sizeOf: (value: V) => number
  readonly bytesMax: () => number
  readonly timeToLive: () => Duration | null
}

/** Creates an empty cache. */
export function createCache<V>({ sizeOf, bytesMax, timeToLive }: CacheLimits<V>): Cache<V> {
  const entries = new LruCache<Entry<V>>(bytesMax())
  const isOld = ({ since }: Entry<V>, now: Instant): boolean => {
    const life = timeToLive()
    return life !== null && between(since, now) >= life
  }

  return {
    get size() {
      return entries.size
    },
    get bytes() {
      return entries.bytes
    },
    get evictedBytes() {
      return entries.evictedBytes
    },
    get(key, now) {
      const entry = entries.find(key)
      if (entry === undefined) return undefined
      if (!isOld(entry, now)) return entry.value
      entries.delete(key)
      return undefined
    },
    put(key, value, now) {
      entries.delete(key)
      const size = key.length + sizeOf(value) + ENTRY_BYTES
      if (size > bytesMax()) return
      entries.resize(bytesMax())
      entries.store(key, { value, since: now }, size)
    },
    remove: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  }
}
