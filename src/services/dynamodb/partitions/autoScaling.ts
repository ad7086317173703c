/** What Application Auto Scaling is told of one dimension of a table or index. */
export interface ScalingSettings {
  readonly min: number
  readonly max: number
  /** Wanted share of the capacity in use, in percent: 20 to 90. */
  readonly target: number
  readonly disableScaleIn: boolean
}

/** Minutes on end above the target that make CloudWatch's alarm go off. */
const MINUTES_ABOVE = 2
/** Minutes on end below it. */
const MINUTES_BELOW = 15

/**
 * Target tracking of one dimension: two consecutive minutes above the target scale out, fifteen below it scale in, to
 * what the consumed units would be the target's share of.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
 */
export interface TargetTracking {
  /** A minute has ended in which `consumed` units were used of `provisioned` a second; answers the capacity wanted. */
  endMinute(consumed: number, provisioned: number, settings: ScalingSettings): number | null
  /** Whether it counts minutes below the target. */
  readonly isCounting: boolean
}

const clamp = (value: number, { min, max }: ScalingSettings): number =>
  Math.min(Math.max(min, max), Math.max(min, value))

/** Creates the tracking of a dimension. */
export function createTargetTracking(): TargetTracking {
  let above = 0
  let below = 0
  return {
    endMinute(consumed, provisioned, settings) {
      const perSecond = consumed / 60
      const used = (100 * perSecond) / provisioned
      above = used > settings.target ? above + 1 : 0
      below = used < settings.target ? below + 1 : 0
      const wanted = clamp(Math.ceil((100 * perSecond) / settings.target), settings)
      if (above >= MINUTES_ABOVE && wanted > provisioned) {
        above = 0
        return wanted
      }
      if (below < MINUTES_BELOW || settings.disableScaleIn) return null
      below = 0
      return wanted < provisioned ? wanted : null
    },
    get isCounting() {
      return below > 0
    },
  }
}

const SECONDS_PER_HOUR = 3_600
const SECONDS_PER_DAY = 86_400
/** Decreases that are there when a day begins, and that are kept at most. */
const DECREASES_HELD = 4
const DECREASES_PER_DAY = 27

/** The decreases of capacity that a table or index has left. */
export interface DecreaseQuota {
  /** Takes one, if there is any, at `seconds` since the Unix epoch. */
  take(seconds: number): boolean
  /** `NumberOfDecreasesToday` */
  today(seconds: number): number
}

/**
 * "A day is defined according to UTC … 4 decreases at the start of the day, and each hour one more, up to 4 that are
 * available at a time; at most 27 in a day."
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#decreasing-throughput
 */
export function createDecreaseQuota(): DecreaseQuota {
  let day = -1
  let hour = 0
  let available = DECREASES_HELD
  let taken = 0
  const advance = (seconds: number): void => {
    const today = Math.floor(seconds / SECONDS_PER_DAY)
    const hours = Math.floor(seconds / SECONDS_PER_HOUR)
    if (today !== day) {
      day = today
      hour = today * (SECONDS_PER_DAY / SECONDS_PER_HOUR)
      available = DECREASES_HELD
      taken = 0
    }
    available = Math.min(DECREASES_HELD, available + hours - hour)
    hour = hours
  }
  return {
    take(seconds) {
      advance(seconds)
      if (available === 0 || taken >= DECREASES_PER_DAY) return false
      available--
      taken++
      return true
    },
    today(seconds) {
      advance(seconds)
      return taken
    },
  }
}
