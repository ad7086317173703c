import { type Distribution, logNormalOf, quantiles, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms, ZERO } from '#kernel/time.ts'

/** Spread of a call at the server. assumption: 5 to 15 ms */
const REQUEST_SIGMA = 0.35

/** How long the server works on a call whose median is `medianMs`. */
export const sampleRequest = (medianMs: number, random: Random): Duration =>
  medianMs === 0
    ? ZERO
    : ms(sample(logNormalOf({ median: medianMs, sigma: REQUEST_SIGMA }), random))

/**
 * From storing to being there, as shares of the median. Measured from send to handler (Bite-Sized Serverless 2022, p10,
 * p50, p90, p99: standard 13.7, 16.2, 33.8, 105 ms, FIFO 21.9, 28.1, 61.2, 645 ms), less 11 ms for the parts that are
 * modelled apart: half of the call, three ways in the Region, the invoke's overhead and the runtime's own time. Their
 * spread is theirs: the shares are such that the whole lands on the measured figures (simulation/queues.test.ts).
 */
const STANDARD: Distribution = quantiles([
  [0, 0.35],
  [0.1, 0.53],
  [0.5, 1],
  [0.9, 2.9],
  [0.99, 16.5],
  [1, 24],
])
const FIFO: Distribution = quantiles([
  [0, 0.5],
  [0.1, 0.64],
  [0.5, 1],
  [0.9, 2.9],
  [0.99, 36.9],
  [1, 45],
])

/** How long a stored message takes until a receive finds it. */
export const sampleDelivery = (
  kind: 'standard' | 'fifo',
  medianMs: number,
  random: Random,
): Duration => ms(sample(kind === 'fifo' ? FIFO : STANDARD, random) * medianMs)
