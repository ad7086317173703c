import { findRegion } from '#world/regions.ts'
import { expect, test } from 'vitest'
import type { SiteMark } from './mapPlaces.ts'
import { createSweeps } from './sweeps.ts'

const site = (code: string, clearedAt: number | null): SiteMark => ({
  place: findRegion('us-east-1') ?? { name: code, lat: 0, lon: 0 },
  code,
  kind: 'edge',
  hits: 0,
  refreshes: 0,
  misses: 0,
  clearedAt,
})
const codes = (sweeps: ReturnType<typeof createSweeps>) => sweeps.all.map((each) => each.site.code)

test('an invalidation is seen at each cache once it gets there, for a while of the screen’s time', () => {
  const sweeps = createSweeps()
  sweeps.tell([site('FRA50-P1', null), site('NRT50-P1', null)], 1_000_000, 0)
  expect(codes(sweeps)).toEqual([])
  sweeps.tell([site('FRA50-P1', 2_000_000), site('NRT50-P1', null)], 2_100_000, 100)
  expect(codes(sweeps)).toEqual(['FRA50-P1'])
  sweeps.tell([site('FRA50-P1', 2_000_000), site('NRT50-P1', 9_000_000)], 9_100_000, 600)
  expect(codes(sweeps)).toEqual(['FRA50-P1', 'NRT50-P1'])
  sweeps.advance(1_300)
  expect(codes(sweeps)).toEqual(['NRT50-P1'])
  sweeps.advance(5_000)
  expect(codes(sweeps)).toEqual([])
})

test('a second distribution at the same site that was not invalidated sweeps nothing anew', () => {
  const sweeps = createSweeps()
  sweeps.tell([site('FRA50-P1', 2_000_000)], 2_100_000, 0)
  sweeps.advance(5_000)
  sweeps.tell([site('FRA50-P1', null)], 3_000_000, 5_000)
  sweeps.tell([site('FRA50-P1', 2_000_000)], 3_100_000, 5_100)
  expect(codes(sweeps)).toEqual([])
})

test('what was swept long before the map was opened is not', () => {
  const sweeps = createSweeps()
  sweeps.tell([site('FRA50-P1', 2_000_000)], 60_000_000, 0)
  expect(codes(sweeps)).toEqual([])
})
