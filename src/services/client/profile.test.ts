import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createArrivals, type Stage, userChanges } from './profile.ts'

const stages = (...all: (readonly [number, number, ('hold' | 'ramp')?])[]): Stage[] =>
  all.map(([DurationSeconds, TargetPerSecond, Shape = 'hold']) => ({
    DurationSeconds,
    TargetPerSecond,
    Shape,
  }))

const collect = (profile: Stage[], isRepeating: boolean, most: number): number[] => {
  const arrivals = createArrivals(profile, isRepeating)
  const times: number[] = []
  for (let mass = 0.5; times.length < most; mass = 1) {
    const at = arrivals.next(mass)
    if (at === null) break
    times.push(at)
  }
  return times
}

describe('arrivals', () => {
  test('a stage that holds spaces them evenly, as many as rate × duration', () => {
    expect(collect(stages([2, 2]), false, 100)).toEqual([0.25, 0.75, 1.25, 1.75])
  })

  test('a ramp begins at the target before it: from 0 to r in d seconds there are r × d / 2', () => {
    const times = collect(stages([10, 20, 'ramp']), false, 1_000)
    expect(times.length).toBe(100)
    // The area under t × 2 is t².
    times.forEach((at, index) => expect(at * at).toBeCloseTo(index + 0.5, 6))
  })

  test('a ramp down to nothing', () => {
    const times = collect(stages([1, 10], [10, 0, 'ramp']), false, 1_000)
    expect(times.length).toBe(10 + 50)
    expect(times.at(-1)).toBeCloseTo(11 - Math.sqrt(0.5 / 0.5), 6)
  })

  test('stages without load are waited through', () => {
    expect(collect(stages([5, 0], [1, 1]), false, 10)).toEqual([5.5])
  })

  test('repeats: rounds after the first ramp from where the last stage ended', () => {
    const times = collect(stages([10, 4, 'ramp'], [10, 2]), true, 90)
    const inRound = (round: number) =>
      times.filter((at) => at >= 20 * round && at < 20 * (round + 1)).length
    expect(inRound(0)).toBe(20 + 20)
    expect(inRound(1)).toBe(30 + 20)
  })

  test('without any load there are none, however often it repeats; nor very rare ones for ever', () => {
    expect(createArrivals(stages([5, 0]), true).next(1)).toBeNull()
    expect(createArrivals([], true).next(1)).toBeNull()
    expect(createArrivals(stages([1, 1e-300]), true).next(1)).toBeNull()
    expect(createArrivals(stages([1, 1e-6], [1, 0]), true).next(1)).toBeGreaterThan(1e6)
  })

  test('never go back, and their number is the area under the rate', () => {
    const stage = fc.record({
      DurationSeconds: fc.double({ min: 0.01, max: 50, noNaN: true }),
      TargetPerSecond: fc.double({ min: 0, max: 40, noNaN: true }),
      Shape: fc.constantFrom('hold' as const, 'ramp' as const),
    })
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 5 }), (profile) => {
        const times = collect(profile, false, 100_000)
        const area = profile.reduce((sum, { DurationSeconds, TargetPerSecond, Shape }, index) => {
          const from =
            Shape === 'hold' ? TargetPerSecond : (profile[index - 1]?.TargetPerSecond ?? 0)
          return sum + ((from + TargetPerSecond) / 2) * DurationSeconds
        }, 0)
        expect(Math.abs(times.length - area)).toBeLessThanOrEqual(0.501)
        times.forEach((at, index) => expect(at).toBeGreaterThanOrEqual(times[index - 1] ?? 0))
      }),
    )
  })
})

describe('users', () => {
  const changes = (profile: Stage[]) => [...userChanges(profile, false)]

  test('a stage that holds sets them at once; all leave at the end', () => {
    expect(changes(stages([10, 3], [10, 3], [5, 1]))).toEqual([
      { seconds: 0, users: 3 },
      { seconds: 20, users: 1 },
      { seconds: 25, users: 0 },
    ])
  })

  test('a ramp adds them one by one, when the line is nearer to the next whole number', () => {
    expect(changes(stages([4, 4, 'ramp'], [4, 2, 'ramp']))).toEqual([
      { seconds: 0.5, users: 1 },
      { seconds: 1.5, users: 2 },
      { seconds: 2.5, users: 3 },
      { seconds: 3.5, users: 4 },
      { seconds: 5, users: 3 },
      { seconds: 7, users: 2 },
      { seconds: 8, users: 0 },
    ])
  })

  test('repeating ones go on for ever; a steady number of users is set once', () => {
    expect([...userChanges(stages([10, 3], [5, 3]), true)]).toEqual([{ seconds: 0, users: 3 }])
    expect([...userChanges(stages([10, 0.2], [5, 0.4]), true)]).toEqual([])
    const endless = userChanges(stages([10, 3], [5, 1]), true)
    expect(Array.from({ length: 4 }, () => endless.next().value)).toEqual([
      { seconds: 0, users: 3 },
      { seconds: 10, users: 1 },
      { seconds: 15, users: 3 },
      { seconds: 25, users: 1 },
    ])
  })
})
