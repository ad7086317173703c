import { type AttributeValue, compareValues } from '../attributeValue.ts'
import { comparePoints, isOneHash, type KeyRange, type Point } from './point.ts'

/** Accesses that are remembered to find out where a partition's heat lies. */
const RECENT = 128
/** A partition key value with this share of the heat gets a partition of its own. */
const ISOLATED_SHARE = 0.5
/** Sort keys that rise or fall in this share of the steps only ever do: what is split off would stay cold. */
const MONOTONIC_SHARE = 0.9
/** Fewer accesses than this tell nothing. */
const TELLING = 8

/** The last accesses of a partition. */
export interface RecentAccesses {
  add(point: Point): void
  /** In the order in which they were made. */
  read(): readonly Point[]
}

/** Creates the memory of a partition that nobody has used. */
export function createRecentAccesses(): RecentAccesses {
  const points: Point[] = []
  let next = 0
  return {
    add(point) {
      points[next] = point
      next = (next + 1) % RECENT
    },
    read: () => [...points.slice(next), ...points.slice(0, next)],
  }
}

/** What of a table bears on splitting an item collection. */
export interface SplitRules {
  readonly hasSortKey: boolean
  /** "…unless the table has a local secondary index": its collections have to stay in one piece. */
  readonly hasLocalIndex: boolean
}

/** What to do about a partition that has been hot for minutes. */
export type HeatPlan =
  | { readonly type: 'split'; readonly at: readonly Point[] }
  | {
      readonly type: 'keep'
      /** Why a split would not help or cannot be. */
      readonly because: 'single item' | 'local index' | 'sort key only rises or falls' | 'unknown'
    }

/** Whether nearly all values lie on one side of those before them. */
export function isMonotonic(values: readonly AttributeValue[]): boolean {
  let rising = 0
  let falling = 0
  for (let at = 1; at < values.length; at++) {
    const [before, value] = [values[at - 1], values[at]]
    if (before === undefined || value === undefined) continue
    const order = compareValues(value, before) ?? 0
    if (order > 0) rising++
    if (order < 0) falling++
  }
  const steps = Math.max(1, values.length - 1)
  return rising / steps >= MONOTONIC_SHARE || falling / steps >= MONOTONIC_SHARE
}

/** The point with as many accesses before it as after, that cuts the range; null where there is none. */
function findMiddle(accesses: readonly Point[], { from }: KeyRange): Point | null {
  const sorted = accesses.toSorted(comparePoints)
  const middle = sorted[sorted.length >> 1]
  if (middle === undefined) return null
  if (comparePoints(middle, from) > 0) return middle
  // Half of the heat is at the very beginning: what follows it goes.
  return sorted.find((point) => comparePoints(point, from) > 0) ?? null
}

/** Cuts one item collection by its sort key, where that is possible and helps. */
function planCollection(
  range: KeyRange,
  accesses: readonly Point[],
  { hasSortKey, hasLocalIndex }: SplitRules,
): HeatPlan {
  if (!hasSortKey) return { type: 'keep', because: 'single item' }
  if (hasLocalIndex) return { type: 'keep', because: 'local index' }
  const values = accesses.flatMap((point) => point.range ?? [])
  if (isMonotonic(values)) return { type: 'keep', because: 'sort key only rises or falls' }
  const middle = findMiddle(accesses, range)
  return middle === null
    ? { type: 'keep', because: 'single item' }
    : { type: 'split', at: [middle] }
}

/**
 * Where a hot partition splits: a partition key value with most of the heat is put into a partition of its own, a
 * collection that is alone is cut by its sort key, else the range is cut in the middle of its heat.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 */
export function planHeatSplit(
  range: KeyRange,
  accesses: readonly Point[],
  rules: SplitRules,
): HeatPlan {
  if (accesses.length < TELLING) return { type: 'keep', because: 'unknown' }
  if (isOneHash(range)) return planCollection(range, accesses, rules)
  const counts = new Map<number, number>()
  for (const { hash } of accesses) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const [hottest, times] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))
  if (times / accesses.length >= ISOLATED_SHARE) {
    const at = [
      { hash: hottest, range: null },
      { hash: hottest + 1, range: null },
    ]
    return { type: 'split', at }
  }
  // Between two partition key values, not within one.
  const points = accesses.map(({ hash }) => ({ hash, range: null }))
  const middle = findMiddle(points, range)
  return middle === null ? { type: 'keep', because: 'unknown' } : { type: 'split', at: [middle] }
}
