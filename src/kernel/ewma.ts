import { exp } from './math.ts'
import { type Duration, type Instant, seconds, START, toSeconds } from './time.ts'

/** How fast what a node shows forgets: slow enough to read, fast enough to follow. */
const TAU = seconds(2.5)

/** The last exponent and its power: several shares of the same events ask for the same one, one after the other. */
const latest = new Float64Array([0, 1])

const power = (exponent: number): number => {
  if (latest[0] !== exponent) {
    latest[0] = exponent
    latest[1] = exp(exponent)
  }
  return latest[1] ?? 1
}

/** A sum whose parts fade by `e^(-age / tau)`: what smoothed rates and shares are made of. */
export interface FadingSum {
  add(at: Instant, amount: number): void
  read(at: Instant): number
}

/** Creates an empty sum. Instants must not go backwards. */
export function createFadingSum(tau: Duration = TAU): FadingSum {
  let sum = 0
  let last = START
  const fade = (at: Instant): void => {
    if (at === last) return
    if (sum !== 0) sum *= power((last - at) / tau)
    last = at
  }
  return {
    add(at, amount) {
      fade(at)
      sum += amount
    },
    // Reading changes nothing: when somebody looks must not show in later digits.
    read: (at) => (at === last || sum === 0 ? sum : sum * exp((last - at) / tau)),
  }
}

/** An exponentially weighted moving rate of events. */
export interface SmoothedRate {
  add(at: Instant, many?: number): void
  /** Events per second. */
  read(at: Instant): number
}

/** Creates a rate of zero that forgets over `tau`. */
export function createSmoothedRate(tau: Duration = TAU): SmoothedRate {
  const sum = createFadingSum(tau)
  const tauSeconds = toSeconds(tau)
  return {
    add: (at, many = 1) => sum.add(at, many),
    read: (at) => sum.read(at) / tauSeconds,
  }
}

/** An exponentially weighted share of events that were so. */
export interface SmoothedShare {
  add(at: Instant, isSo: boolean): void
  /** 0 to 1; 0 where nothing happened of late. */
  read(at: Instant): number
}

/** Less than this much of an event left: nothing happened of late. */
const FORGOTTEN = 1e-6

/** Creates a share that forgets over `tau`. */
export function createSmoothedShare(tau: Duration = TAU): SmoothedShare {
  // Both fade alike, so that what they are to each other stays: only how much is left of all is asked of time.
  let all = 0
  let so = 0
  let last = START
  return {
    add(at, isSo) {
      if (at !== last && all !== 0) {
        const faded = power((last - at) / tau)
        all *= faded
        so *= faded
      }
      last = at
      all += 1
      if (isSo) so += 1
    },
    read(at) {
      const total = at === last ? all : all * exp((last - at) / tau)
      return total < FORGOTTEN ? 0 : Math.min(1, so / all)
    },
  }
}
