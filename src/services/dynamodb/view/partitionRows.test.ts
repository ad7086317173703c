import { expect, test } from 'vitest'
import type { PartitionDetail } from '../definition.ts'
import {
  describeBought,
  describeKeys,
  describeRange,
  describeTrouble,
  readCapacities,
  sortByHeat,
} from './partitionRows.ts'

const PARTITION: PartitionDetail = {
  id: 0,
  from: 0.25,
  to: 0.5,
  isOneKey: false,
  items: 1,
  bytes: 100,
  readUnitsPerSecond: 0,
  writeUnitsPerSecond: 0,
  readUnitsMax: 3_000,
  writeUnitsMax: 1_000,
  burst: null,
  throttled: 0,
  keptBecause: null,
  keys: [],
}

test('a partition tells its range of hashes, and a hot key that has one to itself', () => {
  expect(describeRange(PARTITION)).toBe('400000 – 800000')
  expect(describeRange({ ...PARTITION, to: 1 })).toBe('400000 – ffffff')
  expect(describeRange({ ...PARTITION, isOneKey: true })).toBe('one key: 400000')
})

test('it names the keys that make it hot, and why it cannot be helped', () => {
  expect(describeKeys(PARTITION)).toBeNull()
  const keys = [
    { label: 'user#1', share: 0.75 },
    { label: 'user#2', share: 0.25 },
  ]
  expect(describeKeys({ ...PARTITION, keys })).toBe('user#1 75 % · user#2 25 %')
  expect(describeTrouble(PARTITION)).toBeNull()
  expect(describeTrouble({ ...PARTITION, throttled: 1_204, keptBecause: 'single item' })).toBe(
    '1,204 requests throttled. A single item cannot be split: spread its use over several keys.',
  )
})

test('the hottest partition comes first', () => {
  const [cold, warm, hot] = [0, 600, 900].map((writeUnitsPerSecond, id) => ({
    ...PARTITION,
    id,
    writeUnitsPerSecond,
  }))
  if (!cold || !warm || !hot) throw new Error('three partitions')
  expect(sortByHeat([warm, cold, hot]).map(({ id }) => id)).toEqual([2, 1, 0])
})

test('an answer that makes no sense is empty', () => {
  expect(readCapacities(null)).toEqual([])
  expect(readCapacities([{ mode: 'on-demand' }, 5])).toEqual([])
  const table = { index: null, mode: 'on-demand', read: 12_000, write: 4_000, partitions: [] }
  expect(readCapacities([table])).toEqual([table])
  expect(readCapacities([table]).map(describeBought)).toEqual([
    'On demand: serves 12,000 read · 4,000 write units/s at once',
  ])
})
