import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process, Wait } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, seconds, us } from '#kernel/time.ts'
import {
  ASYNC_BACKOFF_MAX,
  ASYNC_BACKOFF_MIN,
  ASYNC_EVENTS_MAX,
  ASYNC_RETRY_DELAYS,
} from '../limits.ts'
import type { EventInvokeConfig } from '../properties/asynchronous.ts'
import type { Condition, FinishedEvent } from './record.ts'

/** An event that Lambda has accepted: all attempts have its request id. */
export interface AsyncEvent {
  readonly request: InvokeRequest
  readonly requestId: string
  readonly acceptedAt: Instant
}

/** An event that Lambda is done with: how, and after how many runs. */
export interface AsyncEnd extends Pick<FinishedEvent, 'condition' | 'invokeCount' | 'reply'> {
  readonly event: AsyncEvent
}

/** What the queue needs of the function it stands before. */
export interface AsyncHost {
  readonly now: () => Instant
  sleep(delay: Duration): Wait
  start(process: Process<unknown>): void
  invoke(request: InvokeRequest, requestId: string): Process<InvokeReply>
  /** How long Lambda takes to read an event from its queue. */
  dispatchDelay(): Duration
  /** `EventInvokeConfig` of what the caller named, as it is now. */
  configuration(qualifier: string | undefined): EventInvokeConfig
  /** Whether the function's reserved concurrency is 0. */
  isSwitchedOff(): boolean
  /** An attempt is about to be made, so long after the event was accepted. */
  attempted(age: Duration): void
  finished(end: AsyncEnd): Process<void>
}

/** Lambda's own queue in front of a function for `Event` invocations. */
export interface AsyncQueue {
  /** Takes the event, or answers false where the queue is full. */
  accept(request: InvokeRequest, requestId: string): boolean
  /** Events that are accepted and not done with. */
  depth(): number
  /** When the oldest of them was accepted; null where there is none. */
  oldestAt(): Instant | null
}

/** What becomes of an event after an attempt. */
type Next =
  | { readonly type: 'again'; readonly delay: Duration }
  | { readonly type: 'done'; readonly condition: Condition }

/** How an event has fared so far. */
interface Progress {
  failures: number
  invokeCount: number
  backoff: Duration
}

/**
 * "If the function returns an error, Lambda attempts to run it two more times, with a one-minute wait between the first two
 * attempts, and two minutes between the second and third"; "for throttling errors (429) and system errors (500-series),
 * Lambda returns the event to the queue … the retry interval increases exponentially from 1 second … to a maximum of 5
 * minutes". What can never succeed (no such version, a recursive loop) is done with at once.
 */
function planNext(reply: InvokeReply, progress: Progress, retries: number): Next {
  if (reply.type === 'completed') {
    progress.invokeCount++
    if (reply.functionError === null) return { type: 'done', condition: 'Success' }
    const delay = ASYNC_RETRY_DELAYS[progress.failures]
    if (progress.failures++ >= retries || delay === undefined) {
      return { type: 'done', condition: 'RetriesExhausted' }
    }
    return { type: 'again', delay }
  }
  const isTransient = reply.statusCode === 429 || reply.statusCode >= 500
  if (!isTransient) return { type: 'done', condition: 'RetriesExhausted' }
  const delay = progress.backoff
  progress.backoff = us(Math.min(ASYNC_BACKOFF_MAX, delay * 2))
  return { type: 'again', delay }
}

/**
 * Delivers each event at least once, within its maximum age; "when reserved concurrency is zero, Lambda sends new events to
 * the dead-letter queue or the on-failure destination without any retries".
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function createAsyncQueue(host: AsyncHost): AsyncQueue {
  // In the order of acceptance, so the first is the oldest.
  const waiting = new Set<AsyncEvent>()

  /**
   * Waits until the next attempt is due. Answers false at once where the event will be too old by then: AWS does not wait for
   * it either (measured: LocalStack's test of MaximumEventAgeInSeconds against AWS).
   */
  function* waitFor(event: AsyncEvent, delay: Duration): Process<boolean> {
    const { MaximumEventAgeInSeconds } = host.configuration(event.request.qualifier)
    const expiresAt = after(event.acceptedAt, seconds(MaximumEventAgeInSeconds))
    const dueAt = after(host.now(), delay)
    if (dueAt > expiresAt) return false
    if (delay > 0) yield host.sleep(delay)
    return true
  }

  function* attempts(event: AsyncEvent): Process<AsyncEnd> {
    const progress: Progress = { failures: 0, invokeCount: 0, backoff: ASYNC_BACKOFF_MIN }
    let reply: InvokeReply | null = null
    const end = (condition: Condition): AsyncEnd => ({
      event,
      condition,
      invokeCount: progress.invokeCount,
      reply,
    })
    let delay = host.dispatchDelay()
    for (let attempt = 1; ; attempt++) {
      if (!(yield* waitFor(event, delay))) return end('EventAgeExceeded')
      if (host.isSwitchedOff()) return end('RetriesExhausted')
      host.attempted(between(event.acceptedAt, host.now()))
      reply = yield* host.invoke({ ...event.request, attempt }, event.requestId)
      const { MaximumRetryAttempts } = host.configuration(event.request.qualifier)
      const next = planNext(reply, progress, MaximumRetryAttempts)
      if (next.type === 'done') return end(next.condition)
      delay = next.delay
    }
  }

  function* deliver(event: AsyncEvent): Process<void> {
    const end = yield* attempts(event)
    waiting.delete(event)
    yield* host.finished(end)
  }

  return {
    accept(request, requestId) {
      if (waiting.size >= ASYNC_EVENTS_MAX) return false
      const event = { request, requestId, acceptedAt: host.now() }
      waiting.add(event)
      host.start(deliver(event))
      return true
    },
    depth: () => waiting.size,
    oldestAt() {
      for (const { acceptedAt } of waiting) return acceptedAt
      return null
    },
  }
}
