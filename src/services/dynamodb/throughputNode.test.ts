import { describe, expect, it } from 'vitest'
import { seconds } from '#kernel/time.ts'
import type { CapacityDetail } from './details.ts'
import { createTableNode } from './testing/tableNode.ts'

const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
const put = (id: string, kilobytes: number) => ({
  TableName: 'items',
  Item: { id: { S: id }, owner: { S: 'o' }, t: { S: 'x'.repeat(kilobytes * 1_024 - 14) } },
})

describe('a table on demand', () => {
  it('throttles a hot key at the limit of its partition, and no other key', () => {
    const { call, world } = createTableNode()
    // 1,000 WCU are there, 300 flow in, and the fourth write overdraws.
    for (let n = 0; n < 4; n++) expect(call('PutItem', put('hot', 400), 0.1)).toEqual({})
    expect(call('PutItem', put('hot', 1), 0.1)).toEqual({
      __type: 'com.amazon.coral.availability#ThrottlingException',
      message: expect.stringMatching(/^Throughput exceeds the current capacity of your table/),
      throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: ARN }],
    })
    expect(call('PutItem', put('cold', 1))).toEqual({})
    expect(call('PutItem', put('hot', 1))).toEqual({})
    expect(world.counted('WriteThrottleEvents')).toBe(1)
    expect(world.counted('WriteKeyRangeThroughputThrottleEvents')).toBe(1)
    expect(world.counted('ThrottledRequests')).toBe(1)
  })

  it('tells which partition is hot, by which key', () => {
    const { call, service } = createTableNode()
    for (let n = 0; n < 9; n++) call('PutItem', put('hot', 2), 0.1)
    call('PutItem', put('cold', 2))
    const told = service.query?.({ type: 'partitions' }) as unknown as readonly CapacityDetail[]
    const [table, ...indexes] = told
    expect(indexes).toEqual([])
    expect(table).toMatchObject({ index: null, mode: 'on-demand', read: 12_000, write: 4_000 })
    const partitions = table?.partitions ?? []
    expect(partitions.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 1],
    ])
    const keys = partitions.flatMap((partition) => partition.keys)
    expect(keys.map(({ label }) => label).sort()).toEqual(['cold', 'hot'])
    expect(partitions.reduce((sum, { items }) => sum + items, 0)).toBe(2)
  })

  it('holds to its own maximum, and an index to its own', () => {
    const INDEX = {
      IndexName: 'byOwner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 1 },
    }
    const { call } = createTableNode({
      AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [INDEX],
      OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: -1 },
    })
    expect(call('PutItem', put('1', 20))).toEqual({})
    expect(call('PutItem', put('2', 5))).toMatchObject({
      throttlingReasons: [
        {
          reason: 'IndexWriteMaxOnDemandThroughputExceeded',
          resource: `${ARN}/index/byOwner`,
        },
      ],
    })
    const get = { TableName: 'items', Key: { id: { S: '1' } }, ConsistentRead: true }
    expect(call('GetItem', get)).toHaveProperty('Item')
    expect(call('GetItem', get, 0.1)).toMatchObject({
      throttlingReasons: [{ reason: 'TableReadMaxOnDemandThroughputExceeded', resource: ARN }],
    })
    // A transaction tells it among its reasons.
    const TransactItems = [{ Get: { TableName: 'items', Key: get.Key } }]
    expect(call('TransactGetItems', { TransactItems }, 0.1)).toMatchObject({
      CancellationReasons: [{ Code: 'ThrottlingError' }],
    })
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
describe('auto scaling', () => {
  it('raises capacity after two minutes above the target and its delays, and lowers it after fifteen below', () => {
    const { call, world, region } = createTableNode({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 10 },
      WriteCapacityAutoScalingSettings: { MinCapacity: 10, MaxCapacity: 40 },
    })
    const provisioned = () => region.engine.findTable('items')?.definition.writeCapacityUnits
    world.run(seconds(1))
    // 9 of 10 units a second: above 70 %. Two minutes, and 120 s of the alarm and the update.
    for (let second = 1; second < 239; second++) call('PutItem', put('1', 9))
    expect(provisioned()).toBe(10)
    call('PutItem', put('1', 9))
    call('PutItem', put('1', 9))
    // 9 / 0.7, rounded up.
    expect(provisioned()).toBe(13)
    world.run(seconds(15 * 60))
    expect(provisioned()).toBe(13)
    world.run(seconds(5 * 60))
    expect(provisioned()).toBe(10)
    const gauges = world.records.flatMap((body) =>
      body.type === 'gauge' && body.name === 'ProvisionedWriteCapacityUnits' ? [body.value] : [],
    )
    expect(gauges).toEqual([10, 13, 10])
    // Nothing is left to be done: the run comes to its end.
    expect(world.kernel.nextAt).toBeNull()
  })
})

describe('the bill of a node’s table', () => {
  it('is that of its class, which UpdateTable may change', () => {
    const { call, service, world } = createTableNode({ TableClass: 'STANDARD_INFREQUENT_ACCESS' })
    const put = { TableName: 'items', Item: { id: { S: '1' } } }
    call('PutItem', put)
    expect(service.usage?.()).toMatchObject({ 'ia-write-units': 1, 'write-units': 0 })
    call('UpdateTable', { TableName: 'items', TableClass: 'STANDARD' })
    world.run(seconds(20))
    call('PutItem', put)
    expect(service.usage?.()).toMatchObject({ 'ia-write-units': 1, 'write-units': 1 })
    expect(service.usage?.()['ia-storage']).toBeGreaterThan(0)
  })

  it('has its backups while they are there, its recovery, and what was restored', () => {
    const { call, service, world } = createTableNode()
    const put = { TableName: 'items', Item: { id: { S: '1' }, text: { S: 'x'.repeat(900) } } }
    call('PutItem', put)
    const { BackupDetails: details } = call('CreateBackup', {
      TableName: 'items',
      BackupName: 'nightly',
    }) as { BackupDetails: { BackupArn: string; BackupSizeBytes: number } }
    const { BackupArn, BackupSizeBytes: bytes } = details
    world.run(seconds(3_600))
    const usage = () => service.usage?.() ?? {}
    expect(usage()['backups']).toBeCloseTo((bytes * 3_600) / 1e9, 5)
    call('RestoreTableFromBackup', { TargetTableName: 'again', BackupArn }, 100)
    expect(usage()['restored']).toBeCloseTo(bytes / 1e9, 12)
    call('DeleteBackup', { BackupArn })
    const { backups: after } = usage()
    world.run(seconds(3_600))
    expect(usage()['backups']).toBe(after)
    expect(usage()['recovery']).toBe(0)
    call('UpdateContinuousBackups', {
      TableName: 'items',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })
    world.run(seconds(3_600))
    expect(usage()['recovery']).toBeGreaterThan((bytes * 3_600) / 1e9)
  })
})

describe('UpdateTable of a node’s table', () => {
  const PROVISIONED = {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  }

  it('gives it its new capacity, or none, once the update is over; the next deploy of the same leaves it', () => {
    const { call, service, world } = createTableNode(PROVISIONED)
    const update = (change: object) => {
      call('UpdateTable', { TableName: 'items', ...change }, 120)
      call('DescribeTable', { TableName: 'items' })
      return service.inspect().capacity
    }
    const more = { ReadCapacityUnits: 20, WriteCapacityUnits: 10 }
    expect(update({ ProvisionedThroughput: more })).toEqual({
      mode: 'provisioned',
      read: 20,
      write: 10,
    })
    world.deploy({ properties: { TableName: 'items', ...PROVISIONED } })
    service.changed?.('properties')
    expect(service.inspect().capacity).toMatchObject({ read: 20, write: 10 })
    expect(update({ BillingMode: 'PAY_PER_REQUEST' })).toMatchObject({ mode: 'on-demand' })
  })
})
