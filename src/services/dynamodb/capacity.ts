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

/** What one request used of one table. */
export interface Consumption {
  readonly table: string
  readonly read: number
  readonly write: number
}

/** ReturnConsumedCapacity */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES'

/** `ConsumedCapacity` as a reply tells it. `split`: transactions tell read and write units apart as well. */
export function toConsumedCapacity(
  { table, read, write }: Consumption,
  detail: 'TOTAL' | 'INDEXES',
  split = false,
): WireObject {
  const units: Record<string, JsonValue> = { CapacityUnits: read + write }
  if (split && read > 0) units['ReadCapacityUnits'] = read
  if (split && write > 0) units['WriteCapacityUnits'] = write
  return { TableName: table, ...units, ...(detail === 'INDEXES' ? { Table: units } : {}) }
}
