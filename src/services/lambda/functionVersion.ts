import type { Process } from '#kernel/process.ts'
import { after } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { createEnvironmentPool, enterPhase, type Environment } from './environments/environment.ts'
import {
  coldStart,
  type InvocationResult,
  type InvocationTap,
  runInvocation,
} from './environments/invocation.ts'
import { createRunnerHost } from './environments/runnerHost.ts'
import type { Timings } from './environments/timings.ts'
import { type FunctionConfiguration, isDeploy } from './functionConfiguration.ts'
import { createHex32 } from './identifiers.ts'
import { logStreamName } from './logs/logLines.ts'
import type { Recording } from './recording.ts'
import type { Admission, Throttle } from './scaling/admission.ts'
import type { Fleet } from './environments/fleet.ts'

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
  const pool = createEnvironmentPool()
  let configuration = initial
  let deployment = 1
  const host = createRunnerHost(ctx, timings, () => configuration)

  const retire = (environment: Environment): void => {
    pool.remove(environment)
    fleet.remove(environment)
  }

  const createEnvironment = (): Environment =>
    fleet.add({
      logStream: logStreamName(ctx.now, version, createHex32(ids)),
      deployment,
      recycleAt: after(ctx.now, timings.environmentAge()),
    })

  const release = (environment: Environment): void => {
    if (environment.deployment !== deployment || ctx.now >= environment.recycleAt) {
      retire(environment)
      return
    }
    const expiry = timings.idleExpiry(configuration.model.IdleExpirySeconds)
    enterPhase(environment, 'idle', { since: ctx.now, until: after(ctx.now, expiry) })
    pool.putIdle(environment)
    environment.cancelExpiry = ctx.schedule(expiry, () => retire(environment))
  }

  /** Serves an admitted request in a warm environment, or in a new one. */
  function* serve(request: VersionInvoke): Process<InvocationResult> {
    const { span } = request
    yield ctx.sleep(timings.overhead(configuration.model.OverheadMs))
    // From here on the environment is of this deployment, whatever is deployed while it starts.
    const settings = configuration
    const warm = pool.takeIdle(deployment)
    warm?.cancelExpiry?.()
    const environment = warm ?? createEnvironment()
    environment.cancelExpiry = null
    const place = { host, environment, configuration: settings, version }
    let initDuration = null
    if (warm === undefined) {
      recording.coldStart(environment.id, span)
      initDuration = yield* coldStart(place, span)
      if (initDuration !== null) recording.initialised(initDuration)
    }
    ctx.record({ type: 'note', ...span, key: 'environment', value: String(environment.id) })
    const result = yield* runInvocation(place, { ...request, initDuration })
    recording.result(result, {
      isCold: warm === undefined,
      timeoutSeconds: settings.properties.Timeout,
      span,
    })
    release(environment)
    return result
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
      const throttle = admission.admit(request)
      if (throttle !== null) return { type: 'throttled', throttle }
      const result = yield* serve(request)
      admission.release()
      return { type: 'ran', result }
    },
    configure(next) {
      const before = configuration
      configuration = next
      if (isDeploy(before, next)) retireIdle()
    },
    remove: retireIdle,
  }
}
