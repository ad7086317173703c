/** What tells keys apart: where they stand among the partitions, or themselves. */
type KeyId = number | string

/** A partition key value that was used of late. */
export interface HotKey<K extends KeyId = number> {
  readonly hash: K
  readonly label: string
  /** Units counted for it: never less than it used, and too many by `error` at most. */
  readonly units: number
  readonly error: number
}

/** The keys that use most units, in bounded memory. */
export interface HotKeys<K extends KeyId = number> {
  /** `label` is asked for only where the key is not counted yet. */
  add(hash: K, units: number, label: () => string): void
  /** The hottest first. */
  top(many: number): readonly HotKey<K>[]
  /** Half of every count goes: what was long ago weighs less than what is now. */
  fade(): void
}

interface Counter<K> {
  readonly hash: K
  readonly label: string
  units: number
  error: number
}

/** Faded below this, a key is forgotten. */
const FORGOTTEN = 0.01

/**
 * Space-saving: `size` counters; a key without one takes over the smallest and inherits its count as possible error.
 * Metwally, Agrawal and El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005.
 */
export function createHotKeys<K extends KeyId = number>(size: number): HotKeys<K> {
  const counters = new Map<K, Counter<K>>()
  const smallest = (): Counter<K> | undefined => {
    let least: Counter<K> | undefined
    for (const counter of counters.values()) {
      if (least === undefined || counter.units < least.units) least = counter
    }
    return least
  }
  return {
    add(hash, units, label) {
      const known = counters.get(hash)
      if (known !== undefined) {
        known.units += units
        return
      }
      const least = counters.size < size ? undefined : smallest()
      if (least !== undefined) counters.delete(least.hash)
      const error = least?.units ?? 0
      counters.set(hash, { hash, label: label(), units: error + units, error })
    },
    top: (many) =>
      [...counters.values()]
        .sort((a, b) => b.units - a.units || (a.hash < b.hash ? -1 : 1))
        .slice(0, many)
        .map((counter) => ({ ...counter })),
    fade() {
      for (const counter of counters.values()) {
        counter.units /= 2
        counter.error /= 2
        if (counter.units < FORGOTTEN) counters.delete(counter.hash)
      }
    },
  }
}
