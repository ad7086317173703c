import { expect, test } from 'vitest'
import type { PartitionState } from '../details.ts'
import { loadOf, planBars } from './bars.ts'

/** DynamoDB's limits of one partition: 3,000 read and 1,000 write units per second. */
const partition = (reads: number, writes: number): PartitionState => ({
  items: 1,
  bytes: 1,
  readUnitsPerSecond: reads,
  writeUnitsPerSecond: writes,
  readUnitsMax: 3_000,
  writeUnitsMax: 1_000,
})

test('a partition is as loaded as the nearer of its two limits', () => {
  expect(loadOf(partition(300, 500))).toBe(0.5)
  expect(loadOf(partition(1_500, 0))).toBe(0.5)
})

test('where bars are fewer than partitions a hot partition still shows', () => {
  const partitions = Array.from({ length: 100 }, (_, index) =>
    partition(0, index === 42 ? 1_000 : 0),
  )
  const bars = planBars(partitions, 10)
  expect(bars).toHaveLength(10)
  expect(bars[4]).toBe(1)
  expect(bars.filter((bar) => bar === 0)).toHaveLength(9)
})
