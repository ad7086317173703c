import type { Duration } from './time.ts'

/** Takes back what was scheduled or started; calling it twice, or too late, does nothing. */
export type Cancel = () => void

/** A wait for time to pass. Plain data, because processes wait for little else: `kernel.sleep` makes it. */
export interface Sleep {
  readonly delay: Duration
}

/**
 * A thing a process may wait for: it is handed `resume` and calls it once, with the value that the process's `yield`
 * answers; a second call does nothing. It must call it from a scheduled event, never from inside the call. It may
 * answer how to take the wait back, should the process be cancelled meanwhile.
 */
export type Wait = Sleep | ((resume: (value: unknown) => void) => Cancel | void)

/** Sequential code in virtual time: `yield` a wait, `yield*` another process. */
export type Process<T> = Generator<Wait, T, unknown>
