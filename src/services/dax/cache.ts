import { between, type Duration, type Instant } from '#kernel/time.ts'

/** What a cache takes beside what it keeps, per entry. assumption */
const ENTRY_BYTES = 100

interface Entry<V> {
  readonly value: V
  readonly bytes: number
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
  /** In the order of their last use. */
  const entries = new Map<string, Entry<V>>()
  let bytes = 0
  let evictedBytes = 0

  const remove = (key: string): Entry<V> | undefined => {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    entries.delete(key)
    bytes -= entry.bytes
    return entry
  }
  const isOld = ({ since }: Entry<V>, now: Instant): boolean => {
    const life = timeToLive()
    return life !== null && between(since, now) >= life
  }

  return {
    get size() {
      return entries.size
    },
    get bytes() {
      return bytes
    },
    get evictedBytes() {
      return evictedBytes
    },
    get(key, now) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (isOld(entry, now)) {
        bytes -= entry.bytes
        return undefined
      }
      entries.set(key, entry)
      return entry.value
    },
    put(key, value, now) {
      remove(key)
      const size = key.length + sizeOf(value) + ENTRY_BYTES
      if (size > bytesMax()) return
      entries.set(key, { value, bytes: size, since: now })
      bytes += size
      for (const oldest of entries.keys()) {
        if (bytes <= bytesMax()) break
        evictedBytes += remove(oldest)?.bytes ?? 0
      }
    },
    remove: (key) => void remove(key),
    clear() {
      entries.clear()
      bytes = 0
    },
  }
}
