import { expect, test } from 'vitest'
import { computeBill } from '../cost.ts'
import { httpApiPrices } from './cost.ts'

const usdOf = (requests: number): number =>
  computeBill([{ id: 'Api', prices: httpApiPrices, usage: { requests } }], {
    hasFreeTier: false,
    scale: 1,
  }).usd

test("AWS's example: 216 M small requests to an HTTP API a month are $216.00", () => {
  expect(usdOf(216e6)).toBe(216)
})

test('beyond 300 M requests a month each million is $0.90', () => {
  expect(usdOf(301e6)).toBe(300.9)
})
