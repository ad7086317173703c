import { between, type Instant, toMs } from '#kernel/time.ts'
import type { DynamodbMeter } from './cost.ts'
import type { Both } from './partitions/partition.ts'

/** What a table holds at an instant: its provisioned capacity, null on demand, and its bytes. */
export interface Held {
  readonly provisioned: Both | null
  readonly bytes: number
  /** How many Regions hold the same; absent: one. */
  readonly regions?: number
  /** Whether every change is kept for point-in-time recovery. */
  readonly isRecoverable?: boolean
  /** Of the backups that were asked for. */
  readonly backupBytes?: number
}

/** What a table has used, for the bill. */
export interface TableMeter {
  /** Units that a request used: charged one by one on demand only. */
  consume(read: number, write: number): void
  /** A change was made in one more Region: its units there, and the bytes that travelled. */
  replicate(units: number, bytes: number): void
  /** A table was made of a backup, or of an instant. */
  restore(bytes: number): void
  /** An export of so many bytes has been written, or an import of so many read. */
  transfer(kind: 'exported' | 'imported', bytes: number): void
  /** Somebody has read the stream by a GetRecords of its API; Lambda's own pollers do so for nothing. */
  readStream(): void
  /** What is held has changed, or is about to: until `at` it was what it was. */
  hold(held: Held, at: Instant): void
  read(at: Instant): Readonly<Record<DynamodbMeter, number>>
}

const SECONDS_PER_HOUR = 3_600
const BYTES_PER_GB = 1e9

const regionsOf = ({ regions = 1 }: Held): number => regions

/** What is charged for by the time, in all Regions together. */
function ratesOf(held: Held) {
  const regions = regionsOf(held)
  const { read, write } = held.provisioned ?? { read: 0, write: 0 }
  const isGlobal = regions > 1
  return {
    read: read * regions,
    write: isGlobal ? 0 : write,
    replicated: isGlobal ? write * regions : 0,
    bytes: held.bytes * regions,
    recovery: held.isRecoverable === true ? held.bytes : 0,
    backups: held.backupBytes ?? 0,
  }
}

/** Creates the meter of a table that holds nothing yet at `begun`. */
export function createTableMeter(begun: Instant): TableMeter {
  let held: Held = { provisioned: null, bytes: 0 }
  let since = begun
  const units = { read: 0, write: 0, replicated: 0 }
  let transferred = 0
  let restored = 0
  let streamReads = 0
  const moved = { exported: 0, imported: 0 }
  /** Unit-seconds and byte-seconds until `since`. */
  const sums = { read: 0, write: 0, replicated: 0, bytes: 0, recovery: 0, backups: 0 }

  const secondsUntil = (now: Instant): number => toMs(between(since, now)) / 1_000
  return {
    consume(read, write) {
      if (held.provisioned !== null) return
      units.read += read
      // Of a global table every write is a replicated one, where it is made too.
      if (regionsOf(held) > 1) units.replicated += write
      else units.write += write
    },
    replicate(replicated, bytes) {
      transferred += bytes
      if (held.provisioned === null) units.replicated += replicated
    },
    restore(bytes) {
      restored += bytes
    },
    transfer(kind, bytes) {
      moved[kind] += bytes
    },
    readStream() {
      streamReads++
    },
    hold(next, now) {
      const seconds = secondsUntil(now)
      const rates = ratesOf(held)
      sums.read += rates.read * seconds
      sums.write += rates.write * seconds
      sums.replicated += rates.replicated * seconds
      sums.bytes += rates.bytes * seconds
      sums.recovery += rates.recovery * seconds
      sums.backups += rates.backups * seconds
      held = next
      since = now
    },
    read(now) {
      const seconds = secondsUntil(now)
      const rates = ratesOf(held)
      return {
        'write-units': units.write,
        'read-units': units.read,
        'replicated-write-units': units.replicated,
        'write-capacity': (sums.write + rates.write * seconds) / SECONDS_PER_HOUR,
        'read-capacity': (sums.read + rates.read * seconds) / SECONDS_PER_HOUR,
        'replicated-write-capacity':
          (sums.replicated + rates.replicated * seconds) / SECONDS_PER_HOUR,
        recovery: (sums.recovery + rates.recovery * seconds) / BYTES_PER_GB,
        backups: (sums.backups + rates.backups * seconds) / BYTES_PER_GB,
        restored: restored / BYTES_PER_GB,
        exported: moved.exported / BYTES_PER_GB,
        imported: moved.imported / BYTES_PER_GB,
        'replication-transfer': transferred / BYTES_PER_GB,
        'stream-reads': streamReads,
        storage: (sums.bytes + rates.bytes * seconds) / BYTES_PER_GB,
      }
    },
  }
}
