import { createSmoothedRate, type SmoothedRate } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { Instant } from '#kernel/time.ts'
import type { DynamodbState } from './definition.ts'
import type { Kind } from './partitions/partition.ts'
import type { Table } from './table.ts'

/** What the statistics of a table tell of its state: the rest is its throughput's and its stream's. */
type Statistics = Omit<
  DynamodbState,
  'stream' | 'partitions' | 'capacity' | 'replicas' | 'wasteful' | 'hottestKey'
>

/** What a table node shows of its work, smoothed so that it can be read. */
export interface TableStats {
  /** A request of this kind is served. */
  count(kind: 'read' | 'write', now: Instant): void
  use(kind: Kind, units: number): void
  latency(ms: number, now: Instant): void
  throttle(): void
  userError(): void
  conditionFailed(): void
  read(table: Table, now: Instant): Statistics
}

/** Creates statistics of a table that nobody has used. */
export function createTableStats(): TableStats {
  const rates: { readonly [K in Kind]: SmoothedRate } = {
    read: createSmoothedRate(),
    write: createSmoothedRate(),
  }
  const latencies = createRecentHistogram()
  const consumed = { read: 0, write: 0 }
  let throttled = 0
  let userErrors = 0
  let conditionalCheckFailed = 0

  return {
    count: (kind, now) => rates[kind].add(now),
    use(kind, units) {
      consumed[kind] += units
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
