/** What can be taken back, and what was. `merge` names what the last step changed, `at` when (ms). */
export interface History<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  readonly merge: string | null
  readonly at: number
}

const STEPS_MAX = 200
/** Steps of the same thing in quicker succession are one: typing, dragging. */
const MERGE_MS = 1_000

export const beginHistory = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  merge: null,
  at: 0,
})

/** Adds a step. One with the same `merge` name as the last, within a second, joins it. */
export function pushHistory<T>(
  history: History<T>,
  present: T,
  step: { readonly merge: string | null; readonly at: number },
): History<T> {
  const joins =
    step.merge !== null && step.merge === history.merge && step.at - history.at < MERGE_MS
  const past = joins ? history.past : [...history.past, history.present].slice(-STEPS_MAX)
  return { past, present, future: [], merge: step.merge, at: step.at }
}

/** One step back; the same history where there is none. */
export function undoHistory<T>(history: History<T>): History<T> {
  const present = history.past.at(-1)
  if (present === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    merge: null,
    at: 0,
  }
}

/** One step forward again; the same history where there is none. */
export function redoHistory<T>(history: History<T>): History<T> {
  const [present, ...future] = history.future
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future, merge: null, at: 0 }
}
