import type { InvokeReply } from '#contracts/invoke.ts'
import { utf8Length } from '#contracts/body.ts'
import { ended } from '#kernel/combine.ts'
import type { Process } from '#kernel/process.ts'
import { after, ZERO } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { createEnvironmentPool, type Environment } from './environments/environment.ts'
import type { Fleet } from './environments/fleet.ts'
import {
  answerInvocation,
  type InvocationReport,
  type InvocationResult,
} from './environments/invocation.ts'
import { enterPhase } from './environments/lifeCycle.ts'
import { computeShutdown } from './environments/shutdown.ts'
import type { Timings } from './environments/timings.ts'
import type { InvocationTap } from './environments/workplace.ts'
import { type FunctionConfiguration, isDeploy, isSnapStarted } from './functionConfiguration.ts'
import type { Metering } from './metering.ts'
import type { Recording } from './recording.ts'
import { restoreTimedOut } from './replies.ts'
import type { Admission, Throttle } from './scaling/admission.ts'
import { createProvisionedPool, type ProvisionedPool } from './scaling/provisionedPool.ts'
import type { Tracer } from './tracing.ts'
import { createVersionEnvironments, WAS_READY } from './versionEnvironments.ts'

/** One request on its way to a version; its qualifier has been resolved. */
export interface VersionInvoke {
  readonly requestId: string
  /** The event, as JSON text. */
  readonly payload: string
  /** The request's span at the function: whoever began it ends it. */
  readonly span: TraceContext
  /** The caller's X-Amzn-Trace-Id. */
  readonly traceHeader: string | undefined
  /** The segment under which X-Ray sees the invocation; null: it does not. */
  readonly segmentParent: string | null
  /** As the caller named the function: with the alias or version, where it named one. */
  readonly invokedFunctionArn: string
  /** The alias that was named, whose provisioned concurrency may serve the request; null for none. */
  readonly alias: string | null
  /** It comes from Lambda's own queue, which the limit on requests per second does not bind. */
  readonly isAsynchronous: boolean
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string | undefined
  /** For whom it is, where the function keeps its tenants apart. */
  readonly tenantId?: string | undefined
  /** Hears what the invocation sends and logs. */
  readonly tap?: InvocationTap | undefined
}

/** `throttled`: which limit bit; nothing ran, and it is not an invocation. `refused`: Lambda could not run it. */
export type VersionReply =
  | { readonly type: 'ran'; readonly result: InvocationResult }
  | { readonly type: 'throttled'; readonly throttle: Throttle }
  | { readonly type: 'refused'; readonly reply: Extract<InvokeReply, { type: 'refused' }> }

/** What all versions of one function share. */
export interface FunctionParts {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly timings: Timings
  readonly recording: Recording
  /** All environments of all versions. */
  readonly fleet: Fleet
  /** Concurrency and rates: one set for the whole function. */
  readonly admission: Admission
  readonly metering: Metering
  readonly tracer: Tracer
  /** A request came for an alias with provisioned concurrency. */
  readonly requested: (alias: string) => void
  /** Provisioned concurrency was taken or given back: its use is a metric of the whole function. */
  readonly provisionedChanged: () => void
}

/** What an alias wants of a version. */
export interface ProvisionRequest {
  readonly alias: string
  readonly count: number
  /** Ready at once, as if it had been allocated before the run began. */
  readonly isInstant: boolean
  /** Sets `count` aside in the account; false where there is no room. */
  readonly reserve: (count: number) => boolean
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
  /** How much provisioned concurrency `alias` has here; 0 for none any more. `reserve` sets it aside in the account. */
  provision(request: ProvisionRequest): void
  /** By alias, in the order of first use. */
  provisioned(): readonly ProvisionedPool[]
  /** Ends the version and its idle environments; running invokes finish first. */
  remove(): void
}

/** Creates a version with no environment. */
export function createFunctionVersion(
  parts: FunctionParts,
  { version, configuration: initial }: Pick<FunctionVersion, 'version' | 'configuration'>,
): FunctionVersion {
  const { ctx, timings, recording, admission, metering } = parts
  let configuration = initial
  const environments = createVersionEnvironments(parts, version, () => configuration)
  const onDemand = createEnvironmentPool()
  const pools = new Map<string, ProvisionedPool>()

  /** Frozen until the next request, or until it has been idle for too long. */
  const rest = (environment: Environment): void => {
    if (environment.deployment !== environments.deployment() || ctx.now >= environment.recycleAt) {
      environments.retire(environment)
      return
    }
    const expiry = timings.idleExpiry(configuration.model)
    enterPhase(environment, 'idle', { since: ctx.now, until: after(ctx.now, expiry) })
    onDemand.putIdle(environment)
    environment.cancelExpiry = ctx.schedule(expiry, () => {
      onDemand.remove(environment)
      environments.retire(environment)
    })
  }

  /** Takes an environment back: after a reset once extensions and runtime have shut down. */
  const release = (served: Served, isReset: boolean): void => {
    const { environment, pool } = served
    const takeBack = (): void => {
      if (pool === undefined) {
        rest(environment)
        return
      }
      enterPhase(environment, 'idle', { since: ctx.now, until: environment.recycleAt })
      pool.give(environment, isReset)
      parts.provisionedChanged()
    }
    const shutdown = isReset ? computeShutdown(environment.configuration) : ZERO
    if (shutdown === 0) {
      takeBack()
      return
    }
    enterPhase(environment, 'shutdown', { since: ctx.now, until: after(ctx.now, shutdown) })
    ctx.schedule(shutdown, takeBack)
  }

  const leave = ({ pool }: Served): void => {
    if (pool === undefined) admission.release()
    else admission.endProvisioned()
  }

  /** What comes after the reply: metrics, the bill, and the environment's rest. */
  const settle = (served: Served, result: InvocationResult, report: InvocationReport): void => {
    const { environment, request, pool, isCold } = served
    const { configuration: settings } = environment
    const timeoutSeconds = settings.properties.Timeout
    recording.result(result, { report, isCold, timeoutSeconds, span: request.span })
    metering.invoked({
      configuration: settings,
      billedMs: report.billedMs,
      isProvisioned: pool !== undefined,
      isAsynchronous: request.isAsynchronous,
      payloadBytes: request.isAsynchronous ? utf8Length(request.payload) : 0,
      streamedBytes: report.streamedBytes,
    })
    leave(served)
    release(served, report.isReset)
  }

  /** Serves an admitted request in its environment, which may have to be made ready first. */
  function* serve(served: Served): Process<VersionReply> {
    const { environment, request, isCold } = served
    const { span } = request
    const front = ctx.beginSpan(span, 'Front end')
    yield ctx.sleep(timings.overhead(configuration.model.OverheadMs))
    ctx.endSpan(front, 'ok')
    const readiness = isCold ? yield* environments.prepare(environment, span) : WAS_READY
    environments.host.note(span, 'environment', String(environment.id))
    if (readiness === 'timed-out') {
      leave(served)
      environments.retire(environment)
      return { type: 'refused', reply: restoreTimedOut() }
    }
    const place = { host: environments.host, environment }
    const { result, report } = yield* answerInvocation(place, request, readiness)
    if ('billedMs' in report) settle(served, result, report)
    else {
      ctx.start(
        (function* () {
          settle(served, result, yield* report)
        })(),
      )
    }
    return { type: 'ran', result }
  }

  /** An environment of provisioned concurrency, where the alias has one free. */
  const takeProvisioned = (request: VersionInvoke): Served | null => {
    if (request.alias === null) return null
    const pool = pools.get(request.alias)
    if (pool === undefined) return null
    parts.requested(request.alias)
    const environment = pool.take()
    recording.provisionedInvocation(environment === undefined)
    if (environment === undefined) return null
    parts.provisionedChanged()
    admission.beginProvisioned()
    return { environment, request, pool, isCold: false }
  }

  const initializationType = (): Environment['initializationType'] =>
    isSnapStarted(configuration, version) ? 'snap-start' : 'on-demand'

  const retireAll = (): void => {
    environments.redeploy()
    for (const environment of onDemand.takeAllIdle()) environments.retire(environment)
  }

  // Fields, not getters: V8 makes a dictionary of an object literal with a getter.
  const own: { -readonly [K in keyof FunctionVersion]: FunctionVersion[K] } = {
    version,
    configuration: initial,
    // No generator of its own: each that stands around a wait is gone through anew when the wait is over.
    invoke(request) {
      const provisioned = takeProvisioned(request)
      if (provisioned !== null) return serve(provisioned)
      const warm = onDemand.takeIdle(environments.deployment(), request.tenantId)
      const isWarm = warm !== undefined
      const throttle = admission.admit({ isAsynchronous: request.isAsynchronous, isWarm })
      if (throttle !== null) {
        if (warm !== undefined) onDemand.putIdle(warm)
        return ended({ type: 'throttled', throttle })
      }
      warm?.cancelExpiry?.()
      // The environment is of this deployment, whatever is deployed while it starts.
      const environment =
        warm ?? environments.create(initializationType(), 'request', request.tenantId)
      environment.cancelExpiry = null
      return serve({ environment, request, pool: undefined, isCold: !isWarm })
    },
    configure(next) {
      const before = configuration
      configuration = next
      own.configuration = next
      if (!isDeploy(before, next)) return
      retireAll()
      for (const pool of pools.values()) pool.replaceAll()
    },
    provision({ alias, count, isInstant, reserve }) {
      let pool = pools.get(alias)
      if (pool === undefined) {
        if (count === 0) return
        pool = createProvisionedPool(
          { alias, version },
          {
            now: () => ctx.now,
            sleep: (delay) => ctx.sleep(delay),
            schedule: (delay, run) => ctx.schedule(delay, run),
            start: (process) => void ctx.start(process),
            allocationDelay: () => timings.allocationDelay(),
            create: (cause) => environments.create('provisioned-concurrency', cause),
            prepare: (environment, instant) => environments.prepareAhead(environment, instant),
            retire: (environment) => environments.retire(environment),
            reserve,
          },
        )
        pools.set(alias, pool)
      }
      pool.request(count, isInstant)
      metering.provisioned(`${alias}:${version}`, count, configuration)
    },
    provisioned: () => [...pools.values()],
    remove() {
      retireAll()
      for (const pool of pools.values()) pool.request(0, true)
      metering.uncached(version)
    },
  }
  return own
}

/** A request and the environment that serves it. */
interface Served {
  readonly environment: Environment
  readonly request: VersionInvoke
  /** Whose provisioned concurrency it is; undefined on demand. */
  readonly pool: ProvisionedPool | undefined
  readonly isCold: boolean
}
