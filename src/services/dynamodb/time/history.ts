import { after, type Duration, type Instant } from '#kernel/time.ts'
import type { Item } from '../attributeValue.ts'
import { type Key, keyTextOf, readItemKey } from '../schema.ts'
import type { Table } from '../table.ts'

/** Changes that are kept at most; past it the window begins later. A bound of ours. */
export const HISTORY_CHANGES_MAX = 200_000

/** What undoes a change: the item as it was; null: there was none. */
interface Change {
  readonly at: Instant
  readonly key: Key
  readonly text: string
  readonly old: Item | null
}

/** What a window changed of one item: as it was before it, and at its end; null: there was none. */
export interface ItemChange {
  readonly old: Item | null
  readonly next: Item | null
  /** The last change within the window. */
  readonly at: Instant
}

/** The changes of a table, kept so that it can be restored to any instant of a window. */
export interface ChangeHistory {
  /** A write has changed the item with this key. */
  wrote(change: { readonly key: Key; readonly old: Item | null }, now: Instant): void
  /** The first instant that the table can be restored to. */
  earliest(now: Instant): Instant
  /** The items as they were at `instant`, all changes of that instant included; null: nobody knows any more. */
  itemsAt(instant: Instant, now: Instant): readonly Item[] | null
  /** What changed from `from` until just before `to`, each item once; null: nobody knows any more. */
  changesIn(
    window: { readonly from: Instant; readonly to: Instant },
    now: Instant,
  ): readonly ItemChange[] | null
}

/**
 * Begins to keep the changes of `table` for `window`: point-in-time recovery. Its items at an instant are those of now
 * with every later change undone, the newest first.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
 */
export function createHistory(
  table: Table,
  { window, now }: { readonly window: () => Duration; readonly now: Instant },
): ChangeHistory {
  let changes: Change[] = []
  /** What stands before it is gone. */
  let head = 0
  let begins = now

  const trim = (at: Instant): void => {
    for (;;) {
      const oldest = changes[head]
      if (oldest === undefined) break
      const isOld = after(oldest.at, window()) < at
      if (!isOld && changes.length - head <= HISTORY_CHANGES_MAX) break
      begins = oldest.at
      head++
    }
    if (head < 1_024 || head * 2 < changes.length) return
    changes = changes.slice(head)
    head = 0
  }

  const earliest = (at: Instant): Instant => {
    trim(at)
    return Math.max(begins, at - window()) as Instant
  }

  return {
    wrote({ key, old }, at) {
      changes.push({ at, key, text: keyTextOf(key), old })
      trim(at)
    },
    earliest,
    itemsAt(instant, at) {
      if (instant < earliest(at) || instant > at) return null
      const undone = new Map<string, Item | null>()
      for (let place = changes.length - 1; place >= head; place--) {
        const change = changes[place]
        if (change === undefined || change.at <= instant) break
        undone.set(change.text, change.old)
      }
      const items: Item[] = []
      for (const { item } of table.store.scan(null)) {
        if (!undone.has(keyTextOf(readItemKey(item, table.definition.keySchema)))) items.push(item)
      }
      for (const old of undone.values()) if (old !== null) items.push(old)
      return items
    },
    changesIn({ from, to }, at) {
      if (from < earliest(at)) return null
      /** Items as they were after the change that is looked at, where later ones changed them. */
      const later = new Map<string, Item | null>()
      const found = new Map<string, ItemChange>()
      for (let place = changes.length - 1; place >= head; place--) {
        const change = changes[place]
        if (change === undefined || change.at < from) break
        const { text, key, old } = change
        if (change.at < to) {
          const next = later.has(text) ? (later.get(text) ?? null) : (table.get(key)?.item ?? null)
          const known = found.get(text) ?? { next, at: change.at }
          found.set(text, { ...known, old })
        }
        later.set(text, old)
      }
      return [...found.values()].reverse()
    },
  }
}
