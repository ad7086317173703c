import { countLevels, type Item, sizeOfItem } from './attributeValue.ts'
import { compactItem, equalStored } from './compactItem.ts'
import { type Condition, evaluateCondition } from './expressions/condition.ts'
import { applyUpdate, type Update } from './expressions/update.ts'
import { refuseCollectionSize } from './itemCollection.ts'
import { ITEM_BYTES_MAX, NESTING_MAX } from './limits.ts'
import { invalidParameter, nestedTooDeep, validation } from './refusal.ts'
import { type Key, keyElements, readItemKey, readKey } from './schema.ts'
import { refuseIndexKeys, refuseIndexUpdates, refuseUpdatedIndexKeys } from './indexKeys.ts'
import type { IndexWrite } from './secondaryIndex.ts'
import type { Touch } from './partitions/point.ts'
import { type Table, touch } from './table.ts'

/** A write that passed all checks which need no table. */
export type Write =
  | { readonly kind: 'put'; readonly item: Item; readonly condition: Condition | null }
  | {
      readonly kind: 'update'
      readonly key: Item
      readonly update: Update
      readonly condition: Condition | null
    }
  | { readonly kind: 'delete' | 'check'; readonly key: Item; readonly condition: Condition | null }

/** What a write will do to a table. */
export interface WritePlan {
  readonly table: Table
  readonly key: Key
  /** Its place among the partitions. */
  readonly at: Touch
  readonly old: Item | null
  /** The item afterwards; null: there will be none. */
  readonly next: Item | null
  /** Whether the condition holds; if not, nothing may be done. */
  readonly holds: boolean
  readonly changes: boolean
  /** The larger of the item's sizes before and after, in bytes. */
  readonly bytes: number
  /** The item's size afterwards. */
  readonly nextBytes: number
  /** What it does to the table's indexes. */
  readonly indexWrites: readonly IndexWrite[]
}

const NOTHING: Item = new Map()
const NO_WRITES: readonly IndexWrite[] = []

/** Refuses an item above 400 KB. */
export function refuseItemSize(item: Item): void {
  if (sizeOfItem(item) > ITEM_BYTES_MAX) {
    throw validation('Item size has exceeded the maximum allowed size')
  }
}

function refuseKeyUpdates(update: Update, table: Table): void {
  for (const { name } of keyElements(table.definition.keySchema)) {
    if (!update.some((action) => action.path[0] === name)) continue
    throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`)
  }
}

function computeNext(write: Write, old: Item | null): Item | null {
  switch (write.kind) {
    case 'put':
      return write.item
    case 'delete':
      return null
    case 'check':
      return old
    case 'update': {
      const next = applyUpdate(write.update, old ?? write.key)
      if (sizeOfItem(next) > ITEM_BYTES_MAX) {
        throw validation('Item size to update has exceeded the maximum allowed size')
      }
      if (countLevels(next.values()) > NESTING_MAX) throw nestedTooDeep()
      return next
    }
  }
}

/** Says what `write` does to `table` without doing it; refuses what the table's keys or the item forbid. */
export function planWrite(table: Table, write: Write): WritePlan {
  const schema = table.definition.keySchema
  const key = write.kind === 'put' ? readItemKey(write.item, schema) : readKey(write.key, schema)
  if (write.kind === 'put') refuseIndexKeys(write.item, table)
  if (write.kind === 'update') {
    refuseKeyUpdates(write.update, table)
    refuseIndexUpdates(write.update, table)
  }
  const found = table.get(key)
  const old = found?.item ?? null
  const oldBytes = found?.size ?? 0
  const at = touch(table, key, found)
  const holds = write.condition === null || evaluateCondition(write.condition, old ?? NOTHING)
  if (!holds) {
    const bytes = oldBytes
    return {
      table,
      key,
      at,
      old,
      next: old,
      holds,
      changes: false,
      bytes,
      nextBytes: bytes,
      indexWrites: NO_WRITES,
    }
  }
  const computed = computeNext(write, old)
  // As it will be stored: packed items are compared at once.
  const next = computed === null || computed === old ? computed : compactItem(computed)
  if (write.kind === 'update' && next !== null) refuseUpdatedIndexKeys(next, write.update, table)
  const nextBytes = computed === null ? 0 : sizeOfItem(computed)
  const bytes = Math.max(oldBytes, nextBytes)
  const changes = next !== old && !(next !== null && old !== null && equalStored(next, old))
  const indexWrites =
    changes && table.indexes.length > 0
      ? table.indexes.flatMap((index) => index.plan(old, next) ?? [])
      : NO_WRITES
  if (changes) {
    refuseCollectionSize(table, key.hash, { growth: nextBytes - oldBytes, indexWrites })
  }
  return { table, key, at, old, next, holds, changes, bytes, nextBytes, indexWrites }
}

/** Hears of every change that is carried out. */
export interface ChangeListener {
  wrote(plan: WritePlan): void
}

/** Does what was planned; nothing may have come between. A write that changes nothing is not told of. */
export function carryOut(plan: WritePlan, listener: ChangeListener): void {
  const { table, key, next, nextBytes, changes } = plan
  if (!changes) return
  if (next === null) table.remove(key)
  else table.put(next, { key, bytes: nextBytes })
  listener.wrote(plan)
}
