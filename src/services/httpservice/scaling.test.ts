import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planScaling } from './scaling.ts'

const POLICY = {
  MinCapacity: 1,
  MaxCapacity: 20,
  TargetValue: 50,
  scaleOutDatapoints: 3,
  scaleInDatapoints: 5,
}
const plan = (datapoints: readonly number[], measured: number, desired = measured): number =>
  planScaling(datapoints, { measured, desired }, POLICY)

test.each([
  ['too few datapoints say nothing', [90, 90], 2, 2],
  ['one below the target breaks the row', [90, 40, 90], 2, 2],
  ['out by as much as brings the metric to its target', [90, 100, 95], 2, 4],
  ['in only after many that are well below', [20, 20, 20, 20], 4, 4],
  ['in by the same proportion', [20, 20, 20, 20, 20], 4, 2],
  ['close below the target is no reason', [46, 46, 46, 46, 46], 4, 4],
  ['never below one', [0, 0, 0, 0, 0], 4, 1],
  ['never past the most', [100, 100, 100], 15, 20],
])('%s', (_what, datapoints, measured, wanted) => {
  expect(plan(datapoints, measured)).toBe(wanted)
})

test('what is on its way already is not asked for again', () => {
  expect(plan([90, 100, 95], 2, 4)).toBe(4)
  expect(plan([100, 100, 100], 4, 5)).toBe(8)
})

test('it stays within its bounds whatever is measured, and high load never takes away', () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(percent, { maxLength: 20 }),
      fc.integer({ min: 1, max: 20 }),
      (all, now) => {
        const wanted = plan(all, now)
        expect(wanted).toBeGreaterThanOrEqual(1)
        expect(wanted).toBeLessThanOrEqual(20)
        if (all.slice(-3).every((value) => value > 50)) expect(wanted).toBeGreaterThanOrEqual(now)
      },
    ),
  )
})
