import { describe, expect, it } from 'vitest'
import { createDecreaseQuota, createTargetTracking } from './autoScaling.ts'

const SETTINGS = { min: 5, max: 100, target: 70, disableScaleIn: false }

/** The capacities wanted after each minute of so many units a second, of `provisioned`. */
const track = (perSecond: readonly number[], provisioned: number, settings = SETTINGS) => {
  const tracking = createTargetTracking()
  return perSecond.map((units) => tracking.endMinute(units * 60, provisioned, settings))
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
describe('target tracking', () => {
  it('scales out after two minutes on end above the target, to what makes the use the target’s share', () => {
    expect(track([8, 8], 10)).toEqual([null, 12])
    expect(track([8, 6, 8, 8], 10)).toEqual([null, null, null, 12])
    expect(track([10, 10], 10, { ...SETTINGS, target: 50 })).toEqual([null, 20])
  })

  it('scales in after fifteen minutes on end below it', () => {
    const minutes = Array.from({ length: 15 }, () => 7)
    expect(track(minutes, 40)).toEqual([...Array.from({ length: 14 }, () => null), 10])
    const broken = minutes.map((units, at) => (at === 10 ? 30 : units))
    expect(track(broken, 40).filter((wanted) => wanted !== null)).toEqual([])
    expect(track(minutes, 40, { ...SETTINGS, disableScaleIn: true }).at(-1)).toBeNull()
  })

  it('stays between its minimum and its maximum', () => {
    expect(track([1_000, 1_000], 50)).toEqual([null, 100])
    expect(
      track(
        Array.from({ length: 15 }, () => 0),
        40,
      ).at(-1),
    ).toBe(5)
    expect(track([1_000, 1_000], 100)).toEqual([null, null])
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
describe('decreases of capacity', () => {
  it('are four at the start of a day, then one more each hour: 27 in a day', () => {
    const quota = createDecreaseQuota()
    const takeAll = (seconds: number): number => {
      let taken = 0
      while (quota.take(seconds)) taken++
      return taken
    }
    expect(takeAll(0)).toBe(4)
    expect(takeAll(3_599)).toBe(0)
    const hourly = Array.from({ length: 23 }, (_, hour) => takeAll(3_600 * (hour + 1)))
    expect(hourly).toEqual(hourly.map(() => 1))
    expect(quota.today(86_399)).toBe(27)
    expect(takeAll(86_400)).toBe(4)
    // Held up to four, however long nobody decreased.
    expect(takeAll(86_400 + 20 * 3_600)).toBe(4)
  })
})
