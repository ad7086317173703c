import { between, type Instant, toMs } from '#kernel/time.ts'
import type { DynamodbMeter } from './cost.ts'
import type { Both, Kind } from './partitions/partition.ts'

/** What a table and its indexes hold at an instant: their provisioned capacity, null on demand, and their bytes. */
export interface Held {
  readonly provisioned: Both | null
  readonly bytes: number
  /** What recovery keeps: not the global indexes. Absent: all bytes. */
  readonly recoveryBytes?: number
  /** How many Regions hold the same; absent: one. */
  readonly regions?: number
  /** Whether every change is kept for point-in-time recovery. */
  readonly isRecoverable?: boolean
  /** Whether its class is Standard-Infrequent Access: less for its bytes, more for its units. */
  readonly isInfrequent?: boolean
  /** Of the backups that were asked for. */
  readonly backupBytes?: number
}

/** Quantities by meter. */
export type TableUsage = Readonly<Record<DynamodbMeter, number>>

/** What a table has used, for the bill. */
export interface TableMeter {
  /** Units that a request used: charged one by one on demand only. */
  consume(read: number, write: number): void
  /** Units of a global index: those of writes are replicated ones nowhere. */
  consumeIndex(kind: Kind, units: number): void
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
  read(at: Instant): TableUsage
}

const SECONDS_PER_HOUR = 3_600
const BYTES_PER_GB = 1e9

const regionsOf = ({ regions = 1 }: Held): number => regions

/** What is charged for by the time, in all Regions together: a second of it. */
function ratesOf(held: Held) {
  const regions = regionsOf(held)
  const { read, write } = held.provisioned ?? { read: 0, write: 0 }
  const isGlobal = regions > 1
  const isInfrequent = held.isInfrequent === true
  const of = (wanted: boolean, rate: number): number => (isInfrequent === wanted ? rate : 0)
  const bytes = held.bytes * regions
  return {
    read: of(false, read * regions),
    write: isGlobal ? 0 : of(false, write),
    replicated: isGlobal ? of(false, write * regions) : 0,
    bytes: of(false, bytes),
    iaRead: of(true, read * regions),
    iaWrite: of(true, write * regions),
    iaBytes: of(true, bytes),
    recovery: held.isRecoverable === true ? (held.recoveryBytes ?? held.bytes) : 0,
    backups: held.backupBytes ?? 0,
  }
}

type Rates = ReturnType<typeof ratesOf>
const RATES = [
  'read',
  'write',
  'replicated',
  'bytes',
  'iaRead',
  'iaWrite',
  'iaBytes',
  'recovery',
  'backups',
] as const satisfies readonly (keyof Rates)[]

/** Creates the meter of a table that holds nothing yet at `begun`. */
export function createTableMeter(begun: Instant): TableMeter {
  let held: Held = { provisioned: null, bytes: 0 }
  let since = begun
  const units = { read: 0, write: 0, replicated: 0, iaRead: 0, iaWrite: 0 }
  let transferred = 0
  let restored = 0
  let streamReads = 0
  const moved = { exported: 0, imported: 0 }
  /** Unit-seconds and byte-seconds until `since`. */
  const sums: Record<(typeof RATES)[number], number> = ratesOf({ provisioned: null, bytes: 0 })

  /** Unit-seconds and byte-seconds until `now`. */
  const sumsAt = (now: Instant): typeof sums => {
    const seconds = toMs(between(since, now)) / 1_000
    const rates = ratesOf(held)
    const all = { ...sums }
    for (const name of RATES) all[name] += rates[name] * seconds
    return all
  }
  const write = (used: number): void => {
    if (held.isInfrequent === true) units.iaWrite += used
    // Of a global table every write is a replicated one, where it is made too.
    else if (regionsOf(held) > 1) units.replicated += used
    else units.write += used
  }
  return {
    consume(readUnits, writeUnits) {
      if (held.provisioned !== null) return
      if (held.isInfrequent === true) units.iaRead += readUnits
      else units.read += readUnits
      write(writeUnits)
    },
    consumeIndex(kind, used) {
      if (held.provisioned !== null) return
      const ofClass = held.isInfrequent === true
      if (kind === 'read') units[ofClass ? 'iaRead' : 'read'] += used
      else units[ofClass ? 'iaWrite' : 'write'] += used
    },
    replicate(replicated, bytes) {
      transferred += bytes
      if (held.provisioned === null) write(replicated)
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
      Object.assign(sums, sumsAt(now))
      held = next
      since = now
    },
    read(now) {
      const all = sumsAt(now)
      return {
        'write-units': units.write,
        'read-units': units.read,
        'ia-write-units': units.iaWrite,
        'ia-read-units': units.iaRead,
        'replicated-write-units': units.replicated,
        'write-capacity': all.write / SECONDS_PER_HOUR,
        'read-capacity': all.read / SECONDS_PER_HOUR,
        'ia-write-capacity': all.iaWrite / SECONDS_PER_HOUR,
        'ia-read-capacity': all.iaRead / SECONDS_PER_HOUR,
        'replicated-write-capacity': all.replicated / SECONDS_PER_HOUR,
        recovery: all.recovery / BYTES_PER_GB,
        backups: all.backups / BYTES_PER_GB,
        restored: restored / BYTES_PER_GB,
        exported: moved.exported / BYTES_PER_GB,
        imported: moved.imported / BYTES_PER_GB,
        'replication-transfer': transferred / BYTES_PER_GB,
        'stream-reads': streamReads,
        storage: all.bytes / BYTES_PER_GB,
        'ia-storage': all.iaBytes / BYTES_PER_GB,
      }
    },
  }
}
