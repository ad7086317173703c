import { expect, test } from 'vitest'
import { formatUnits, readAnswer } from './answer.ts'

test('half a read unit is told as half a one', () => {
  expect([0, 0.5, 1, 12.5, 4_000].map((units) => formatUnits(units))).toEqual([
    '0',
    '0.5',
    '1',
    '12.5',
    '4,000',
  ])
})

test('an answer has its items and what they took, a refusal its words', () => {
  const body = { Items: [{}], Count: 1, ScannedCount: 2, ConsumedCapacity: { CapacityUnits: 0.5 } }
  expect(readAnswer({ status: 200, body: JSON.stringify(body) })).toMatchObject({
    type: 'items',
    count: 1,
    scannedCount: 2,
    capacityUnits: 0.5,
    lastKey: null,
  })
  const refused = { __type: 'com.amazon.coral.validate#ValidationException', message: 'no' }
  expect(readAnswer({ status: 400, body: JSON.stringify(refused) })).toEqual({
    type: 'refused',
    error: 'ValidationException',
    message: 'no',
  })
})
