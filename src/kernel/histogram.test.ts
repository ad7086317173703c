import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHistogram, type Histogram } from './histogram.ts'

const observations = fc.array(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
})

const of = (values: readonly number[]): Histogram => {
  const histogram = createHistogram()
  for (const value of values) histogram.add(value)
  return histogram
}

test('any percentile lies within 1 % of the nearest-rank percentile of the sorted observations', () => {
  fc.assert(
    fc.property(observations, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0
      const told = of(values).percentile(q)
      expect(Math.abs(told - exact) / exact).toBeLessThanOrEqual(0.01)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('merging two histograms is the same as observing everything in one', () => {
  fc.assert(
    fc.property(observations, observations, (one, two) => {
      const merged = of(one)
      merged.merge(of(two))
      const whole = of([...one, ...two])
      const { mean, ...rest } = merged.summary()
      const { mean: wholeMean, ...wholeRest } = whole.summary()
      expect(rest).toEqual(wholeRest)
      expect(Math.abs(mean - wholeMean)).toBeLessThanOrEqual(1e-9 * wholeMean)
    }),
    { seed: 2 },
  )
})

test('count, mean and maximum are exact', () => {
  expect(of([1, 2, 3, 10]).summary()).toMatchObject({ count: 4, mean: 4, max: 10 })
})

test('zero, what is below it, and an empty histogram read as zero', () => {
  expect(createHistogram().summary()).toEqual({
    count: 0,
    mean: 0,
    p50: 0,
    p90: 0,
    p95: 0,
    p99: 0,
    max: 0,
  })
  expect(of([0, -5, 0, 8]).percentile(0.5)).toBe(0)
  expect(of([0, -5, 0, 8]).percentile(0.99)).toBe(8)
})

test('values beyond the scale are kept apart by their exact maximum only', () => {
  expect(of([1e300]).percentile(0.5)).toBeGreaterThan(1e13)
  expect(of([1e300]).max).toBe(1e300)
})
