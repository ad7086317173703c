const isHigh = (unit: number): boolean => unit >= 0xd800

/** Orders two keys by their UTF-8 bytes, as lists do: surrogates come after all that has one unit. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left === right) continue
    const isPair = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
    if (isHigh(left) && isHigh(right) && isPair(left) !== isPair(right))
      return isPair(left) ? 1 : -1
    return left - right
  }
  return a.length - b.length
}

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
    const added = [...new Set(fresh)].sort(compareKeys)
    fresh = []
    const merged: string[] = []
    let next = 0
    for (const key of sorted) {
      while (next < added.length && compareKeys(added[next] ?? '', key) < 0) {
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
      if (compareKeys(sorted[middle] ?? '', from) < 0) low = middle + 1
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
