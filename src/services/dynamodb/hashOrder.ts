import { compareUtf8 } from '#contracts/bytes.ts'
import { HASH_BITS } from './keyHash.ts'

/** What stands in the order of hashes; `text` tells apart what has the same hash. */
export interface Hashed {
  readonly hash: number
  readonly text: string
}

/** The order of partition keys. */
export const compareHashed = (a: Hashed, b: Hashed): number =>
  a.hash - b.hash || compareUtf8(a.text, b.text)

/** Elements in the order of their hashes: added, removed and found at the same cost however many there are. */
export interface HashOrder<T> {
  add(element: T): void
  remove(element: T): void
  /** All elements in order, from the first that is not before `start`. */
  from(start: Hashed | null): Generator<T, void, undefined>
}

/** Buckets are made twice as many when they hold this many elements on average. */
const BUCKET_MEAN_MAX = 32
const BUCKET_BITS_MAX = 18

/** How many elements of a bucket are before `hashed`. */
function countBefore(bucket: readonly Hashed[], hashed: Hashed): number {
  let low = 0
  let high = bucket.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const element = bucket[middle]
    if (element !== undefined && compareHashed(element, hashed) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Creates an empty order. Hashes are spread evenly, so equal ranges of them make buckets of about one size. */
export function createHashOrder<T extends Hashed>(): HashOrder<T> {
  let bits = 0
  let size = 0
  let buckets: T[][] = [[]]

  const numberOf = ({ hash }: Hashed): number => hash >>> (HASH_BITS - bits)
  const bucketOf = (hashed: Hashed): T[] => buckets[numberOf(hashed)] ?? []

  const split = (): void => {
    const bit = 1 << (HASH_BITS - bits - 1)
    buckets = buckets.flatMap((bucket) => {
      const place = bucket.findIndex(({ hash }) => (hash & bit) !== 0)
      const at = place === -1 ? bucket.length : place
      return [bucket.slice(0, at), bucket.slice(at)]
    })
    bits++
  }

  return {
    add(element) {
      const bucket = bucketOf(element)
      bucket.splice(countBefore(bucket, element), 0, element)
      if (++size > BUCKET_MEAN_MAX * buckets.length && bits < BUCKET_BITS_MAX) split()
    },
    remove(element) {
      const bucket = bucketOf(element)
      const place = countBefore(bucket, element)
      if (bucket[place] !== element) return
      bucket.splice(place, 1)
      size--
    },
    *from(start) {
      const first = start === null ? 0 : numberOf(start)
      for (let at = first; at < buckets.length; at++) {
        const bucket = buckets[at] ?? []
        const place = start === null || at > first ? 0 : countBefore(bucket, start)
        for (let next = place; next < bucket.length; next++) {
          const element = bucket[next]
          if (element !== undefined) yield element
        }
      }
    },
  }
}
