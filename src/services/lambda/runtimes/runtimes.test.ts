import type { Quantile } from '#kernel/distributions.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from '../definition.ts'
import { MEASURED } from './measured.ts'
import { computeFirstHandlerMs, getProfile, type ProfileChoice } from './runtimes.ts'

const choice = (given: Partial<ProfileChoice>): ProfileChoice => ({
  runtime: 'nodejs22.x',
  customRuntime: 'go',
  isImage: false,
  architecture: 'x86_64',
  ...given,
})

const pointsOf = (given: Partial<ProfileChoice>): readonly Quantile[] => {
  const { init } = getProfile(choice(given))
  return init.type === 'quantiles' ? init.points : []
}
const medianOf = (given: Partial<ProfileChoice>): number | undefined =>
  pointsOf(given).find(([share]) => share === 0.5)?.[1]

test('the measured medians of Init Duration, by runtime, architecture and package', () => {
  expect(medianOf({})).toBe(142)
  expect(medianOf({ architecture: 'arm64' })).toBe(124)
  expect(medianOf({ isImage: true })).toBe(292)
  expect(medianOf({ runtime: 'python3.13' })).toBe(100)
  expect(medianOf({ runtime: 'java21', architecture: 'arm64' })).toBe(236)
  expect(medianOf({ runtime: 'provided.al2023', customRuntime: 'rust' })).toBe(16)
})

test('a custom runtime that was measured on one OS-only runtime only has that profile on both', () => {
  const bun = { customRuntime: 'bun' } as const
  expect(getProfile(choice({ runtime: 'provided.al2023', ...bun })).name).toBe(
    'bun (prov.al2)|zip|x86_64',
  )
})

test('every runtime that the definition names has a profile for both packages and processors', () => {
  const runtimes = lambdaDefinition.properties.shape.Runtime._zod.def.innerType._zod.def.entries
  const customs = lambdaDefinition.model.shape.CustomRuntime._zod.def.innerType._zod.def.entries
  for (const runtime of Object.values(runtimes)) {
    for (const customRuntime of Object.values(customs)) {
      for (const isImage of [false, true]) {
        for (const architecture of ['x86_64', 'arm64'] as const) {
          const profile = getProfile({ runtime, customRuntime, isImage, architecture })
          expect(profile.baseMemoryMB).toBeGreaterThan(10)
        }
      }
    }
  }
})

test('quantiles of every measured row rise, and no row is left unread', () => {
  for (const name of Object.keys(MEASURED)) {
    const numbers = (MEASURED[name] ?? '').split(' ').map(Number)
    expect(numbers).toHaveLength(13)
    for (let at = 1; at < 8; at++) {
      expect(numbers[at], name).toBeGreaterThanOrEqual(numbers[at - 1] ?? 0)
    }
  }
})

test('the first handler call is slow at 128 MB and levels off at 256 MB', () => {
  const profile = getProfile(choice({}))
  expect(computeFirstHandlerMs(profile, 128)).toBe(12.3)
  expect(computeFirstHandlerMs(profile, 192)).toBeCloseTo(7.85)
  expect(computeFirstHandlerMs(profile, 256)).toBeCloseTo(3.4)
  expect(computeFirstHandlerMs(profile, 10_240)).toBe(3.4)
})
