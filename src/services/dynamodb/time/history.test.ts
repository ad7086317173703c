import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Instant, seconds, START } from '#kernel/time.ts'
import type { AttributeValue, Item } from '../attributeValue.ts'
import { readItemKey } from '../schema.ts'
import { createTable } from '../table.ts'
import { ITEMS_KEY } from '../testing/account.ts'
import { createHistory } from './history.ts'

const itemOf = (id: string, value: number): Item =>
  new Map<string, AttributeValue>([
    ['id', { type: 'S', value: id }],
    ['v', { type: 'S', value: String(value) }],
  ])

const createTestTable = () =>
  createTable({
    name: 'items',
    id: '00000000-0000-4000-8000-000000000000',
    keySchema: ITEMS_KEY,
    billingMode: 'PAY_PER_REQUEST',
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
    createdAt: 0,
  })

const toTexts = (items: readonly Item[]): readonly string[] =>
  items.map((item) => JSON.stringify([...item.values()])).sort()

const at = (second: number): Instant => (second * 1_000_000) as Instant

/** Writes like a table's node does: the history hears of each change. */
function createKeptTable(windowSeconds = 1_000) {
  const table = createTestTable()
  const history = createHistory(table, { window: () => seconds(windowSeconds), now: START })
  const write = (id: string, value: number | null, now: Instant): void => {
    const item = itemOf(id, value ?? 0)
    const key = readItemKey(item, ITEMS_KEY)
    const old = table.get(key)?.item ?? null
    if (value === null && old === null) return
    history.wrote({ key, old }, now)
    if (value === null) table.remove(key)
    else table.put(item)
  }
  const read = (): readonly string[] =>
    toTexts(Array.from(table.store.scan(null), ({ item }) => item))
  return { history, write, read }
}

test('the items of any instant are exactly what they were then', () => {
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    value: fc.option(fc.nat(9)),
    wait: fc.nat(3),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const { history, write, read } = createKeptTable()
      const snapshots = new Map<number, readonly string[]>([[0, []]])
      let second = 0
      for (const { id, value, wait } of changes) {
        second += wait
        write(id, value, at(second))
        snapshots.set(second, read())
      }
      for (const [when, expected] of snapshots) {
        expect(toTexts(history.itemsAt(at(when), at(second)) ?? [])).toEqual(expected)
      }
    }),
  )
})

test('what is older than the window cannot be restored', () => {
  const { history, write } = createKeptTable(100)
  write('a', 1, at(10))
  write('a', 2, at(90))
  expect(toTexts(history.itemsAt(at(50), at(110)) ?? [])).toEqual(toTexts([itemOf('a', 1)]))
  expect(history.earliest(at(110))).toBe(at(10))
  expect(history.itemsAt(at(5), at(110))).toBeNull()
  expect(history.itemsAt(at(50), at(151))).toBeNull()
  expect(history.itemsAt(at(152), at(151))).toBeNull()
})
