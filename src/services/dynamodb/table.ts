import {
  type AttributeValue,
  compareValues,
  type Item,
  keyText,
  sizeOfItem,
} from './attributeValue.ts'
import { compareUtf8 } from './bytes.ts'
import { hashKey } from './keyHash.ts'
import { type Key, type KeySchema, readItemKey } from './schema.ts'
import { createSortedList, type SortedList } from './sortedList.ts'

/** An item as it is stored. */
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
}

/** Where a Scan or Query goes on. */
export interface Position {
  readonly hash: number
  readonly text: string
  readonly range: AttributeValue | null
}

/** Items by key. Scan order is the order of the partition keys' hashes, then of the sort keys. */
export interface Table {
  readonly definition: TableDefinition
  readonly itemCount: number
  readonly sizeBytes: number
  get(key: Key): Entry | undefined
  /** The items with the partition key `hash`. */
  collection(hash: AttributeValue): Collection | undefined
  /** Where the key stands, whether or not there is such an item. */
  position(key: Key): Position
  put(item: Item): Entry
  remove(key: Key): void
  /** All items in storage order, from just after `after`. */
  scan(after: Position | null): Generator<Entry, void, undefined>
}

const compareRanges = (a: AttributeValue | null, b: AttributeValue | null): number =>
  a === null || b === null ? 0 : (compareValues(a, b) ?? 0)

const compareCollections = (
  a: Pick<Collection, 'hash' | 'text'>,
  b: Pick<Collection, 'hash' | 'text'>,
): number => a.hash - b.hash || compareUtf8(a.text, b.text)

/** Creates an empty table. */
export function createTable(definition: TableDefinition): Table {
  const schema = definition.keySchema
  const byText = new Map<string, Collection>()
  const inOrder = createSortedList<Collection>(compareCollections)
  let itemCount = 0
  let sizeBytes = 0

  const find = (key: Key): Entry | undefined =>
    byText.get(keyText(key.hash))?.entries.find((entry) => compareRanges(entry.range, key.range))

  const collectionOf = (hash: AttributeValue): Collection => {
    const text = keyText(hash)
    const known = byText.get(text)
    if (known !== undefined) return known
    const entries = createSortedList<Entry>((a, b) => compareRanges(a.range, b.range))
    const collection: Collection = { hash: hashKey(hash), text, entries }
    byText.set(text, collection)
    inOrder.add(collection)
    return collection
  }

  const remove = (key: Key): void => {
    const entry = find(key)
    if (entry === undefined) return
    const { collection } = entry
    collection.entries.remove((other) => compareRanges(other.range, key.range))
    itemCount--
    sizeBytes -= entry.size
    if (collection.entries.size > 0) return
    byText.delete(collection.text)
    inOrder.remove((other) => compareCollections(other, collection))
  }

  return {
    definition,
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
    put(item) {
      const key = readItemKey(item, schema)
      remove(key)
      const collection = collectionOf(key.hash)
      const entry: Entry = { item, size: sizeOfItem(item), range: key.range, collection }
      collection.entries.add(entry)
      itemCount++
      sizeBytes += entry.size
      return entry
    },
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
