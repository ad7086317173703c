import { toWireItem } from '../attributeShape.ts'
import { type Item, keyText } from '../attributeValue.ts'
import { type Consumption, readUnits, sumByTable } from '../capacity.ts'
import { TRANSACTION_BYTES_MAX } from '../limits.ts'
import { validation, type WireObject } from '../refusal.ts'
import { type Key, readKey } from '../schema.ts'
import { type Table, touch } from '../table.ts'
import { type ActionContext, getTable } from './action.ts'
import { attempt, cancel, type CancellationReason } from './transaction.ts'

/** One read of a transaction, checked as far as it can be without its table. */
export interface TransactGet {
  readonly table: string
  readonly key: (table: Table) => Item
  readonly project: (item: Item) => Item
}

/** What a transaction read: null where there is no such item. */
interface TransactRead {
  readonly used: readonly Consumption[]
  readonly items: readonly (Item | null)[]
}

/** Reads all of `gets` at one instant. `reasonCodes`: as for writes. */
export function transactGet(
  context: ActionContext,
  gets: readonly TransactGet[],
  reasonCodes?: ReadonlyMap<string, string>,
): TransactRead {
  const reasons: (CancellationReason | null)[] = []
  const keys: { readonly table: Table; readonly key: Key }[] = []
  for (const one of gets) {
    const tried = attempt(() => {
      const table = getTable(context, one.table)
      const key = readKey(one.key(table), table.definition.keySchema)
      const at = touch(table, key, table.get(key))
      context.physics.refuseLocked(table, at)
      context.admit(table, at)
      return { table, key }
    }, reasonCodes)
    reasons.push(tried.reason)
    if (tried.reason === null) keys.push(tried.value)
  }
  if (reasons.some((reason) => reason !== null)) throw cancel(reasons)
  const texts = keys.map(({ table, key }) =>
    JSON.stringify([
      table.definition.name,
      keyText(key.hash),
      key.range === null ? '' : keyText(key.range),
    ]),
  )
  if (new Set(texts).size < texts.length) {
    throw validation('Transaction request cannot include multiple operations on one item')
  }
  const found = keys.map(({ table, key }) => ({ table, key, entry: table.get(key) }))
  const bytes = found.reduce((sum, { entry }) => sum + (entry?.size ?? 0), 0)
  if (bytes > TRANSACTION_BYTES_MAX) {
    throw validation('Aggregate size of items in the transaction exceeds the limit of 4 MB')
  }
  const used = found.map(({ table, key, entry }) => {
    const read = readUnits(entry?.size ?? 0, 'transactional')
    context.meter.read(table, touch(table, key, entry), read, entry === undefined ? 0 : 1)
    return { table: table.definition.name, read, write: 0 }
  })
  const items = found.map(({ entry }, at) =>
    entry === undefined ? null : (gets[at]?.project(entry.item) ?? entry.item),
  )
  return { used: sumByTable(used), items }
}

/** `{Item: …}`, or nothing where there is no item. */
export const toResponse = (item: Item | null): WireObject =>
  item === null ? {} : { Item: toWireItem(item) }
