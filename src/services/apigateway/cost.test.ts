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

test('1,000 users, 12 hours a day, who send and receive 1,000 messages each: $60.00 + $5.40 a month', () => {
  const usage = { messages: 1_000 * 2_000 * 30, connectionMinutes: 1_000 * 12 * 60 * 30 }
  const { lines } = computeBill([{ id: 'Api', prices: httpApiPrices, usage }], {
    hasFreeTier: false,
    scale: 1,
  })
  expect(lines.map(({ meter, usd }) => [meter, usd])).toEqual([
    ['messages', 60],
    ['connectionMinutes', 5.4],
  ])
})

test('beyond 1,000 M messages a month each million is $0.80', () => {
  const bill = (messages: number): number =>
    computeBill([{ id: 'Api', prices: httpApiPrices, usage: { messages } }], {
      hasFreeTier: false,
      scale: 1,
    }).usd
  expect([bill(1e9), bill(1_001e6)]).toEqual([1_000, 1_000.8])
})
