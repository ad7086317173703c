import { type RawItem, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { readUnits } from '../capacity.ts'
import { type Condition, evaluateCondition } from '../expressions/condition.ts'
import { type DocumentPath, projectItem } from '../expressions/documentPath.ts'
import { HASH_BITS } from '../keyHash.ts'
import { PAGE_BYTES_MAX } from '../limits.ts'
import { computePageSize } from '../pageSize.ts'
import { invalidParameter, Refusal, validation, type WireObject } from '../refusal.ts'
import { type Key, readKey, toKeyItem } from '../schema.ts'
import type { Entry, Table } from '../table.ts'
import { type ActionContext, getTable, replyCapacity } from './action.ts'

/** The parameters that Query and Scan have in common. */
interface PageRequest {
  readonly TableName: string
  readonly IndexName?: string | undefined
  readonly Select?: string | undefined
  readonly Limit?: number | undefined
  readonly ConsistentRead?: boolean | undefined
  readonly ReturnConsumedCapacity?: string | undefined
}

/** What a page is read from, and what of it is replied. */
interface PageSource {
  readonly table: Table
  readonly entries: Iterable<Entry>
  /** Where the reading counts when there are no entries. */
  readonly hashIfEmpty: number
  readonly filter: Condition | null
  readonly projection: readonly DocumentPath[] | null
}

/** Heat is told to the meter in this many ranges of the key hash. */
const HEAT_BITS = 4

/** The table to read a page of. It has no secondary indexes yet. */
export function getPageTable(context: ActionContext, request: PageRequest): Table {
  const table = getTable(context, request.TableName)
  if (request.IndexName !== undefined) {
    throw validation(`The table does not have the specified index: ${request.IndexName}`)
  }
  return table
}

/**
 * Reads `entries` until the limit or 1 MB is reached, filters and projects them.
 * The limit counts what is evaluated; when it is reached there is a LastEvaluatedKey even if nothing follows.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export function readPage(
  { meter }: ActionContext,
  request: PageRequest,
  { table, entries, hashIfEmpty, filter, projection }: PageSource,
): WireObject {
  const limit = request.Limit ?? Infinity
  const items: Item[] = []
  const heat = new Map<number, { readonly hash: number; bytes: number }>()
  const rangeName = table.definition.keySchema.range?.name ?? null
  let bytes = 0
  let pageBytes = 0
  let scanned = 0
  let last: Item | null = null
  for (const entry of entries) {
    scanned++
    bytes += entry.size
    pageBytes += computePageSize(entry.item, rangeName)
    const range = entry.collection.hash >> (HASH_BITS - HEAT_BITS)
    const known = heat.get(range)
    if (known === undefined) heat.set(range, { hash: entry.collection.hash, bytes: entry.size })
    else known.bytes += entry.size
    if (filter === null || evaluateCondition(filter, entry.item)) items.push(entry.item)
    if (scanned >= limit || pageBytes >= PAGE_BYTES_MAX) {
      last = entry.item
      break
    }
  }
  const units = readUnits(bytes, request.ConsistentRead === true ? 'strong' : 'eventual')
  if (heat.size === 0) meter.read(table, hashIfEmpty, units, 0)
  let counted = items.length
  for (const share of heat.values()) {
    meter.read(table, share.hash, (units * share.bytes) / bytes, counted)
    counted = 0
  }
  const project = (item: Item): WireObject =>
    toWireItem(projection === null ? item : projectItem(item, projection))
  return {
    ...(request.Select === 'COUNT' ? {} : { Items: items.map(project) }),
    Count: items.length,
    ScannedCount: scanned,
    ...(last === null
      ? {}
      : { LastEvaluatedKey: toWireItem(toKeyItem(last, table.definition.keySchema)) }),
    ...replyCapacity(request.ReturnConsumedCapacity, {
      table: table.definition.name,
      read: units,
      write: 0,
    }),
  }
}

const UNPREFIXED =
  /contains duplicates|number set|numeric value|significant digits|number with magnitude/

/** ExclusiveStartKey's values; most of what is wrong with them is told with words in front. */
export function readStartItem(raw: RawItem | undefined): Item | null {
  if (raw === undefined) return null
  try {
    return toItem(raw)
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined
    if (typeof message !== 'string' || UNPREFIXED.test(message)) throw error
    throw validation(`The provided starting key is invalid: ${message}`)
  }
}

/** ExclusiveStartKey as a key of the table. */
export function readStartKey(item: Item, table: Table): Key {
  try {
    return readKey(item, table.definition.keySchema)
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined
    if (typeof message !== 'string') throw error
    throw validation(`The provided starting key is invalid: ${message}`)
  }
}

/** Refuses what `Select` cannot be combined with. */
export function refuseSelect(
  select: string | undefined,
  projection: 'ProjectionExpression' | 'AttributesToGet' | null,
): void {
  if (select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw invalidParameter(
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    )
  }
  if (projection === null) {
    if (select !== 'SPECIFIC_ATTRIBUTES') return
    throw invalidParameter(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get ' +
        'SPECIFIC_ATTRIBUTES',
    )
  }
  const what = select === 'COUNT' ? 'only the Count' : select
  if (select === 'COUNT' || select === 'ALL_ATTRIBUTES') {
    throw invalidParameter(`Cannot specify the ${projection} when choosing to get ${what}`)
  }
}

/** What the table's key is to a filter or projection: its attributes are scalars. */
export function refuseNestedKeys(paths: Iterable<DocumentPath>, table: Table): void {
  const { hash, range } = table.definition.keySchema
  for (const path of paths) {
    if (path.length === 1 || (path[0] !== hash.name && path[0] !== range?.name)) continue
    throw validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not " +
        `allowed: Key: ${path[0]}`,
    )
  }
}
