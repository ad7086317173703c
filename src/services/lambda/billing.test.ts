import { ms } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { computeBilledMs } from './billing.ts'

test.each([
  [3004.92, 111.23, 3117],
  [133.61, 80.0, 214],
  [3016.78, 84.0, 3101],
])("AWS's examples of billed duration: %d + %d ms is billed as %d ms", (duration, init, billed) => {
  const took = { duration: ms(duration), initDuration: ms(init), restore: null }
  expect(computeBilledMs(took, true)).toBe(billed)
})

test('before August 2025 the init phase of a managed runtime was free', () => {
  const took = { duration: ms(133.61), initDuration: ms(80), restore: null }
  expect(computeBilledMs(took, false)).toBe(134)
})

test.each([
  [127.1, 325.93, 26, 154],
  [159.87, 562.43, 118, 278],
  [306.34, 511.25, 303, 610],
  [2338.66, 398.97, 182, 2521],
])(
  'public logs of SnapStart: %d ms after a restore of %d ms, %d of them billed, make %d ms',
  (duration, restored, billedMs, billed) => {
    const restore = { duration: ms(restored), billedMs }
    expect(computeBilledMs({ duration: ms(duration), initDuration: null, restore }, true)).toBe(
      billed,
    )
  },
)
