import { describe, expect, test } from 'vitest'
import { type Distribution, sample } from './distributions.ts'
import { createKernel, type Kernel } from './kernel.ts'
import type { Process } from './process.ts'
import { createSemaphore } from './semaphore.ts'
import { seconds, START, toSeconds } from './time.ts'
import { createTokenBucket, createTokenGate, takeTokens } from './tokenBucket.ts'

// Closed forms: L. Kleinrock, "Queueing Systems", vol. 1 (1975); D. Gross and C. Harris, "Fundamentals of Queueing
// Theory" (1998), chapters 2 and 5. The mean service time is one second wherever nothing else is said.

const CUSTOMERS = 240_000
const WARM_UP = 24_000
const BATCHES = 30
/** Student's t with 29 degrees of freedom, two-sided 99.9 %: one right seed in a thousand lies outside. */
const T_999 = 3.659

interface Run {
  readonly turnedAway: number
  /** The integral of the number in the system over time, and the sum of the times spent in it; both in µs. */
  readonly area: number
  readonly sojourns: number
}

/** A place to be served: waits as long as it must, or answers false at once. */
type Service = () => Process<boolean>

/** Sends Poisson arrivals (per second) through `service` until the last has left. */
function runQueue(kernel: Kernel, rate: number, service: Service): Run {
  let turnedAway = 0
  const gaps = kernel.random('gaps')
  let [inside, area, sojourns, changedAt] = [0, 0, 0, 0]
  const change = (by: number): void => {
    area += inside * (kernel.now - changedAt)
    changedAt = kernel.now
    inside += by
  }

  function* customer(): Process<void> {
    const arrived = kernel.now
    change(1)
    const isServed = yield* service()
    change(-1)
    sojourns += kernel.now - arrived
    if (!isServed) turnedAway++
  }

  function* arrivals(): Process<void> {
    for (let index = 0; index < CUSTOMERS; index++) {
      yield kernel.sleep(seconds(sample({ type: 'exponential', mean: 1 / rate }, gaps)))
      kernel.start(customer())
    }
  }
  kernel.start(arrivals())
  while (kernel.step() === 'ran');
  expect(inside).toBe(0)
  return { turnedAway, area, sojourns }
}

/** `servers` in parallel before one line, or none (`isLossy`). */
function runServers(
  seed: number,
  rate: number,
  { servers, work, isLossy = false }: { servers: number; work: Distribution; isLossy?: boolean },
): { readonly run: Run; readonly waits: readonly number[] } {
  const kernel = createKernel(seed)
  const semaphore = createSemaphore(kernel, servers)
  const times = kernel.random('times')
  const waits: number[] = []
  function* serve(): Process<boolean> {
    const arrived = kernel.now
    if (isLossy) {
      const isFree = semaphore.tryTake()
      waits.push(isFree ? 0 : 1)
      if (!isFree) return false
    } else {
      yield* semaphore.take()
      waits.push((kernel.now - arrived) / 1e6)
    }
    yield kernel.sleep(seconds(sample(work, times)))
    semaphore.release()
    return true
  }
  return { run: runQueue(kernel, rate, serve), waits }
}

/** The mean by batches, and half the width of its 99.9 % confidence interval. */
function batchMeans(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const kept = values.slice(WARM_UP)
  const size = Math.floor(kept.length / BATCHES)
  const means = Array.from(
    { length: BATCHES },
    (_, batch) =>
      kept.slice(batch * size, (batch + 1) * size).reduce((sum, value) => sum + value, 0) / size,
  )
  const mean = means.reduce((sum, value) => sum + value, 0) / BATCHES
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (BATCHES - 1)
  return { mean, half: T_999 * Math.sqrt(variance / BATCHES) }
}

/** The theory's value lies in the interval, and the interval is narrow enough to mean something. */
const expectMean = (values: readonly number[], theory: number, width = 0.12): void => {
  const { mean, half } = batchMeans(values)
  expect(half / theory, 'the interval is too wide to tell anything').toBeLessThan(width)
  expect(Math.abs(mean - theory), `${mean} ± ${half}, not ${theory}`).toBeLessThan(half)
}

/** Little's law holds exactly over a run that begins and ends empty: in whole microseconds, without rounding. */
const expectLittle = (run: Run): void => expect(run.area).toBe(run.sojourns)

const exponential: Distribution = { type: 'exponential', mean: 1 }

/** The probability that all of `servers` are busy and one is turned away, at an offered load in erlangs. */
const erlangB = (servers: number, load: number): number => {
  let blocking = 1
  for (let server = 1; server <= servers; server++) {
    blocking = (load * blocking) / (server + load * blocking)
  }
  return blocking
}

/** The probability that one has to wait. */
const erlangC = (servers: number, load: number): number => {
  const blocking = erlangB(servers, load)
  return blocking / (1 - (load / servers) * (1 - blocking))
}

describe('M/M/1: mean wait ρ/(μ−λ), P(wait) = ρ', () => {
  test.each([0.3, 0.6, 0.8])('ρ = %d', (rho) => {
    const { run, waits } = runServers(11, rho, { servers: 1, work: exponential })
    expectMean(waits, rho / (1 - rho))
    expectMean(
      waits.map((wait) => (wait > 0 ? 1 : 0)),
      rho,
    )
    expectLittle(run)
  })
})

describe('M/M/c: Erlang C', () => {
  test.each([
    [2, 1.5],
    [5, 4],
    [20, 17],
  ])('%d servers at %d erlangs', (servers, load) => {
    const { run, waits } = runServers(12, load, { servers, work: exponential })
    const mustWait = erlangC(servers, load)
    expectMean(
      waits.map((wait) => (wait > 0 ? 1 : 0)),
      mustWait,
    )
    expectMean(waits, mustWait / (servers - load), 0.2)
    expectLittle(run)
  })
})

describe('M/M/c/c: Erlang B; the same for any distribution of service times', () => {
  const cases: readonly (readonly [string, number, number, Distribution])[] = [
    ['exponential', 1, 0.5, exponential],
    ['exponential', 5, 4, exponential],
    ['exponential', 50, 45, exponential],
    ['constant', 5, 4, { type: 'constant', value: 1 }],
    ['gamma', 5, 4, { type: 'gamma', shape: 0.5, scale: 2 }],
  ]
  test.each(cases)('%s service, %d servers at %d erlangs', (_, servers, load, work) => {
    const { run, waits } = runServers(13, load, { servers, work, isLossy: true })
    expectMean(waits, erlangB(servers, load))
    expectLittle(run)
    expect(run.turnedAway).toBe(waits.filter((lost) => lost === 1).length)
  })
})

describe('M/D/1: mean wait ρ/2μ(1−ρ), half of M/M/1', () => {
  test.each([0.5, 0.8])('ρ = %d', (rho) => {
    const { run, waits } = runServers(14, rho, {
      servers: 1,
      work: { type: 'constant', value: 1 },
    })
    expectMean(waits, rho / (2 * (1 - rho)))
    expectLittle(run)
  })
})

describe('M/G/1: Pollaczek-Khinchine, mean wait λE[S²]/2(1−ρ)', () => {
  const rate = 0.6
  const cases: readonly (readonly [string, Distribution, number, number])[] = [
    ['uniform', { type: 'uniform', min: 0, max: 2 }, 1, 4 / 3],
    ['gamma', { type: 'gamma', shape: 4, scale: 0.25 }, 1, 1.25],
    [
      'log-normal',
      { type: 'log-normal', median: 0.8, sigma: 0.5 },
      0.8 * Math.exp(0.125),
      0.64 * Math.exp(0.5),
    ],
    // Γ(1 + 1/2) and Γ(1 + 2/2) of a Weibull distribution with shape 2.
    ['Weibull', { type: 'weibull', shape: 2, scale: 1 }, Math.sqrt(Math.PI) / 2, 1],
  ]
  test.each(cases)('%s', (_, work, mean, square) => {
    const { run, waits } = runServers(15, rate, { servers: 1, work })
    expectMean(waits, (rate * square) / (2 * (1 - rate * mean)))
    expectLittle(run)
  })
})

describe('token bucket', () => {
  test('offered more than its rate, it lets burst + rate × time through, exactly', () => {
    const kernel = createKernel(16)
    const bucket = createTokenBucket(100, 50, START)
    let admitted = 0
    function* flood(): Process<void> {
      for (let call = 0; call < 100_000; call++) {
        yield kernel.sleep(seconds(0.001))
        if (takeTokens(bucket, kernel.now)) admitted++
      }
    }
    kernel.start(flood())
    while (kernel.step() === 'ran');
    // It is full until the first call, at 1 ms, and takes up what comes from then on.
    expect(admitted).toBe(50 + Math.floor(100 * (toSeconds(kernel.now) - 0.001)))
  })

  /** The distribution of the wait in M/D/1 (Erlang 1909; Kleinrock, problem 5.10): P(wait <= whole number x). */
  const waitAtMost = (x: number, rho: number): number => {
    let [sum, factorial] = [0, 1]
    for (let k = 0; k <= x; k++) {
      factorial *= Math.max(1, k)
      sum += ((rho * (k - x)) ** k / factorial) * Math.exp(-rho * (k - x))
    }
    return (1 - rho) * sum
  }

  test.each([1, 2, 4])(
    'Poisson arrivals before a gate with a burst of %d wait as in M/D/1, less what the burst holds',
    (burst) => {
      const rho = 0.7
      const kernel = createKernel(17)
      const gate = createTokenGate(kernel, createTokenBucket(1, burst, START))
      const waits: number[] = []
      function* pass(): Process<boolean> {
        const arrived = kernel.now
        yield* gate.take()
        waits.push((kernel.now - arrived) / 1e6)
        return true
      }
      const run = runQueue(kernel, rho, pass)
      expectMean(
        waits.map((wait) => (wait === 0 ? 1 : 0)),
        waitAtMost(burst - 1, rho),
      )
      if (burst === 1) expectMean(waits, rho / (2 * (1 - rho)))
      expectLittle(run)
    },
  )
})
