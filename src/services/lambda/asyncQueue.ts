import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process, Wait } from '#kernel/process.ts'
import { after, type Duration, type Instant, us } from '#kernel/time.ts'
import {
  ASYNC_BACKOFF_MAX,
  ASYNC_BACKOFF_MIN,
  ASYNC_EVENT_AGE_MAX,
  ASYNC_EVENTS_MAX,
  ASYNC_RETRY_DELAYS,
} from './limits.ts'

/** What the queue needs of the function it stands before. */
export interface AsyncHost {
  readonly now: () => Instant
  sleep(delay: Duration): Wait
  start(process: Process<unknown>): void
  invoke(request: InvokeRequest, requestId: string): Process<InvokeReply>
  createRequestId(): string
  /** Whether the function's reserved concurrency is 0. */
  isSwitchedOff(): boolean
  /** An event was given up: its retries are used up, or it grew too old. */
  dropped(): void
}

/** Lambda's own queue in front of a function for `Event` invocations. */
export interface AsyncQueue {
  /** Takes the event, or answers false where the queue is full. */
  accept(request: InvokeRequest): boolean
}

/**
 * Delivers each event at least once: 2 retries, after 1 and 2 minutes, when the function fails; throttles go back to the
 * queue with exponential back-off until the event is 6 hours old, or are given up at once where reserved concurrency is 0.
 * All attempts have one request id.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function createAsyncQueue(host: AsyncHost): AsyncQueue {
  let waiting = 0

  function* deliver(request: InvokeRequest): Process<void> {
    const expiresAt = after(host.now(), ASYNC_EVENT_AGE_MAX)
    const requestId = host.createRequestId()
    let failures = 0
    let backoff: Duration = ASYNC_BACKOFF_MIN
    for (let attempt = 1; ; attempt++) {
      const reply = yield* host.invoke({ ...request, attempt }, requestId)
      if (reply.type === 'completed') {
        const delay = reply.functionError === null ? undefined : ASYNC_RETRY_DELAYS[failures++]
        if (delay === undefined) {
          if (reply.functionError !== null) host.dropped()
          break
        }
        yield host.sleep(delay)
      } else {
        if (host.isSwitchedOff() || after(host.now(), backoff) > expiresAt) {
          host.dropped()
          break
        }
        yield host.sleep(backoff)
        backoff = us(Math.min(ASYNC_BACKOFF_MAX, backoff * 2))
      }
    }
    waiting--
  }

  return {
    accept(request) {
      if (waiting >= ASYNC_EVENTS_MAX) return false
      waiting++
      host.start(deliver(request))
      return true
    },
  }
}
