import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms, plus, seconds, us } from '#kernel/time.ts'
import {
  ENVIRONMENT_AGE_MAX,
  ENVIRONMENT_AGE_MIN,
  IDLE_EXPIRY_FACTOR_MAX,
  IDLE_EXPIRY_FACTOR_MIN,
  IDLE_EXPIRY_SIGMA,
  OVERHEAD_SIGMA,
  PLACEMENT_SIGMA,
  RUNTIME_CPU,
  RUNTIME_FIXED,
} from '../limits.ts'
import { computeFirstHandlerMs, type RuntimeProfile } from '../runtimes/runtimes.ts'

/** The modelled parts of an invocation's time. Each has a stream of chance of its own, so one never shifts another. */
export interface Timings {
  /** Front end and routing to an environment, each invoke. */
  overhead(medianMs: number): Duration
  /** Placement and code download of a new environment, outside `Init Duration`. */
  placement(medianMs: number): Duration
  /** Sandbox launch and runtime boot: the measured `Init Duration` of an empty function. It does not follow `MemorySize`. */
  runtimeInit(profile: RuntimeProfile): Duration
  /** How long an unused environment is kept this time. */
  idleExpiry(medianSeconds: number): Duration
  /** After how long an environment is recycled however busy it is. */
  environmentAge(): Duration
}

/** Timings over the random streams that `random` hands out by purpose. */
export function createTimings(random: (purpose: string) => Random): Timings {
  const overhead = random('overhead')
  const placement = random('placement')
  const init = random('init')
  const idle = random('idle')
  const age = random('age')
  return {
    overhead: (median) => ms(sample(logNormalOf({ median, sigma: OVERHEAD_SIGMA }), overhead)),
    placement: (median) => ms(sample(logNormalOf({ median, sigma: PLACEMENT_SIGMA }), placement)),
    runtimeInit: (profile) => ms(sample(profile.init, init)),
    idleExpiry(median) {
      const drawn = sample(logNormalOf({ median, sigma: IDLE_EXPIRY_SIGMA }), idle)
      const least = median * IDLE_EXPIRY_FACTOR_MIN
      const most = median * IDLE_EXPIRY_FACTOR_MAX
      return seconds(Math.min(most, Math.max(least, drawn)))
    },
    environmentAge: () => us(age.integer(ENVIRONMENT_AGE_MIN, ENVIRONMENT_AGE_MAX)),
  }
}

/** What the runtime itself takes per warm invoke at a CPU share (vCPUs). */
export const computeRuntimeCost = (cpuShare: number): Duration =>
  plus(RUNTIME_FIXED, us(RUNTIME_CPU / Math.min(1, cpuShare)))

/** What the first handler call of an environment takes on top: lazy compilation and first use of the runtime. */
export const computeFirstCallSurplus = (
  profile: RuntimeProfile,
  memoryMB: number,
  cpuShare: number,
): Duration => us(ms(computeFirstHandlerMs(profile, memoryMB)) - computeRuntimeCost(cpuShare))
