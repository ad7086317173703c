import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createHistogram } from '#kernel/histogram.ts'
import type { Instant } from '#kernel/time.ts'
import type { EnvironmentCell, EnvironmentPhase, LambdaState, LimitName } from './definition.ts'
import type { Environment } from './environments/environment.ts'
import type { FrontState } from './frontState.ts'
import { CELLS_MAX } from './limits.ts'
import type { AdmissionState } from './scaling/admission.ts'

/** What the function's account says of it. */
export type ConcurrencyState = AdmissionState & Pick<LambdaState, 'provisioned'>

/** Counts what the node shows. */
export interface Statistics {
  invoked(durationMs: number, how: { readonly isError: boolean; readonly isCold: boolean }): void
  coldStarted(): void
  throttled(by: LimitName | null): void
  inspect(
    environments: readonly Environment[],
    concurrency: ConcurrencyState,
  ): Omit<LambdaState, keyof FrontState>
}

const countPhases = (environments: readonly Environment[]): Record<EnvironmentPhase, number> => {
  const counts: Record<EnvironmentPhase, number> = {
    starting: 0,
    init: 0,
    restore: 0,
    busy: 0,
    idle: 0,
    shutdown: 0,
  }
  for (const environment of environments) counts[environment.phase]++
  return counts
}

const cellOf = (environment: Environment): EnvironmentCell => ({
  id: environment.id,
  phase: environment.phase,
  since: environment.since,
  until: environment.until,
  invocations: environment.invocations,
  bornAt: environment.bornAt,
  version: environment.version,
  initializationType: environment.initializationType,
  cause: environment.cause,
  tenantId: environment.tenantId ?? null,
  isLoaded: environment.isolate !== null,
})

/** Creates the statistics of a function that was never invoked. */
export function createStatistics(now: () => Instant): Statistics {
  const rate = createSmoothedRate()
  const errorShare = createSmoothedShare()
  const coldShare = createSmoothedShare()
  const durations = createHistogram()
  let invocations = 0
  let errors = 0
  let throttles = 0
  let coldStarts = 0
  let lastThrottleAt: Instant | null = null
  let lastThrottleBy: LimitName | null = null
  return {
    invoked(durationMs, { isError, isCold }) {
      invocations++
      if (isError) errors++
      rate.add(now())
      errorShare.add(now(), isError)
      coldShare.add(now(), isCold)
      durations.add(durationMs)
    },
    coldStarted() {
      coldStarts++
    },
    throttled(by) {
      lastThrottleBy = by
      throttles++
      lastThrottleAt = now()
    },
    inspect: (all, concurrency) => ({
      ...concurrency,
      environments: all.slice(0, CELLS_MAX).map(cellOf),
      environmentCount: countPhases(all),
      invocations,
      invocationsPerSecond: rate.read(now()),
      errors,
      throttles,
      coldStarts,
      coldShare: coldShare.read(now()),
      errorShare: errorShare.read(now()),
      durationMs:
        durations.count === 0
          ? null
          : { p50: durations.percentile(0.5), p99: durations.percentile(0.99) },
      lastThrottleAt,
      lastThrottleBy,
    }),
  }
}
