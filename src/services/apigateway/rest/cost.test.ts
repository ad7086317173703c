import { expect, test } from 'vitest'
import { computeBill } from '#services/cost.ts'
import { cacheMeterOf, restApiPrices } from './cost.ts'

const usdOf = (usage: Readonly<Record<string, number>>): number =>
  computeBill([{ id: 'Api', prices: restApiPrices, usage }], { hasFreeTier: false, scale: 1 }).usd

test("AWS's example: 5 M calls of a REST API a month are $17.50", () => {
  expect(usdOf({ requests: 5e6 })).toBe(17.5)
})

test('tiers: 333 M at $3.50 a million, 667 M at $2.80, then $2.38', () => {
  expect(usdOf({ requests: 1_001e6 })).toBe(3_035.48)
})

test('a cache of 0.5 GB for a month of 730 hours is $14.60', () => {
  expect(cacheMeterOf('0.5')).toBe('cacheHours05')
  expect(usdOf({ cacheHours05: 730 })).toBe(14.6)
})
