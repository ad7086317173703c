/**
 * A thing a process may wait for: it is handed `resume` and calls it once, with the value that the
 * process's `yield` answers. It must call it from a scheduled event, never from inside the call.
 */
export type Wait = (resume: (value: unknown) => void) => void

/** Sequential code in virtual time: `yield` a wait, `yield*` another process. */
export type Process<T> = Generator<Wait, T, unknown>

/** Takes back what was scheduled or started; calling it twice, or too late, does nothing. */
export type Cancel = () => void
