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

// The worked examples of AWS's price page and of those who worked more out by it.
test('1,000 M calls a month are $3,033.10', () => {
  expect(usdOf({ requests: 1e9 })).toBe(3_033.1)
})

test.each([
  ['0.5', 14.6],
  ['1.6', 27.74],
  ['6.1', 146],
  ['13.5', 182.5],
  ['28.4', 365],
  ['58.2', 730],
  ['118', 1_387],
  ['237', 2_774],
])('a cache of %s GB for a month is $%d', (size, usd) => {
  expect(usdOf({ [cacheMeterOf(size)]: 730 })).toBe(usd)
})

test('20,000 M calls: the fourth tier begins at $1.51 a million', () => {
  expect(usdOf({ requests: 20_001e6 }) - usdOf({ requests: 20_000e6 })).toBeCloseTo(1.51, 6)
})
