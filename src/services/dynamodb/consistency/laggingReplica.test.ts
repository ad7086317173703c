import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import { exp } from '#kernel/math.ts'
import { type Instant, ms, START } from '#kernel/time.ts'
import type { AttributeValue, Item } from '../attributeValue.ts'
import { createEntryStore, type EntryKey, type EntryStore } from '../entryStore.ts'
import { createOverlay, textOfPlace, type Replacement } from './overlay.ts'
import { createLaggingReplica } from './laggingReplica.ts'

const text = (value: string): AttributeValue => ({ type: 'S', value })
const keyOf = (hash: string, range: string): EntryKey => ({
  hash: text(hash),
  range: text(range),
  tie: null,
})
const itemOf = (value: string): Item => new Map([['v', text(value)]])
const put = (store: EntryStore, hash: string, range: string, value: string): void =>
  void store.put(keyOf(hash, range), itemOf(value), 10)
const textOf = (item: Item): string => JSON.stringify([...item.values()])

describe('eventually consistent reads', () => {
  it('find the version before a write in the share of reads that the lag’s distribution gives', () => {
    const lagMs = 10
    const random = createRandom(7, 'replicas')
    const store = createEntryStore()
    const key = keyOf('a', '1')
    put(store, 'a', '1', 'new')
    const at = store.position(key)
    for (const waitMs of [1, 10, 25]) {
      const replicas = createLaggingReplica({ random, lagMs: () => lagMs })
      const rounds = 10_000
      let stale = 0
      for (let round = 0; round < rounds; round++) {
        const now = (round * 10_000_000) as Instant
        replicas.wrote({ at, old: itemOf('old') }, now)
        const later = (now + ms(waitMs)) as Instant
        const found = replicas.choose(store, later).find(key)
        if (found !== undefined && textOf(found.item) === textOf(itemOf('old'))) stale++
      }
      // One of three replicas lags, and has not caught up with probability e^(-wait / lag).
      const expected = exp(-waitMs / lagMs) / 3
      const deviation = Math.sqrt((expected * (1 - expected)) / rounds)
      expect(Math.abs(stale / rounds - expected)).toBeLessThan(4 * deviation)
    }
  })

  it('never find a later write of an item without an earlier one, and nothing old without a lag', () => {
    const random = createRandom(3, 'replicas')
    const replicas = createLaggingReplica({ random, lagMs: () => 10 })
    const store = createEntryStore()
    const key = keyOf('a', '1')
    put(store, 'a', '1', '9')
    const at = store.position(key)
    for (let n = 0; n < 9; n++) replicas.wrote({ at, old: itemOf(String(n)) }, ms(n) as never)
    let last = -1
    for (let time = 9; time < 200; time++) {
      const found = replicas.choose(store, ms(time) as never).find(key)
      const version = Number(JSON.parse(textOf(found?.item ?? itemOf('0')))[0].value)
      // What the lagging replica has only ever gets newer; the others have the newest.
      if (version < 9) {
        expect(version).toBeGreaterThanOrEqual(last)
        last = version
      }
    }
    expect(last).toBeGreaterThanOrEqual(0)
    const exact = createLaggingReplica({ random, lagMs: () => 0 })
    exact.wrote({ at, old: null }, START)
    expect(exact.choose(store, START)).toBe(store)
  })
})

it('an overlay reads as a store that holds its items: by key, by collection either way, and in all', () => {
  const hash = fc.constantFrom('a', 'b', 'c')
  const range = fc.constantFrom('1', '2', '3', '4')
  const entry = fc.record({ hash, range, value: fc.nat(9) })
  const other = fc.record({ hash, range, value: fc.option(fc.nat(9)) })
  fc.assert(
    fc.property(fc.array(entry), fc.array(other), (entries, others) => {
      const store = createEntryStore()
      const expected = createEntryStore()
      for (const { hash: h, range: r, value } of entries) {
        put(store, h, r, String(value))
        put(expected, h, r, String(value))
      }
      const replaced = new Map<string, Replacement>()
      for (const { hash: h, range: r, value } of others) {
        const at = store.position(keyOf(h, r))
        const item = value === null ? null : itemOf(String(value))
        replaced.set(textOfPlace(at), { at, item })
        if (value === null) expected.remove(keyOf(h, r))
        else put(expected, h, r, String(value))
      }
      const overlay = createOverlay(store, replaced)
      const read = (from: EntryStore) => ({
        all: Array.from(from.scan(null), ({ item }) => textOf(item)),
        after: Array.from(from.scan(from.position(keyOf('b', '2'))), ({ item }) => textOf(item)),
        keys: ['a', 'b', 'c'].flatMap((h) =>
          ['1', '2', '3', '4'].map((r) => from.find(keyOf(h, r))?.item.get('v') ?? null),
        ),
        collections: ['a', 'b', 'c'].flatMap((h) =>
          [true, false].map((forward) => {
            const list = from.collection(text(h))?.entries
            const before = (one: { range: AttributeValue | null }): boolean =>
              one.range?.type === 'S' && one.range.value < '3'
            return list === undefined
              ? []
              : Array.from(list.from(before, forward), ({ item }) => textOf(item))
          }),
        ),
      })
      expect(read(overlay)).toEqual(read(expected))
    }),
  )
})
