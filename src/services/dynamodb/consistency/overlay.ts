import { compareUtf8 } from '#contracts/bytes.ts'
import { assert } from '#kernel/assert.ts'
import { type Item, keyText, sizeOfItem } from '../attributeValue.ts'
import {
  type Collection,
  comparePlaces,
  type Entry,
  type EntryStore,
  type Position,
} from '../entryStore.ts'
import type { Touch } from '../partitions/point.ts'
import { createSortedList } from '../sortedList.ts'

/** What stands in the place of an item; null: nothing does. */
export interface Replacement {
  readonly at: Touch
  readonly item: Item | null
}

/** Equal places of a table have equal texts. */
export const textOfPlace = ({ text, range }: Pick<Touch, 'text' | 'range'>): string =>
  range === null ? text : `${text}\u0000${keyText(range)}`

type Place = Pick<Position, 'hash' | 'text' | 'range' | 'tie'>

const placeOf = ({ collection: { hash, text }, range, tie }: Entry): Place => ({
  hash,
  text,
  range,
  tie,
})

const compare = (a: Place, b: Place): number =>
  a.hash - b.hash || compareUtf8(a.text, b.text) || comparePlaces(a, b)

/** `entries` without those that are replaced, with `others` among them; both in order, or both backwards. */
function* merge(
  entries: Iterable<Entry>,
  others: readonly Entry[],
  { isReplaced, sign }: { readonly isReplaced: (entry: Entry) => boolean; readonly sign: 1 | -1 },
): Generator<Entry, void, undefined> {
  let next = 0
  for (const entry of entries) {
    for (let other = others[next]; other !== undefined; other = others[++next]) {
      if (sign * compare(placeOf(other), placeOf(entry)) > 0) break
      yield other
    }
    if (!isReplaced(entry)) yield entry
  }
  yield* others.slice(next)
}

/** A store as it looks with some items in another version: for reading only, and not kept. */
export function createOverlay(
  store: EntryStore,
  replaced: ReadonlyMap<string, Replacement>,
): EntryStore {
  const isReplaced = (entry: Entry): boolean =>
    replaced.has(textOfPlace({ text: entry.collection.text, range: entry.range }))
  const toEntry = ({ at }: Replacement, item: Item): Entry => {
    const { hash, text, range } = at
    const size = sizeOfItem(item)
    const entries = createSortedList<Entry>(comparePlaces)
    const collection: Collection = { hash, text, bytes: size, entries }
    return { item, size, range, tie: null, collection }
  }
  const ghosts = [...replaced.values()]
    .flatMap((one) => (one.item === null ? [] : [toEntry(one, one.item)]))
    .sort((a, b) => compare(placeOf(a), placeOf(b)))

  const overlayCollection = (hash: Parameters<EntryStore['collection']>[0]) => {
    const text = keyText(hash)
    const base = store.collection(hash)
    const own = ghosts.filter(({ collection }) => collection.text === text)
    const empty = createSortedList<Entry>(comparePlaces)
    const entries = base?.entries ?? empty
    const from = (before: (entry: Entry) => boolean, forward: boolean) => {
      const others = own.filter((entry) => before(entry) !== forward)
      if (!forward) others.reverse()
      const sign = forward ? 1 : -1
      return merge(entries.from(before, forward), others, { isReplaced, sign })
    }
    if (base === undefined && own.length === 0) return undefined
    const { hash: place } = base ?? own[0]?.collection ?? { hash: 0 }
    return {
      hash: place,
      text,
      // What writes are held to is the collection as it is.
      bytes: base?.bytes ?? 0,
      entries: {
        size: entries.size,
        only: undefined,
        find: (compareTo: (entry: Entry) => number) =>
          Array.from(from(() => false, true)).find((entry) => compareTo(entry) === 0),
        // Nobody writes what is looked at only.
        add: () => assert(false, 'an overlay is read only'),
        remove: () => assert(false, 'an overlay is read only'),
        from,
        [Symbol.iterator]: () => from(() => false, true),
      },
    }
  }

  return {
    ...store,
    find(key) {
      const found = replaced.get(textOfPlace({ text: keyText(key.hash), range: key.range }))
      if (found === undefined) return store.find(key)
      return found.item === null ? undefined : toEntry(found, found.item)
    },
    collection: overlayCollection,
    scan(start) {
      const others =
        start === null ? ghosts : ghosts.filter((one) => compare(placeOf(one), start) > 0)
      return merge(store.scan(start), others, { isReplaced, sign: 1 })
    },
  }
}
