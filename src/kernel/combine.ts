import type { Kernel } from './kernel.ts'
import type { Cancel, Process } from './process.ts'
import type { Duration } from './time.ts'

/** Where processes are started: the kernel, or a room's `ctx`. */
export type Starter = Pick<Kernel, 'start' | 'schedule'>

/** Starts `process` beside the caller; `done` hears its result in the event in which it ends. */
const startHeard = <T>(starter: Starter, process: Process<T>, done: (value: T) => void): Cancel => {
  function* heard(): Process<void> {
    done(yield* process)
  }
  return starter.start(heard())
}

/** A process that waits for nothing and ends with `result`. */
// oxlint-disable-next-line require-yield -- it answers at once
export function* ended<T>(result: T): Process<T> {
  return result
}

/** Runs `processes` side by side; answers all their results, in their order. Cancelling cancels those still at work. */
export function* all<T>(starter: Starter, processes: readonly Process<T>[]): Process<T[]> {
  if (processes.length === 0) return []
  return (yield (resume) => {
    const results: T[] = []
    let missing = processes.length
    const cancels = processes.map((process, index) =>
      startHeard(starter, process, (value) => {
        results[index] = value
        if (--missing === 0) resume(results)
      }),
    )
    return () => {
      for (const cancel of cancels) cancel()
    }
  }) as T[]
}

/** Runs `processes` side by side until the first ends, then cancels the others. Ties go to the earlier event. */
export function* race<T>(
  starter: Starter,
  processes: readonly [Process<T>, ...Process<T>[]],
): Process<{ readonly index: number; readonly value: T }> {
  return (yield (resume) => {
    const cancels: Cancel[] = []
    const cancelAll = (): void => {
      for (const cancel of cancels) cancel()
    }
    processes.forEach((process, index) => {
      const finish = (value: T): void => {
        cancelAll()
        resume({ index, value })
      }
      cancels.push(startHeard(starter, process, finish))
    })
    return cancelAll
  }) as { readonly index: number; readonly value: T }
}

/**
 * Waits for `process`, at most `limit`; past it answers `'timed-out'` while the process runs on unheard. A process
 * that ends at the very instant of the limit is in time if its last event was scheduled before the limit was set.
 */
export function* withTimeout<T>(
  starter: Starter,
  process: Process<T>,
  limit: Duration,
): Process<T | 'timed-out'> {
  return (yield (resume) => {
    const cancelLimit = starter.schedule(limit, () => resume('timed-out'))
    const cancelProcess = startHeard(starter, process, (value) => {
      cancelLimit()
      resume(value)
    })
    return () => {
      cancelLimit()
      cancelProcess()
    }
  }) as T | 'timed-out'
}

/** A process at work beside the one that started it. */
export interface Task<T> {
  readonly state: 'running' | 'ended' | 'cancelled'
  /** Waits until it has ended; any number of processes may. */
  join(): Process<T | 'cancelled'>
  cancel(): void
}

/** Starts `process` beside the caller, to be joined later. */
export function startTask<T>(starter: Starter, process: Process<T>): Task<T> {
  let outcome: { readonly value: T | 'cancelled' } | null = null
  let state: Task<T>['state'] = 'running'
  let joiners: ((value: T | 'cancelled') => void)[] = []
  const settle = (how: 'ended' | 'cancelled', value: T | 'cancelled'): void => {
    state = how
    outcome = { value }
    const woken = joiners
    joiners = []
    for (const wake of woken) wake(value)
  }
  const cancelProcess = startHeard(starter, process, (value) => settle('ended', value))
  return {
    get state() {
      return state
    },
    *join() {
      if (outcome !== null) return outcome.value
      return (yield (resume) => {
        joiners.push(resume)
        return () => {
          joiners = joiners.filter((joiner) => joiner !== resume)
        }
      }) as T | 'cancelled'
    },
    cancel() {
      if (state !== 'running') return
      cancelProcess()
      settle('cancelled', 'cancelled')
    },
  }
}
