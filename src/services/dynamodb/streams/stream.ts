import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Duration, type Instant, ms, seconds, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { SLICES, sliceOf } from '../table.ts'
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
  /** How many partitions the table has now. */
  readonly partitions: () => number
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

/** Creates the empty stream of a table, one shard for each partition. */
export function createStream(options: StreamOptions): ChangeStream {
  const { random } = options
  let shards: Shard[] = []
  /** The open shard of each slice of the range of key hashes. */
  const open: Shard[] = []
  let lastNumber = 0
  let kept = 0
  let split = 1
  let rollAt = after(options.now, SHARD_AGE)

  const openShard = (
    at: Instant,
    { from, to, parentId }: Pick<Shard, 'from' | 'to' | 'parentId'>,
  ): void => {
    const id = `shardId-${String(toEpochMs(at)).padStart(20, '0')}-${drawHex(random, 8)}`
    const shard: Shard = {
      id,
      parentId,
      from,
      to,
      openedAt: at,
      openedAfter: lastNumber,
      closed: null,
      records: [],
      head: 0,
      trimmed: lastNumber,
    }
    shards.push(shard)
    for (let at = from; at < to; at++) open[at] = shard
  }

  const close = (shard: Shard, at: Instant): void => {
    shard.closed = { at, number: lastNumber }
  }

  const begin = (): void => {
    const count = Math.min(SLICES, Math.max(1, options.partitions()))
    split = count
    open.length = SLICES
    for (let at = 0; at < count; at++) {
      const from = Math.ceil((at * SLICES) / count)
      openShard(options.now, {
        from,
        to: Math.ceil(((at + 1) * SLICES) / count),
        parentId: null,
      })
    }
  }
  begin()

  const openShards = (): readonly Shard[] => shards.filter(({ closed }) => closed === null)

  /** Each open shard gives way to one child, or to two. */
  const replace = (at: Instant, inTwo: boolean): void => {
    for (const shard of openShards()) {
      close(shard, at)
      const { from, to, id: parentId } = shard
      const middle = (from + to) >> 1
      if (inTwo && middle > from) {
        openShard(at, { from, to: middle, parentId })
        openShard(at, { from: middle, to, parentId })
      } else {
        openShard(at, { from, to, parentId })
      }
    }
  }

  const advance = (now: Instant): void => {
    while (rollAt <= now) {
      replace(rollAt, false)
      rollAt = after(rollAt, SHARD_AGE)
    }
    while (options.partitions() >= 2 * split && split < SLICES) {
      split *= 2
      replace(now, true)
    }
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
    append({ old, next, hash }, origin, now) {
      advance(now)
      makeRoom()
      const shard = open[sliceOf(hash)]
      if (shard === undefined) return
      kept++
      shard.records.push({
        old,
        next,
        hash,
        number: ++lastNumber,
        eventId: drawHex(random, 32),
        at: now,
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
    inspect: () => ({ shards: openShards().length, records: kept }),
    read(shard, number, limits) {
      const records = readShard(shard, number, limits)
      const reached = records.at(-1)?.number ?? number
      return { records, number: reached, isEnd: isReadToEnd(shard, reached) }
    },
  }
}
