import { expect, test } from 'vitest'
import type { EnvironmentCell } from '../definition.ts'
import { fillOf, planGrid, strengthOf } from './cells.ts'

const cell: EnvironmentCell = {
  id: 1,
  phase: 'init',
  since: 1_000,
  until: 3_000,
  invocations: 0,
  bornAt: 0,
  version: '$LATEST',
  initializationType: 'on-demand',
  cause: 'request',
  tenantId: null,
  isLoaded: false,
}

test('cells are as large as their number allows; too many become a strip', () => {
  expect(planGrid(13, 216, 44)).toEqual({ size: 12, gap: 4, columns: 13, rows: 3 })
  expect(planGrid(40, 216, 44)?.size).toBe(8)
  expect(planGrid(200, 216, 44)?.size).toBe(5)
  expect(planGrid(2_000, 216, 44)).toBeNull()
})

test('an initialising environment fills from its beginning to its expected end', () => {
  expect([0, 1_000, 2_000, 3_000, 9_000].map((now) => fillOf(cell, now))).toEqual([0, 0, 0.5, 1, 1])
})

test('an idle environment fades as it ages and never vanishes while it lives', () => {
  const idle: EnvironmentCell = { ...cell, phase: 'idle' }
  expect(strengthOf(idle, 1_000)).toBeCloseTo(0.45)
  expect(strengthOf(idle, 99_000)).toBeCloseTo(0.15)
  expect(strengthOf({ ...cell, phase: 'busy' }, 99_000)).toBe(1)
})
