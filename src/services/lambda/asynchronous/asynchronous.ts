import type { InvokeRequest } from '#contracts/invoke.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import { ms, toMs } from '#kernel/time.ts'
import * as z from 'zod/mini'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { AsynchronousState } from '../frontState.ts'
import type { Invoker } from '../invoker.ts'
import { eventInvokeConfig, type EventInvokeConfig } from '../properties/asynchronous.ts'
import type { Recording } from '../recording.ts'
import type { Tracer } from '../tracing.ts'
import { createAsyncQueue } from './asyncQueue.ts'
import { createDestinations } from './destinations.ts'

/** Spread of the time that an event waits in Lambda's queue. assumption: p90 about twice the median */
const DISPATCH_SIGMA = 0.5

/** A function's asynchronous invocations. */
export interface Asynchronous {
  /** Whether the event was taken; it is not where the queue is full. */
  accept(request: InvokeRequest, requestId: string): boolean
  inspect(): AsynchronousState
}

const DEFAULTS: EventInvokeConfig = z.parse(eventInvokeConfig, {})

/** Creates a function's own queue, with where its records go. */
export function createAsynchronous(
  ctx: ServiceContext<typeof lambdaDefinition>,
  {
    invoker,
    recording,
    tracer,
  }: { readonly invoker: Invoker; readonly recording: Recording; readonly tracer: Tracer },
): Asynchronous {
  const delays = ctx.random('dispatch')
  const destinations = createDestinations(ctx, (metric) => recording.count(metric))
  let received = 0
  let attempts = 0
  let dropped = 0

  /** "You configure error handling on a function, a version or an alias": one has nothing of the other. */
  const configuration = (qualifier: string | undefined): EventInvokeConfig => {
    const { EventInvokeConfig: own, Aliases: aliases } = ctx.node.properties
    const alias = aliases?.find(({ Name }) => Name === qualifier)
    if (alias !== undefined) return alias.EventInvokeConfig ?? DEFAULTS
    return own ?? DEFAULTS
  }

  const queue = createAsyncQueue({
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    start: (process) => void ctx.start(process),
    invoke: (request, requestId) => invoker.invoke(request, requestId),
    dispatchDelay: () =>
      ms(
        sample(
          logNormalOf({ median: ctx.node.model.AsyncDispatchMs, sigma: DISPATCH_SIGMA }),
          delays,
        ),
      ),
    configuration,
    isSwitchedOff: () => ctx.node.properties.ReservedConcurrentExecutions === 0,
    attempted(age) {
      attempts++
      ctx.record({ type: 'sample', name: 'AsyncEventAge', value: toMs(age) })
    },
    *finished({ event, condition, invokeCount, reply }) {
      const { request, requestId } = event
      tracer.endEvent(requestId, event.acceptedAt)
      if (condition !== 'Success') {
        dropped++
        recording.count('AsyncEventsDropped')
      }
      yield* destinations.deliver(
        {
          requestId,
          functionArn: invoker.arnOf(request.qualifier ?? '$LATEST'),
          payload: request.payload,
          condition,
          invokeCount,
          reply,
        },
        { context: request.context, traceHeader: invoker.lineageOf(request).header },
      )
    },
  })

  return {
    accept(request, requestId) {
      received++
      recording.count('AsyncEventsReceived')
      return queue.accept(request, requestId)
    },
    inspect: () => ({
      depth: queue.depth(),
      oldestAt: queue.oldestAt(),
      received,
      attempts,
      dropped,
      destinations: destinations.inspect(),
    }),
  }
}
