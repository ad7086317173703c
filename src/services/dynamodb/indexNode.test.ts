import { describe, expect, it } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { dynamodbDefinition } from './definition.ts'
import { createTableNode } from './testing/tableNode.ts'

describe('a table with a global index', () => {
  const INDEX = {
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'owner', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    ],
  }
  const Item = { id: { S: '1' }, owner: { S: 'o' }, text: { S: 'x'.repeat(3_000) } }
  const query = {
    TableName: 'items',
    IndexName: 'byOwner',
    KeyConditionExpression: '#o = :o',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':o': { S: 'o' } },
  }

  it('back-pressure: an index without write capacity throttles what would be written to it', () => {
    const { call, service, world } = createTableNode({
      ...INDEX,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 100 },
    })
    expect(call('PutItem', { TableName: 'items', Item })).toEqual({})
    expect(call('PutItem', { TableName: 'items', Item: { ...Item, id: { S: '2' } } })).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      message:
        'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API',
      ThrottlingReasons: [
        {
          reason: 'IndexWriteProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/items/index/byOwner',
        },
      ],
    })
    // An item without the index's key does not wait for it.
    expect(call('PutItem', { TableName: 'items', Item: { id: { S: '3' } } })).toEqual({})
    expect(world.counted('WriteThrottleEvents byOwner')).toBe(1)
    expect(world.counted('WriteProvisionedThroughputThrottleEvents byOwner')).toBe(1)
    expect(world.counted('WriteThrottleEvents')).toBe(0)
    expect(world.counted('ConsumedWriteCapacityUnits byOwner')).toBe(3)
    expect(service.query?.({ type: 'partitions' })).toMatchObject([
      { index: null, refusedWrites: 0 },
      { index: 'byOwner', refusedWrites: 1 },
    ])
    const marks = world.records.flatMap((one) => (one.type === 'mark' ? [one.detail] : []))
    expect(marks).toEqual(['byOwner: IndexWriteProvisionedThroughputExceeded'])
  })

  // https://aws.amazon.com/dynamodb/pricing/: what an index takes is charged for as what the table takes.
  it('is charged for its index: for its units, its capacity and its bytes', () => {
    const onDemand = createTableNode(INDEX)
    onDemand.call('PutItem', { TableName: 'items', Item })
    onDemand.call('PutItem', { TableName: 'items', Item: { id: { S: '2' } } })
    // 3 KB are three units of the table and three of the index; what is not in the index is one.
    expect(onDemand.service.usage?.()).toMatchObject({ 'write-units': 7, 'read-units': 0 })
    onDemand.call('Query', query)
    expect(onDemand.service.usage?.()).toMatchObject({ 'write-units': 7, 'read-units': 0.5 })
    const before = onDemand.service.usage?.()['storage'] ?? 0
    onDemand.world.run(seconds(3_600))
    const after = onDemand.service.usage?.()['storage'] ?? 0
    // An item of 3,013 bytes and one of 3, 100 bytes more each, and the first one once more in the index.
    expect((after - before) * 1e9).toBeCloseTo((3_013 + 3 + 200 + 3_013 + 100) * 3_600, -1)

    const provisioned = createTableNode({
      ...INDEX,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 20 },
    })
    provisioned.world.run(seconds(3_600))
    expect(provisioned.service.usage?.()).toMatchObject({
      'read-capacity': 11,
      'write-capacity': 21,
    })
  })

  it('an index that is added in mid-run is filled first', () => {
    const { call, world, service } = createTableNode()
    call('PutItem', { TableName: 'items', Item })
    world.deploy({
      properties: { TableName: 'items', ...INDEX },
      model: { IndexCreationSeconds: 60 },
    })
    service.changed?.('properties')
    expect(call('Query', query)).toMatchObject({
      message: 'Cannot read from backfilling global secondary index: byOwner',
    })
    const statusOf = (): unknown => call('DescribeTable', { TableName: 'items' })
    expect(statusOf()).toMatchObject({
      Table: { GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: true }] },
    })
    call('PutItem', { TableName: 'items', Item: { ...Item, id: { S: '2' } } })
    world.run(seconds(60))
    expect(call('Query', query)).toMatchObject({ Count: 2 })
    expect(statusOf()).toMatchObject({
      Table: { GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ItemCount: 2 }] },
    })
    const progress = world.records.flatMap((body) =>
      body.type === 'gauge' && body.name === 'OnlineIndexPercentageProgress byOwner'
        ? [body.value]
        : [],
    )
    expect(progress).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
  })

  it('CreateTable’s rules are told: undefined keys, INCLUDE without attributes, a local index without a sort key', () => {
    const properties = dynamodbDefinition.properties.parse({
      GlobalSecondaryIndexes: [
        {
          IndexName: 'one',
          KeySchema: [{ AttributeName: 'x', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE' },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'two',
          KeySchema: [
            { AttributeName: 'id', KeyType: 'HASH' },
            { AttributeName: 'x', KeyType: 'RANGE' },
          ],
        },
      ],
    })
    const findings = dynamodbDefinition.check?.({
      id: 'items',
      properties,
      model: dynamodbDefinition.model.parse({}),
      code: {},
      data: null,
      edges: [],
    })
    expect(findings?.map(({ message }) => message)).toEqual([
      'the key attribute x is not defined',
      'ProjectionType is INCLUDE, but NonKeyAttributes is not specified',
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ])
  })
})
