import type { Touch } from '../partitions/point.ts'
import type { Table } from '../table.ts'
import { textOfPlace } from './overlay.ts'

/** An item of the account. */
export interface LockedItem {
  readonly table: Table
  readonly at: Touch
}

/** The items that transactions under way have prepared: until they are done, nobody else writes them. */
export interface ItemLocks {
  isLocked(item: LockedItem): boolean
  /** Locks items that are free; answers what frees them. */
  lock(items: readonly LockedItem[]): () => void
}

const textOf = ({ table, at }: LockedItem): string =>
  `${table.definition.name}\u0000${textOfPlace(at)}`

/** Creates the locks of an account in which no transaction is under way. */
export function createItemLocks(): ItemLocks {
  const locked = new Set<string>()
  return {
    isLocked: (item) => locked.size > 0 && locked.has(textOf(item)),
    lock(items) {
      const texts = items.map(textOf)
      for (const text of texts) locked.add(text)
      return () => {
        for (const text of texts) locked.delete(text)
      }
    },
  }
}
