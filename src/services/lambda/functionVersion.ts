import type { Process } from '#kernel/process.ts'
import { after, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { createMicroVm, runInit } from './environments/coldStart.ts'
import { createEnvironmentPool, type Environment } from './environments/environment.ts'
import type { Fleet } from './environments/fleet.ts'
import {
  answerInvocation,
  type Invocation,
  type InvocationReport,
  type InvocationResult,
} from './environments/invocation.ts'
import { enterPhase } from './environments/lifeCycle.ts'
import { createRunnerHost, type IsolateSeed } from './environments/runnerHost.ts'
import { computeShutdown } from './environments/shutdown.ts'
import type { Timings } from './environments/timings.ts'
import type { InvocationTap, Workplace } from './environments/workplace.ts'
import { computeDiskBytes, type FunctionConfiguration, isDeploy } from './functionConfiguration.ts'
import { createHex32 } from './identifiers.ts'
import { logStreamName } from './logs/logLines.ts'
import type { Recording } from './recording.ts'
import type { Admission, Throttle } from './scaling/admission.ts'

/** One request on its way to a version; its qualifier has been resolved. */
export interface VersionInvoke {
  readonly requestId: string
  /** The event, as JSON text. */
  readonly payload: string
  /** The request's span at the function: whoever began it ends it. */
  readonly span: TraceContext
  /** The caller's X-Amzn-Trace-Id. */
  readonly traceHeader: string | undefined
  /** As the caller named the function: with the alias or version, where it named one. */
  readonly invokedFunctionArn: string
  /** The alias that was named, whose provisioned concurrency may serve the request; null for none. */
  readonly alias: string | null
  /** It comes from Lambda's own queue, which the limit on requests per second does not bind. */
  readonly isAsynchronous: boolean
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string | undefined
  /** Hears what the invocation sends and logs. */
  readonly tap?: InvocationTap | undefined
}

/** `throttled`: which limit bit; nothing ran, and it is not an invocation. */
export type VersionReply =
  | { readonly type: 'ran'; readonly result: InvocationResult }
  | { readonly type: 'throttled'; readonly throttle: Throttle }

/** What all versions of one function share. */
export interface FunctionParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly timings: Timings
  readonly recording: Recording
  /** All environments of all versions. */
  readonly fleet: Fleet
  /** Concurrency and rates: one set for the whole function. */
  readonly admission: Admission
}

/**
 * `$LATEST`, or one published version: a configuration with its code, and the execution environments that run it.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 */
export interface FunctionVersion {
  /** `$LATEST`, `1`, `2`, … */
  readonly version: string
  readonly configuration: FunctionConfiguration
  /** Admission, an environment warm or new, the handler: everything but the function's span. */
  invoke(request: VersionInvoke): Process<VersionReply>
  /** States the version's settings anew; a change of code or configuration replaces its environments. */
  configure(configuration: FunctionConfiguration): void
  /** Ends the version and its idle environments; running invokes finish first. */
  remove(): void
}

/** Creates a version with no environment. */
export function createFunctionVersion(
  parts: FunctionParts,
  { version, configuration: initial }: Pick<FunctionVersion, 'version' | 'configuration'>,
): FunctionVersion {
  const { ctx, timings, fleet, recording, admission } = parts
  const ids = ctx.random(version === '$LATEST' ? 'ids' : `ids/${version}`)
  const seeds = ctx.random(version === '$LATEST' ? 'isolate-seeds' : `isolate-seeds/${version}`)
  const pool = createEnvironmentPool()
  let configuration = initial
  let deployment = 1
  /** The deploy whose container image has been fetched by a worker. */
  let fetchedImage = 0
  const drawSeed = (): IsolateSeed => [seeds.word(), seeds.word(), seeds.word(), seeds.word()]
  const host = createRunnerHost(ctx, timings, drawSeed)

  const createEnvironment = (): Environment =>
    fleet.add({
      version,
      initializationType: 'on-demand',
      cause: 'request',
      logStream: logStreamName(ctx.now, version, createHex32(ids)),
      deployment,
      configuration,
      disk: ctx.handlers.createDisk(computeDiskBytes(configuration)),
      recycleAt: after(ctx.now, timings.environmentAge()),
    })

  /** Ends an environment: extensions get their time, then it is gone. */
  const retire = (environment: Environment): void => {
    pool.remove(environment)
    environment.cancelExpiry?.()
    const shutdown = computeShutdown(environment.configuration)
    if (shutdown === 0) {
      fleet.remove(environment)
      return
    }
    enterPhase(environment, 'shutdown', { since: ctx.now, until: after(ctx.now, shutdown) })
    environment.cancelExpiry = ctx.schedule(shutdown, () => fleet.remove(environment))
  }

  const rest = (environment: Environment): void => {
    if (environment.deployment !== deployment || ctx.now >= environment.recycleAt) {
      retire(environment)
      return
    }
    const expiry = timings.idleExpiry(configuration.model)
    enterPhase(environment, 'idle', { since: ctx.now, until: after(ctx.now, expiry) })
    pool.putIdle(environment)
    environment.cancelExpiry = ctx.schedule(expiry, () => retire(environment))
  }

  /** Takes an environment back: after a reset once extensions and runtime have shut down. */
  const release = (environment: Environment, isReset: boolean): void => {
    const shutdown = isReset ? computeShutdown(environment.configuration) : ZERO
    if (shutdown === 0) {
      rest(environment)
      return
    }
    enterPhase(environment, 'shutdown', { since: ctx.now, until: after(ctx.now, shutdown) })
    environment.cancelExpiry = ctx.schedule(shutdown, () => rest(environment))
  }

  /** Makes a new environment ready for the request that it was made for. */
  function* prepare(place: Workplace, span: TraceContext): Process<Readiness> {
    const isFirstOfImage = fetchedImage !== deployment
    fetchedImage = deployment
    recording.coldStart(place.environment.id, span)
    yield* createMicroVm(place, span, isFirstOfImage)
    const initDuration = yield* runInit(place, span)
    if (initDuration !== null) recording.initialised(initDuration)
    return { initDuration, restore: null }
  }

  /** Serves an admitted request in a warm environment, or in a new one. */
  function* serve(
    request: VersionInvoke,
    warm: Environment | undefined,
  ): Process<InvocationResult> {
    const { span } = request
    warm?.cancelExpiry?.()
    // The environment is of this deployment, whatever is deployed while it starts.
    const environment = warm ?? createEnvironment()
    environment.cancelExpiry = null
    const front = ctx.beginSpan(span, 'Front end')
    yield ctx.sleep(timings.overhead(configuration.model.OverheadMs))
    ctx.endSpan(front, 'ok')
    const place = { host, environment }
    const readiness = warm === undefined ? yield* prepare(place, span) : READY
    ctx.record({ type: 'note', ...span, key: 'environment', value: String(environment.id) })
    const answered = yield* answerInvocation(place, { ...request, ...readiness })
    const settle = (report: InvocationReport): void => {
      recording.result(answered.result, {
        report,
        isCold: warm === undefined,
        timeoutSeconds: environment.configuration.properties.Timeout,
        span,
      })
      admission.release()
      release(environment, report.isReset)
    }
    if (answered.report === null) {
      ctx.start(
        (function* () {
          settle(yield* answered.finish())
        })(),
      )
    } else settle(answered.report)
    return answered.result
  }

  const retireIdle = (): void => {
    deployment++
    for (const environment of pool.takeAllIdle()) retire(environment)
  }

  return {
    version,
    get configuration() {
      return configuration
    },
    *invoke(request) {
      const warm = pool.takeIdle(deployment)
      const isWarm = warm !== undefined
      const throttle = admission.admit({ isAsynchronous: request.isAsynchronous, isWarm })
      if (throttle === null) return { type: 'ran', result: yield* serve(request, warm) }
      if (warm !== undefined) pool.putIdle(warm)
      return { type: 'throttled', throttle }
    },
    configure(next) {
      const before = configuration
      configuration = next
      if (isDeploy(before, next)) retireIdle()
    },
    remove: retireIdle,
  }
}

/** What an environment was readied by, for the REPORT of its first invoke. */
type Readiness = Pick<Invocation, 'initDuration' | 'restore'>

const READY: Readiness = { initDuration: null, restore: null }
