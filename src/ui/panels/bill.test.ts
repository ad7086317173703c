import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { computeRunBill, explainLine, formatQuantity, formatUsd } from './bill.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'One function',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client' },
    { id: 'Fn', type: 'AWS::Lambda::Function' },
  ],
  edges: [],
}

/** 100 s of 30 requests a second, each 100 ms with 1 GB. */
const metered = {
  now: 100e6,
  usage: { Users: { requests: 3_000 }, Fn: { requests: 3_000, 'duration-x86_64': 300 } },
}

test('what ran: requests and GB-seconds at their prices, to the cent', () => {
  const bill = computeRunBill(scenario, metered, { span: 'run', hasFreeTier: false })
  expect(bill.lines.map(explainLine)).toEqual([
    '3,000 × $0.20 per million',
    '300 GB-s × $0.0000166667',
  ])
  expect(bill.usd).toBe(0.01)
  // 0.20 + 100,000 GB-s a million
  expect(bill.perMillion).toBeCloseTo(0.2 + 1.66667, 6)
})

test('a month at this rate is 26,280 times the run, and the free tier is taken off once', () => {
  const bill = computeRunBill(scenario, metered, { span: 'month', hasFreeTier: true })
  expect(bill.requests).toBe(3_000 * 26_280)
  expect(bill.lines.map(explainLine)).toEqual([
    '(78,840,000 − 1,000,000 free) × $0.20 per million',
    '(7,884,000 − 400,000 free) GB-s × $0.0000166667',
  ])
  expect(bill.usd).toBe(15.57 + 124.73)
})

test('before anything ran nothing is charged and nothing is said by the million', () => {
  const bill = computeRunBill(scenario, { now: 0, usage: {} }, { span: 'month', hasFreeTier: true })
  expect(bill).toMatchObject({ usd: 0, perMillion: null, lines: [] })
})

test('money and quantities show as many digits as it takes', () => {
  expect([0, 0.0000166667, 0.004, 2.3333, 1_234.5].map(formatUsd)).toEqual([
    '$0.00',
    '$0.0000167',
    '$0.004',
    '$2.33',
    '$1,235',
  ])
  expect([12, 0.01234, 540_000.4].map(formatQuantity)).toEqual(['12', '0.01234', '540,000'])
})
