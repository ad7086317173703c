import { type AttributeValue, compareKeys } from '../attributeValue.ts'
import { HASH_RANGE } from '../keyHash.ts'

/** A place in the order of keys: the hash of the partition key, then the sort key; null stands before all sort keys. */
export interface Point {
  readonly hash: number
  readonly range: AttributeValue | null
}

/** A key that is used: where it stands, and its partition key in words. */
export interface Touch extends Point {
  readonly text: string
}

/** Hears of items and bytes that have come, or gone, at a place. */
export type CountWatcher = (
  at: Point,
  change: { readonly items: number; readonly bytes: number },
) => void

/** Before every key. */
export const FIRST: Point = { hash: 0, range: null }
/** After every key. */
export const LAST: Point = { hash: HASH_RANGE, range: null }

/** The order of points. */
export function comparePoints(a: Point, b: Point): number {
  if (a.hash !== b.hash) return a.hash - b.hash
  if (a.range === null || b.range === null) {
    return (a.range === null ? 0 : 1) - (b.range === null ? 0 : 1)
  }
  return compareKeys(a.range, b.range)
}

/** A range of keys, from its first point to just before its last. */
export interface KeyRange {
  readonly from: Point
  readonly to: Point
}

/** Whether all keys of the range have one partition key hash: an item collection, or a part of it. */
export const isOneHash = ({ from, to }: KeyRange): boolean =>
  to.hash === from.hash || (to.hash === from.hash + 1 && to.range === null)

/** Cuts a range at `points` that lie within; those that do not are passed over. */
export function cut(range: KeyRange, points: readonly Point[]): readonly KeyRange[] {
  const inside = points
    .filter((point) => comparePoints(point, range.from) > 0 && comparePoints(point, range.to) < 0)
    .sort(comparePoints)
  const ranges: KeyRange[] = []
  let from = range.from
  for (const to of inside) {
    if (comparePoints(from, to) === 0) continue
    ranges.push({ from, to })
    from = to
  }
  return [...ranges, { from, to: range.to }]
}
