import type { Item } from '../attributeValue.ts'
import type { EntryKey, EntryStore } from '../entryStore.ts'
import type { DocumentPath } from '../expressions/documentPath.ts'
import { invalidParameter, Refusal, validation } from '../refusal.ts'
import {
  isHashElement,
  type KeyElement,
  keyElements,
  type KeySchema,
  readElement,
  readKey,
  toKeyItem,
} from '../schema.ts'
import type { SecondaryIndex } from '../secondaryIndex.ts'
import type { Table } from '../table.ts'
import { type ActionContext, getTable } from './action.ts'

/** The parameters that say what a Query or Scan reads. */
interface ReadableRequest {
  readonly TableName: string
  readonly IndexName?: string | undefined
  readonly ConsistentRead?: boolean | undefined
}

/** What a Query or Scan reads: a table or one of its indexes. */
export interface Readable {
  readonly table: Table
  readonly index: SecondaryIndex | null
  readonly store: EntryStore
  readonly keySchema: KeySchema
}

function findIndex(table: Table, name: string): SecondaryIndex {
  const index = table.indexes.find(({ definition }) => definition.name === name)
  if (index === undefined) {
    throw validation(`The table does not have the specified index: ${name}`)
  }
  return index
}

/** Finds what is to be read. */
export function getReadable(context: ActionContext, request: ReadableRequest): Readable {
  const table = getTable(context, request.TableName)
  if (request.IndexName === undefined) {
    const store = request.ConsistentRead === true ? table.store : context.physics.eventual(table)
    return { table, index: null, store, keySchema: table.definition.keySchema }
  }
  const index = findIndex(table, request.IndexName)
  context.physics.catchUp(table)
  const { definition, store } = index
  if (definition.kind === 'global' && request.ConsistentRead === true) {
    throw validation('Consistent reads are not supported on global secondary indexes')
  }
  if (definition.isCreating) {
    throw validation(`Cannot read from backfilling global secondary index: ${definition.name}`)
  }
  return { table, index, store, keySchema: definition.keySchema }
}

/** The names of the attributes that say where a page ends: the table's key, then what an index adds. */
const startNames = ({ table, keySchema }: Readable): readonly string[] => [
  ...new Set(
    [...keyElements(table.definition.keySchema), ...keyElements(keySchema)].map(({ name }) => name),
  ),
]

/** LastEvaluatedKey of a page that ends with `item`. */
export function toLastKey(item: Item, readable: Readable): Item {
  const { table, keySchema } = readable
  return new Map([...toKeyItem(item, table.definition.keySchema), ...toKeyItem(item, keySchema)])
}

const BAD_START = 'The provided starting key is invalid'

const messageOf = (error: unknown): string => {
  const message = error instanceof Refusal ? error.body['message'] : undefined
  if (typeof message !== 'string') throw error
  return message
}

/** Refuses an ExclusiveStartKey that has more or fewer attributes than a LastEvaluatedKey. */
export function refuseStartSize(item: Item, readable: Readable): void {
  if (item.size !== startNames(readable).length) throw validation(BAD_START)
}

/** Refuses an ExclusiveStartKey for one attribute of the key that is read by. */
export function refuseStartElement(item: Item, element: KeyElement, schema: KeySchema): void {
  if (!item.has(element.name)) throw validation(BAD_START)
  readElement(item, element, isHashElement(schema, element))
}

/** Where an ExclusiveStartKey stands; refuses what is no key of the table. */
export function toStartKey(item: Item, { table, index }: Readable): EntryKey {
  const schema = table.definition.keySchema
  try {
    const key = readKey(index === null ? item : toKeyItem(item, schema), schema)
    return index?.place(item) ?? { ...key, tie: null }
  } catch (error) {
    throw validation(`${BAD_START}: ${messageOf(error)}`)
  }
}

/** What else than the index a page has to read, for attributes that it does not project. */
export function needsTable(
  { index }: Readable,
  request: { readonly Select?: string | undefined },
  projection: readonly DocumentPath[] | null,
): boolean {
  if (index === null) return false
  const { name, kind, projection: held } = index.definition
  if (request.Select === 'ALL_ATTRIBUTES' && held.type !== 'ALL') {
    if (kind === 'local') return true
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because ` +
        'its projection type is not ALL',
    )
  }
  const missing = [
    ...new Set((projection ?? []).map(([head]) => head).filter((head) => !index.projects(head))),
  ]
  if (missing.length === 0 || kind === 'local') return missing.length > 0
  throw invalidParameter(`Global secondary index ${name} does not project [${missing.join(', ')}]`)
}
