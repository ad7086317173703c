import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKernel } from './kernel.ts'
import type { Process } from './process.ts'
import { type Instant, ms, seconds, START, us } from './time.ts'
import {
  changeTokenBucket,
  computeTokenWait,
  createTokenBucket,
  createTokenGate,
  getTokens,
  overdrawTokens,
  takeTokens,
} from './tokenBucket.ts'

const at = (micros: number): Instant => (START + us(micros)) as Instant

describe('token bucket', () => {
  test('begins full, empties by burst, refills at its rate', () => {
    const bucket = createTokenBucket(10, 5, START)
    const burst = Array.from({ length: 7 }, () => takeTokens(bucket, START))
    expect(burst).toEqual([true, true, true, true, true, false, false])
    expect(takeTokens(bucket, at(99_999))).toBe(false)
    expect(takeTokens(bucket, at(100_000))).toBe(true)
    expect(getTokens(bucket, at(250_000))).toBe(1.5)
    expect(getTokens(bucket, at(10_000_000))).toBe(5)
  })

  test('the level does not depend on how often it was asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.array(fc.nat({ max: 3_000_000 }), { maxLength: 50 }),
        (milliRate, gaps) => {
          const [asked, left] = [0, 0].map(() => createTokenBucket(milliRate / 1_000, 5_000, START))
          if (asked === undefined || left === undefined) return
          takeTokens(asked, START, 5_000)
          takeTokens(left, START, 5_000)
          let now = 0
          for (const gap of gaps) {
            now += gap
            getTokens(asked, at(now))
          }
          expect(getTokens(asked, at(now))).toBe(getTokens(left, at(now)))
        },
      ),
      { seed: 1 },
    )
  })

  test('never negative, never above the burst, and what was given is within burst + rate × time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.tuple(fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 50 })), {
          maxLength: 200,
        }),
        (rate, burst, asks) => {
          const bucket = createTokenBucket(rate, burst, START)
          let [now, given] = [0, 0]
          for (const [gap, tokens] of asks) {
            now += gap
            if (takeTokens(bucket, at(now), tokens)) given += tokens
            expect(getTokens(bucket, at(now))).toBeGreaterThanOrEqual(0)
            expect(getTokens(bucket, at(now))).toBeLessThanOrEqual(burst)
          }
          expect(given).toBeLessThanOrEqual(burst + (rate * now) / 1e6)
        },
      ),
      { seed: 2 },
    )
  })

  test('the wait told is exact to the microsecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 100 }),
        (milliRate, tokens) => {
          const bucket = createTokenBucket(milliRate / 1_000, 100, START)
          takeTokens(bucket, START, 100)
          const wait = computeTokenWait(bucket, START, tokens) ?? 0
          expect(takeTokens(bucket, at(wait - 1), tokens)).toBe(false)
          expect(takeTokens(bucket, at(wait), tokens)).toBe(true)
        },
      ),
      { seed: 3 },
    )
  })

  test('more than the burst never comes, nor anything without a rate', () => {
    expect(computeTokenWait(createTokenBucket(10, 5, START), START, 6)).toBeNull()
    const dry = createTokenBucket(0, 5, START)
    takeTokens(dry, START, 5)
    expect(computeTokenWait(dry, at(1e9), 1)).toBeNull()
  })

  test('years later it is full, and its sums are still exact', () => {
    const bucket = createTokenBucket(1_000_000, 5_000_000, START)
    takeTokens(bucket, START, 5_000_000)
    expect(getTokens(bucket, at(1e14))).toBe(5_000_000)
  })

  test('what is overdrawn has to flow in before anything is there again', () => {
    const bucket = createTokenBucket(10, 5, START)
    overdrawTokens(bucket, START, 7.5)
    expect(getTokens(bucket, START)).toBe(-2.5)
    expect(takeTokens(bucket, at(349_999))).toBe(false)
    expect(takeTokens(bucket, at(350_000))).toBe(true)
    expect(getTokens(bucket, at(10_000_000))).toBe(5)
  })

  test('a change keeps what is there, up to the new burst', () => {
    const bucket = createTokenBucket(10, 10, START)
    changeTokenBucket(bucket, START, { rate: 1, burst: 4 })
    expect(getTokens(bucket, START)).toBe(4)
    takeTokens(bucket, START, 4)
    expect(getTokens(bucket, (START + seconds(2)) as Instant)).toBe(2)
  })
})

test('a gate lets processes through in the order of asking, at the rate', () => {
  const kernel = createKernel(1)
  const gate = createTokenGate(kernel, createTokenBucket(100, 2, START))
  const passed: [string, number][] = []
  function* pass(name: string, tokens: number): Process<void> {
    yield* gate.take(tokens)
    passed.push([name, kernel.now])
  }
  kernel.start(pass('a', 1))
  kernel.start(pass('b', 2))
  kernel.start(pass('c', 1))
  const cancel = kernel.start(pass('d', 1))
  kernel.start(pass('e', 1))
  kernel.schedule(ms(15), cancel)
  while (kernel.step() === 'ran');
  expect(passed).toEqual([
    ['a', 0],
    ['b', 10_000],
    ['c', 20_000],
    ['e', 30_000],
  ])
})
