import type { Duration, Instant } from '#kernel/time.ts'
import {
  changeTokenBucket,
  createTokenBucket,
  getTokens,
  overdrawTokens,
  type TokenBucket,
} from '#kernel/tokenBucket.ts'
import { HOT_MINUTES, ON_DEMAND_UNITS, ON_DEMAND_UNITS_MAX } from '../limits.ts'
import { planHeatSplit, type SplitRules } from './heat.ts'
import { createOnDemandLevel, type OnDemandLevel } from './onDemandLevel.ts'
import { type Both, burstOf, createBurstBucket, type Kind } from './partition.ts'
import {
  countPartitions,
  createPartitionMap,
  type Measure,
  type PartitionMap,
} from './partitionMap.ts'
import { type KeyRange, LAST, type Point } from './point.ts'

/** How the throughput of a table or global index is bought. */
export type Mode =
  | { readonly type: 'provisioned'; readonly units: Both }
  /** `max`: units a second that it may use at most; null: as many as AWS gives. */
  | {
      readonly type: 'on-demand'
      readonly max: { readonly read: number | null; readonly write: number | null }
    }

/**
 * Which limit a request is above; what the reason of a throttle ends with.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
 */
export type ThrottleCause =
  | 'ProvisionedThroughput'
  | 'KeyRangeThroughput'
  | 'AccountLimit'
  | 'MaxOnDemandThroughput'

/** What the throughput of a table or index is made from. */
export interface ThroughputOptions {
  readonly mode: Mode
  /** Units a second that it serves at once, whatever it would by itself; null: nothing was asked for. */
  readonly warm: Both | null
  readonly rules: SplitRules
  readonly measure: (range: KeyRange) => Measure
  /** Until a peak counts as the previous one. */
  readonly settling: () => Duration
  readonly now: Instant
}

/** One use of a key. */
export interface Use {
  readonly kind: Kind
  readonly point: Point
  readonly units: number
  /** The key in words, for the list of hot ones. */
  readonly label: () => string
}

/** What a table, or a global index, lets in: its partitions, what is bought, and what is left of both. */
export interface Throughput {
  readonly map: PartitionMap
  readonly mode: Mode
  readonly level: OnDemandLevel
  /** Null: let in. A request is let in while units are left and may overdraw them, for its size is known afterwards. */
  refuses(kind: Kind, point: Point, now: Instant): ThrottleCause | null
  consume(use: Use, now: Instant): void
  change(mode: Mode, now: Instant): void
  /** A minute has ended: hot partitions split, an on-demand table grows. Answers what was done, in words. */
  endMinute(now: Instant): readonly string[]
  /** Units of each kind that were used since the last minute ended. */
  readonly minute: Both
  /** Whether the end of the next minute may change anything. */
  readonly isRestless: boolean
}

/** Units of one kind that are bought. */
interface Bought {
  /** All that is provisioned, with the burst of 300 seconds; on demand the account's quota. */
  readonly total: TokenBucket
  /** What partitions that use less than their share leave to the others, second by second. Null on demand. */
  readonly unused: TokenBucket | null
  /** `OnDemandThroughput`: null where there is none. */
  readonly max: TokenBucket | null
}

const perSecond = (rate: number, now: Instant): TokenBucket => createTokenBucket(rate, rate, now)

function buy(mode: Mode, kind: Kind, now: Instant): Bought {
  if (mode.type === 'provisioned') {
    const rate = mode.units[kind]
    return { total: createBurstBucket(rate, rate, now), unused: perSecond(rate, now), max: null }
  }
  const max = mode.max[kind]
  return {
    total: perSecond(ON_DEMAND_UNITS_MAX, now),
    unused: null,
    max: max === null ? null : perSecond(max, now),
  }
}

const unitsOf = (mode: Mode): Both => (mode.type === 'provisioned' ? mode.units : ON_DEMAND_UNITS)

const most = (a: Both, b: Both | null): Both => ({
  read: Math.max(a.read, b?.read ?? 0),
  write: Math.max(a.write, b?.write ?? 0),
})

function createMap({ mode, warm, measure, now }: ThroughputOptions): PartitionMap {
  const { bytes } = measure({ from: { hash: 0, range: null }, to: LAST })
  const count = countPartitions(most(unitsOf(mode), warm), {
    bytes,
    isOnDemand: mode.type === 'on-demand',
  })
  const map = createPartitionMap(count, { measure, now })
  if (mode.type === 'provisioned') map.share(mode.units, now)
  return map
}

/** Splits the partitions that were hot for minutes; answers what was done. */
function splitHot(map: PartitionMap, rules: SplitRules, now: Instant): readonly string[] {
  const done: string[] = []
  for (const partition of map.all) {
    const isHot = partition.read.isThrottled || partition.write.isThrottled
    partition.hotMinutes = isHot ? partition.hotMinutes + 1 : 0
    partition.read.isThrottled = false
    partition.write.isThrottled = false
    partition.keys.fade()
    if (partition.hotMinutes < HOT_MINUTES) continue
    const plan = planHeatSplit(partition, partition.accesses.read(), rules)
    if (plan.type === 'keep') partition.keptBecause = plan.because
    else if (map.split(partition, plan.at, now)) {
      done.push(`partition ${partition.id} was hot for ${HOT_MINUTES} minutes and was split`)
    }
  }
  return done
}

/** Creates the throughput of a table or global index. */
export function createThroughput(options: ThroughputOptions): Throughput {
  const { rules, warm } = options
  let mode = options.mode
  const map = createMap(options)
  let bought = { read: buy(mode, 'read', options.now), write: buy(mode, 'write', options.now) }
  const level = createOnDemandLevel(most(ON_DEMAND_UNITS, warm), options.settling)
  if (mode.type === 'provisioned') level.raise(mode.units)
  const minute = { read: 0, write: 0 }
  let isUsed = false
  const partitionsOf = (units: Both): number =>
    countPartitions(units, { bytes: 0, isOnDemand: mode.type === 'on-demand' })

  return {
    map,
    get mode() {
      return mode
    },
    level,
    refuses(kind, point, now) {
      const { total, unused, max } = bought[kind]
      const lane = map.find(point)[kind]
      const refuse = (cause: ThrottleCause): ThrottleCause => {
        lane.throttled++
        return cause
      }
      if (max !== null && getTokens(max, now) <= 0) return refuse('MaxOnDemandThroughput')
      if (getTokens(total, now) <= 0) {
        return refuse(mode.type === 'provisioned' ? 'ProvisionedThroughput' : 'AccountLimit')
      }
      // Beyond what it saved of its own share, a partition lives by what the others leave at this moment.
      const isOverdrawn = lane.share !== null && getTokens(lane.share, now) <= 0
      const hasHelp = unused !== null && getTokens(unused, now) > 0
      if (getTokens(lane.limit, now) > 0 && !(isOverdrawn && !hasHelp)) return null
      lane.isThrottled = true
      isUsed = true
      return refuse('KeyRangeThroughput')
    },
    consume({ kind, point, units, label }, now) {
      const { total, unused, max } = bought[kind]
      overdrawTokens(total, now, units)
      if (unused !== null && getTokens(unused, now) > 0) overdrawTokens(unused, now, units)
      if (max !== null) overdrawTokens(max, now, units)
      const partition = map.find(point)
      const lane = partition[kind]
      overdrawTokens(lane.limit, now, units)
      if (lane.share !== null && getTokens(lane.share, now) > 0) {
        overdrawTokens(lane.share, now, units)
      }
      lane.rate.add(now, units)
      partition.keys.add(point.hash, units, label)
      partition.accesses.add(point)
      minute[kind] += units
      isUsed = true
    },
    change(wanted, now) {
      const before = mode
      mode = wanted
      if (before.type === 'provisioned' && wanted.type === 'provisioned') {
        for (const kind of ['read', 'write'] as const) {
          const rate = wanted.units[kind]
          const { total, unused } = bought[kind]
          changeTokenBucket(total, now, { rate, burst: burstOf(rate) })
          if (unused !== null) changeTokenBucket(unused, now, { rate, burst: rate })
        }
      } else bought = { read: buy(mode, 'read', now), write: buy(mode, 'write', now) }
      if (wanted.type === 'provisioned') {
        level.raise(wanted.units)
        map.fit(partitionsOf(wanted.units), now)
        map.share(wanted.units, now)
        return
      }
      map.share(null, now)
      map.fit(partitionsOf(level.units), now)
    },
    endMinute(now) {
      const done = [...splitHot(map, rules, now)]
      const before = { ...level.units }
      for (const kind of level.endMinute(minute, now)) {
        if (mode.type !== 'on-demand') continue
        const [from, to] = [before[kind], level.units[kind]].map(Math.round)
        done.push(`serves ${to} ${kind} units/s at once, not ${from}: twice the previous peak`)
      }
      if (mode.type === 'on-demand' && map.fit(partitionsOf(level.units), now)) {
        done.push(`grew to ${map.all.length} partitions`)
      }
      isUsed = minute.read + minute.write > 0
      minute.read = 0
      minute.write = 0
      return done
    },
    minute,
    get isRestless() {
      return isUsed || level.isGrowing
    },
  }
}
