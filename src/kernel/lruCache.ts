/** One thing in a cache; in the list of all, from the most recently used to the least. */
class Entry<T> {
  readonly key: string
  value: T
  bytes: number
  newer: Entry<T> | null = null
  older: Entry<T> | null = null

  constructor(key: string, value: T, bytes: number) {
    this.key = key
    this.value = value
    this.bytes = bytes
  }
}

/** A cache by bytes: what was not asked for the longest goes when the room is used up. */
export class LruCache<T> {
  bytes = 0
  /** How many had to go to make room. */
  evictions = 0
  /** What they took together. */
  evictedBytes = 0
  private readonly entries = new Map<string, Entry<T>>()
  private newest: Entry<T> | null = null
  private oldest: Entry<T> | null = null
  private bytesMax: number

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  get size(): number {
    return this.entries.size
  }

  /** What is kept under `key`, and counts as used by that. */
  find(key: string): T | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    if (entry !== this.newest) {
      this.unlink(entry)
      this.link(entry)
    }
    return entry.value
  }

  /** Keeps a value that takes so many bytes; one that is larger than the cache is not kept. */
  store(key: string, value: T, bytes: number): void {
    const known = this.entries.get(key)
    if (bytes > this.bytesMax) {
      if (known !== undefined) this.remove(known)
      return
    }
    if (known === undefined) {
      const entry = new Entry(key, value, bytes)
      this.entries.set(key, entry)
      this.link(entry)
      this.bytes += bytes
    } else {
      this.bytes += bytes - known.bytes
      known.value = value
      known.bytes = bytes
      this.unlink(known)
      this.link(known)
    }
    this.shrink()
  }

  delete(key: string): boolean {
    const entry = this.entries.get(key)
    if (entry !== undefined) this.remove(entry)
    return entry !== undefined
  }

  resize(bytesMax: number): void {
    this.bytesMax = bytesMax
    this.shrink()
  }

  clear(): void {
    this.entries.clear()
    this.newest = null
    this.oldest = null
    this.bytes = 0
  }

  /** Keys and values, the most recently used first. Looking is no use. */
  *all(): Generator<readonly [key: string, value: T]> {
    for (let entry = this.newest; entry !== null; entry = entry.older) {
      yield [entry.key, entry.value]
    }
  }

  private shrink(): void {
    while (this.bytes > this.bytesMax && this.oldest !== null) {
      this.evictions++
      this.evictedBytes += this.oldest.bytes
      this.remove(this.oldest)
    }
  }

  private remove(entry: Entry<T>): void {
    this.entries.delete(entry.key)
    this.unlink(entry)
    this.bytes -= entry.bytes
  }

  private link(entry: Entry<T>): void {
    entry.older = this.newest
    entry.newer = null
    if (this.newest !== null) this.newest.newer = entry
    this.newest = entry
    this.oldest ??= entry
  }

  private unlink(entry: Entry<T>): void {
    const { newer, older } = entry
    if (newer === null) this.newest = older
    else newer.older = older
    if (older === null) this.oldest = newer
    else older.newer = newer
    entry.newer = null
    entry.older = null
  }
}
