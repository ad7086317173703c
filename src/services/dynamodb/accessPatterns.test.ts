import { expect, test } from 'vitest'
import { type AccessSample, createAccessPatterns } from './accessPatterns.ts'

const sample = (input: object, over: Partial<AccessSample> = {}): AccessSample => ({
  caller: 'Orders',
  action: 'Scan',
  input: JSON.stringify(input),
  output: '{"Items":[],"Count":2,"ScannedCount":100}',
  readUnits: 12.5,
  writeUnits: 0,
  isThrottled: false,
  ...over,
})
const keys = new Map([
  [null, 'id'],
  ['byCustomer', 'customer'],
])

test('requests that differ in values alone are one pattern, with what all of them took', () => {
  const patterns = createAccessPatterns(() => keys)
  for (const value of ['1', '2']) {
    patterns.add(
      sample({
        FilterExpression: '#c = :c',
        ExpressionAttributeNames: { '#c': 'city' },
        ExpressionAttributeValues: { ':c': { S: value } },
      }),
    )
  }
  patterns.add(
    sample({ Key: { id: { S: '1' } } }, { action: 'GetItem', output: '{}', readUnits: 0.5 }),
  )
  expect(patterns.list()).toMatchObject([
    { action: 'Scan', shape: 'city = :c', count: 2, readUnits: 25, returned: 4, scanned: 200 },
    { action: 'GetItem', shape: '', count: 1, readUnits: 0.5, advice: null },
  ])
})

test('each line that calls has a pattern of its own, and the worst is the dearest that a Query would do for', () => {
  const patterns = createAccessPatterns(() => keys)
  const at = (line: number) => ({ node: 'Orders', file: 'index.mjs', line })
  const scan = { FilterExpression: 'id = :id' }
  patterns.add(sample(scan, { calledAt: at(4) }))
  for (let asked = 0; asked < 2; asked++) patterns.add(sample(scan, { calledAt: at(9) }))
  patterns.add(sample({}, { calledAt: at(12), readUnits: 500 }))
  expect(patterns.list().map(({ calledAt, count }) => [calledAt?.line, count])).toEqual([
    [12, 1],
    [9, 2],
    [4, 1],
  ])
  expect(patterns.worst()?.calledAt).toEqual(at(9))
  expect(createAccessPatterns(() => keys).worst()).toBeNull()
})

test.each<[string, string | null]>([
  ['id = :a', 'A Query of the table with id as its key reads only what it answers.'],
  [
    'customer = :a AND total > :b',
    'A Query of the index byCustomer with customer as its key reads only what it answers.',
  ],
  [
    'city = :a',
    'A Scan reads the whole table. An index with the partition key city would let a Query read only what it answers.',
  ],
  ['id = :a OR city = :b', null],
  ['total > :a', null],
])('a Scan that filters by %s', (filter, advice) => {
  const patterns = createAccessPatterns(() => keys)
  patterns.add(sample({ FilterExpression: filter }))
  expect(patterns.list()[0]?.advice).toBe(advice)
})

test('expressions with values written into them do not grow without bound', () => {
  const patterns = createAccessPatterns(() => keys)
  for (let n = 0; n < 1_000; n++) patterns.add(sample({ FilterExpression: `a${n} > :v` }))
  expect(patterns.list().length).toBeLessThanOrEqual(201)
  expect(patterns.list().reduce((sum, { count }) => sum + count, 0)).toBe(1_000)
})
