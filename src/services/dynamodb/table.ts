import {
  type AttributeValue,
  compareValues,
  type Item,
  keyText,
  sizeOfItem,
} from './attributeValue.ts'
import { compareUtf8 } from './bytes.ts'
import { HASH_RANGE, hashKey } from './keyHash.ts'
import { type Key, type KeySchema, readItemKey } from './schema.ts'
import { createSortedList, type SortedList } from './sortedList.ts'

/** An item as it is stored: read what you need at once, for a later write changes it. */
export interface Entry {
  readonly item: Item
  /** Names and values, in bytes. */
  readonly size: number
  /** The value of its sort key; null in a table without one. */
  readonly range: AttributeValue | null
  readonly collection: Collection
}

/** All items with one partition key, in the order of their sort keys. */
export interface Collection {
  readonly hash: number
  readonly text: string
  readonly entries: SortedList<Entry>
}

/** How a table is set up; what DescribeTable tells. */
export interface TableDefinition {
  readonly name: string
  readonly id: string
  readonly keySchema: KeySchema
  readonly billingMode: 'PAY_PER_REQUEST' | 'PROVISIONED'
  /** Units a second; zero where the table is on demand. */
  readonly readCapacityUnits: number
  readonly writeCapacityUnits: number
  /** Seconds since the Unix epoch. */
  readonly createdAt: number
  /** Its stream's ARN, label and view; absent where it has none. */
  readonly stream?: { readonly arn: string; readonly label: string; readonly view: string }
}

/** Where a Scan or Query goes on. */
export interface Position {
  readonly hash: number
  readonly text: string
  readonly range: AttributeValue | null
}

/** What one slice of the range of key hashes holds; partitions are whole slices. */
export interface Slice {
  readonly items: number
  readonly bytes: number
}

/** Slices of the range of key hashes, for which items and bytes are counted. */
export const SLICES = 256

/** The slice that a key's hash falls into. */
export const sliceOf = (hash: number): number => Math.floor((hash * SLICES) / HASH_RANGE)

/** Items by key. Scan order is the order of the partition keys' hashes, then of the sort keys. */
export interface Table {
  readonly definition: TableDefinition
  /** Changes all but the key and the name. */
  redefine(definition: TableDefinition): void
  readonly itemCount: number
  readonly sizeBytes: number
  get(key: Key): Entry | undefined
  /** Items and bytes by slice of the range of key hashes. */
  readonly slices: readonly Slice[]
  /** The items with the partition key `hash`. */
  collection(hash: AttributeValue): Collection | undefined
  /** Where the key stands, whether or not there is such an item. */
  position(key: Key): Position
  put(item: Item): void
  remove(key: Key): void
  /** All items in storage order, from just after `after`. */
  scan(after: Position | null): Generator<Entry, void, undefined>
}

interface StoredEntry extends Entry {
  item: Item
  size: number
}

interface StoredCollection extends Collection {
  readonly entries: SortedList<StoredEntry>
}

const compareRanges = (a: AttributeValue | null, b: AttributeValue | null): number =>
  a === null || b === null ? 0 : (compareValues(a, b) ?? 0)

const compareEntries = (a: Entry, b: Entry): number => compareRanges(a.range, b.range)

const compareCollections = (
  a: Pick<Collection, 'hash' | 'text'>,
  b: Pick<Collection, 'hash' | 'text'>,
): number => a.hash - b.hash || compareUtf8(a.text, b.text)

/** Creates an empty table. */
export function createTable(initial: TableDefinition): Table {
  let definition = initial
  const schema = initial.keySchema
  const slices = Array.from({ length: SLICES }, () => ({ items: 0, bytes: 0 }))
  const byText = new Map<string, StoredCollection>()
  const inOrder = createSortedList<StoredCollection>(compareCollections)
  let itemCount = 0
  let sizeBytes = 0

  const find = (key: Key): StoredEntry | undefined =>
    byText.get(keyText(key.hash))?.entries.find((entry) => compareRanges(entry.range, key.range))

  const count = (hash: number, items: number, bytes: number): void => {
    itemCount += items
    sizeBytes += bytes
    const slice = slices[sliceOf(hash)]
    if (slice === undefined) return
    slice.items += items
    slice.bytes += bytes
  }

  const collectionOf = (hash: AttributeValue): StoredCollection => {
    const text = keyText(hash)
    const known = byText.get(text)
    if (known !== undefined) return known
    const entries = createSortedList<StoredEntry>(compareEntries)
    const collection: StoredCollection = { hash: hashKey(hash), text, entries }
    byText.set(text, collection)
    inOrder.add(collection)
    return collection
  }

  const put = (item: Item): void => {
    const key = readItemKey(item, schema)
    const size = sizeOfItem(item)
    const known = find(key)
    if (known !== undefined) {
      count(known.collection.hash, 0, size - known.size)
      known.item = item
      known.size = size
      return
    }
    const collection = collectionOf(key.hash)
    collection.entries.add({ item, size, range: key.range, collection })
    count(collection.hash, 1, size)
  }

  const remove = (key: Key): void => {
    const entry = find(key)
    if (entry === undefined) return
    const collection = collectionOf(key.hash)
    collection.entries.remove((other) => compareRanges(other.range, key.range))
    count(collection.hash, -1, -entry.size)
    if (collection.entries.size > 0) return
    byText.delete(collection.text)
    inOrder.remove((other) => compareCollections(other, collection))
  }

  return {
    get definition() {
      return definition
    },
    redefine(changed) {
      definition = changed
    },
    slices,
    get itemCount() {
      return itemCount
    },
    get sizeBytes() {
      return sizeBytes
    },
    get: find,
    collection: (hash) => byText.get(keyText(hash)),
    position(key) {
      const text = keyText(key.hash)
      return { hash: byText.get(text)?.hash ?? hashKey(key.hash), text, range: key.range }
    },
    put,
    remove,
    *scan(after) {
      const first =
        after === null ? inOrder : inOrder.from((c) => compareCollections(c, after) < 0, true)
      for (const collection of first) {
        if (after === null || compareCollections(collection, after) !== 0) {
          yield* collection.entries
          continue
        }
        yield* collection.entries.from(
          (entry) => compareRanges(entry.range, after.range) <= 0,
          true,
        )
      }
    },
  }
}
