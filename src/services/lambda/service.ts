import { outcomeOf } from '#contracts/contracts.ts'
import { utf8Length } from '#contracts/body.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { after, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { type AccountConcurrency, createAccountConcurrency } from './accountConcurrency.ts'
import { createAsyncQueue } from './asyncQueue.ts'
import { lambdaDefinition, type LambdaState } from './definition.ts'
import { createEnvironmentPool, enterPhase, type Environment } from './environment.ts'
import { createEnvironmentVariables } from './environmentVariables.ts'
import { throttledBody, type ThrottleReason } from './errorPayloads.ts'
import { configurationOf, type FunctionConfiguration } from './functionConfiguration.ts'
import { createHex32, createUuid } from './identifiers.ts'
import { coldStart, type InvocationResult, runInvocation, type RunnerHost } from './invocation.ts'
import { ASYNC_REQUEST_BYTES_MAX, SYNC_REQUEST_BYTES_MAX } from './limits.ts'
import { logStreamName } from './logLines.ts'
import { createStatistics } from './statistics.ts'
import { createTimings } from './timings.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** One function and all its execution environments. */
export function createLambda(
  ctx: Context,
  account: AccountConcurrency,
): Service<typeof lambdaDefinition, LambdaState> {
  const ids = ctx.random('ids')
  const seeds = ctx.random('isolate-seeds')
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

  const gaugeConcurrency = (): void =>
    ctx.record({
      type: 'gauge',
      name: 'ConcurrentExecutions',
      value: account.inUse(ctx.node.id),
    })

  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  const host: RunnerHost = {
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    schedule: (delay, run) => ctx.schedule(delay, run),
    start: (process) => ctx.start(process),
    settle: (work) => ctx.settle(work),
    timings,
    createIsolate(environment) {
      const { properties, functionName, limits } = configuration
      return ctx.handlers.createIsolate(
        {
          files: ctx.node.code,
          handler: properties.Handler,
          runtime: properties.Runtime,
          environment: createEnvironmentVariables({
            account: ctx.account,
            functionName,
            handler: properties.Handler,
            runtime: properties.Runtime,
            memoryMB: properties.MemorySize,
            logStreamName: environment.logStream,
            variables: properties.Environment?.Variables ?? {},
          }),
          seed: [seeds.word(), seeds.word(), seeds.word(), seeds.word()],
        },
        limits,
      )
    },
    beginSpan: (parent, name) => ctx.beginSpan(parent, name),
    endSpan: (span, outcome) => ctx.endSpan(span, outcome),
    note: (span, key, value) => ctx.record({ type: 'note', ...span, key, value }),
    *call(call, span) {
      const { id: _id, ...request } = call
      return yield* ctx.callApi({ context: span, ...request }, configuration.principalArn)
    },
    log: (environment, trace, line) =>
      ctx.record({ type: 'log', trace, stream: environment.logStream, line }),
  }

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
    enterPhase(environment, 'idle', ctx.now, after(ctx.now, expiry))
    pool.putIdle(environment)
    environment.cancelExpiry = ctx.schedule(expiry, () => retire(environment))
  }

  const toReply = (result: InvocationResult): InvokeReply => ({
    type: 'completed',
    statusCode: 200,
    payload: result.payload,
    functionError: result.error === null ? null : 'Unhandled',
    executedVersion: '$LATEST',
  })

  const throttle = (reason: ThrottleReason, span: TraceContext): InvokeReply => {
    const limit = account.limit(ctx.node.id)
    const which = reason.startsWith('Reserved') ? 'reserved' : 'account'
    count('Throttles')
    statistics.throttled()
    ctx.record({ type: 'note', ...span, key: 'throttled', value: reason })
    ctx.record({
      type: 'mark',
      trace: span.trace,
      mark: 'throttle',
      detail: `429 · ${which} concurrency of ${limit} reached`,
    })
    return {
      type: 'refused',
      statusCode: 429,
      errorType: 'TooManyRequestsException',
      payload: throttledBody(reason),
    }
  }

  const recordResult = (result: InvocationResult, isCold: boolean, span: TraceContext): void => {
    count('Invocations')
    ctx.record({ type: 'sample', name: 'Duration', value: toMs(result.duration) })
    statistics.invoked(toMs(result.duration), { isError: result.error !== null, isCold })
    if (result.error === null) return
    count('Errors')
    ctx.record({ type: 'note', ...span, key: 'error', value: result.error.payload })
    const isTimeout = result.error.errorType === 'Sandbox.Timedout'
    ctx.record({
      type: 'mark',
      trace: span.trace,
      mark: isTimeout ? 'timeout' : 'error',
      detail: isTimeout
        ? `timed out after ${configuration.properties.Timeout} s`
        : result.error.errorType,
    })
  }

  /** Serves an admitted request in a warm environment, or in a new one. */
  function* serveAdmitted(request: InvokeRequest, span: TraceContext): Process<InvokeReply> {
    const settings: FunctionConfiguration = configuration
    yield ctx.sleep(timings.overhead(settings.model.OverheadMs))
    const warm = pool.takeIdle(deployment)
    warm?.cancelExpiry?.()
    const environment = warm ?? createEnvironment()
    environment.cancelExpiry = null
    let initDuration = null
    if (warm === undefined) {
      count('ColdStarts')
      statistics.coldStarted()
      ctx.record({
        type: 'mark',
        trace: span.trace,
        mark: 'cold-start',
        detail: `environment ${environment.id}`,
      })
      initDuration = yield* coldStart(host, environment, settings, span)
      if (initDuration !== null) {
        ctx.record({ type: 'sample', name: 'InitDuration', value: toMs(initDuration) })
      }
    }
    ctx.record({ type: 'note', ...span, key: 'environment', value: String(environment.id) })
    const result = yield* runInvocation(host, environment, settings, {
      requestId: createUuid(ids),
      payload: request.payload,
      span,
      initDuration,
    })
    recordResult(result, warm === undefined, span)
    release(environment)
    return toReply(result)
  }

  /** A synchronous invoke: admission by concurrency, then the work. */
  function* invokeNow(request: InvokeRequest): Process<InvokeReply> {
    const span = ctx.beginSpan(request.context, `Lambda ${configuration.functionName}`)
    const reason = account.admit(ctx.node.id)
    let reply: InvokeReply
    if (reason === null) {
      gaugeConcurrency()
      reply = yield* serveAdmitted(request, span)
      account.release(ctx.node.id)
      gaugeConcurrency()
    } else {
      reply = throttle(reason, span)
    }
    ctx.endSpan(span, outcomeOf.invoke(reply))
    return reply
  }

  const queue = createAsyncQueue({
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    start: (process) => void ctx.start(process),
    invoke: invokeNow,
    dropped: () => count('AsyncEventsDropped'),
  })

  const tooLarge = (request: InvokeRequest): InvokeReply | null => {
    const isAsync = request.invocationType === 'Event'
    const limit = isAsync ? ASYNC_REQUEST_BYTES_MAX : SYNC_REQUEST_BYTES_MAX
    const bytes = utf8Length(request.payload)
    if (bytes <= limit) return null
    const message = `${bytes} byte payload is too large for the ${request.invocationType} invocation type (limit ${limit} bytes)`
    return {
      type: 'refused',
      statusCode: 413,
      errorType: 'RequestTooLargeException',
      payload: JSON.stringify({ Type: 'User', message }),
    }
  }

  function* invoke(request: InvokeRequest): Process<InvokeReply> {
    const refusal = tooLarge(request)
    if (refusal !== null) return refusal
    switch (request.invocationType) {
      case 'DryRun':
        return { type: 'accepted', statusCode: 204 }
      case 'Event':
        count('AsyncEventsReceived')
        return queue.accept(request)
          ? { type: 'accepted', statusCode: 202 }
          : throttle('ConcurrentInvocationLimitExceeded', request.context)
      case 'RequestResponse':
        return yield* invokeNow(request)
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

export const lambda: ServiceModule<typeof lambdaDefinition, LambdaState, AccountConcurrency> = {
  definition: lambdaDefinition,
  createShared: createAccountConcurrency,
  create: createLambda,
}
