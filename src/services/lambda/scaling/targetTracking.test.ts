import { expect, test } from 'vitest'
import { NO_DATA, planScaling } from './targetTracking.ts'

/** What becomes of a capacity while each minute has the same use. */
function follow(utilization: number, minutes: number, capacity: number): readonly number[] {
  let alarms = NO_DATA
  const capacities: number[] = []
  for (let minute = 1; minute <= minutes; minute++) {
    const plan = planScaling(alarms, { minute, utilization, target: 0.7, capacity })
    alarms = plan.alarms
    capacity = plan.capacity
    capacities.push(capacity)
  }
  return capacities
}

test('three minutes above the target scale out, in proportion', () => {
  expect(follow(0.9, 3, 70)).toEqual([70, 70, 90])
})

test('fifteen minutes below nine tenths of the target scale in; a little below it nothing happens', () => {
  expect(follow(0.35, 15, 100)).toEqual([...Array<number>(14).fill(100), 50])
  expect(follow(0.65, 60, 100).at(-1)).toBe(100)
})

test('a minute without data begins the count anew: the alarm has insufficient data', () => {
  const seen = { utilization: 0.9, target: 0.7, capacity: 10 }
  const first = planScaling(NO_DATA, { minute: 1, ...seen })
  const second = planScaling(first.alarms, { minute: 2, ...seen })
  const late = planScaling(second.alarms, { minute: 4, ...seen })
  expect([late.capacity, late.alarms.above]).toEqual([10, 1])
})
