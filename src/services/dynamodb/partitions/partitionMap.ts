import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/time.ts'
import { changeTokenBucket, getTokens } from '#kernel/tokenBucket.ts'
import {
  PARTITION_BYTES_MAX,
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
  PARTITIONS_MAX,
} from '../limits.ts'
import {
  type Both,
  burstOf,
  createBurstBucket,
  createPartition,
  type Kind,
  type Partition,
} from './partition.ts'
import { comparePoints, cut, FIRST, type KeyRange, LAST, type Point } from './point.ts'

/** Items and bytes of a range of keys. */
export interface Measure {
  readonly items: number
  readonly bytes: number
}

/** The partitions of a table or global index, in the order of their keys. */
export interface PartitionMap {
  readonly all: readonly Partition[]
  find(point: Point): Partition
  /** An item has come, gone or changed its size; a partition that grows past 10 GB splits. */
  count(point: Point, change: Measure, now: Instant): void
  /** Counts all anew. */
  recount(): void
  /** Cuts a partition; answers whether that made more of them. */
  split(partition: Partition, at: readonly Point[], now: Instant): boolean
  /** Doubles the partitions until there are `wanted` of equal ranges; answers whether that made more of them. */
  fit(wanted: number, now: Instant): boolean
  /** Shares out `units` a second among the partitions; null: there are no shares. */
  share(units: Both | null, now: Instant): void
}

const KINDS: readonly Kind[] = ['read', 'write']

/**
 * Partitions for so many units a second and bytes: AWS's former formula where it is provisioned.
 * assumption: see README
 */
export const countPartitions = (
  units: Both,
  { bytes, isOnDemand }: { readonly bytes: number; readonly isOnDemand: boolean },
): number => {
  const reads = units.read / PARTITION_READ_UNITS_MAX
  const writes = units.write / PARTITION_WRITE_UNITS_MAX
  const byUnits = isOnDemand
    ? Math.max(Math.ceil(reads), Math.ceil(writes))
    : Math.ceil(reads + writes)
  const bySize = Math.ceil(bytes / PARTITION_BYTES_MAX)
  return Math.min(PARTITIONS_MAX, Math.max(1, byUnits, bySize))
}

/** Equal ranges of key hashes. */
const toRanges = (count: number): readonly KeyRange[] =>
  cut(
    { from: FIRST, to: LAST },
    Array.from({ length: count }, (_, at) => ({
      hash: Math.ceil((LAST.hash * at) / count),
      range: null,
    })),
  )

const middleOf = ({ from, to }: KeyRange): Point => ({
  hash: Math.floor((from.hash + to.hash) / 2),
  range: null,
})

/** Creates `count` partitions of equal ranges; `measure` counts the items of a range. */
export function createPartitionMap(
  count: number,
  { measure, now }: { readonly measure: (range: KeyRange) => Measure; readonly now: Instant },
): PartitionMap {
  let nextId = 0
  /** Equal parts that the whole range is cut into, beside what heat and size cut off. */
  let even = count
  let shares: Both | null = null
  const create = (range: KeyRange, at: Instant): Partition => {
    const partition = createPartition(nextId++, range, { shares, now: at })
    return Object.assign(partition, measure(range))
  }
  let all: readonly Partition[] = toRanges(count).map((range) => create(range, now))

  const find = (point: Point): Partition => {
    let low = 0
    let high = all.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (comparePoints(all[middle]?.from ?? LAST, point) <= 0) low = middle
      else high = middle - 1
    }
    const found = all[low]
    assert(found !== undefined, 'a table without partitions')
    return found
  }

  /** What each partition gets of the units that are shared out, after there came more or fewer of either. */
  const shareOut = (units: Both | null, at: Instant): void => {
    shares =
      units === null ? null : { read: units.read / all.length, write: units.write / all.length }
    for (const partition of all) {
      for (const kind of KINDS) {
        const lane = partition[kind]
        const rate = shares?.[kind] ?? null
        if (rate === null) lane.share = null
        else if (lane.share === null) lane.share = createBurstBucket(rate, rate, at)
        else changeTokenBucket(lane.share, at, { rate, burst: burstOf(rate) })
      }
    }
  }

  /** What was shared out in all. */
  const sharedUnits = (): Both | null =>
    shares === null ? null : { read: shares.read * all.length, write: shares.write * all.length }

  const split = (partition: Partition, at: readonly Point[], instant: Instant): boolean => {
    const ranges = cut(partition, at)
    if (ranges.length < 2 || all.length + ranges.length - 1 > PARTITIONS_MAX) return false
    const units = sharedUnits()
    const parts = ranges.map((range) => create(range, instant))
    for (const part of parts) {
      for (const kind of KINDS) {
        const saved = partition[kind].share
        if (saved === null || shares === null) continue
        // Each part takes an equal part of what was saved.
        const level = getTokens(saved, instant) / parts.length
        part[kind].share = createBurstBucket(shares[kind], level, instant)
      }
    }
    all = all.flatMap((one) => (one === partition ? parts : [one]))
    shareOut(units, instant)
    return true
  }

  return {
    get all() {
      return all
    },
    find,
    count(point, change, at) {
      const partition = find(point)
      partition.items += change.items
      partition.bytes += change.bytes
      if (partition.bytes > PARTITION_BYTES_MAX) split(partition, [middleOf(partition)], at)
    },
    recount() {
      for (const partition of all) Object.assign(partition, measure(partition))
    },
    split,
    fit(wanted, at) {
      const before = all.length
      for (; even < wanted; even *= 2) {
        for (const partition of all) split(partition, [middleOf(partition)], at)
      }
      return all.length > before
    },
    share: shareOut,
  }
}
