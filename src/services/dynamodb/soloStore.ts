import { type AttributeValue, type Item, keyText } from './attributeValue.ts'
import { type Collection, comparePlaces, type Entry, type EntryStore } from './entryStore.ts'
import { compareHashed, createHashOrder } from './hashOrder.ts'
import { hashKey } from './keyHash.ts'
import { PackedItem } from './packedItem.ts'
import { createSortedList, type SortedList } from './sortedList.ts'
import { createTextTable } from './textTable.ts'

/** An item that is all there is of its partition key: entry and collection in one, for there are millions of them. */
class SoloEntry implements Entry, Collection {
  /** Of a packed item, whose values then stand in `#held`. */
  #names: readonly string[] | null = null
  #held: string | Item = ''
  size: number
  readonly hash: number
  readonly text: string

  constructor(item: Item, size: number, hash: number, text: string) {
    this.size = size
    this.hash = hash
    this.text = text
    this.item = item
  }

  // Made anew where it is asked for, and soon forgotten: one place of the memory less to go to, of millions.
  get item(): Item {
    if (typeof this.#held !== 'string') return this.#held
    return new PackedItem(this.#names ?? [], this.#held)
  }

  set item(item: Item) {
    const isPacked = item instanceof PackedItem
    this.#names = isPacked ? item.names : null
    this.#held = isPacked ? item.packed : item
  }

  get range(): null {
    return null
  }

  get tie(): null {
    return null
  }

  get bytes(): number {
    return this.size
  }

  get collection(): Collection {
    return this
  }

  get entries(): SortedList<Entry> {
    const list = createSortedList<Entry>(comparePlaces)
    list.add(this)
    return list
  }
}

/** Creates an empty store of a table without sort key: what `createEntryStore` makes, in a third of the room. */
export function createSoloStore(): EntryStore {
  const byText = createTextTable<SoloEntry>()
  const inOrder = createHashOrder<SoloEntry>()
  /** The key whose hash was asked for last: what is written was looked at before. */
  let asked = { text: '', hash: -1 }

  const computeHash = (hash: AttributeValue, text: string): number => {
    if (asked.hash === -1 || asked.text !== text) asked = { text, hash: hashKey(hash) }
    return asked.hash
  }

  return {
    find: ({ hash }) => byText.get(keyText(hash)),
    put(key, item, size) {
      const text = keyText(key.hash)
      const known = byText.get(text)
      if (known !== undefined) {
        const old = { item: known.item, size: known.size }
        known.item = item
        known.size = size
        return { old, hash: known.hash }
      }
      const entry = new SoloEntry(item, size, computeHash(key.hash, text), text)
      byText.add(entry)
      inOrder.add(entry)
      return { old: null, hash: entry.hash }
    },
    remove(key) {
      const entry = byText.get(keyText(key.hash))
      if (entry === undefined) return undefined
      byText.remove(entry)
      inOrder.remove(entry)
      return entry
    },
    collection: (hash) => byText.get(keyText(hash)),
    position(key) {
      const text = keyText(key.hash)
      return {
        hash: byText.get(text)?.hash ?? computeHash(key.hash, text),
        text,
        range: null,
        tie: null,
      }
    },
    *scan(after) {
      for (const entry of inOrder.from(after)) {
        if (after === null || compareHashed(entry, after) !== 0) yield entry
      }
    },
  }
}
