import { expect, test } from 'vitest'
import { planLookups } from './lookups.ts'

test('a look into the cache is bright when it comes and fades; hits and misses differ in shape too', () => {
  const recent = [
    { at: 1_000_000, isHit: true },
    { at: 700_000, isHit: false },
    { at: 0, isHit: true },
  ]
  expect(planLookups(recent, 1_000_000)).toEqual([
    { token: 'ok', isRound: true, alpha: 1 },
    { token: 'throttle', isRound: false, alpha: 0.5 },
    { token: 'ok', isRound: true, alpha: 0.3 },
  ])
})
