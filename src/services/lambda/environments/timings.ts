import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, minutes, ms, plus, seconds, toMs, us } from '#kernel/time.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import {
  ALLOCATION_DELAY_MAX,
  ALLOCATION_DELAY_MIN,
  DOWNLOAD_MS_PER_MB,
  IDLE_EXPIRY_FACTOR_MAX,
  IDLE_EXPIRY_FACTOR_MIN,
  IMAGE_FIRST_USE_MAX,
  IMAGE_FIRST_USE_MIN,
  IMAGE_MB_MAX,
  LOADING_MS_PER_MB,
  OVERHEAD_SIGMA,
  PLACEMENT_SIGMA,
  RESTORE_BILLED,
  RUNTIME_CPU,
  RUNTIME_FIXED,
  ZIP_FREE_BYTES,
} from '../limits.ts'
import type { Restore } from '../logs/logLines.ts'
import { restoreOf } from '../runtimes/restore.ts'
import { computeFirstHandlerMs, type RuntimeProfile } from '../runtimes/runtimes.ts'

/** The modelled parts of an invocation's time. Each has a stream of chance of its own, so one never shifts another. */
export interface Timings {
  /** Front end and routing to an environment, each invoke. */
  overhead(medianMs: number): Duration
  /** Placement of a new environment, outside `Init Duration`. */
  placement(medianMs: number): Duration
  /** Sandbox launch and runtime boot: the measured `Init Duration` of an empty function. It does not follow `MemorySize`. */
  runtimeInit(profile: RuntimeProfile): Duration
  /** SnapStart's restore of a snapshot, its hooks included, and the part of it that is billed. */
  restore(configuration: FunctionConfiguration): Restore
  /** How long an unused environment is kept this time. */
  idleExpiry(model: FunctionConfiguration['model']): Duration
  /** After how long an environment is recycled however busy it is. */
  environmentAge(model: FunctionConfiguration['model']): Duration
  /** How long it takes until a change of provisioned concurrency is begun. */
  allocationDelay(): Duration
}

const drawIdleExpiry = (model: FunctionConfiguration['model'], random: Random): number => {
  const { IdleExpirySeconds: middle, IdleExpirySigma: sigma } = model
  switch (model.IdleExpiryModel) {
    case 'constant':
      return sample({ type: 'constant', value: middle }, random)
    case 'exponential':
      return sample({ type: 'exponential', mean: middle }, random)
    case 'log-normal': {
      const drawn = sample(logNormalOf({ median: middle, sigma }), random)
      const least = middle * IDLE_EXPIRY_FACTOR_MIN
      return Math.min(middle * IDLE_EXPIRY_FACTOR_MAX, Math.max(least, drawn))
    }
  }
}

/** Timings over the random streams that `random` hands out by purpose. */
export function createTimings(random: (purpose: string) => Random): Timings {
  const overhead = random('overhead')
  const placement = random('placement')
  const init = random('init')
  const idle = random('idle')
  const age = random('age')
  const restore = random('restore')
  const allocation = random('allocation')
  return {
    overhead: (median) => ms(sample(logNormalOf({ median, sigma: OVERHEAD_SIGMA }), overhead)),
    placement: (median) => ms(sample(logNormalOf({ median, sigma: PLACEMENT_SIGMA }), placement)),
    runtimeInit: (profile) => ms(sample(profile.init, init)),
    restore({ properties, model }) {
      const hooks = ms(model.RestoreHookMs)
      const duration = plus(ms(sample(restoreOf(properties.Runtime), restore)), hooks)
      return { duration, billedMs: Math.ceil(toMs(plus(RESTORE_BILLED, hooks))) }
    },
    idleExpiry: (model) => seconds(drawIdleExpiry(model, idle)),
    environmentAge({ RecycleMinutesMin: min, RecycleMinutesMax: max }) {
      return minutes(sample({ type: 'uniform', min, max: Math.max(min, max) }, age))
    },
    allocationDelay: () => us(allocation.integer(ALLOCATION_DELAY_MIN, ALLOCATION_DELAY_MAX)),
  }
}

/** Code download beyond what placement holds: a ZIP's size beyond 5 MB, or an image's blocks at its first use. */
export function computeDownload(
  { isImage, zipBytes, model }: FunctionConfiguration,
  isFirstUse: boolean,
): Duration {
  if (!isImage) return ms((Math.max(0, zipBytes - ZIP_FREE_BYTES) / 1_048_576) * DOWNLOAD_MS_PER_MB)
  if (!isFirstUse) return us(0)
  const share = Math.min(1, model.ImageSizeMB / IMAGE_MB_MAX)
  return plus(IMAGE_FIRST_USE_MIN, us(share * (IMAGE_FIRST_USE_MAX - IMAGE_FIRST_USE_MIN)))
}

/** What reading and compiling the JavaScript that init loads takes, beyond the counted time of running it. */
export const computeLoading = (loadedBytes: number): Duration =>
  ms((loadedBytes / 1_048_576) * LOADING_MS_PER_MB)

/** What the runtime itself takes per warm invoke at a CPU share (vCPUs). */
export const computeRuntimeCost = (cpuShare: number): Duration =>
  plus(RUNTIME_FIXED, us(RUNTIME_CPU / Math.min(1, cpuShare)))

/** What the first handler call of an environment takes on top: lazy compilation and first use of the runtime. */
export const computeFirstCallSurplus = (
  profile: RuntimeProfile,
  memoryMB: number,
  cpuShare: number,
): Duration => us(ms(computeFirstHandlerMs(profile, memoryMB)) - computeRuntimeCost(cpuShare))
