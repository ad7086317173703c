import { compareUtf8 } from '#contracts/bytes.ts'

/** Keys in order, sorted when somebody asks: a run writes far more often than it lists. */
export interface KeyOrder {
  add(key: string): void
  /** All keys from the first that is not below `from`; `has` tells which are still there. */
  from(from: string): { at(index: number): string | undefined }
}

/** Creates an order of the keys that `has` knows. */
export function createKeyOrder(has: (key: string) => boolean): KeyOrder {
  let sorted: string[] = []
  let fresh: string[] = []

  const merge = (): void => {
    if (fresh.length === 0) return
    const added = [...new Set(fresh)].sort(compareUtf8)
    fresh = []
    const merged: string[] = []
    let next = 0
    for (const key of sorted) {
      while (next < added.length && compareUtf8(added[next] ?? '', key) < 0) {
        merged.push(added[next++] ?? '')
      }
      if (added[next] === key) next++
      if (has(key)) merged.push(key)
    }
    for (; next < added.length; next++) merged.push(added[next] ?? '')
    sorted = merged
  }

  const indexOf = (from: string): number => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareUtf8(sorted[middle] ?? '', from) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add: (key) => void fresh.push(key),
    from(from) {
      merge()
      const begin = indexOf(from)
      return { at: (index) => sorted[begin + index] }
    },
  }
}
