import { createSmoothedRate, type SmoothedRate } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { Instant } from '#kernel/time.ts'
import type { DynamodbState, PartitionState } from './definition.ts'
import {
  ON_DEMAND_PARTITIONS,
  PARTITION_BYTES_MAX,
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
} from './limits.ts'
import { sliceOf, SLICES, type Table } from './table.ts'

/** What a table node shows of its work, smoothed so that it can be read. */
export interface TableStats {
  /** A request of this kind is served. */
  count(kind: 'read' | 'write', now: Instant): void
  /** Units used by a key with this hash. */
  use(kind: 'read' | 'write', hash: number, units: number, now: Instant): void
  latency(ms: number, now: Instant): void
  throttle(): void
  userError(): void
  conditionFailed(): void
  read(table: Table, now: Instant): Omit<DynamodbState, 'stream'>
}

/**
 * Partitions of a table: by size, and by throughput as AWS's former formula had it; an on-demand table starts with four.
 * assumption: see README
 */
export function countPartitions({ definition, sizeBytes }: Table): number {
  const { billingMode, readCapacityUnits, writeCapacityUnits } = definition
  const bySize = Math.ceil(sizeBytes / PARTITION_BYTES_MAX)
  const byThroughput =
    billingMode === 'PAY_PER_REQUEST'
      ? ON_DEMAND_PARTITIONS
      : Math.ceil(
          readCapacityUnits / PARTITION_READ_UNITS_MAX +
            writeCapacityUnits / PARTITION_WRITE_UNITS_MAX,
        )
  return Math.min(SLICES, Math.max(1, bySize, byThroughput))
}

interface Heat {
  readonly read: SmoothedRate
  readonly write: SmoothedRate
}

/** Creates statistics of a table that nobody has used. */
export function createTableStats(): TableStats {
  // Made when first used: most slices of most tables stay cold.
  const heat = new Map<number, Heat>()
  const rates: Heat = { read: createSmoothedRate(), write: createSmoothedRate() }
  const latencies = createRecentHistogram()
  const consumed = { read: 0, write: 0 }
  let throttled = 0
  let userErrors = 0
  let conditionalCheckFailed = 0

  const toPartitions = (table: Table, now: Instant): readonly PartitionState[] => {
    const count = countPartitions(table)
    const partitions = Array.from({ length: count }, () => ({
      items: 0,
      bytes: 0,
      readUnitsPerSecond: 0,
      writeUnitsPerSecond: 0,
      readUnitsMax: PARTITION_READ_UNITS_MAX,
      writeUnitsMax: PARTITION_WRITE_UNITS_MAX,
    }))
    for (const [at, { items, bytes }] of table.slices.entries()) {
      const partition = partitions[Math.floor((at * count) / SLICES)]
      if (partition === undefined) continue
      partition.items += items
      partition.bytes += bytes
      const slice = heat.get(at)
      if (slice === undefined) continue
      partition.readUnitsPerSecond += slice.read.read(now)
      partition.writeUnitsPerSecond += slice.write.read(now)
    }
    return partitions
  }

  return {
    count: (kind, now) => rates[kind].add(now),
    use(kind, hash, units, now) {
      consumed[kind] += units
      const at = sliceOf(hash)
      let slice = heat.get(at)
      if (slice === undefined) {
        slice = { read: createSmoothedRate(), write: createSmoothedRate() }
        heat.set(at, slice)
      }
      slice[kind].add(now, units)
    },
    latency: (ms, now) => latencies.add(now, ms),
    throttle() {
      throttled++
    },
    userError() {
      userErrors++
    },
    conditionFailed() {
      conditionalCheckFailed++
    },
    read(table, now) {
      const recent = latencies.read(now)
      return {
        itemCount: table.itemCount,
        sizeBytes: table.sizeBytes,
        partitions: toPartitions(table, now),
        readsPerSecond: rates.read.read(now),
        writesPerSecond: rates.write.read(now),
        consumedReadUnits: consumed.read,
        consumedWriteUnits: consumed.write,
        throttled,
        userErrors,
        conditionalCheckFailed,
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}
