import { assert, failAssertion } from './assert.ts'
import { exp, log, pow } from './math.ts'
import type { Random } from './random.ts'
import { computeNormalQuantile } from './normalQuantile.ts'

/** A distribution of numbers, as data. Units are its user's. */
export type Distribution =
  | { readonly type: 'constant'; readonly value: number }
  /** Between `min` and `max`. */
  | { readonly type: 'uniform'; readonly min: number; readonly max: number }
  | { readonly type: 'exponential'; readonly mean: number }
  | { readonly type: 'normal'; readonly mean: number; readonly deviation: number }
  /** e to the power of a normal distribution with mean ln(`median`) and standard deviation `sigma`. */
  | { readonly type: 'log-normal'; readonly median: number; readonly sigma: number }
  /** Mean `shape` × `scale`. */
  | { readonly type: 'gamma'; readonly shape: number; readonly scale: number }
  /** `shape` 1 is exponential with mean `scale`. */
  | { readonly type: 'weibull'; readonly shape: number; readonly scale: number }
  /** At least `min`; exceeds x with probability (`min` / x)^`shape`. */
  | { readonly type: 'pareto'; readonly shape: number; readonly min: number }
  /** A rank from 1 to `ranks`; rank k comes with a probability in proportion to k^-`exponent`. */
  | { readonly type: 'zipf'; readonly ranks: number; readonly exponent: number }
  /** Measured quantiles with straight lines between them: rising shares (0 to 1) with the values they do not exceed. */
  | { readonly type: 'quantiles'; readonly points: readonly Quantile[] }

/** A share from 0 to 1, and the value below which that share of the draws lies. */
export type Quantile = readonly [share: number, value: number]

/** A log-normal distribution by its median and the spread of its logarithm. */
export const logNormalOf = (of: {
  readonly median: number
  readonly sigma: number
}): Distribution => ({
  type: 'log-normal',
  median: of.median,
  sigma: of.sigma,
})

/** An empirical distribution: `quantiles([[0, 10], [0.5, 142], [0.99, 900], [1, 1_200]])`. */
export function quantiles(points: readonly Quantile[]): Distribution {
  assert(points.length > 0, 'quantiles need a point')
  points.forEach(([share, value], index) => {
    assert(share >= 0 && share <= 1, `share ${share} is not between 0 and 1`)
    const before = points[index - 1]
    if (before === undefined) return
    assert(share > before[0] && value >= before[1], 'quantiles must rise')
  })
  return { type: 'quantiles', points }
}

/** Draws from `distribution`. All but gamma and Zipf take exactly one number of `random`. */
export function sample(distribution: Distribution, random: Random): number {
  switch (distribution.type) {
    case 'constant':
      random.next()
      return distribution.value
    case 'uniform':
      return distribution.min + random.next() * (distribution.max - distribution.min)
    case 'exponential':
      return -log(1 - random.next()) * distribution.mean
    case 'normal':
      return distribution.mean + distribution.deviation * sampleNormal(random)
    case 'log-normal':
      return distribution.median * exp(distribution.sigma * sampleNormal(random))
    case 'gamma':
      return sampleGamma(distribution.shape, random) * distribution.scale
    case 'weibull':
      return distribution.scale * pow(-log(1 - random.next()), 1 / distribution.shape)
    case 'pareto':
      return distribution.min * pow(1 - random.next(), -1 / distribution.shape)
    case 'zipf':
      return sampleZipf(distribution.ranks, distribution.exponent, random)
    case 'quantiles':
      return interpolate(distribution.points, random.next())
  }
}

/** 2^-54: stands for a draw of 0, where the normal distribution has no value. */
const SMALLEST_SHARE = 1 / 0x40_0000_0000_0000

/** Standard normal by inversion: one draw, and a larger draw never gives a smaller value. */
const sampleNormal = (random: Random): number =>
  computeNormalQuantile(Math.max(random.next(), SMALLEST_SHARE))

/**
 * Gamma with scale 1: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
 * Below shape 1, that of shape + 1 times a power of a uniform number.
 */
function sampleGamma(shape: number, random: Random): number {
  if (!(shape > 0)) failAssertion(`gamma shape ${shape}`)
  if (shape < 1) return sampleGamma(shape + 1, random) * pow(1 - random.next(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = sampleNormal(random)
    const root = 1 + c * x
    const v = root * root * root
    const u = 1 - random.next()
    if (v > 0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v
  }
}

/** (eˣ − 1) / x, exact enough near zero. */
const expm1Over = (x: number): number =>
  Math.abs(x) > 1e-4 ? (exp(x) - 1) / x : 1 + (x / 2) * (1 + (x / 3) * (1 + x / 4))

/** ln(1 + x) / x, exact enough near zero. */
const log1pOver = (x: number): number =>
  Math.abs(x) > 1e-4 ? log(1 + x) / x : 1 - x * (1 / 2 - x * (1 / 3 - x / 4))

/**
 * Zipf by rejection from the area under x^-exponent: Hörmann and Derflinger, "Rejection-inversion to generate variates
 * from monotone discrete distributions", ACM TOMACS 6 (1996). No table, whatever the number of ranks.
 */
function sampleZipf(ranks: number, exponent: number, random: Random): number {
  const isPossible = Number.isInteger(ranks) && ranks >= 1 && exponent >= 0
  if (!isPossible) failAssertion(`zipf over ${ranks} ranks with exponent ${exponent}`)
  const density = (x: number): number => exp(-exponent * log(x))
  const area = (x: number): number => expm1Over((1 - exponent) * log(x)) * log(x)
  const inverseArea = (y: number): number => {
    const t = Math.max(-1, y * (1 - exponent))
    return exp(log1pOver(t) * y)
  }
  const from = area(1.5) - 1
  const to = area(ranks + 0.5)
  const sureBelow = 2 - inverseArea(area(2.5) - density(2))
  for (;;) {
    const u = to + random.next() * (from - to)
    const x = inverseArea(u)
    const rank = Math.min(ranks, Math.max(1, Math.floor(x + 0.5)))
    if (rank - x <= sureBelow || u >= area(rank + 0.5) - density(rank)) return rank
  }
}

function interpolate(points: readonly Quantile[], share: number): number {
  let below = points[0] ?? [0, 0]
  for (const point of points) {
    if (point[0] >= share) {
      const width = point[0] - below[0]
      if (width <= 0) return point[1]
      return below[1] + ((point[1] - below[1]) * (share - below[0])) / width
    }
    below = point
  }
  return below[1]
}
