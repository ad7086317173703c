import type { Process } from '#kernel/process.ts'
import { after, plus, type Duration, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { EnvironmentCause, InitializationType } from './definition.ts'
import { createMicroVm, runInit } from './environments/coldStart.ts'
import type { Environment } from './environments/environment.ts'
import type { Readiness } from './environments/invocation.ts'
import { enterPhase } from './environments/lifeCycle.ts'
import { createRunnerHost, type IsolateSeed } from './environments/runnerHost.ts'
import { computeShutdown } from './environments/shutdown.ts'
import { recordTurns, restoreSnapshot, type Snapshot } from './environments/snapshot.ts'
import type { RunnerHost, Workplace } from './environments/workplace.ts'
import {
  computeDiskBytes,
  type FunctionConfiguration,
  isSnapStarted,
} from './functionConfiguration.ts'
import type { FunctionParts } from './functionVersion.ts'
import { createHex32 } from './identifiers.ts'
import { logStreamName } from './logs/logLines.ts'

/** An environment that was ready before the request came. */
export const WAS_READY: Readiness = { initDuration: null, restore: null }

/** Makes and ends the environments of one version. */
export interface VersionEnvironments {
  readonly host: RunnerHost
  /** The deploy at work; an older environment is not used again. */
  deployment(): number
  create(
    initializationType: InitializationType,
    cause: EnvironmentCause,
    tenantId?: string,
  ): Environment
  /** Makes a new environment ready for the request that waits for it; `timed-out`: SnapStart gave up. */
  prepare(environment: Environment, span: TraceContext): Process<Readiness | 'timed-out'>
  /** The same ahead of requests, or at once where it counts as done before the run began; false where init failed. */
  prepareAhead(environment: Environment, isInstant: boolean): Process<boolean>
  /** Ends an environment: extensions get their time, then it is gone. */
  retire(environment: Environment): void
  /** New settings or new code: environments of the old ones are not used again. */
  redeploy(): void
}

/** Creates the maker of environments of `version`; `configuration` answers its settings at the moment. */
export function createVersionEnvironments(
  parts: FunctionParts,
  version: string,
  configuration: () => FunctionConfiguration,
): VersionEnvironments {
  const { ctx, timings, fleet, recording, metering, tracer } = parts
  const purpose = (name: string): string => (version === '$LATEST' ? name : `${name}/${version}`)
  const ids = ctx.random(purpose('ids'))
  const seeds = ctx.random(purpose('isolate-seeds'))
  let deployment = 1
  /** The deploy whose container image a worker has fetched. */
  let fetchedImage = 0
  /** The seed of the snapshot, which all that is restored from it shares. */
  let snapshotSeed: IsolateSeed | null = null
  let snapshot: Snapshot | null = null
  let isSnapshotDone = false
  let waiting: (() => void)[] = []

  const drawSeed = (): IsolateSeed => [seeds.word(), seeds.word(), seeds.word(), seeds.word()]
  const host = createRunnerHost(
    {
      ctx,
      timings,
      logged: (line) => metering.logged(line),
      drawSegmentId: () => tracer.drawSegmentId(),
    },
    (environment) =>
      environment.initializationType === 'snap-start' ? (snapshotSeed ??= drawSeed()) : drawSeed(),
  )

  /** A host for what counts as done before: nothing takes time, and its clock tells how long it would have taken. */
  const instantHost = (): RunnerHost => {
    let skipped: Duration = ZERO
    return {
      ...host,
      now: () => after(ctx.now, skipped),
      sleep(delay) {
        skipped = plus(skipped, delay)
        return ctx.sleep(ZERO)
      },
    }
  }

  const create: VersionEnvironments['create'] = (initializationType, cause, tenantId) => {
    if (tenantId !== undefined) metering.tenanted(configuration())
    return fleet.add({
      version,
      initializationType,
      cause,
      tenantId,
      logStream: logStreamName(ctx.now, version, createHex32(ids)),
      deployment,
      configuration: configuration(),
      disk: ctx.handlers.createDisk(computeDiskBytes(configuration())),
      recycleAt: after(ctx.now, timings.environmentAge(configuration().model)),
    })
  }

  const takeFirstOfImage = (): boolean => {
    const isFirst = fetchedImage !== deployment
    fetchedImage = deployment
    return isFirst
  }

  /** Lambda initialises a version when it is published, and keeps the state. Publishing takes no time here. */
  function* takeSnapshot(): Process<void> {
    const ofDeployment = deployment
    const turns: Snapshot['turns'][number][] = []
    const environment = create('snap-start', 'snapshot')
    const place = { host: recordTurns(instantHost(), turns), environment }
    const span = ctx.beginSpan(null, 'SnapStart: snapshot')
    const initDuration = yield* runInit(place, span)
    ctx.endSpan(span, initDuration === null ? 'fault' : 'ok')
    enterPhase(environment, 'shutdown', { since: ctx.now, until: ctx.now })
    fleet.remove(environment)
    if (ofDeployment !== deployment) return
    snapshot = initDuration === null ? null : { turns }
    isSnapshotDone = true
    metering.cached(version, configuration())
    for (const go of waiting) ctx.schedule(ZERO, go)
    waiting = []
  }
  const beginSnapshot = (): void => {
    snapshot = null
    isSnapshotDone = false
    snapshotSeed = null
    if (isSnapStarted(configuration(), version)) ctx.schedule(ZERO, () => ctx.start(takeSnapshot()))
  }
  beginSnapshot()

  function* restore(place: Workplace, span: TraceContext): Process<Readiness | 'timed-out'> {
    if (!isSnapshotDone) {
      yield (resume) => {
        waiting.push(() => resume(undefined))
      }
    }
    const restored = yield* restoreSnapshot(place, span, snapshot)
    if (restored === 'timed-out') return restored
    metering.restored(place.environment.configuration)
    return { initDuration: null, restore: restored }
  }

  return {
    host,
    deployment: () => deployment,
    create,
    *prepare(environment, span) {
      const place = { host, environment }
      recording.coldStart(environment.id, span)
      yield* createMicroVm(place, span, takeFirstOfImage())
      if (environment.initializationType === 'snap-start') return yield* restore(place, span)
      const initDuration = yield* runInit(place, span)
      if (initDuration !== null) recording.initialised(initDuration)
      return { initDuration, restore: null }
    },
    *prepareAhead(environment, isInstant) {
      const place = { host: isInstant ? instantHost() : host, environment }
      const span = ctx.beginSpan(null, 'Initialise ahead')
      // An environment that lost its code stands already.
      if (environment.phase === 'starting') yield* createMicroVm(place, span, takeFirstOfImage())
      const initDuration = yield* runInit(place, span)
      ctx.endSpan(span, initDuration === null ? 'fault' : 'ok')
      if (initDuration !== null) recording.initialised(initDuration)
      if (isInstant) environment.bars.length = 0
      enterPhase(environment, 'idle', { since: ctx.now, until: environment.recycleAt })
      return initDuration !== null
    },
    retire(environment) {
      environment.cancelExpiry?.()
      environment.cancelExpiry = null
      // After a reset extensions and runtime have been shut down already.
      const isDown = environment.phase === 'shutdown'
      const shutdown = isDown ? ZERO : computeShutdown(environment.configuration)
      if (shutdown === 0) {
        fleet.remove(environment)
        return
      }
      enterPhase(environment, 'shutdown', { since: ctx.now, until: after(ctx.now, shutdown) })
      environment.cancelExpiry = ctx.schedule(shutdown, () => fleet.remove(environment))
    },
    redeploy() {
      deployment++
      beginSnapshot()
    },
  }
}
