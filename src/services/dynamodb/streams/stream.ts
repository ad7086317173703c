import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Duration, type Instant, ms, seconds, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { comparePoints, type KeyRange, type Point } from '../partitions/point.ts'
import {
  countRecords,
  dropOldest,
  isExpired,
  isReadToEnd,
  type ReadLimits,
  readShard,
  type Shard,
  trimShard,
} from './shard.ts'
import type { Change, StreamFacts, StreamRecord } from './streamRecord.ts'

/** Shards follow one another about every four hours. measured: Stack Overflow 41965786; AWS documents no number */
const SHARD_AGE: Duration = seconds(4 * 3_600)

/** Records of a stream that are kept at most; past it the oldest go before their 24 hours are over. A bound of ours. */
export const STREAM_RECORDS_MAX = 200_000

/** Spread of the time until a record can be read. derived: see README, "Streams" */
const READABLE_SIGMA = 0.7

/** What a stream is made from. */
export interface StreamOptions extends StreamFacts {
  /** `2026-01-01T00:00:00.000`: when it was enabled. */
  readonly label: string
  readonly random: Random
  /** The table's partitions; another list once they have changed. */
  readonly partitions: () => readonly KeyRange[]
  /** Median time until a record can be read, in ms. */
  readonly latencyMs: () => number
  readonly now: Instant
}

/** Where a new record comes from. */
export interface Origin {
  readonly isExpiry: boolean
  readonly causedBy: TraceContext | null
}

/** A page of a shard. */
export interface ShardPage {
  readonly records: readonly StreamRecord[]
  /** The number of the last record read; what was asked for where there is none. */
  readonly number: number
  /** Nothing more will ever come. */
  readonly isEnd: boolean
}

/** The changes of one table of the last 24 hours, in shards. */
export interface ChangeStream {
  readonly facts: StreamFacts
  readonly label: string
  /** Seconds since the Unix epoch. */
  readonly createdAt: number
  append(change: Change, origin: Origin, now: Instant): void
  /** Oldest first; the closed ones as long as they can be read. */
  shards(now: Instant): readonly Shard[]
  find(shardId: string, now: Instant): Shard | undefined
  /** The number of the newest record; 0 before there is any. */
  readonly lastNumber: number
  /** How many shards are open, and records kept. */
  inspect(): { readonly shards: number; readonly records: number }
  read(shard: Shard, number: number, limits: ReadLimits & { readonly now: Instant }): ShardPage
}

const HEX = '0123456789abcdef'

const drawHex = (random: Random, digits: number): string => {
  let text = ''
  for (let at = 0; at < digits; at++) text += HEX.charAt(random.integer(0, 15))
  return text
}

/** The shard whose range has `point`, of shards in the order of their keys. */
function findShard(shards: readonly Shard[], point: Point): Shard | undefined {
  let low = 0
  let high = shards.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const from = shards[middle]?.range.from
    if (from !== undefined && comparePoints(from, point) <= 0) low = middle
    else high = middle - 1
  }
  return shards[low]
}

/** Creates the empty stream of a table, one shard for each partition. */
export function createStream(options: StreamOptions): ChangeStream {
  const { random } = options
  let shards: Shard[] = []
  /** The open shards in the order of their keys, one for each partition that was there last. */
  let open: readonly Shard[] = []
  let partitions: readonly KeyRange[] = []
  let lastNumber = 0
  let kept = 0
  let rollAt = after(options.now, SHARD_AGE)

  const openShard = (at: Instant, range: KeyRange, parentId: string | null): Shard => {
    const id = `shardId-${String(toEpochMs(at)).padStart(20, '0')}-${drawHex(random, 8)}`
    const shard: Shard = {
      id,
      parentId,
      range,
      openedAt: at,
      openedAfter: lastNumber,
      closed: null,
      records: [],
      head: 0,
      trimmed: lastNumber,
    }
    shards.push(shard)
    return shard
  }

  const close = (shard: Shard, at: Instant): void => {
    shard.closed = { at, number: lastNumber }
  }

  /** Shards give way to a child for each partition within their range; `all`: those whose partition is as it was, too. */
  const follow = (at: Instant, all: boolean): void => {
    const before = open
    const byStart = new Map(before.map((shard) => [shard.range, shard]))
    partitions = options.partitions()
    open = partitions.map((range) => {
      const same = byStart.get(range)
      if (same !== undefined && !all) return same
      return openShard(at, range, findShard(before, range.from)?.id ?? null)
    })
    for (const shard of before) if (!open.includes(shard)) close(shard, at)
  }
  follow(options.now, true)

  const advance = (now: Instant): void => {
    while (rollAt <= now) {
      follow(rollAt, true)
      rollAt = after(rollAt, SHARD_AGE)
    }
    if (options.partitions() !== partitions) follow(now, false)
    if (shards.some((shard) => isExpired(shard, now))) {
      shards = shards.filter((shard) => !isExpired(shard, now))
    }
  }

  /** Makes room for one more: the oldest record of all goes. */
  const makeRoom = (): void => {
    if (kept < STREAM_RECORDS_MAX) return
    const numberOf = (shard: Shard): number =>
      shard.records[shard.head]?.number ?? Number.POSITIVE_INFINITY
    let oldest = shards[0]
    for (const shard of shards) {
      if (oldest === undefined || numberOf(shard) < numberOf(oldest)) oldest = shard
    }
    if (oldest === undefined) return
    dropOldest(oldest)
    kept--
  }

  const trim = (now: Instant): void => {
    for (const shard of shards) kept -= trimShard(shard, now)
  }

  const sampleReadable = (shard: Shard, now: Instant): Instant => {
    const median = options.latencyMs()
    const delay = median === 0 ? 0 : sample(logNormalOf({ median, sigma: READABLE_SIGMA }), random)
    const own = after(now, ms(delay))
    // A reader never finds a later record before an earlier one.
    const last = countRecords(shard) === 0 ? undefined : shard.records.at(-1)
    return last !== undefined && last.readableAt > own ? last.readableAt : own
  }

  return {
    facts: options,
    label: options.label,
    createdAt: toEpochMs(options.now) / 1_000,
    append({ old, next, at }, origin, now) {
      advance(now)
      makeRoom()
      const shard = findShard(open, at)
      if (shard === undefined) return
      kept++
      shard.records.push({
        old,
        next,
        at,
        number: ++lastNumber,
        eventId: drawHex(random, 32),
        madeAt: now,
        readableAt: sampleReadable(shard, now),
        ...origin,
      })
    },
    shards(now) {
      trim(now)
      advance(now)
      return shards
    },
    find(shardId, now) {
      trim(now)
      advance(now)
      return shards.find(({ id }) => id === shardId)
    },
    get lastNumber() {
      return lastNumber
    },
    inspect: () => ({ shards: open.length, records: kept }),
    read(shard, number, limits) {
      const records = readShard(shard, number, limits)
      const reached = records.at(-1)?.number ?? number
      return { records, number: reached, isEnd: isReadToEnd(shard, reached) }
    },
  }
}
