import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSortedList } from './sortedList.ts'

interface Box {
  readonly key: number
}

const compareTo = (key: number) => (box: Box) => box.key - key

describe('a sorted list', () => {
  it('behaves as a sorted array does, over many chunks', () => {
    const change = fc.record({ key: fc.integer({ min: 0, max: 3_000 }), remove: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 2_500, size: 'max' }),
        fc.integer({ min: -1, max: 3_001 }),
        (changes, from) => {
          const list = createSortedList<Box>((a, b) => a.key - b.key)
          const model = new Set<number>()
          for (const { key, remove } of changes) {
            if (remove) {
              list.remove(compareTo(key))
              model.delete(key)
            } else if (!model.has(key)) {
              list.add({ key })
              model.add(key)
            }
          }
          const sorted = [...model].sort((a, b) => a - b)
          expect(list.size).toBe(sorted.length)
          expect(Array.from(list, ({ key }) => key)).toEqual(sorted)
          const before = (box: Box): boolean => box.key < from
          expect(Array.from(list.from(before, true), ({ key }) => key)).toEqual(
            sorted.filter((key) => key >= from),
          )
          expect(Array.from(list.from(before, false), ({ key }) => key)).toEqual(
            sorted.filter((key) => key < from).reverse(),
          )
          expect(list.find(compareTo(from))?.key).toBe(model.has(from) ? from : undefined)
        },
      ),
      { numRuns: 30 },
    )
  })
})
