import { type RawItem, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import {
  type Consistency,
  type Consumption,
  type IndexConsumption,
  readUnits,
} from '../capacity.ts'
import type { Entry } from '../entryStore.ts'
import { type Condition, evaluateCondition } from '../expressions/condition.ts'
import { type DocumentPath, projectItem } from '../expressions/documentPath.ts'
import { indexKeyNames } from '../indexKeys.ts'
import { HASH_BITS } from '../keyHash.ts'
import { PAGE_BYTES_MAX } from '../limits.ts'
import { computePageSize } from '../pageSize.ts'
import { invalidParameter, Refusal, validation, type WireObject } from '../refusal.ts'
import { readKey, toKeyItem } from '../schema.ts'
import type { Touch } from '../partitions/point.ts'
import type { Table } from '../table.ts'
import { type ActionContext, replyCapacity } from './action.ts'
import { type Readable, toLastKey } from './readable.ts'

/** The parameters that Query and Scan have in common. */
interface PageRequest {
  readonly Select?: string | undefined
  readonly Limit?: number | undefined
  readonly ConsistentRead?: boolean | undefined
  readonly ReturnConsumedCapacity?: string | undefined
}

/** What a page is read from, and what of it is replied. */
interface PageSource {
  readonly readable: Readable
  readonly entries: Iterable<Entry>
  /** Where the reading begins: what is let in or not, and what counts when there are no entries. */
  readonly at: Touch
  readonly filter: Condition | null
  readonly projection: readonly DocumentPath[] | null
  /** Whether each item of an index is read from the table as well. */
  readonly fromTable: boolean
}

/** Heat is told to the meter in this many ranges of the key hash. */
const HEAT_BITS = 8

/** What of a page was evaluated. */
interface Evaluated {
  /** That passed the filter. */
  readonly items: readonly Item[]
  readonly scanned: number
  readonly bytes: number
  /** Bytes by range of the key hash. */
  readonly heat: readonly { readonly at: Touch; readonly bytes: number }[]
  /** Units of reading items from the table beside an index. */
  readonly tableUnits: number
  /** The last one, where the page ended before the entries did. */
  readonly last: Item | null
  /** How much of the page's 1 MB it takes. */
  readonly pageBytes: number
}

/** Until where a page goes. */
interface PageBounds {
  /** Items that may be evaluated. */
  readonly limit: number
  /** Bytes of the page that are left. */
  readonly bytes: number
  readonly consistency: Consistency
}

/** Goes through `entries` until the limit or 1 MB is reached. The limit counts what is evaluated. */
function evaluate(
  { readable, entries, filter, fromTable }: Omit<PageSource, 'projection'>,
  { limit, bytes: bytesMax, consistency }: PageBounds,
): Evaluated {
  const { table } = readable
  const schema = table.definition.keySchema
  const rangeName = schema.range?.name ?? null
  const items: Item[] = []
  const heat = new Map<number, { readonly at: Touch; bytes: number }>()
  let bytes = 0
  let pageBytes = 0
  let scanned = 0
  let tableUnits = 0
  for (const entry of entries) {
    scanned++
    bytes += entry.size
    pageBytes += computePageSize(entry.item, rangeName)
    const { hash, text } = entry.collection
    const range = hash >> (HASH_BITS - HEAT_BITS)
    const known = heat.get(range)
    if (known === undefined) {
      heat.set(range, { at: { hash, text, range: entry.range }, bytes: entry.size })
    } else known.bytes += entry.size
    let { item } = entry
    if (fromTable) {
      const whole = table.get(readKey(toKeyItem(item, schema), schema))
      tableUnits += readUnits(whole?.size ?? 0, consistency)
      item = whole?.item ?? item
    }
    if (filter === null || evaluateCondition(filter, item)) items.push(item)
    if (scanned >= limit || pageBytes >= bytesMax) {
      const last = entry.item
      return { items, scanned, bytes, heat: [...heat.values()], tableUnits, last, pageBytes }
    }
  }
  return { items, scanned, bytes, heat: [...heat.values()], tableUnits, last: null, pageBytes }
}

/** Tells the meter of `units` in the shares of `heat`. */
function tellMeter(
  { meter }: ActionContext,
  { table, index }: Readable,
  units: number,
  page: Pick<Evaluated, 'bytes' | 'heat' | 'items'>,
): void {
  let items = page.items.length
  for (const share of page.heat) {
    const part = page.bytes === 0 ? units : (units * share.bytes) / page.bytes
    const { at } = share
    if (index === null) meter.read(table, at, part, items)
    else meter.index({ table, index: index.definition, kind: 'read', at, units: part, items })
    items = 0
  }
}

/** What was read of a table or index, before projection. */
interface ReadRange {
  readonly items: readonly Item[]
  readonly scanned: number
  readonly last: Item | null
  readonly pageBytes: number
  readonly used: Consumption
}

/** Reads entries until a page's bounds, if the throughput lets that begin, filters them and tells the meter. */
export function readRange(
  context: ActionContext,
  source: Omit<PageSource, 'projection'>,
  bounds: PageBounds,
): ReadRange {
  const { readable, at } = source
  const { table, index } = readable
  if (index === null) context.admit(table, at)
  else context.admitIndex(table, index.definition, at)
  const page = evaluate(source, bounds)
  const units = readUnits(page.bytes, bounds.consistency)
  const heat = page.heat.length === 0 ? [{ at, bytes: 0 }] : page.heat
  tellMeter(context, readable, units, { ...page, heat })
  if (page.tableUnits > 0) context.meter.read(table, at, page.tableUnits, 0)
  const indexes: readonly IndexConsumption[] =
    index === null
      ? []
      : [{ name: index.definition.name, kind: index.definition.kind, read: units, write: 0 }]
  const read = index === null ? units : page.tableUnits
  return { ...page, used: { table: table.definition.name, read, write: 0, indexes } }
}

/**
 * Reads a page, filters and projects it. When the limit is reached there is a LastEvaluatedKey even if nothing follows.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export function readPage(
  context: ActionContext,
  request: PageRequest,
  source: PageSource,
): WireObject {
  const { readable, projection } = source
  const page = readRange(context, source, {
    limit: request.Limit ?? Infinity,
    bytes: PAGE_BYTES_MAX,
    consistency: request.ConsistentRead === true ? 'strong' : 'eventual',
  })
  const project = (item: Item): WireObject =>
    toWireItem(projection === null ? item : projectItem(item, projection))
  return {
    ...(request.Select === 'COUNT' ? {} : { Items: page.items.map(project) }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.last === null ? {} : { LastEvaluatedKey: toWireItem(toLastKey(page.last, readable)) }),
    ...replyCapacity(request.ReturnConsumedCapacity, page.used),
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

/** Refuses what `Select` cannot be combined with. */
export function refuseSelect(
  {
    Select: select,
    IndexName: index,
  }: { Select?: string | undefined; IndexName?: string | undefined },
  projection: 'ProjectionExpression' | 'AttributesToGet' | null,
): void {
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
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
  if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalidParameter(`Cannot specify the ${projection} when choosing to get ${what}`)
  }
}

/** Refuses paths into attributes of the table's key or an index's: they are scalars. */
export function refuseNestedKeys(paths: Iterable<DocumentPath>, table: Table): void {
  const nested = new Set<string>()
  for (const path of paths) if (path.length > 1) nested.add(path[0])
  if (nested.size === 0) return
  const { hash, range } = table.definition.keySchema
  const refuse = (kind: 'Key' | 'IndexKey', name: string): void => {
    if (!nested.has(name)) return
    throw validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not " +
        `allowed: ${kind}: ${name}`,
    )
  }
  refuse('Key', hash.name)
  if (range !== null) refuse('Key', range.name)
  for (const name of indexKeyNames(table)) refuse('IndexKey', name)
}
