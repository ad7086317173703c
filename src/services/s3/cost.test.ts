import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { computeBill, MONTH_SECONDS } from '../cost.ts'
import { s3Prices } from './cost.ts'
import { createBucketNode } from './testing/bucketNode.ts'

const bill = (usage: Readonly<Record<string, number>>, hasFreeTier = false): number =>
  computeBill([{ id: 'b', prices: s3Prices, usage }], { hasFreeTier, scale: 1 }).usd

// The examples of ../shared/aws/pricing.md, section 4.
test('S1, storage: 100 GB for 15 days and 100 TB for 16 days of March cost $1,215.00', () => {
  const byteHours = 42_259_901_212_262_400
  const gbMonths = byteHours / 2 ** 30 / 744
  expect(Math.round(gbMonths)).toBe(52_900)
  expect(bill({ STANDARD: 52_900 * MONTH_SECONDS })).toBe(1_215)
})

test('S3, requests: 310,000 PUT and 620,000 GET cost $1.80', () => {
  expect(bill({ writes: 310_000, reads: 620_000 })).toBe(1.8)
})

test('S4, transfer: a TB a day out for 31 days costs $2,749.44; the free tier takes 100 GB off', () => {
  expect(bill({ transferOut: 31_744 })).toBe(2_749.44)
  // 10,240 GB at 9 cents, the rest at 8.5.
  expect(bill({ transferOut: 31_744 }, true)).toBe(2_740.94)
})

test('what a bucket uses: storage by class and time, requests by their kind, no deletes, no 5xx', () => {
  const node = createBucketNode()
  const GB = 2 ** 30
  node.ask('PUT /k', { body: 'x'.repeat(1_048_576) })
  node.run(seconds(100))
  const usage = node.room.usage?.() ?? {}
  expect(usage['writes']).toBe(1)
  expect(usage['STANDARD']).toBeCloseTo((1_048_576 / GB) * 100, 6)
  node.ask('GET /k')
  node.ask('HEAD /k')
  node.ask('GET /none')
  node.ask('GET /?list-type=2')
  node.ask('DELETE /k')
  const more = node.room.usage?.() ?? {}
  expect([more['writes'], more['reads']]).toEqual([2, 3])
  node.run(seconds(100))
  expect(node.room.usage?.()['STANDARD']).toBeCloseTo((1_048_576 / GB) * 100, 6)
})

test('infrequent access: dearer requests, retrieval by the GB, 128 KB billed at least', () => {
  const node = createBucketNode()
  node.ask('PUT /k', { headers: { 'x-amz-storage-class': 'STANDARD_IA' }, body: 'x'.repeat(1_024) })
  node.run(seconds(10))
  node.ask('GET /k')
  const usage = node.room.usage?.() ?? {}
  expect([usage['infrequentWrites'], usage['infrequentReads']]).toEqual([1, 1])
  expect(usage['infrequentRetrieval']).toBeCloseTo(1_024 / 2 ** 30, 12)
  expect(usage['STANDARD_IA']).toBeCloseTo((131_072 / 2 ** 30) * 10, 9)
})

test('an anonymous reader’s bytes leave AWS; a distribution’s do not', () => {
  const node = createBucketNode(
    {
      PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false },
      BucketPolicy: {
        PolicyDocument: {
          Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' },
        },
      },
    },
    { data: [{ Key: 'k', Text: 'hello' }] },
  )
  node.http('GET /k')
  expect(node.room.usage?.()['transferOut']).toBeCloseTo(5 / 2 ** 30, 15)
  node.http('GET /k', { headers: { 'X-Amz-Cf-Id': 'abc' } })
  node.ask('GET /k')
  expect(node.room.usage?.()['transferOut']).toBeCloseTo(5 / 2 ** 30, 15)
})
