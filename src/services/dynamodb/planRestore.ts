import { EPOCH_MS } from '#kernel/time.ts'
import type { RequestInput } from './planRequest.ts'
import type { BackupsAnswer } from './lifetime.ts'

/** A whole second of the run, as a part of a name. */
export const toSecondOfRun = (ms: number): string => `${Math.floor(ms / 1_000)}s`

/** RestoreTableToPointInTime; `second` of the run, null: the latest that can be had. */
export function planRestore(
  {
    table,
    target,
    second,
  }: {
    readonly table: string
    readonly target: string
    readonly second: number | null
  },
  { earliestMs, latestMs }: NonNullable<BackupsAnswer['recovery']>,
): RequestInput {
  const names = { SourceTableName: table, TargetTableName: target }
  if (second === null) return { ...names, UseLatestRestorableTime: true }
  // The second in which it was switched on, or which is the latest, means what can be had of it.
  const ms = second * 1_000
  const within = ms >= earliestMs - 1_000 && ms <= latestMs + 1_000
  const wanted = within ? Math.min(Math.max(ms, earliestMs), latestMs) : ms
  return { ...names, RestoreDateTime: Math.floor((EPOCH_MS + wanted) / 1_000) }
}
