import { createSmoothedRate, type SmoothedRate } from '#kernel/ewma.ts'
import type { Instant } from '#kernel/time.ts'
import {
  createTokenBucket,
  getTokens,
  overdrawTokens,
  type TokenBucket,
  TOKENS_MAX,
} from '#kernel/tokenBucket.ts'
import { BURST_SECONDS, PARTITION_READ_UNITS_MAX, PARTITION_WRITE_UNITS_MAX } from '../limits.ts'
import { createRecentAccesses, type RecentAccesses } from './heat.ts'
import { createHotKeys, type HotKeys } from './hotKeys.ts'
import type { KeyRange } from './point.ts'

/** Units are of one of these kinds. */
export type Kind = 'read' | 'write'
/** The same figure of both kinds. */
export interface Both {
  readonly read: number
  readonly write: number
}

/** Units a second that a partition serves at most. */
export const PARTITION_LIMITS: Both = {
  read: PARTITION_READ_UNITS_MAX,
  write: PARTITION_WRITE_UNITS_MAX,
}

/** Hot keys that a partition tells of. */
const HOT_KEYS = 8

/** What a partition serves of one kind. */
export interface Lane {
  /** What no partition exceeds: its limit a second, with one second's units at once. */
  readonly limit: TokenBucket
  /** Its share of what is provisioned, of which 300 seconds are kept; on demand there is none. */
  share: TokenBucket | null
  readonly rate: SmoothedRate
  /** Whether its limit refused anything in this minute. */
  isThrottled: boolean
  throttled: number
}

/** A part of a table or global index: the items of a range of keys, on a server of its own. */
export interface Partition extends KeyRange {
  readonly id: number
  items: number
  bytes: number
  readonly read: Lane
  readonly write: Lane
  readonly keys: HotKeys
  readonly accesses: RecentAccesses
  /** Minutes on end in which its limit refused something. */
  hotMinutes: number
  /** Why it was not split although it was hot; null before that. */
  keptBecause: string | null
}

/** What 300 seconds of `rate` units a second save at most. */
export const burstOf = (rate: number): number => Math.min(TOKENS_MAX, rate * BURST_SECONDS)

/** A bucket for `rate` units a second that keeps those of 300 seconds and begins with `level` of them. */
export function createBurstBucket(rate: number, level: number, now: Instant): TokenBucket {
  const burst = burstOf(rate)
  const bucket = createTokenBucket(rate, burst, now)
  overdrawTokens(bucket, now, burst - Math.min(burst, level))
  return bucket
}

const createLane = (kind: Kind, share: TokenBucket | null, now: Instant): Lane => ({
  limit: createTokenBucket(PARTITION_LIMITS[kind], PARTITION_LIMITS[kind], now),
  share,
  rate: createSmoothedRate(),
  isThrottled: false,
  throttled: 0,
})

/** Creates a partition that nobody has used; `shares` are units a second, null on demand. */
export function createPartition(
  id: number,
  { from, to }: KeyRange,
  { shares, now }: { readonly shares: Both | null; readonly now: Instant },
): Partition {
  const lane = (kind: Kind): Lane => {
    // Nothing was left unused yet: one second's units.
    const share = shares === null ? null : createBurstBucket(shares[kind], shares[kind], now)
    return createLane(kind, share, now)
  }
  return {
    id,
    from,
    to,
    items: 0,
    bytes: 0,
    read: lane('read'),
    write: lane('write'),
    keys: createHotKeys(HOT_KEYS),
    accesses: createRecentAccesses(),
    hotMinutes: 0,
    keptBecause: null,
  }
}

/** Units that the partition saved, of the kind; null on demand. */
export const burstLeft = (lane: Lane, now: Instant): number | null =>
  lane.share === null ? null : Math.max(0, getTokens(lane.share, now))
