import { expect, test } from 'vitest'
import { computeFirstHandlerMs, PROFILES } from './runtimes.ts'

test('the measured medians of Init Duration: 142 ms for nodejs22.x on x86_64, 124 ms on arm64', () => {
  const medianOf = (points: readonly (readonly [number, number])[]): number | undefined =>
    points.find(([probability]) => probability === 0.5)?.[1]
  expect(medianOf(PROFILES['nodejs22.x'].x86_64.initMs)).toBe(142)
  expect(medianOf(PROFILES['nodejs22.x'].arm64.initMs)).toBe(124)
})

test('the first handler call is slow at 128 MB and levels off at 256 MB', () => {
  const profile = PROFILES['nodejs22.x'].x86_64
  expect(computeFirstHandlerMs(profile, 128)).toBe(12.3)
  expect(computeFirstHandlerMs(profile, 192)).toBeCloseTo(7.85)
  expect(computeFirstHandlerMs(profile, 256)).toBeCloseTo(3.4)
  expect(computeFirstHandlerMs(profile, 10_240)).toBe(3.4)
})

test('quantiles of every profile rise', () => {
  for (const runtime of Object.values(PROFILES)) {
    for (const { initMs } of [runtime.x86_64, runtime.arm64]) {
      for (const [at, point] of initMs.entries()) {
        expect(point[1]).toBeGreaterThan(initMs[at - 1]?.[1] ?? 0)
      }
    }
  }
})
