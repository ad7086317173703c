import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHotKeys } from './hotKeys.ts'

test('a key with more than its share of the counters is always told, and no count is too low', () => {
  const uses = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 5 })), { maxLength: 300 })
  fc.assert(
    fc.property(uses, (all) => {
      const keys = createHotKeys(8)
      const exact = new Map<number, number>()
      let total = 0
      for (const [hash, units] of all) {
        keys.add(hash, units, () => `key ${hash}`)
        exact.set(hash, (exact.get(hash) ?? 0) + units)
        total += units
      }
      const told = keys.top(8)
      for (const { hash, units, error } of told) {
        const real = exact.get(hash) ?? 0
        expect(units).toBeGreaterThanOrEqual(real)
        expect(units - error).toBeLessThanOrEqual(real)
      }
      const hashes = new Set(told.map(({ hash }) => hash))
      for (const [hash, units] of exact) if (units > total / 8) expect(hashes).toContain(hash)
    }),
  )
})

test('what is no longer used is forgotten', () => {
  const keys = createHotKeys(4)
  keys.add(1, 100, () => 'old')
  for (let minute = 0; minute < 20; minute++) keys.fade()
  keys.add(2, 1, () => 'new')
  expect(keys.top(4)).toEqual([{ hash: 2, label: 'new', units: 1, error: 0 }])
})
