import { type AttributeValue, equalItems, type Item } from './attributeValue.ts'
import { PackedItem, packValues } from './packedItem.ts'

// A Map of five attributes takes 280 bytes beside its values, and reading it touches memory in three places. Items of one
// table mostly have the same attributes in the same order: those that do share one list of names.

/** The attributes of items, in order; a tree of them, by the attribute that comes next. */
interface Names {
  readonly list: readonly string[]
  readonly next: Map<string, Names>
}

const createNames = (list: readonly string[]): Names => ({ list, next: new Map() })

/** Attributes beyond which a Map finds them faster. */
const ATTRIBUTES_MAX = 16
/** Lists of names that are shared: data used as names must not fill the memory. */
const LISTS_MAX = 10_000

const root = createNames([])
let lists = 1

function findNext(names: Names, name: string): Names | null {
  const known = names.next.get(name)
  if (known !== undefined) return known
  if (lists >= LISTS_MAX) return null
  lists++
  const created = createNames([...names.list, name])
  names.next.set(name, created)
  return created
}

class CompactItem implements Item {
  readonly #names: readonly string[]
  readonly #values: readonly AttributeValue[]

  constructor(names: readonly string[], values: readonly AttributeValue[]) {
    this.#names = names
    this.#values = values
  }

  get size(): number {
    return this.#values.length
  }

  get(name: string): AttributeValue | undefined {
    const at = this.#names.indexOf(name)
    return at === -1 ? undefined : this.#values[at]
  }

  has(name: string): boolean {
    return this.#names.includes(name)
  }

  forEach(visit: (value: AttributeValue, name: string, item: Item) => void): void {
    for (const [name, value] of this) visit(value, name, this)
  }

  keys(): MapIterator<string> {
    return this.#names.values()
  }

  values(): MapIterator<AttributeValue> {
    return this.#values.values()
  }

  *entries(): MapIterator<[string, AttributeValue]> {
    for (let at = 0; at < this.#values.length; at++) {
      const [name, value] = [this.#names[at], this.#values[at]]
      if (name !== undefined && value !== undefined) yield [name, value]
    }
  }

  [Symbol.iterator](): MapIterator<[string, AttributeValue]> {
    return this.entries()
  }
}

/** The same item in as little room as can be; `Map` where it has many attributes, or ever new ones. */
export function compactItem(item: Item): Item {
  if (item.size > ATTRIBUTES_MAX || item instanceof PackedItem || item instanceof CompactItem) {
    return item
  }
  const values: AttributeValue[] = []
  let names = root
  for (const [name, value] of item) {
    const next = findNext(names, name)
    if (next === null) return item
    names = next
    values.push(value)
  }
  const packed = packValues(values)
  if (packed !== null) return new PackedItem(names.list, packed)
  // A copy has no room to spare, where a list that grew has.
  return new CompactItem(names.list, values.slice())
}

/** Whether two items, compact or not, have the same attributes. */
export function equalStored(a: Item, b: Item): boolean {
  if (a instanceof PackedItem && b instanceof PackedItem && a.names === b.names) {
    return a.packed === b.packed
  }
  return equalItems(a, b)
}
