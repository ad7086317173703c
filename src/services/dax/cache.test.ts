import fc from 'fast-check'
import { after, ms, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createCache } from './cache.ts'

const create = (bytesMax: number, lifeSeconds: number | null = null) =>
  createCache<string>({
    sizeOf: ({ length }) => length,
    bytesMax: () => bytesMax,
    timeToLive: () => (lifeSeconds === null ? null : seconds(lifeSeconds)),
  })

test('what was used last stays when the memory is full', () => {
  // Each takes its key, its value and 100 bytes.
  const cache = create(2 * 106)
  cache.put('a', 'first', START)
  cache.put('b', 'other', START)
  cache.get('a', START)
  cache.put('c', 'third', START)
  expect(['a', 'b', 'c'].map((key) => cache.get(key, START))).toEqual(['first', undefined, 'third'])
  expect(cache.evictedBytes).toBe(106)
})

test('lives for its time, counted from when it was put there', () => {
  const cache = create(1_000, 300)
  cache.put('a', 'value', START)
  const almost = after(START, ms(299_999))
  expect(cache.get('a', almost)).toBe('value')
  expect(cache.get('a', after(START, seconds(300)))).toBeUndefined()
  expect(cache).toMatchObject({ size: 0, bytes: 0, evictedBytes: 0 })
})

test('what is larger than the memory is not kept, and what was there under its key is gone', () => {
  const cache = create(150)
  cache.put('a', 'old', START)
  cache.put('a', 'x'.repeat(100), START)
  expect(cache.get('a', START)).toBeUndefined()
  expect(cache.bytes).toBe(0)
})

test('never takes more than its memory, and finds only what was put last', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.string({ maxLength: 300 }))
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 0, max: 900 }), (steps, bytesMax) => {
      const cache = create(bytesMax)
      const last = new Map<string, string>()
      for (const [key, value] of steps) {
        cache.put(key, value, START)
        last.set(key, value)
        expect(cache.bytes).toBeLessThanOrEqual(bytesMax)
        for (const [known, expected] of last) {
          expect([undefined, expected]).toContain(cache.get(known, START))
        }
      }
    }),
  )
})
