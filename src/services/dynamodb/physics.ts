import type { EntryStore } from './entryStore.ts'
import type { Touch } from './partitions/point.ts'
import type { Table } from './table.ts'
import type { WritePlan } from './writes.ts'

/**
 * A transaction is done as a whole, or prepared first and committed later: `prepare` ends once all its items are known
 * to be free and right.
 */
export type TransactionPhase =
  | { readonly type: 'whole' | 'commit' }
  | { readonly type: 'prepare'; prepared(plans: readonly WritePlan[]): void }

/** What lies between an account and a single ideal store: replicas that lag, items that others hold. */
export interface Physics {
  /** What an eventually consistent read of the table finds: its store, or one that lags behind. */
  eventual(table: Table): EntryStore
  /** Brings the table's global indexes up to what has reached them by now. */
  catchUp(table: Table): void
  /** Refuses a write, or a transactional read, of an item that a transaction under way has prepared. */
  refuseLocked(table: Table, at: Touch): void
  readonly phase: TransactionPhase
}

/** Nothing lies between: every read finds the newest, transactions take no time. */
export const IDEAL: Physics = {
  eventual: (table) => table.store,
  catchUp() {},
  refuseLocked() {},
  phase: { type: 'whole' },
}
