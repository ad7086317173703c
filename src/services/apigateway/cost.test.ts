import { expect, test } from 'vitest'
import { computeBill } from '../cost.ts'
import { httpApiPrices } from './cost.ts'
import { createTransfer } from './transfer.ts'

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

// https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer
test('12 TB out to the internet a month: 100 GB free, $0.09 to 10 TB, then $0.085', () => {
  const bill = (hasFreeTier: boolean): number =>
    computeBill([{ id: 'Api', prices: httpApiPrices, usage: { transferOut: 12_288 } }], {
      hasFreeTier,
      scale: 1,
    }).usd
  expect([bill(false), bill(true)]).toEqual([1_095.68, 1_086.68])
})

test('an answer is counted with its headers; to CloudFront, and within the Region, it is free', () => {
  const transfer = createTransfer()
  const request = {
    context: { trace: 1, span: 1 },
    method: 'GET',
    path: '/',
    query: '',
    headers: [],
    body: '',
    sourceIp: '203.0.113.1',
    attempt: 1,
  }
  const response = { status: 200, headers: [['a', 'b']] as const, body: 'x'.repeat(1_000) }
  transfer.answer(request, response)
  transfer.answer({ ...request, inVpc: true }, response)
  transfer.answer({ ...request, inRegion: true }, response)
  const headers = [['Via', '1.1 d111.cloudfront.net (CloudFront)']] as const
  transfer.answer({ ...request, headers }, response)
  transfer.message(500)
  expect(transfer.gigabytes * 2 ** 30).toBe(17 + 6 + 1_000 + 500)
})
