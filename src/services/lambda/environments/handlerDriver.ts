import type { ApiReply } from '#contracts/api.ts'
import type { Cancel, Process, Wait } from '#kernel/process.ts'
import { after, between, type Duration, type Instant } from '#kernel/time.ts'
import type { Awaitable, HandlerCall, HandlerStep, Slice, StreamOutput } from '#sandbox/runtime.ts'
import type { Environment } from './environment.ts'

/** What the driver needs of the world around it: a fake of it is a dozen lines. */
export interface DriverHost {
  now(): Instant
  sleep(delay: Duration): Wait
  schedule(delay: Duration, run: () => void): Cancel
  start(process: Process<unknown>): Cancel
  settle<T>(work: Awaitable<T>): Process<T>
  call(call: HandlerCall): Process<ApiReply>
  log(line: string): void
  /** What a streaming handler sent during a step. */
  output(output: StreamOutput): void
}

type Ended = Exclude<HandlerStep, { type: 'waiting' }>

/** How a stretch of handler code ended. */
export type HandlerEnd = Ended | { readonly type: 'timed-out' }

/** A stretch of handler code: its first step, and when Lambda cuts it short. */
interface HandlerWork {
  readonly first: (slice: Slice) => Awaitable<HandlerStep>
  readonly deadline: Instant
}

/** Waits until a reply is in the inbox, or until `next`; either may come first. */
function* waitForWork(host: DriverHost, environment: Environment, next: Instant): Process<void> {
  if (environment.inbox.length > 0) return
  yield (resume) => {
    const cancel = host.schedule(between(host.now(), next), () => environment.wake?.())
    environment.wake = () => {
      environment.wake = null
      cancel()
      resume(undefined)
    }
  }
}

function* makeCall(
  host: DriverHost,
  environment: Environment,
  { call, isolate }: { readonly call: HandlerCall; readonly isolate: Environment['isolate'] },
): Process<void> {
  const reply = yield* host.call(call)
  // The environment may have crashed meanwhile: nobody is left to answer.
  if (environment.isolate !== isolate) return
  environment.inbox.push({ call: call.id, reply })
  environment.wake?.()
}

/** Makes the calls that the handler asked for; each answer lands in the environment's inbox, even while it is frozen. */
function startCalls(
  host: DriverHost,
  environment: Environment,
  calls: readonly HandlerCall[],
): void {
  const { isolate } = environment
  for (const call of calls) host.start(makeCall(host, environment, { call, isolate }))
}

/**
 * Runs handler code from its `first` step to its end: charges its CPU time to the virtual clock, writes its log lines,
 * makes its calls and wakes its timers, until it returns, fails, exhausts a limit or `deadline` strikes.
 */
export function* driveHandler(
  host: DriverHost,
  environment: Environment,
  { first, deadline }: HandlerWork,
): Process<HandlerEnd> {
  const slice = (): Slice => ({ at: host.now(), deadline })
  let step = first(slice())
  for (;;) {
    // Without a generator where the driver answered at once, as it does in nearly every step.
    if (step instanceof Promise) step = yield* host.settle(step)
    if (step.cpu > 0) yield host.sleep(step.cpu)
    for (const line of step.logs) host.log(line)
    if (step.stream !== undefined) host.output(step.stream)
    environment.maxHeapBytes = Math.max(environment.maxHeapBytes, step.heapBytes)
    if (step.type === 'returned') startCalls(host, environment, step.calls)
    if (step.type !== 'waiting') return step
    startCalls(host, environment, step.calls)

    const wakeAt = step.wakeIn === null ? deadline : after(host.now(), step.wakeIn)
    yield* waitForWork(host, environment, wakeAt > deadline ? deadline : wakeAt)
    if (host.now() >= deadline) return { type: 'timed-out' }
    const isolate = environment.isolate
    if (isolate === null) return { type: 'timed-out' }
    const answer = environment.inbox.shift()
    step =
      answer === undefined
        ? isolate.wake(slice())
        : isolate.resume(slice(), answer.call, answer.reply)
  }
}
