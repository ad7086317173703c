import {
  type AttributeValue,
  equalItems,
  type Item,
  keyText,
  sizeOfItem,
} from './attributeValue.ts'
import { writeUnits } from './capacity.ts'
import { createEntryStore, type EntryKey, type EntryStore, type Tie } from './entryStore.ts'
import { hashKeys } from './keyHash.ts'
import type { CountWatcher, Point, Touch } from './partitions/point.ts'
import { fitsKey, type Key, keyElements, type KeySchema } from './schema.ts'

/** Which attributes an index holds beside its own key and the table's. */
export type Projection =
  | { readonly type: 'ALL' | 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly attributes: readonly string[] }

/** How a secondary index is set up. */
export interface IndexDefinition {
  readonly name: string
  /** `local`: its partition key is the table's, and so is its throughput. */
  readonly kind: 'local' | 'global'
  readonly keySchema: KeySchema
  readonly projection: Projection
  /** Units a second of a global index; zero where the table is on demand. */
  readonly readCapacityUnits: number
  readonly writeCapacityUnits: number
  /** Whether a global index that was added to a table is still being filled. */
  readonly isCreating: boolean
}

/** What a write does to one index, in write units; zero: nothing. */
export interface IndexWrite {
  readonly index: SecondaryIndex
  readonly units: number
  /** Bytes by which it grows; below zero, shrinks. */
  readonly growth: number
  /** Its place among the index's partitions. */
  readonly at: Touch
}

/** A secondary index: the items that have its key, with the attributes that it projects. */
export interface SecondaryIndex {
  readonly definition: IndexDefinition
  /** Takes over throughput and state; answers false where key or projection differ. */
  redefine(definition: IndexDefinition): boolean
  readonly store: EntryStore
  readonly itemCount: number
  readonly sizeBytes: number
  /** Tells `watcher` of every entry that comes, goes or changes its size. */
  watch(watcher: CountWatcher): void
  /** Whether what is read from it has this attribute, if the item does. */
  projects(attribute: string): boolean
  /** Takes over an item's change. */
  apply(old: Item | null, next: Item | null): void
  /** What `apply` will cost, or null where it changes nothing here. */
  plan(old: Item | null, next: Item | null): IndexWrite | null
  /** The place of an item's entry, by the item's key attributes; null: it has none. */
  place(item: Item): EntryKey | null
}

const valuesOf = ({ hash, range }: Key): readonly AttributeValue[] =>
  range === null ? [hash] : [hash, range]

/** Tells entries apart whose index keys are equal: by the hash of the table's key, as AWS orders them. */
function toTie(item: Item, schema: KeySchema): Tie {
  const values = keyElements(schema).flatMap(({ name }) => item.get(name) ?? [])
  return { hash: hashKeys(values), text: values.map(keyText).join('\u0000') }
}

const isSameIndex = (a: IndexDefinition, b: IndexDefinition): boolean =>
  a.name === b.name &&
  a.kind === b.kind &&
  JSON.stringify([a.keySchema, a.projection]) === JSON.stringify([b.keySchema, b.projection])

/** Creates an empty index of a table with the key `tableKey`. */
export function createSecondaryIndex(
  initial: IndexDefinition,
  tableKey: KeySchema,
): SecondaryIndex {
  let definition = initial
  const { keySchema, projection } = initial
  const store = createEntryStore()
  const names = new Set(
    [...keyElements(keySchema), ...keyElements(tableKey)].map(({ name }) => name),
  )
  if (projection.type === 'INCLUDE') for (const name of projection.attributes) names.add(name)
  let itemCount = 0
  let sizeBytes = 0
  let watcher: CountWatcher | null = null

  const projects = (attribute: string): boolean => projection.type === 'ALL' || names.has(attribute)

  const project = (item: Item): Item => {
    if (projection.type === 'ALL') return item
    const projected = new Map<string, AttributeValue>()
    for (const [name, value] of item) if (names.has(name)) projected.set(name, value)
    return projected
  }

  const place = (item: Item): EntryKey | null => {
    const key = fitsKey(item, keySchema)
    return key === null ? null : { ...key, tie: toTie(item, tableKey) }
  }

  const isSamePlace = (a: EntryKey, b: EntryKey): boolean => {
    const [left, right] = [valuesOf(a), valuesOf(b)]
    return left.every((value, at) => {
      const other = right[at]
      return other !== undefined && keyText(value) === keyText(other)
    })
  }

  const count = (at: Point, items: number, bytes: number): void => {
    itemCount += items
    sizeBytes += bytes
    watcher?.(at, { items, bytes })
  }

  return {
    get definition() {
      return definition
    },
    redefine(changed) {
      if (!isSameIndex(changed, definition)) return false
      definition = changed
      return true
    },
    store,
    get itemCount() {
      return itemCount
    },
    get sizeBytes() {
      return sizeBytes
    },
    watch(given) {
      watcher = given
    },
    projects,
    place,
    apply(old, next) {
      const from = old === null ? null : place(old)
      const to = next === null ? null : place(next)
      if (from !== null) {
        const gone = store.remove(from)
        if (gone !== undefined) {
          count({ hash: gone.collection.hash, range: gone.range }, -1, -gone.size)
        }
      }
      if (to === null || next === null) return
      const item = project(next)
      const size = sizeOfItem(item)
      const { hash } = store.put(to, item, size)
      count({ hash, range: to.range }, 1, size)
    },
    plan(old, next) {
      const from = old === null ? null : place(old)
      const to = next === null ? null : place(next)
      const was = old === null || from === null ? null : project(old)
      const is = next === null || to === null ? null : project(next)
      const key = to ?? from
      if (key === null) return null
      const at = store.position(key)
      const unitsOf = (item: Item | null): number =>
        item === null ? 0 : writeUnits(sizeOfItem(item))
      const bytesOf = (item: Item | null): number => (item === null ? 0 : sizeOfItem(item))
      const growth = bytesOf(is) - bytesOf(was)
      // "If the update changes the value of an indexed key attribute, two writes are required."
      if (from === null || to === null || !isSamePlace(from, to)) {
        return { index: this, units: unitsOf(was) + unitsOf(is), growth, at }
      }
      if (was === null || is === null || equalItems(was, is)) return null
      return { index: this, units: Math.max(unitsOf(was), unitsOf(is)), growth, at }
    },
  }
}
