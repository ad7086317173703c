import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttributeValue, Item } from './attributeValue.ts'
import { compactItem, equalStored } from './compactItem.ts'
import { parseDecimal } from './decimal.ts'
import { equalItems } from './attributeValue.ts'

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', ''),
  fc.string({ maxLength: 4 }),
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', 'S\u0000\u0001x', '\uD800', 'ÿ'.repeat(256), 'x'.repeat(4_000)),
)
const number = fc
  .oneof(
    fc.integer().map(String),
    fc.constantFrom('0', '1e-130', '-9.9e125', '0.1', '-1', '12345678901234567890.0123456789'),
  )
  .map((digits): AttributeValue => {
    const value = parseDecimal(digits)
    if (typeof value === 'string') throw new Error(value)
    return { type: 'N', value }
  })
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text.map((value): AttributeValue => ({ type: 'S', value })),
  number,
  fc.boolean().map((value): AttributeValue => ({ type: 'BOOL', value })),
  fc.constant<AttributeValue>({ type: 'NULL', value: true }),
  fc.constant<AttributeValue>({ type: 'SS', value: ['a', 'b'] }),
)
const pairs = fc.array(fc.tuple(name, value), { maxLength: 20 })

test('a compact item is what the item is', () => {
  fc.assert(
    fc.property(pairs, name, (given, asked) => {
      const item: Item = new Map(given)
      const compact = compactItem(item)
      expect(compact.size).toBe(item.size)
      expect([...compact]).toEqual([...item])
      expect([...compact.keys()]).toEqual([...item.keys()])
      expect([...compact.values()]).toEqual([...item.values()])
      expect(compact.get(asked)).toEqual(item.get(asked))
      expect(compact.has(asked)).toBe(item.has(asked))
      for (const [key, value] of item) expect(compact.get(key)).toEqual(value)
      const visited: unknown[] = []
      // oxlint-disable-next-line no-array-for-each -- it is a part of what a Map does
      compact.forEach((given, key) => visited.push([key, given]))
      expect(visited).toEqual([...item])
    }),
  )
})

test('compact items are equal where the items are, whatever the order of their attributes', () => {
  const small = fc.array(fc.tuple(fc.constantFrom('a', 'b'), number), { maxLength: 2 })
  fc.assert(
    fc.property(small, small, (one, other) => {
      const [a, b] = [new Map(one), new Map(other)]
      const backwards = new Map([...a].toReversed())
      expect(equalStored(compactItem(a), compactItem(b))).toBe(equalItems(a, b))
      expect(equalStored(compactItem(a), compactItem(backwards))).toBe(true)
    }),
  )
})
