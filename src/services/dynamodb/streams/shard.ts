import { after, type Duration, type Instant, seconds } from '#kernel/time.ts'
import type { KeyRange } from '../partitions/point.ts'
import type { StreamRecord } from './streamRecord.ts'

/** How long a record stays readable: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const RETENTION: Duration = seconds(86_400)

/** One shard of a stream: the changes of a range of partition keys, in their order, for a stretch of time. */
export interface Shard {
  readonly id: string
  readonly parentId: string | null
  /** The keys of its partition. */
  readonly range: KeyRange
  readonly openedAt: Instant
  /** Its records' numbers are above this. */
  readonly openedAfter: number
  /** Set once: the number of the stream's last record when it closed, and when that was. */
  closed: { readonly at: Instant; readonly number: number } | null
  /** Oldest first; what stands before `head` is gone. */
  records: StreamRecord[]
  head: number
  /** The number of the newest record that has gone; `openedAfter` before any has. */
  trimmed: number
}

/** Places at the front are given back once there are so many, and as many as there are records. */
const COMPACT_MIN = 64

/** Records that are there. */
export const countRecords = ({ records, head }: Shard): number => records.length - head

/** Forgets the oldest record. */
export function dropOldest(shard: Shard): void {
  shard.trimmed = shard.records[shard.head]?.number ?? shard.trimmed
  shard.head++
  if (shard.head < COMPACT_MIN || shard.head * 2 < shard.records.length) return
  shard.records = shard.records.slice(shard.head)
  shard.head = 0
}

/** Forgets what is older than 24 hours; answers how many records that were. */
export function trimShard(shard: Shard, now: Instant): number {
  const before = countRecords(shard)
  for (;;) {
    const oldest = shard.records[shard.head]
    if (oldest === undefined || after(oldest.madeAt, RETENTION) > now) break
    dropOldest(shard)
  }
  return before - countRecords(shard)
}

/** Whether nothing of it can be read any more. */
export const isExpired = (shard: Shard, now: Instant): boolean =>
  shard.closed !== null && after(shard.closed.at, RETENTION) <= now && countRecords(shard) === 0

/** The place of the first record whose number is above `number`. */
function findPlace({ records, head }: Shard, number: number): number {
  let low = head
  let high = records.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((records[middle]?.number ?? 0) > number) high = middle
    else low = middle + 1
  }
  return low
}

/** How much of a shard is read at once. */
export interface ReadLimits {
  readonly records: number
  readonly bytes: number
  readonly sizeOf: (record: StreamRecord) => number
}

/** Records of `shard` after the one with this number, as far as they are readable at `now`. */
export function readShard(
  shard: Shard,
  number: number,
  limits: ReadLimits & { readonly now: Instant },
): readonly StreamRecord[] {
  const found: StreamRecord[] = []
  let bytes = 0
  for (let place = findPlace(shard, number); found.length < limits.records; place++) {
    const record = shard.records[place]
    if (record === undefined || record.readableAt > limits.now) break
    bytes += limits.sizeOf(record)
    if (bytes > limits.bytes && found.length > 0) break
    found.push(record)
  }
  return found
}

/** Whether `shard` is closed and all that it ever held has been read up to this number. */
export function isReadToEnd(shard: Shard, number: number): boolean {
  if (shard.closed === null) return false
  const last = shard.records.at(-1)
  return last === undefined || shard.head === shard.records.length || last.number <= number
}
