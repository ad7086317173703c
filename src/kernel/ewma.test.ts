import { describe, expect, test } from 'vitest'
import { createFadingSum, createSmoothedRate, createSmoothedShare } from './ewma.ts'
import { after, ms, seconds, START } from './time.ts'

const at = (s: number) => after(START, seconds(s))

describe('fading sum', () => {
  test('an amount fades to 1/e after tau', () => {
    const sum = createFadingSum(seconds(2))
    sum.add(START, 10)
    expect(sum.read(at(2))).toBeCloseTo(10 / Math.E, 9)
  })

  test('reading does not change what later reads say', () => {
    const one = createFadingSum()
    const two = createFadingSum()
    for (const sum of [one, two]) sum.add(at(1), 3)
    for (let s = 1; s < 5; s += 0.1) one.read(at(s))
    expect(one.read(at(6))).toBe(two.read(at(6)))
  })
})

describe('smoothed rate', () => {
  test('comes to the true rate of a steady stream and back to nothing', () => {
    const rate = createSmoothedRate()
    for (let n = 1; n <= 3_000; n++) rate.add(after(START, ms(10 * n)))
    expect(rate.read(at(30))).toBeGreaterThan(99)
    expect(rate.read(at(30))).toBeLessThan(101)
    expect(rate.read(at(60))).toBeLessThan(0.001)
  })

  test('reaches 63 % of a new rate after 2.5 s', () => {
    const rate = createSmoothedRate()
    for (let n = 1; n <= 250; n++) rate.add(after(START, ms(10 * n)))
    expect(rate.read(at(2.5)) / 100).toBeCloseTo(1 - 1 / Math.E, 2)
  })
})

describe('smoothed share', () => {
  test('of events that were so, recent ones weighing more; 0 when nothing happened of late', () => {
    const share = createSmoothedShare()
    expect(share.read(START)).toBe(0)
    share.add(at(0), false)
    share.add(at(10), true)
    expect(share.read(at(10))).toBeCloseTo(1 / (1 + Math.exp(-4)), 9)
    expect(share.read(at(100))).toBe(0)
  })
})
