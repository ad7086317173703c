import type { Usage } from '../cost.ts'
import type { JsonValue, ServiceContext } from '../service.ts'
import type { lambdaDefinition, LambdaState } from './definition.ts'
import { createFleet } from './environments/fleet.ts'
import { createTimings } from './environments/timings.ts'
import type { FrontState } from './frontState.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { FunctionParts, FunctionVersion } from './functionVersion.ts'
import { createMetering } from './metering.ts'
import { createRecording, type ProvisionedUse } from './recording.ts'
import type { AccountConcurrency } from './scaling/accountConcurrency.ts'
import { createAdmission } from './scaling/admission.ts'
import type { ProvisionedPool } from './scaling/provisionedPool.ts'
import { createProvisioning } from './scaling/provisioning.ts'
import { createStatistics } from './statistics.ts'
import { createTracer } from './tracing.ts'
import { computeTimeline } from './timeline.ts'

/** What all versions of a function live on, and what is told of it. */
export interface FunctionLife {
  readonly parts: FunctionParts
  /** The function is new or was edited, and its versions are as they should be: limits and provisioned concurrency follow. */
  configure(latest: FunctionConfiguration): void
  inspect(): Omit<LambdaState, keyof FrontState>
  usage(): Usage
  /** Null where it is no question of this room's. */
  query(query: JsonValue): JsonValue
  dispose(): void
}

const isTimelineQuery = (
  query: JsonValue,
): query is { readonly type: 'timeline'; readonly from: number; readonly to: number } =>
  typeof query === 'object' &&
  query !== null &&
  'type' in query &&
  query['type'] === 'timeline' &&
  typeof query['from'] === 'number' &&
  typeof query['to'] === 'number'

/** All provisioned concurrency of a function, whatever alias and version it is of. */
function sumOf(pools: readonly ProvisionedPool[]): ProvisionedUse {
  let busy = 0
  let available = 0
  for (const pool of pools) {
    const state = pool.inspect()
    busy += state.busy
    available += state.available
  }
  return { busy, available }
}

/** Creates what the versions of one function share. `versions` answers all there are. */
export function createFunctionLife(
  ctx: ServiceContext<typeof lambdaDefinition>,
  account: AccountConcurrency,
  versions: () => readonly FunctionVersion[],
): FunctionLife {
  const now = () => ctx.now
  const statistics = createStatistics(now)
  const recording = createRecording(ctx, statistics)
  const fleet = createFleet(now)
  const metering = createMetering(now)
  const admission = createAdmission({
    id: ctx.node.id,
    account,
    now,
    concurrency: (inUse) => recording.concurrency(inUse),
  })
  const tracer = createTracer(ctx, () => ctx.node.properties.FunctionName ?? ctx.node.id)
  const provisioning = createProvisioning({ ctx, admission, versions })
  return {
    parts: {
      ctx,
      timings: createTimings((purpose) => ctx.random(purpose)),
      recording,
      fleet,
      admission,
      metering,
      tracer,
      requested: (alias) => provisioning.requested(alias),
      provisionedChanged: () => recording.provisionedUse(sumOf(provisioning.pools())),
    },
    configure(latest) {
      admission.configure(latest)
      provisioning.configure()
    },
    inspect() {
      const door = admission.inspect()
      const pools = provisioning.pools().map((pool) => pool.inspect())
      const held = pools.filter(({ requested, allocated }) => requested > 0 || allocated > 0)
      return statistics.inspect(fleet.all, {
        ...door,
        limits: [...door.limits, ...held.map(({ spill }) => spill)],
        provisioned: held.map(({ spill: _spill, ...state }) => state),
      })
    },
    usage: () => ({ ...metering.usage(), ...(tracer.recorded > 0 && { traces: tracer.recorded }) }),
    query: (query) => (isTimelineQuery(query) ? computeTimeline(fleet, query, ctx.now) : null),
    dispose() {
      provisioning.dispose()
      for (const environment of fleet.all) environment.isolate?.dispose()
      account.remove(ctx.node.id)
    },
  }
}
