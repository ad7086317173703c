import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttributeValue, Item } from './attributeValue.ts'
import { compactItem } from './compactItem.ts'

test('a compact item is what the item is', () => {
  const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', ''), fc.string())
  const value = fc.string().map((text): AttributeValue => ({ type: 'S', value: text }))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), name, (pairs, asked) => {
      const item: Item = new Map(pairs)
      const compact = compactItem(item)
      expect(compact.size).toBe(item.size)
      expect([...compact]).toEqual([...item])
      expect([...compact.keys()]).toEqual([...item.keys()])
      expect([...compact.values()]).toEqual([...item.values()])
      expect(compact.get(asked)).toBe(item.get(asked))
      expect(compact.has(asked)).toBe(item.has(asked))
      const visited: unknown[] = []
      // oxlint-disable-next-line no-array-for-each -- it is a part of what a Map does
      compact.forEach((given, key) => visited.push([key, given]))
      expect(visited).toEqual([...item])
    }),
  )
})
