import { compareUtf8 } from '#contracts/bytes.ts'
import { type AttributeValue, compareKeys, type Item, keyText } from './attributeValue.ts'
import { hashKey } from './keyHash.ts'
import { compareHashed, createHashOrder } from './hashOrder.ts'
import { createSortedList, type SortedList } from './sortedList.ts'
import { createTextTable } from './textTable.ts'

/** What tells apart entries with one key: only indexes have such, and there it is the key of the table. */
export interface Tie {
  readonly hash: number
  readonly text: string
}

/** An item as it is stored: read what you need at once, for a later write changes it. */
export interface Entry {
  readonly item: Item
  /** Names and values, in bytes. */
  readonly size: number
  /** The value of its sort key; null where there is none. */
  readonly range: AttributeValue | null
  readonly tie: Tie | null
  readonly collection: Collection
}

/** All items with one partition key, in the order of their sort keys. */
export interface Collection {
  readonly hash: number
  readonly text: string
  /** Sizes of its entries together. */
  readonly bytes: number
  readonly entries: SortedList<Entry>
}

/** Where a Scan or Query goes on. */
export interface Position {
  readonly hash: number
  readonly text: string
  readonly range: AttributeValue | null
  readonly tie: Tie | null
}

/** Where an entry belongs. */
export interface EntryKey {
  readonly hash: AttributeValue
  readonly range: AttributeValue | null
  readonly tie: Tie | null
}

/** Items in the order of the partition keys' hashes, then of the sort keys. */
export interface EntryStore {
  find(key: EntryKey): Entry | undefined
  /** Stores `item` there; answers what was there before, and the hash of its partition key. */
  put(
    key: EntryKey,
    item: Item,
    size: number,
  ): { readonly old: { readonly item: Item; readonly size: number } | null; readonly hash: number }
  /** Answers what was there. */
  remove(key: EntryKey): Entry | undefined
  /** The items with the partition key `hash`. */
  collection(hash: AttributeValue): Collection | undefined
  /** Where the key stands, whether or not there is such an item. */
  position(key: EntryKey): Position
  /** All items in storage order, from just after `after`. */
  scan(after: Position | null): Generator<Entry, void, undefined>
}

interface StoredEntry extends Entry {
  item: Item
  size: number
  readonly collection: StoredCollection
}

interface StoredCollection extends Collection {
  bytes: number
  readonly entries: SortedList<StoredEntry>
}

type Place = Pick<Entry, 'range' | 'tie'>

/** The order of the entries of one partition key. */
export function comparePlaces(a: Place, b: Place): number {
  const byRange = a.range === null || b.range === null ? 0 : compareKeys(a.range, b.range)
  if (byRange !== 0 || a.tie === null || b.tie === null) return byRange
  return a.tie.hash - b.tie.hash || compareUtf8(a.tie.text, b.tie.text)
}

/** Creates an empty store. */
export function createEntryStore(): EntryStore {
  const byText = createTextTable<StoredCollection>()
  const inOrder = createHashOrder<StoredCollection>()
  /** The key whose hash was asked for last: what is written was looked at before. */
  let asked = { text: '', hash: -1 }

  const find = (key: EntryKey): StoredEntry | undefined => {
    const entries = byText.get(keyText(key.hash))?.entries
    if (entries === undefined) return undefined
    const { only } = entries
    if (only !== undefined) return comparePlaces(only, key) === 0 ? only : undefined
    return entries.find((entry) => comparePlaces(entry, key))
  }

  const computeHash = (hash: AttributeValue, text: string): number => {
    if (asked.hash === -1 || asked.text !== text) asked = { text, hash: hashKey(hash) }
    return asked.hash
  }

  const collectionOf = (hash: AttributeValue): StoredCollection => {
    const text = keyText(hash)
    const known = byText.get(text)
    if (known !== undefined) return known
    const entries = createSortedList<StoredEntry>(comparePlaces)
    const collection: StoredCollection = { hash: computeHash(hash, text), text, bytes: 0, entries }
    byText.add(collection)
    inOrder.add(collection)
    return collection
  }

  return {
    find,
    put(key, item, size) {
      const known = find(key)
      if (known !== undefined) {
        const old = { item: known.item, size: known.size }
        known.item = item
        known.size = size
        known.collection.bytes += size - old.size
        return { old, hash: known.collection.hash }
      }
      const collection = collectionOf(key.hash)
      collection.bytes += size
      collection.entries.add({ item, size, range: key.range, tie: key.tie, collection })
      return { old: null, hash: collection.hash }
    },
    remove(key) {
      const entry = find(key)
      if (entry === undefined) return undefined
      const collection = collectionOf(key.hash)
      collection.bytes -= entry.size
      collection.entries.remove((other) => comparePlaces(other, key))
      if (collection.entries.size > 0) return entry
      byText.remove(collection)
      inOrder.remove(collection)
      return entry
    },
    collection: (hash) => byText.get(keyText(hash)),
    position(key) {
      const text = keyText(key.hash)
      const hash = byText.get(text)?.hash ?? computeHash(key.hash, text)
      return { hash, text, range: key.range, tie: key.tie }
    },
    *scan(after) {
      for (const collection of inOrder.from(after)) {
        if (after === null || compareHashed(collection, after) !== 0) {
          yield* collection.entries
          continue
        }
        yield* collection.entries.from((entry) => comparePlaces(entry, after) <= 0, true)
      }
    },
  }
}
