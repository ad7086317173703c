import { type Item, sizeOfItem } from './attributeValue.ts'
import { compactItem } from './compactItem.ts'
import {
  createEntryStore,
  type Entry,
  type EntryKey,
  type EntryStore,
  type Position,
} from './entryStore.ts'
import type { CountWatcher, Point, Touch } from './partitions/point.ts'
import { type Key, type KeySchema, readItemKey } from './schema.ts'
import { createSoloStore } from './soloStore.ts'
import {
  createSecondaryIndex,
  type IndexDefinition,
  type SecondaryIndex,
} from './secondaryIndex.ts'

/** How a table is set up; what DescribeTable tells. */
export interface TableDefinition {
  readonly name: string
  readonly id: string
  readonly keySchema: KeySchema
  /** Its secondary indexes, the global ones first; absent where it has none. */
  readonly indexes?: readonly IndexDefinition[]
  readonly billingMode: 'PAY_PER_REQUEST' | 'PROVISIONED'
  /** Units a second; zero where the table is on demand. */
  readonly readCapacityUnits: number
  readonly writeCapacityUnits: number
  /** Seconds since the Unix epoch. */
  readonly createdAt: number
  /** Its stream's ARN, label and view; absent where it has none. */
  readonly stream?: { readonly arn: string; readonly label: string; readonly view: string }
}

/** Items by key. Scan order is the order of the partition keys' hashes, then of the sort keys. */
export interface Table {
  readonly definition: TableDefinition
  /** Changes all but the key and the name; what an index newly holds is filled in at once. */
  redefine(definition: TableDefinition): void
  readonly itemCount: number
  readonly sizeBytes: number
  /** Its secondary indexes, in the order of the definition. */
  readonly indexes: readonly SecondaryIndex[]
  get(key: Key): Entry | undefined
  /** Its items in storage order. */
  readonly store: EntryStore
  /** Tells `watcher` of every item that comes, goes or changes its size. */
  watch(watcher: CountWatcher): void
  /** Has `send` do what changes global indexes, later but in order; without it they change with the table. */
  delayIndexes(send: (apply: () => void) => void): void
  /** Where the key stands, whether or not there is such an item. */
  position(key: Key): Position
  /** `known`: its key and its size, where they are. */
  put(item: Item, known?: { readonly key: Key; readonly bytes: number }): void
  remove(key: Key): void
}

/** The place of a key that was looked up, among the partitions. */
export const touch = (table: Table, key: Key, found: Entry | undefined): Touch => {
  if (found === undefined) return table.position(key)
  const { hash, text } = found.collection
  return { hash, text, range: found.range }
}

const toEntryKey = ({ hash, range }: Key): EntryKey => ({ hash, range, tie: null })

/** Creates an empty table. */
export function createTable(initial: TableDefinition): Table {
  let definition = initial
  const schema = initial.keySchema
  const store = schema.range === null ? createSoloStore() : createEntryStore()
  let indexes: readonly SecondaryIndex[] = []
  let itemCount = 0
  let sizeBytes = 0

  let watcher: CountWatcher | null = null
  let send: ((apply: () => void) => void) | null = null

  const applyTo = (index: SecondaryIndex, old: Item | null, next: Item | null): void => {
    if (send === null || index.definition.kind === 'local') index.apply(old, next)
    else send(() => index.apply(old, next))
  }

  const count = (at: Point, items: number, bytes: number): void => {
    itemCount += items
    sizeBytes += bytes
    watcher?.(at, { items, bytes })
  }

  const createIndex = (index: IndexDefinition): SecondaryIndex => {
    const known = indexes.find((one) => one.redefine(index))
    if (known !== undefined) return known
    const created = createSecondaryIndex(index, schema)
    for (const { item } of store.scan(null)) created.apply(null, item)
    return created
  }

  const redefine = (changed: TableDefinition): void => {
    definition = changed
    indexes = (changed.indexes ?? []).map(createIndex)
  }
  redefine(initial)

  return {
    get definition() {
      return definition
    },
    redefine,
    get indexes() {
      return indexes
    },
    watch(given) {
      watcher = given
    },
    delayIndexes(given) {
      send = given
    },
    get itemCount() {
      return itemCount
    },
    get sizeBytes() {
      return sizeBytes
    },
    get: (key) => store.find(toEntryKey(key)),
    store,
    position: (key) => store.position(toEntryKey(key)),
    put(given, known) {
      const item = compactItem(given)
      const key = known?.key ?? readItemKey(given, schema)
      const size = known?.bytes ?? sizeOfItem(given)
      const { old, hash } = store.put(toEntryKey(key), item, size)
      count({ hash, range: key.range }, old === null ? 1 : 0, size - (old?.size ?? 0))
      for (const index of indexes) applyTo(index, old?.item ?? null, item)
    },
    remove(key) {
      const gone = store.remove(toEntryKey(key))
      if (gone === undefined) return
      count({ hash: gone.collection.hash, range: gone.range }, -1, -gone.size)
      for (const index of indexes) applyTo(index, gone.item, null)
    },
  }
}
