import { type Instant, seconds } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import { type ChangeHistory, createHistory, type ItemChange } from '../time/history.ts'
import type { ControlPlane } from './controlPlane.ts'
import type { TableLife } from './life.ts'

/** "LatestRestorableDateTime is typically five minutes before the current time". */
export const RECOVERY_LAG = seconds(300)

const SECONDS_PER_DAY = 86_400

/** The past of the tables that have point-in-time recovery. */
export interface Recovery {
  /** The earliest time that a table can be restored to; null: it has no recovery. */
  earliest(life: TableLife, now: Instant): Instant | null
  /** The items of a table as they were at `at`, which is not before the earliest time. */
  itemsAt(life: TableLife, at: Instant, now: Instant): readonly Item[]
  /** What changed from `from`, which is not before the earliest time, until just before `to`. */
  changesIn(
    life: TableLife,
    window: { readonly from: Instant; readonly to: Instant },
    now: Instant,
  ): readonly ItemChange[]
}

/** Begins to remember the changes of tables with point-in-time recovery: from when it is switched on, or first heard of. */
export function createRecovery(control: ControlPlane): Recovery {
  const histories = new WeakMap<TableLife, ChangeHistory>()
  const historyOf = (life: TableLife, now: Instant): ChangeHistory | null => {
    if (life.settings.recovery === null) {
      histories.delete(life)
      return null
    }
    const known = histories.get(life)
    if (known !== undefined) return known
    const window = () => seconds((life.settings.recovery?.days ?? 0) * SECONDS_PER_DAY)
    const made = createHistory(life.table, { window, now })
    histories.set(life, made)
    return made
  }
  control.listen({
    wrote(life, plan, now) {
      if (life.settings.recovery !== null) historyOf(life, now)?.wrote(plan, now)
    },
  })
  return {
    earliest: (life, now) => historyOf(life, now)?.earliest(now) ?? null,
    itemsAt: (life, at, now) => historyOf(life, now)?.itemsAt(at, now) ?? [],
    changesIn: (life, window, now) => historyOf(life, now)?.changesIn(window, now) ?? [],
  }
}
