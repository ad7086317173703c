import type { ActionContext } from '../actions/action.ts'
import { readRange } from '../actions/page.ts'
import { readCollection } from '../actions/query.ts'
import {
  getReadable,
  needsTable,
  type Readable,
  toLastKey,
  toStartKey,
} from '../actions/readable.ts'
import { type AttributeValue, compareValues, equalValues, type Item } from '../attributeValue.ts'
import { type Consistency, type Consumption, sumByTable } from '../capacity.ts'
import type { Entry, EntryKey } from '../entryStore.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { findValue } from '../expressions/documentPath.ts'
import { PAGE_BYTES_MAX } from '../limits.ts'
import { FIRST, type Touch } from '../partitions/point.ts'
import { invalidParameter, Refusal, validation } from '../refusal.ts'
import { keyElements, type KeySchema } from '../schema.ts'
import { type KeyedRead, lowestRange, planKeyedReads } from './keyedReads.ts'
import type { Continuation } from './nextToken.ts'
import { columnName } from './parseStatement.ts'
import type { PreparedSelect } from './prepare.ts'
import type { Path, Select } from './statement.ts'

/** How a SELECT is to be run. */
export interface SelectOptions {
  readonly limit: number
  readonly consistentRead: boolean
  readonly from: Continuation | null
}

/** What a SELECT found. */
export interface Selected {
  readonly items: readonly Item[]
  readonly used: Consumption
  /** Where it goes on; null where nothing is left. */
  readonly next: Continuation | null
}

/** An item as its columns show it. */
export function toRow(item: Item, columns: readonly Path[] | null): Item {
  if (columns === null) return item
  const row = new Map<string, AttributeValue>()
  for (const path of columns) {
    const value = findValue(item, path)
    if (value !== undefined) row.set(columnName(path), value)
  }
  return row
}

/** One of the reads that a SELECT is made of. */
interface Read {
  readonly filter: Condition | null
  /** Where it begins. */
  readonly at: Touch
  entries(start: EntryKey | null): Iterable<Entry>
}

function refuseOrder(
  { orderBy, where }: Select,
  reads: readonly KeyedRead[] | null,
  schema: KeySchema,
): void {
  if (orderBy.length === 0) return
  if (where === null) {
    throw validation('Must have WHERE clause in the statement when using ORDER BY clause.')
  }
  if (reads === null) {
    throw validation(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    )
  }
  const names = keyElements(schema).map(({ name }) => name)
  for (const { path } of orderBy) {
    if (path.length === 1 && names.includes(path[0])) continue
    throw validation(
      `Variable reference ${path.join('.')} in ORDER BY clause must be part of the primary key`,
    )
  }
  const [first] = reads
  const many = reads.some(({ hash }) => first !== undefined && !equalValues(hash, first.hash))
  if (!many || orderBy.some(({ path }) => path[0] === schema.hash.name)) return
  throw validation(
    'Must have hash key in ORDER BY clause when more than one hash key condition specified in ' +
      'WHERE clause.',
  )
}

const compare = (a: AttributeValue | null, b: AttributeValue | null): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return compareValues(a, b) ?? 0
}

/** The reads in the order that ORDER BY wants; without it in the statement's own. */
function sortReads(
  reads: readonly KeyedRead[],
  { orderBy }: Select,
  schema: KeySchema,
): readonly KeyedRead[] {
  return reads.toSorted((a, b) => {
    for (const { path, descending } of orderBy) {
      const order =
        path[0] === schema.hash.name
          ? compare(a.hash, b.hash)
          : compare(lowestRange(a), lowestRange(b))
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

/** Attributes that a filter looks at and the index lacks, in its order. */
const findMissing = (filter: Condition | null, { index }: Readable): readonly string[] =>
  [
    ...new Set(
      Array.from(filter === null || index === null ? [] : conditionPaths(filter), ([head]) => head),
    ).values(),
  ].filter((head) => index?.projects(head) === false)

/** Refuses reads by key that all filter by what their index does not hold. */
function refuseFilters(reads: readonly KeyedRead[], readable: Readable): void {
  const missing = reads.map(({ hash, filter }) => ({ hash, names: findMissing(filter, readable) }))
  if (missing.some(({ names }) => names.length === 0)) return
  const told = missing.reduce((a, b) => ((compareValues(a.hash, b.hash) ?? 0) < 0 ? b : a))
  throw invalidParameter(
    `Secondary index ${readable.index?.definition.name} does not project one or more filter ` +
      `attributes: [${told.names.join(', ')}]`,
  )
}

function planReads({ select, where }: PreparedSelect, readable: Readable): readonly Read[] {
  const { keySchema, store } = readable
  const keyed = where === null ? null : planKeyedReads(where, keySchema)
  refuseOrder(select, keyed, keySchema)
  if (keyed === null) {
    const entries = (start: EntryKey | null): Iterable<Entry> =>
      store.scan(start === null ? null : store.position(start))
    return [{ filter: where, at: { ...FIRST, text: '' }, entries }]
  }
  refuseFilters(keyed, readable)
  const forward = !select.orderBy.some(
    ({ path, descending }) => path[0] === keySchema.range?.name && descending,
  )
  return sortReads(keyed, select, keySchema).map(({ hash, range, filter }) => ({
    filter,
    at: store.position({ hash, range: null, tie: null }),
    entries: (start) => readCollection(readable, { hash, range }, { start, forward }),
  }))
}

function findReadable(
  context: ActionContext,
  { source }: PreparedSelect,
  consistentRead: boolean,
): Readable {
  const readable = getReadable(context, {
    TableName: source.table,
    IndexName: source.index ?? undefined,
    ...(source.index === null ? { ConsistentRead: consistentRead } : {}),
  })
  if (consistentRead && readable.index?.definition.kind === 'global') {
    throw validation('Strongly consistent read is not supported on Global Secondary Indexes')
  }
  return readable
}

function toStart(from: Continuation, readable: Readable): EntryKey {
  try {
    return toStartKey(from.key, readable)
  } catch (error) {
    if (error instanceof Refusal) throw validation('Invalid NextToken')
    throw error
  }
}

/** Runs a SELECT: a GetItem, Query or Scan, or several of them one after the other, and costs what they cost. */
export function runSelect(
  context: ActionContext,
  prepared: PreparedSelect,
  { limit, consistentRead, from }: SelectOptions,
): Selected {
  const readable = findReadable(context, prepared, consistentRead)
  const { columns } = prepared.select
  const fromTable = needsTable(readable, {}, columns)
  const reads = planReads(prepared, readable)
  if (from !== null && (from.read < 0 || from.read >= reads.length)) {
    throw validation('Invalid NextToken')
  }
  const consistency: Consistency = consistentRead ? 'strong' : 'eventual'
  const items: Item[] = []
  const used: Consumption[] = []
  let left = limit
  let bytes = PAGE_BYTES_MAX
  let next: Continuation | null = null
  for (const [number, read] of reads.entries()) {
    if (number < (from?.read ?? 0)) continue
    const start = from !== null && number === from.read ? toStart(from, readable) : null
    const { filter, at } = read
    const source = { readable, entries: read.entries(start), filter, at, fromTable }
    const page = readRange(context, source, { limit: left, bytes, consistency })
    items.push(...page.items)
    used.push(page.used)
    left -= page.scanned
    bytes -= page.pageBytes
    if (page.last === null) continue
    next = { read: number, key: toLastKey(page.last, readable) }
    break
  }
  const table = readable.table.definition.name
  return {
    items: items.map((item) => toRow(item, columns)),
    used: sumByTable(used)[0] ?? { table, read: 0, write: 0 },
    next,
  }
}

/** The key of the one item that a SELECT reads and nothing else; null where it is not of that form. */
export function findSingleKey({ source, where }: PreparedSelect, schema: KeySchema): Item | null {
  if (source.index !== null || where === null) return null
  const [read, ...others] = planKeyedReads(where, schema) ?? []
  if (read === undefined || others.length > 0 || read.filter !== null) return null
  const key = new Map([[schema.hash.name, read.hash]])
  if (schema.range === null) return read.range === null ? key : null
  if (read.range?.kind !== '=') return null
  return key.set(schema.range.name, read.range.value)
}
