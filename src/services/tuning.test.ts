import { expect, test } from 'vitest'
import { computePoint, findBest, readValues } from './tuning.ts'

const prices = {
  requests: { title: 'Requests', unit: 'request', tiers: [{ upTo: Infinity, usd: 0.2e-6 }] },
  work: { title: 'Work', unit: 'GB-s', tiers: [{ upTo: Infinity, usd: 0.0000166667 }] },
}
const summary = { count: 100, mean: 800, p50: 800, p90: 900, p95: 950, p99: 990, max: 1_000 }
const tuning = { durationMetric: 'Duration', meter: 'requests' }

test('a run’s price is the whole bill of the node over its pieces of work, the free tier aside', () => {
  const usage = { requests: 100, work: 10 }
  const totals = [{ name: 'Duration', kind: 'sample', summary } as const]
  expect(computePoint(tuning, { value: 128, totals, usage, prices })).toEqual({
    value: 128,
    count: 100,
    meanMs: 800,
    p95Ms: 950,
    usdPerMillion: expect.closeTo(0.2 + 1.66667, 6),
  })
})

test('a node that did nothing has no figures', () => {
  const idle = { value: 128, totals: [], prices }
  expect(computePoint(tuning, { ...idle, usage: { requests: 0 } })).toBeNull()
  expect(computePoint(tuning, { ...idle, usage: undefined })).toBeNull()
  expect(computePoint(tuning, { ...idle, usage: { requests: 1 } })).toBeNull()
})

test('fastest, cheapest and balanced: least time, least money, least of both together', () => {
  const at = (value: number, meanMs: number, usdPerMillion: number) => ({
    value,
    meanMs,
    usdPerMillion,
    count: 1,
    p95Ms: meanMs,
  })
  const points = [at(128, 1_000, 2), at(512, 240, 2.2), at(3_008, 200, 9)]
  expect(findBest(points)).toEqual({ cheapest: 128, fastest: 3_008, balanced: 512 })
  expect(findBest([])).toBeNull()
})

test('sizes are whole numbers within AWS’s bounds, each once', () => {
  const bounds = { min: 128, max: 10_240 }
  expect(readValues('512, 128 128;1024', bounds)).toEqual({ values: [128, 512, 1_024] })
  expect(readValues('64', bounds)).toEqual({ error: '64 is not between 128 and 10240' })
  expect(readValues('1e3x', bounds)).toEqual({ error: '1e3x is not a whole number' })
  expect(readValues(' ', bounds)).toEqual({ error: 'name at least one' })
})
