import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextTable } from './textTable.ts'

test('finds what was added and not removed, as a Map does', () => {
  const text = fc.oneof(fc.integer({ min: 0, max: 40 }).map(String), fc.string())
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 200 }), (steps) => {
      const table = createTextTable<{ readonly text: string }>()
      const model = new Map<string, { readonly text: string }>()
      for (const [key, comes] of steps) {
        const known = model.get(key)
        if (comes && known === undefined) {
          const element = { text: key }
          model.set(key, element)
          table.add(element)
        }
        if (!comes && known !== undefined) {
          model.delete(key)
          table.remove(known)
        }
      }
      for (const [key] of steps) expect(table.get(key)).toBe(model.get(key))
    }),
    { numRuns: 300 },
  )
})
