import { expect, test } from 'vitest'
import { createTableNode } from './testing/tableNode.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html

test('what is provisioned is told as a share of the account’s quotas, and follows UpdateTable', () => {
  const { world, call } = createTableNode({
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 8_000, WriteCapacityUnits: 400 },
    AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byKind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 800, WriteCapacityUnits: 400 },
      },
    ],
  })
  const gauges = () =>
    Object.fromEntries(
      world.records.flatMap((body) =>
        body.type === 'gauge' && /^(Account|Max)/.test(body.name) ? [[body.name, body.value]] : [],
      ),
    )
  expect(gauges()).toEqual({
    AccountProvisionedReadCapacityUtilization: 11,
    AccountProvisionedWriteCapacityUtilization: 1,
    MaxProvisionedTableReadCapacityUtilization: 20,
    MaxProvisionedTableWriteCapacityUtilization: 1,
  })
  call('UpdateTable', {
    TableName: 'items',
    ProvisionedThroughput: { ReadCapacityUnits: 8_000, WriteCapacityUnits: 4_000 },
  })
  // What it asked for is there after a while, whether or not anybody asks.
  call('ListTables', {}, 20)
  expect(gauges()).toMatchObject({ MaxProvisionedTableWriteCapacityUtilization: 10 })
})

test('tables on demand have none', () => {
  const { world } = createTableNode()
  expect(
    world.records.some((body) => body.type === 'gauge' && body.name.startsWith('Account')),
  ).toBe(false)
})
