import { describe, expect, test } from 'vitest'
import { sample } from '#kernel/distributions.ts'
import { exp, pow } from '#kernel/math.ts'
import { createRandom, type Random } from '#kernel/random.ts'
import { LruCache } from '#kernel/lruCache.ts'
import { createEdgeWorld } from './testing/edgeWorld.ts'

// W. F. King, "Analysis of demand paging algorithms" (1971); H. Che, Y. Tung, Z. Wang, "Hierarchical web caching
// systems" (2002). Both take independent references, which is what Poisson streams of the objects merge to.

const BATCHES = 30
/** Student's t with 29 degrees of freedom, two-sided 99.9 %: one right seed in a thousand lies outside. */
const T_999 = 3.659
/** The same of the normal distribution. */
const Z_999 = 3.291

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

function zipf(objects: number, exponent: number): readonly number[] {
  const weights = Array.from({ length: objects }, (_, index) => pow(index + 1, -exponent))
  const total = sum(weights)
  return weights.map((weight) => weight / total)
}

/** Draws objects by their popularity. */
function drawer(popularity: readonly number[], random: Random): () => number {
  let below = 0
  const upTo = popularity.map((share) => (below += share))
  return () => {
    const at = sample({ type: 'uniform', min: 0, max: 1 }, random)
    let [low, high] = [0, upTo.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] ?? 1) > at) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** The hit ratio of the room's cache for objects of one byte, and half the width of its 99.9 % interval. */
function runLru(popularity: readonly number[], room: number, batch: number) {
  const draw = drawer(popularity, createRandom(7, 'objects'))
  const cache = new LruCache<true>(room)
  const ask = (): number => {
    const key = `/${draw()}`
    if (cache.find(key) === true) return 1
    cache.store(key, true, 1)
    return 0
  }
  for (let index = 0; index < batch; index++) ask()
  const ratios = Array.from({ length: BATCHES }, () => {
    let hits = 0
    for (let index = 0; index < batch; index++) hits += ask()
    return hits / batch
  })
  const mean = sum(ratios) / BATCHES
  const variance = sum(ratios.map((ratio) => (ratio - mean) ** 2)) / (BATCHES - 1)
  return { mean, half: T_999 * Math.sqrt(variance / BATCHES) }
}

/** The stationary hit ratio of LRU: over every ordered content of the cache, its probability and what it would meet. */
function kingHitRatio(popularity: readonly number[], room: number): number {
  const over = (kept: readonly number[], probability: number): number => {
    const met = sum(kept.map((index) => popularity[index] ?? 0))
    if (kept.length === room) return probability * met
    return sum(
      popularity.map((share, index) =>
        kept.includes(index) ? 0 : over([...kept, index], (probability * share) / (1 - met)),
      ),
    )
  }
  return over([], 1)
}

/** Che: an object is met if asked for within a time T at which as many are expected as the cache has room for. */
function cheHitRatio(popularity: readonly number[], room: number): number {
  const within = (time: number) => popularity.map((share) => 1 - exp(-share * time))
  let [low, high] = [0, 1e9]
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (sum(within(middle)) < room) low = middle
    else high = middle
  }
  return sum(within(low).map((met, index) => met * (popularity[index] ?? 0)))
}

describe('LRU', () => {
  test.each([
    [3, 1],
    [3, 2],
    [4, 1],
    [4, 2],
  ])('of %i objects with room for %i: exact, by the Markov chain', (objects, room) => {
    const popularity = zipf(objects, 1)
    const { mean, half } = runLru(popularity, room, 4_000)
    expect(half).toBeLessThan(0.01)
    expect(Math.abs(mean - kingHitRatio(popularity, room))).toBeLessThan(half)
  })

  test.each([
    [0.8, 100],
    [0.8, 400],
    [1, 100],
  ])("under Zipf's law with exponent %d and room for %i of 2,000: Che", (exponent, room) => {
    const popularity = zipf(2_000, exponent)
    const { mean, half } = runLru(popularity, room, 10_000)
    expect(half).toBeLessThan(0.005)
    // An approximation: another half of a percentage point is its own.
    expect(Math.abs(mean - cheHitRatio(popularity, room))).toBeLessThan(half + 0.005)
  })
})

describe('TTL', () => {
  test.each([1, 3])('a distribution meets λT / (1 + λT) of Poisson requests, λT = %i', (met) => {
    const lifetime = 600
    const requests = 1_500
    const headers = [['Cache-Control', `max-age=${lifetime}`]] as const
    const world = createEdgeWorld({ answer: () => ({ headers }) })
    const gaps = createRandom(11, 'gaps')
    for (let index = 0; index < requests; index++) {
      world.wait(sample({ type: 'exponential', mean: lifetime / met }, gaps))
      world.send('GET /a')
    }
    const ratio = 1 - world.asked.length / requests
    // A renewal process: cycles of 1 + Poisson(λT) requests, so misses have the variance n λT / (1 + λT)³.
    const half = Z_999 * Math.sqrt(met / (1 + met) ** 3 / requests)
    expect(Math.abs(ratio - met / (1 + met))).toBeLessThan(half)
  })
})
