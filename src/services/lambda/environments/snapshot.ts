import type { Process } from '#kernel/process.ts'
import { after, between, type Instant } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Awaitable, HandlerIsolate, HandlerStep } from '#sandbox/runtime.ts'
import { RESTORE_LIMIT } from '../limits.ts'
import type { Restore } from '../logs/logLines.ts'
import { runtimeVersionOf } from '../runtimes/runtimeVersion.ts'
import { enterPhase } from './lifeCycle.ts'
import { logSystem, type RunnerHost, type Workplace } from './workplace.ts'

/** One step that an isolate was asked for, to be asked again of another. */
type Turn = (isolate: HandlerIsolate) => Awaitable<HandlerStep>

/**
 * The state that init left in an environment, as the way that led there: isolates of one seed that are asked the same at the
 * same instants come to the same state, equal "random" values and stale clocks included. That is what a snapshot brings back.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
 */
export interface Snapshot {
  readonly turns: readonly Turn[]
}

/** A host whose isolates note down what they are asked. */
export function recordTurns(host: RunnerHost, turns: Turn[]): RunnerHost {
  const note = (isolate: HandlerIsolate, turn: Turn): Awaitable<HandlerStep> => {
    turns.push(turn)
    return turn(isolate)
  }
  return {
    ...host,
    createIsolate(environment) {
      const isolate = host.createIsolate(environment)
      return {
        init: (slice) => note(isolate, (one) => one.init(slice)),
        invoke: (slice, event, context) => isolate.invoke(slice, event, context),
        resume: (slice, call, reply) => note(isolate, (one) => one.resume(slice, call, reply)),
        wake: (slice) => note(isolate, (one) => one.wake(slice)),
        loadedBytes: () => isolate.loadedBytes?.() ?? 0,
        dispose: () => isolate.dispose(),
      }
    },
  }
}

/** How a restore went: its figures, or that it took longer than 10 s. */
export type RestoreOutcome = Restore | 'timed-out'

/**
 * Restores a snapshot into a new environment: the time it takes is measured, the state is the snapshot's own.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
 */
export function* restoreSnapshot(
  place: Workplace,
  span: TraceContext,
  snapshot: Snapshot | null,
): Process<RestoreOutcome> {
  const { host, environment } = place
  const { configuration, version } = environment
  const { functionName, properties } = configuration
  const runtime = runtimeVersionOf(properties.Runtime)
  logSystem(place, { type: 'restoreStart', runtime, functionName, version }, span)
  const begunAt: Instant = host.now()
  const restore = host.timings.restore(configuration)
  enterPhase(environment, 'restore', { since: begunAt, until: after(begunAt, restore.duration) })
  const part = host.beginSpan(span, 'Restore')
  const isTooLong = restore.duration > RESTORE_LIMIT
  yield host.sleep(isTooLong ? RESTORE_LIMIT : restore.duration)
  if (!isTooLong && snapshot !== null) {
    const isolate = host.createIsolate(environment)
    environment.isolate = isolate
    for (const turn of snapshot.turns) {
      const step = yield* host.settle(turn(isolate))
      environment.maxHeapBytes = Math.max(environment.maxHeapBytes, step.heapBytes)
    }
  }
  host.endSpan(part, isTooLong ? 'fault' : 'ok')
  const duration = between(begunAt, host.now())
  const crash = isTooLong ? ({ status: 'timeout' } as const) : null
  logSystem(place, { type: 'restoreReport', duration, crash }, span)
  return isTooLong ? 'timed-out' : restore
}
