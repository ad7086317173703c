import { between, type Instant, toSeconds } from '#kernel/time.ts'
import type { DynamodbState } from '../definition.ts'
import type { CapacityDetail, GrowthDetail, PartitionDetail, PartitionState } from '../details.ts'
import { burstLeft, type Kind, type Lane, type Partition, PARTITION_LIMITS } from './partition.ts'
import { isOneHash, LAST } from './point.ts'
import type { Throughput } from './throughput.ts'

/** Partitions that are told of. */
const TOLD_MAX = 256
/** Hot keys that are told of each. */
const KEYS_MAX = 3

const availableOf = (lane: Lane, kind: Kind): number =>
  lane.share === null
    ? PARTITION_LIMITS[kind]
    : Math.min(PARTITION_LIMITS[kind], lane.share.inflow / 1_000)

/** What the node shows of a partition. */
const toState = ({ items, bytes, read, write }: Partition, now: Instant): PartitionState => ({
  items,
  bytes,
  readUnitsPerSecond: read.rate.read(now),
  writeUnitsPerSecond: write.rate.read(now),
  readUnitsMax: availableOf(read, 'read'),
  writeUnitsMax: availableOf(write, 'write'),
})

/** The partitions in the order of their keys, as the node shows them. */
export const readPartitions = ({ map }: Throughput, now: Instant): readonly PartitionState[] =>
  map.all.slice(0, TOLD_MAX).map((partition) => toState(partition, now))

/** From this share of its limit on a partition is warm. */
const WARM = 0.6

/** The partition key that uses most of the hottest partition; null while none is warm. */
export function findHottestKey({ map }: Throughput, now: Instant): string | null {
  let most = WARM
  let hottest: Partition | null = null
  for (const partition of map.all) {
    for (const kind of ['read', 'write'] as const) {
      const lane = partition[kind]
      const load = lane.rate.read(now) / availableOf(lane, kind)
      if (load < most) continue
      most = load
      hottest = partition
    }
  }
  return hottest?.keys.top(1)[0]?.label ?? null
}

/** Units a second that are bought or served at once. */
export function readCapacity({ mode, level }: Throughput): DynamodbState['capacity'] {
  const { read, write } = mode.type === 'provisioned' ? mode.units : level.units
  return { mode: mode.type, read, write }
}

function toDetail(partition: Partition, now: Instant): PartitionDetail {
  const { read, write, keys } = partition
  const top = keys.top(Number.POSITIVE_INFINITY)
  const total = top.reduce((sum, { units }) => sum + units, 0)
  const saved = burstLeft(read, now)
  const savedWrites = burstLeft(write, now)
  return {
    ...toState(partition, now),
    id: partition.id,
    from: partition.from.hash / LAST.hash,
    to: partition.to.hash / LAST.hash,
    isOneKey: isOneHash(partition),
    burst: saved === null || savedWrites === null ? null : { read: saved, write: savedWrites },
    throttled: read.throttled + write.throttled,
    keptBecause: partition.keptBecause,
    keys: top
      .slice(0, KEYS_MAX)
      .map(({ label, units }) => ({ label, share: total === 0 ? 0 : units / total })),
  }
}

const MINUTE = 60_000_000

function toGrowth({ level, minute }: Throughput, kind: Kind, now: Instant): GrowthDetail {
  const next = level.next(kind)
  const passed = Math.max(1_000_000, now % MINUTE) / 1_000_000
  return {
    peak: level.peaks[kind],
    minute: minute[kind] / passed,
    next: next && { units: next.units, inSeconds: toSeconds(between(now, next.due)) },
  }
}

/** What the throughput's node knows of it besides. */
type Beside = Pick<CapacityDetail, 'index' | 'scaling' | 'refusedWrites'>

/** All of a table or global index that the inspector shows. */
export const describeCapacity = (
  beside: Beside,
  throughput: Throughput,
  now: Instant,
): CapacityDetail => ({
  ...beside,
  ...readCapacity(throughput),
  growth:
    throughput.mode.type === 'provisioned'
      ? null
      : { read: toGrowth(throughput, 'read', now), write: toGrowth(throughput, 'write', now) },
  partitions: throughput.map.all.slice(0, TOLD_MAX).map((partition) => toDetail(partition, now)),
})
