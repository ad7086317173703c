import { expect, test } from 'vitest'
import type { PartitionDetail } from '../details.ts'
import {
  describeBackPressure,
  describeBought,
  describeGrowth,
  describeKeys,
  describeRange,
  describeScaling,
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
  const table = {
    index: null,
    mode: 'on-demand',
    read: 12_000,
    write: 4_000,
    growth: null,
    scaling: { read: null, write: null },
    refusedWrites: 0,
    partitions: [],
  } as const
  expect(readCapacities([table])).toEqual([table])
  expect(readCapacities([table]).map(describeBought)).toEqual([
    'On demand: serves 12,000 read · 4,000 write units/s at once',
  ])
})

test('an on-demand table tells the peak that its limit comes from, and the one that will raise it', () => {
  const fresh = { peak: null, minute: 12.4, next: null }
  expect(describeGrowth('read', fresh)).toEqual([
    'what a new table serves; this minute so far 12 read units/s',
  ])
  const grown = { peak: 3_000, minute: 4_100, next: { units: 9_000, inSeconds: 61 } }
  expect(describeGrowth('write', grown)).toEqual([
    'twice the previous peak of 3,000; this minute so far 4,100 write units/s',
    'a peak of 4,500 counts in 2 minutes: then 9,000',
  ])
})

test('auto scaling and the back-pressure of an index are said in words', () => {
  const scaling = { min: 5, max: 100, target: 70, isUnderWay: false }
  expect(describeScaling(scaling)).toBe('auto scaling from 5 to 100 at 70 %')
  expect(describeScaling({ ...scaling, isUnderWay: true })).toContain('new capacity is on its way')
  const index = {
    index: 'byCity',
    mode: 'provisioned',
    read: 5,
    write: 1,
    growth: null,
    scaling: { read: null, write: null },
    refusedWrites: 2,
    partitions: [],
  } as const
  expect(describeBackPressure(index)).toBe(
    'Back-pressure: 2 writes of the table refused, for this index has no write capacity left.',
  )
  expect(describeBackPressure({ ...index, refusedWrites: 0 })).toBeNull()
  expect(describeBackPressure({ ...index, index: null })).toBeNull()
})
