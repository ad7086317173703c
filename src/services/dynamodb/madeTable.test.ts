import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { ITEMS } from './testing/controlAccount.ts'
import { createTableNode } from './testing/tableNode.ts'

/** A table `made` that the API makes at run time, at the place of another table's node. */
function createMade(more: object) {
  const node = createTableNode()
  const { ProvisionedThroughput: _none, ...table } = ITEMS
  node.call('CreateTable', { ...table, TableName: 'made', ...more })
  node.world.run(seconds(20))
  const put = (id: string, bytes = 10): unknown => {
    const Item = { id: { S: id }, text: { S: 'x'.repeat(bytes) } }
    return node.call('PutItem', { TableName: 'made', Item }, 0.05)
  }
  return { ...node, put }
}

test('a table that the API made throttles beyond its provisioned capacity, and follows UpdateTable', () => {
  const { put, call, world } = createMade({
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  })
  expect(put('1', 400_000)).toEqual({})
  expect(put('2')).toMatchObject({
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    ThrottlingReasons: [
      {
        reason: 'TableWriteProvisionedThroughputExceeded',
        resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/made',
      },
    ],
  })
  expect(world.counted('ThrottledRequests')).toBe(1)
  call('UpdateTable', { TableName: 'made', BillingMode: 'PAY_PER_REQUEST' })
  world.run(seconds(20))
  expect(put('2')).toEqual({})
})

test('its global indexes have a capacity of their own, that holds its writes back', () => {
  const { put } = createMade({
    AttributeDefinitions: ['id', 'text'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    ProvisionedThroughput: { ReadCapacityUnits: 500, WriteCapacityUnits: 500 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byText',
        KeySchema: [{ AttributeName: 'text', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    ],
  })
  const answers = Array.from({ length: 20 }, (_, n) => JSON.stringify(put(`${n}`, 1_900)))
  expect(answers.some((text) => text.includes('IndexWriteProvisionedThroughputExceeded'))).toBe(
    true,
  )
})

test('a key of an on-demand one takes what a partition takes: 1,000 units a second', () => {
  const { put } = createMade({ BillingMode: 'PAY_PER_REQUEST' })
  const answers = Array.from({ length: 60 }, () => JSON.stringify(put('hot', 100_000)))
  expect(answers.some((text) => text.includes('TableWriteKeyRangeThroughputExceeded'))).toBe(true)
})

test('it is charged for, at the first of the account’s tables: by its units, its bytes and its capacity, until it is deleted', () => {
  const { put, call, world, service } = createMade({
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 10 },
  })
  const usage = () => service.usage?.() ?? {}
  const before = usage()
  world.run(seconds(3_600))
  const anHour = usage()
  expect((anHour['write-capacity'] ?? 0) - (before['write-capacity'] ?? 0)).toBeCloseTo(10, 6)
  expect((anHour['read-capacity'] ?? 0) - (before['read-capacity'] ?? 0)).toBeCloseTo(5, 6)
  expect(anHour).toMatchObject({ 'write-units': 0 })

  call('UpdateTable', { TableName: 'made', BillingMode: 'PAY_PER_REQUEST' })
  world.run(seconds(20))
  put('1', 2_000)
  expect(usage()).toMatchObject({ 'write-units': 2 })
  const { storage: then = 0 } = usage()
  world.run(seconds(1_000))
  // The item's 2,007 bytes, and 100 more.
  expect(((usage()['storage'] ?? 0) - then) * 1e9).toBeCloseTo(2_107 * 1_000, -1)

  call('DeleteTable', { TableName: 'made' })
  world.run(seconds(20))
  call('ListTables', {})
  const gone = usage()
  world.run(seconds(1_000))
  expect(usage()['storage']).toBe(gone['storage'])
  expect(usage()).toMatchObject({ 'write-units': 2 })
})
