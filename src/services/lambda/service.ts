import { outcomeOf } from '#contracts/contracts.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { after } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { type AccountConcurrency, createAccountConcurrency } from './scaling/accountConcurrency.ts'
import { createAsyncQueue } from './asyncQueue.ts'
import { lambdaDefinition, type LambdaState } from './definition.ts'
import { createEnvironmentPool, enterPhase, type Environment } from './environments/environment.ts'
import { configurationOf, type FunctionConfiguration } from './functionConfiguration.ts'
import { createHex32, createUuid } from './identifiers.ts'
import { coldStart, runInvocation } from './environments/invocation.ts'
import { logStreamName } from './logs/logLines.ts'
import { createRecording } from './recording.ts'
import { refuseTooLarge, toReply } from './replies.ts'
import { createRunnerHost } from './environments/runnerHost.ts'
import { createStatistics } from './statistics.ts'
import { createTimings } from './environments/timings.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** One function and all its execution environments. */
export function createLambda(
  ctx: Context,
  account: AccountConcurrency,
): Service<typeof lambdaDefinition, LambdaState> {
  const ids = ctx.random('ids')
  const timings = createTimings((purpose) => ctx.random(purpose))
  const pool = createEnvironmentPool()
  const statistics = createStatistics(() => ctx.now)
  let configuration = configurationOf(ctx)
  let deployment = 1
  let environments = 0

  const configureAccount = (): void =>
    account.configure(ctx.node.id, {
      reserved: configuration.properties.ReservedConcurrentExecutions ?? null,
      accountLimit: configuration.model.AccountConcurrency,
    })
  configureAccount()

  const recording = createRecording(ctx, statistics)

  const host = createRunnerHost(ctx, timings, () => configuration)

  const retire = (environment: Environment): void => {
    environment.cancelExpiry?.()
    environment.cancelExpiry = null
    environment.isolate?.dispose()
    environment.isolate = null
    pool.remove(environment)
  }

  const createEnvironment = (): Environment => {
    const environment: Environment = {
      id: ++environments,
      logStream: logStreamName(ctx.now, '$LATEST', createHex32(ids)),
      deployment,
      recycleAt: after(ctx.now, timings.environmentAge()),
      phase: 'starting',
      since: ctx.now,
      until: ctx.now,
      invocations: 0,
      handlerCalls: 0,
      isolate: null,
      maxHeapBytes: 0,
      inbox: [],
      wake: null,
      cancelExpiry: null,
    }
    pool.add(environment)
    return environment
  }

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
  function* serveAdmitted(
    request: InvokeRequest,
    requestId: string,
    span: TraceContext,
  ): Process<InvokeReply> {
    yield ctx.sleep(timings.overhead(configuration.model.OverheadMs))
    // From here on the environment is of this deployment, whatever is deployed while it starts.
    const settings: FunctionConfiguration = configuration
    const warm = pool.takeIdle(deployment)
    warm?.cancelExpiry?.()
    const environment = warm ?? createEnvironment()
    environment.cancelExpiry = null
    const place = { host, environment, configuration: settings }
    let initDuration = null
    if (warm === undefined) {
      recording.coldStart(environment.id, span)
      initDuration = yield* coldStart(place, span)
      if (initDuration !== null) recording.initialised(initDuration)
    }
    ctx.record({ type: 'note', ...span, key: 'environment', value: String(environment.id) })
    const result = yield* runInvocation(place, {
      requestId,
      payload: request.payload,
      span,
      traceHeader: request.traceHeader,
      initDuration,
    })
    recording.result(result, {
      isCold: warm === undefined,
      timeoutSeconds: settings.properties.Timeout,
      span,
    })
    release(environment)
    return toReply(result)
  }

  /** A synchronous invoke: admission by concurrency, then the work. */
  function* invokeNow(request: InvokeRequest, requestId: string): Process<InvokeReply> {
    const span = ctx.beginSpan(request.context, `Lambda ${configuration.functionName}`)
    const reason = account.admit(ctx.node.id)
    let reply: InvokeReply
    if (reason === null) {
      recording.concurrency(account.inUse(ctx.node.id))
      reply = yield* serveAdmitted(request, requestId, span)
      account.release(ctx.node.id)
      recording.concurrency(account.inUse(ctx.node.id))
    } else {
      reply = recording.throttle(reason, account.limit(ctx.node.id), span)
    }
    ctx.endSpan(span, outcomeOf.invoke(reply))
    return reply
  }

  const queue = createAsyncQueue({
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    start: (process) => void ctx.start(process),
    invoke: invokeNow,
    createRequestId: () => createUuid(ids),
    isSwitchedOff: () => configuration.properties.ReservedConcurrentExecutions === 0,
    dropped: () => recording.count('AsyncEventsDropped'),
  })

  function* invoke(request: InvokeRequest): Process<InvokeReply> {
    const refusal = refuseTooLarge(request)
    if (refusal !== null) return refusal
    switch (request.invocationType) {
      case 'DryRun':
        return { type: 'accepted', statusCode: 204 }
      case 'Event':
        recording.count('AsyncEventsReceived')
        return queue.accept(request)
          ? { type: 'accepted', statusCode: 202 }
          : recording.throttle(
              'ConcurrentInvocationLimitExceeded',
              account.limit(ctx.node.id),
              request.context,
            )
      case 'RequestResponse':
        return yield* invokeNow(request, createUuid(ids))
    }
  }

  return {
    serve: { invoke },
    changed() {
      const before = configuration.deploySignature
      configuration = configurationOf(ctx)
      configureAccount()
      if (configuration.deploySignature === before) return
      deployment++
      for (const environment of pool.takeAllIdle()) retire(environment)
    },
    inspect: () =>
      statistics.inspect(pool, {
        concurrency: account.inUse(ctx.node.id),
        limit: account.limit(ctx.node.id),
        limitedBy:
          configuration.properties.ReservedConcurrentExecutions === undefined
            ? 'account'
            : 'reserved',
      }),
    dispose() {
      for (const environment of pool.all) environment.isolate?.dispose()
      account.remove(ctx.node.id)
    },
  }
}

/** Lambda, as the simulation sees it. */
export const lambda: ServiceModule<typeof lambdaDefinition, LambdaState, AccountConcurrency> = {
  definition: lambdaDefinition,
  createShared: createAccountConcurrency,
  create: createLambda,
}
