import { between, type Instant, toMs } from '#kernel/time.ts'
import type { DynamodbMeter } from './cost.ts'
import type { Both } from './partitions/partition.ts'

/** What a table holds at an instant: its provisioned capacity, null on demand, and its bytes. */
export interface Held {
  readonly provisioned: Both | null
  readonly bytes: number
}

/** What a table has used, for the bill. */
export interface TableMeter {
  /** Units that a request used: charged one by one on demand only. */
  consume(read: number, write: number): void
  /** Somebody has read the stream by a GetRecords of its API; Lambda's own pollers do so for nothing. */
  readStream(): void
  /** What is held has changed, or is about to: until `at` it was what it was. */
  hold(held: Held, at: Instant): void
  read(at: Instant): Readonly<Record<DynamodbMeter, number>>
}

const SECONDS_PER_HOUR = 3_600
const BYTES_PER_GB = 1e9

/** Creates the meter of a table that holds nothing yet at `begun`. */
export function createTableMeter(begun: Instant): TableMeter {
  let held: Held = { provisioned: null, bytes: 0 }
  let since = begun
  const units = { read: 0, write: 0 }
  let streamReads = 0
  /** Unit-seconds and byte-seconds until `since`. */
  const sums = { read: 0, write: 0, bytes: 0 }

  const secondsUntil = (now: Instant): number => toMs(between(since, now)) / 1_000
  return {
    consume(read, write) {
      if (held.provisioned !== null) return
      units.read += read
      units.write += write
    },
    readStream() {
      streamReads++
    },
    hold(next, now) {
      const seconds = secondsUntil(now)
      sums.read += (held.provisioned?.read ?? 0) * seconds
      sums.write += (held.provisioned?.write ?? 0) * seconds
      sums.bytes += held.bytes * seconds
      held = next
      since = now
    },
    read(now) {
      const seconds = secondsUntil(now)
      const { provisioned, bytes } = held
      return {
        'write-units': units.write,
        'read-units': units.read,
        'write-capacity': (sums.write + (provisioned?.write ?? 0) * seconds) / SECONDS_PER_HOUR,
        'read-capacity': (sums.read + (provisioned?.read ?? 0) * seconds) / SECONDS_PER_HOUR,
        'stream-reads': streamReads,
        storage: (sums.bytes + bytes * seconds) / BYTES_PER_GB,
      }
    },
  }
}
