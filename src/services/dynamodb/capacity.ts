import type { JsonValue } from '../service.ts'
import { READ_UNIT_BYTES, WRITE_UNIT_BYTES } from './limits.ts'
import type { WireObject } from './refusal.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html

/** How a read is done; a transactional read costs double, an eventually consistent one half. */
export type Consistency = 'eventual' | 'strong' | 'transactional'

const READ_FACTORS: { readonly [C in Consistency]: number } = {
  eventual: 0.5,
  strong: 1,
  transactional: 2,
}

/** Read units for `bytes` read at once; reading nothing costs as much as 4 KB. */
export const readUnits = (bytes: number, consistency: Consistency): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * READ_FACTORS[consistency]

/** Write units for an item of which the larger of its old and new sizes is `bytes`; writing nothing costs one. */
export const writeUnits = (bytes: number, transactional = false): number =>
  Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)) * (transactional ? 2 : 1)

/** What one request used of one index. */
export interface IndexConsumption {
  readonly name: string
  readonly kind: 'local' | 'global'
  readonly read: number
  readonly write: number
}

/** What one request used of one table, and of its indexes beside it. */
export interface Consumption {
  readonly table: string
  readonly read: number
  readonly write: number
  readonly indexes?: readonly IndexConsumption[]
}

/** ReturnConsumedCapacity */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES'

const toUnits = (
  { read, write }: { readonly read: number; readonly write: number },
  split: boolean,
): Record<string, JsonValue> => ({
  CapacityUnits: read + write,
  ...(split && read > 0 ? { ReadCapacityUnits: read } : {}),
  ...(split && write > 0 ? { WriteCapacityUnits: write } : {}),
})

/** `ConsumedCapacity` as a reply tells it. `split`: transactions tell read and write units apart as well. */
export function toConsumedCapacity(
  { table, indexes = [], ...own }: Consumption,
  detail: 'TOTAL' | 'INDEXES',
  split = false,
): WireObject {
  const total = { ...own }
  for (const { read, write } of indexes) {
    total.read += read
    total.write += write
  }
  const summary = { TableName: table, ...toUnits(total, split) }
  if (detail === 'TOTAL') return summary
  const ofKind = (kind: IndexConsumption['kind']): WireObject =>
    Object.fromEntries(
      indexes.filter((one) => one.kind === kind).map((one) => [one.name, toUnits(one, split)]),
    )
  const has = (kind: IndexConsumption['kind']): boolean => indexes.some((one) => one.kind === kind)
  return {
    ...summary,
    Table: toUnits(own, split),
    ...(has('local') ? { LocalSecondaryIndexes: ofKind('local') } : {}),
    ...(has('global') ? { GlobalSecondaryIndexes: ofKind('global') } : {}),
  }
}

const addIndexes = (
  known: readonly IndexConsumption[],
  more: readonly IndexConsumption[],
): readonly IndexConsumption[] => {
  const sums = new Map(known.map((one) => [one.name, one]))
  for (const one of more) {
    const sum = sums.get(one.name) ?? { ...one, read: 0, write: 0 }
    sums.set(one.name, { ...one, read: sum.read + one.read, write: sum.write + one.write })
  }
  return [...sums.values()]
}

/** What each table was used for, in the order in which the tables first come. */
export function sumByTable(parts: readonly Consumption[]): readonly Consumption[] {
  const sums = new Map<string, Consumption>()
  for (const { table, read, write, indexes = [] } of parts) {
    const known = sums.get(table) ?? { table, read: 0, write: 0 }
    sums.set(table, {
      table,
      read: known.read + read,
      write: known.write + write,
      indexes: addIndexes(known.indexes ?? [], indexes),
    })
  }
  return [...sums.values()]
}
