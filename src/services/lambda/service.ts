import { outcomeOf } from '#contracts/contracts.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { createAsyncQueue } from './asyncQueue.ts'
import { lambdaDefinition, type LambdaState } from './definition.ts'
import { createFleet } from './environments/fleet.ts'
import { createTimings } from './environments/timings.ts'
import { configurationOf } from './functionConfiguration.ts'
import { createFunctionVersion } from './functionVersion.ts'
import { createUuid } from './identifiers.ts'
import { ASYNC_EVENTS_MAX } from './limits.ts'
import { createRecording } from './recording.ts'
import { refuseTooLarge, toReply } from './replies.ts'
import { type AccountConcurrency, createAccountConcurrency } from './scaling/accountConcurrency.ts'
import { createAdmission } from './scaling/admission.ts'
import { createStatistics } from './statistics.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** One function and all its execution environments. */
export function createLambda(
  ctx: Context,
  account: AccountConcurrency,
): Service<typeof lambdaDefinition, LambdaState> {
  const ids = ctx.random('requests')
  const statistics = createStatistics(() => ctx.now)
  const recording = createRecording(ctx, statistics)
  const fleet = createFleet(() => ctx.now)
  const admission = createAdmission(ctx.node.id, account, recording)
  const timings = createTimings((purpose) => ctx.random(purpose))
  const parts = { ctx, timings, recording, fleet, admission }
  const latest = createFunctionVersion(parts, {
    version: '$LATEST',
    configuration: configurationOf(ctx),
  })

  const configureAccount = (): void =>
    account.configure(ctx.node.id, {
      reserved: latest.configuration.properties.ReservedConcurrentExecutions ?? null,
      accountLimit: latest.configuration.model.AccountConcurrency,
    })
  configureAccount()

  /** One attempt: admission by concurrency, then the work. */
  function* invokeNow(request: InvokeRequest, requestId: string): Process<InvokeReply> {
    const { functionName, functionArn } = latest.configuration
    const span = ctx.beginSpan(request.context, `Lambda ${functionName}`)
    const outcome = yield* latest.invoke({
      requestId,
      payload: request.payload,
      span,
      traceHeader: request.traceHeader,
      invokedFunctionArn: functionArn,
      alias: null,
      isAsynchronous: request.invocationType === 'Event',
    })
    const reply =
      outcome.type === 'ran'
        ? toReply(outcome.result, latest.version)
        : recording.throttle(outcome.throttle, span)
    ctx.endSpan(span, outcomeOf.invoke(reply))
    return reply
  }

  const queue = createAsyncQueue({
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    start: (process) => void ctx.start(process),
    invoke: invokeNow,
    createRequestId: () => createUuid(ids),
    isSwitchedOff: () => latest.configuration.properties.ReservedConcurrentExecutions === 0,
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
              {
                reason: 'ConcurrentInvocationLimitExceeded',
                limit: ASYNC_EVENTS_MAX,
                inUse: ASYNC_EVENTS_MAX,
              },
              request.context,
            )
      case 'RequestResponse':
        return yield* invokeNow(request, createUuid(ids))
    }
  }

  return {
    serve: { invoke },
    changed() {
      latest.configure(configurationOf(ctx))
      configureAccount()
    },
    inspect: () =>
      statistics.inspect(fleet.all, {
        concurrency: account.inUse(ctx.node.id),
        limit: account.limit(ctx.node.id),
        limitedBy:
          latest.configuration.properties.ReservedConcurrentExecutions === undefined
            ? 'account'
            : 'reserved',
      }),
    dispose() {
      for (const environment of fleet.all) environment.isolate?.dispose()
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
