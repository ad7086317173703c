import { describe, expect, test } from 'vitest'
import { type Distribution, logNormalOf, quantiles, sample } from './distributions.ts'
import { createRandom } from './random.ts'

const DRAWS = 20_000

const draw = (distribution: Distribution, seed: number, many = DRAWS): readonly number[] => {
  const random = createRandom(seed, 'draws')
  return Array.from({ length: many }, () => sample(distribution, random))
}

/**
 * The Kolmogorov-Smirnov distance times the square root of the number of draws. Its asymptotic 99.9 % point is 1.95:
 * for a right sampler, one seed in a thousand exceeds that. Seeds are fixed, so a test never flickers.
 */
const kolmogorovSmirnov = (draws: readonly number[], cdf: (x: number) => number): number => {
  const sorted = draws.toSorted((a, b) => a - b)
  let distance = 0
  sorted.forEach((x, index) => {
    const expected = cdf(x)
    distance = Math.max(
      distance,
      Math.abs(expected - index / sorted.length),
      Math.abs((index + 1) / sorted.length - expected),
    )
  })
  return distance * Math.sqrt(sorted.length)
}

const KS_999 = 1.95

const phi = (x: number): number => {
  // Abramowitz and Stegun 26.2.17, good to 7.5e-8: far below what 20,000 draws can tell.
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return x > 0 ? 1 - tail : tail
}

/** The regularised lower incomplete gamma function by its power series. */
const gammaCdf = (shape: number, x: number): number => {
  let term = 1 / shape
  let sum = term
  for (let n = 1; n < 400; n++) {
    term *= x / (shape + n)
    sum += term
  }
  return sum * Math.exp(-x + shape * Math.log(x) - logGamma(shape))
}

/** Stirling's series above 10, brought there by the recurrence. */
const logGamma = (x: number): number => {
  if (x < 10) return logGamma(x + 1) - Math.log(x)
  return (
    (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3)
  )
}

const continuous: readonly (readonly [string, Distribution, (x: number) => number])[] = [
  ['uniform', { type: 'uniform', min: 5, max: 9 }, (x) => (x - 5) / 4],
  ['exponential', { type: 'exponential', mean: 3 }, (x) => 1 - Math.exp(-x / 3)],
  ['normal', { type: 'normal', mean: 10, deviation: 2 }, (x) => phi((x - 10) / 2)],
  ['log-normal', logNormalOf({ median: 110, sigma: 0.4 }), (x) => phi(Math.log(x / 110) / 0.4)],
  ['gamma, shape 0.5', { type: 'gamma', shape: 0.5, scale: 2 }, (x) => gammaCdf(0.5, x / 2)],
  ['gamma, shape 1', { type: 'gamma', shape: 1, scale: 2 }, (x) => 1 - Math.exp(-x / 2)],
  ['gamma, shape 7.3', { type: 'gamma', shape: 7.3, scale: 0.1 }, (x) => gammaCdf(7.3, x / 0.1)],
  ['Weibull', { type: 'weibull', shape: 1.5, scale: 4 }, (x) => 1 - Math.exp(-((x / 4) ** 1.5))],
  ['Pareto', { type: 'pareto', shape: 2.5, min: 3 }, (x) => 1 - (3 / x) ** 2.5],
]

describe('goodness of fit, Kolmogorov-Smirnov at 99.9 % confidence', () => {
  test.each(continuous)('%s', (_, distribution, cdf) => {
    for (const seed of [1, 2, 3]) {
      expect(kolmogorovSmirnov(draw(distribution, seed), cdf)).toBeLessThan(KS_999)
    }
  })

  test('the test can fail: a wrong parameter is found out', () => {
    const draws = draw({ type: 'exponential', mean: 3.15 }, 1)
    expect(kolmogorovSmirnov(draws, (x) => 1 - Math.exp(-x / 3))).toBeGreaterThan(KS_999)
  })

  test('empirical quantiles: straight lines between the points', () => {
    const distribution = quantiles([
      [0, 10],
      [0.5, 142],
      [0.9, 300],
      [1, 1_000],
    ])
    const cdf = (x: number): number => {
      if (x < 142) return (0.5 * (x - 10)) / 132
      return x < 300 ? 0.5 + (0.4 * (x - 142)) / 158 : 0.9 + (0.1 * (x - 300)) / 700
    }
    expect(kolmogorovSmirnov(draw(distribution, 4), cdf)).toBeLessThan(KS_999)
  })
})

describe('Zipf, chi-square at 99.9 % confidence', () => {
  const ranks = 50
  // The 99.9 % point of chi-square with 49 degrees of freedom.
  const CHI_49_999 = 85.35
  const chiSquare = (drawn: readonly number[], exponent: number): number => {
    const weights = Array.from({ length: ranks }, (_, index) => (index + 1) ** -exponent)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.reduce((sum, weight, index) => {
      const expected = (drawn.length * weight) / total
      const seen = drawn.filter((rank) => rank === index + 1).length
      return sum + (seen - expected) ** 2 / expected
    }, 0)
  }

  test.each([0, 0.5, 0.99, 1, 1.2, 2])('exponent %d', (exponent) => {
    const drawn = draw({ type: 'zipf', ranks, exponent }, 5, 100_000)
    expect(chiSquare(drawn, exponent)).toBeLessThan(CHI_49_999)
  })

  test('the test can fail', () => {
    const drawn = draw({ type: 'zipf', ranks, exponent: 1.05 }, 5, 100_000)
    expect(chiSquare(drawn, 1)).toBeGreaterThan(CHI_49_999)
  })

  test('a single rank, and a billion of them', () => {
    expect(draw({ type: 'zipf', ranks: 1, exponent: 1 }, 6, 10)).toEqual(Array(10).fill(1))
    const many = draw({ type: 'zipf', ranks: 1_000_000_000, exponent: 1 }, 6, 1_000)
    expect(many.every((rank) => Number.isInteger(rank) && rank >= 1 && rank <= 1e9)).toBe(true)
    expect(new Set(many).size).toBeGreaterThan(500)
  })
})

describe('how draws are taken', () => {
  test('all but gamma and Zipf take one number, so that changing a parameter shifts nothing else', () => {
    const distributions: readonly Distribution[] = [
      { type: 'constant', value: 4 },
      ...continuous.flatMap(([, distribution]) =>
        distribution.type === 'gamma' ? [] : [distribution],
      ),
      quantiles([
        [0, 1],
        [1, 2],
      ]),
    ]
    for (const distribution of distributions) {
      const [drawn, skipped] = [createRandom(7, 'a'), createRandom(7, 'a')]
      sample(distribution, drawn)
      skipped.next()
      expect(drawn.next(), distribution.type).toBe(skipped.next())
    }
  })

  test('streams of other names and seeds are others', () => {
    const first = (seed: number, name: string): number => createRandom(seed, name).word()
    const words = [first(1, 'a'), first(1, 'b'), first(2, 'a'), first(2 ** 40 + 1, 'a')]
    expect(new Set(words).size).toBe(4)
    expect(first(1, 'a')).toBe(words[0])
  })

  test('a median of zero is always zero', () => {
    expect(draw(logNormalOf({ median: 0, sigma: 0.5 }), 1, 3)).toEqual([0, 0, 0])
  })

  test('quantiles that do not rise are refused', () => {
    expect(() => quantiles([])).toThrow('point')
    expect(() =>
      quantiles([
        [0, 5],
        [0.5, 4],
      ]),
    ).toThrow('rise')
  })
})
