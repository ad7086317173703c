import { describe, expect, it } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { dynamodbDefinition } from './definition.ts'
import { createEndpoint } from './endpoint.ts'
import { ACCOUNT, createTableNode, toRequest } from './testing/tableNode.ts'

describe('a table node', () => {
  it('answers after single-digit milliseconds and records what AWS records', () => {
    const { world, call, service } = createTableNode()
    call('PutItem', {
      TableName: 'items',
      Item: { id: { S: '1' }, text: { S: 'x'.repeat(1_500) } },
    })
    call('GetItem', { TableName: 'items', Key: { id: { S: '1' } } })
    expect(world.counted('ConsumedWriteCapacityUnits')).toBe(2)
    expect(world.counted('ConsumedReadCapacityUnits')).toBe(0.5)
    const latencies = world.samples('SuccessfulRequestLatency')
    expect(latencies).toHaveLength(2)
    for (const ms of latencies) expect(ms).toBeGreaterThan(0.3)
    for (const ms of latencies) expect(ms).toBeLessThan(40)
    expect(service.inspect()).toMatchObject({
      itemCount: 1,
      sizeBytes: 2 + 1 + 4 + 1_500,
      consumedReadUnits: 0.5,
      consumedWriteUnits: 2,
      throttled: 0,
    })
    const names = world.records.flatMap((body) => (body.type === 'span-begin' ? [body.name] : []))
    expect(names).toEqual(['DynamoDB PutItem', 'DynamoDB GetItem'])
  })

  it('counts refusals as CloudWatch does: UserErrors without failed conditions', () => {
    const { world, call } = createTableNode()
    call('GetItem', { TableName: 'items', Key: { wrong: { S: '1' } } })
    call('DeleteItem', {
      TableName: 'items',
      Key: { id: { S: '1' } },
      ConditionExpression: 'attribute_exists(id)',
    })
    expect(world.counted('UserErrors')).toBe(1)
    expect(world.counted('ConditionalCheckFailedRequests')).toBe(1)
    expect(world.samples('SuccessfulRequestLatency')).toEqual([])
  })

  it('shows the four partitions of a new on-demand table, and which of them is hot', () => {
    const { call, service } = createTableNode()
    for (let n = 0; n < 40; n++) call('PutItem', { TableName: 'items', Item: { id: { S: 'hot' } } })
    const { partitions } = service.inspect()
    expect(partitions).toHaveLength(4)
    const hot = partitions.filter(({ writeUnitsPerSecond }) => writeUnitsPerSecond > 0)
    expect(hot).toHaveLength(1)
    expect(hot[0]).toMatchObject({ items: 1, writeUnitsMax: 1_000, readUnitsMax: 3_000 })
  })

  it('throttles a provisioned table once its burst is used up, and lets in again what flows back', () => {
    const { call, world } = createTableNode({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    })
    const Item = { id: { S: '1' }, text: { S: 'x'.repeat(5_000) } }
    // One unit is there: the write of five is let in and overdraws by four.
    expect(call('PutItem', { TableName: 'items', Item })).toEqual({})
    expect(call('PutItem', { TableName: 'items', Item })).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      message:
        'The level of configured provisioned throughput for the table was exceeded. ' +
        'Consider increasing your provisioning level with the UpdateTable API.',
      // "the ThrottlingReasons field … the specific resource that was throttled"
      ThrottlingReasons: [
        {
          reason: 'TableWriteProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/items',
        },
      ],
    })
    expect(world.counted('ThrottledRequests')).toBe(1)
    world.run(seconds(5))
    expect(call('PutItem', { TableName: 'items', Item })).toEqual({})
  })

  it('reads and writes of a batch what its throughput lets in, and gives the rest back', () => {
    const { call, world } = createTableNode({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 2 },
    })
    const toPut = (id: string) => ({ PutRequest: { Item: { id: { S: id } } } })
    const ids = ['1', '2', '3', '4']
    // Two units are there and what flows in meanwhile: the third write overdraws, the fourth finds nothing.
    const writes = { RequestItems: { items: ids.map(toPut) } }
    expect(call('BatchWriteItem', writes)).toEqual({ UnprocessedItems: { items: [toPut('4')] } })
    const Keys = ids.map((id) => ({ id: { S: id } }))
    const MISSING = ['5', '6', '7', '8'].map((id) => ({ id: { S: id } }))
    const reads = { RequestItems: { items: { Keys: [...Keys, ...MISSING], ConsistentRead: true } } }
    const { Responses, UnprocessedKeys } = call('BatchGetItem', reads) as {
      Responses: { items: object[] }
      UnprocessedKeys: { items: { Keys: object[]; ConsistentRead: boolean } }
    }
    expect(Responses.items).toEqual(Keys.slice(0, 3))
    const left = UnprocessedKeys.items.Keys
    expect(left.length).toBeGreaterThan(0)
    expect(left).toEqual([...Keys, ...MISSING].slice(-left.length))
    expect(UnprocessedKeys.items.ConsistentRead).toBe(true)
    expect(world.counted('ThrottledRequests')).toBe(0)
  })

  it('refuses a batch of which no item is let in', () => {
    const { call } = createTableNode({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    })
    call('PutItem', { TableName: 'items', Item: { id: { S: '1' }, t: { S: 'x'.repeat(9_000) } } })
    const RequestItems = { items: [{ PutRequest: { Item: { id: { S: '2' } } } }] }
    expect(call('BatchWriteItem', { RequestItems })).toMatchObject({
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    })
  })

  it('cancels a throttled transaction with a reason for each action', () => {
    const { call, world, service } = createTableNode({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    })
    call('PutItem', { TableName: 'items', Item: { id: { S: '1' }, t: { S: 'x'.repeat(9_000) } } })
    const TransactItems = ['2', '3'].map((id) => ({
      Put: { TableName: 'items', Item: { id: { S: id } } },
    }))
    expect(call('TransactWriteItems', { TransactItems })).toMatchObject({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[ProvisionedThroughputExceeded, ProvisionedThroughputExceeded]',
    })
    expect(world.counted('ThrottledRequests')).toBe(1)
    expect(world.counted('UserErrors')).toBe(0)
    // "…each individual … in the batch": an event for each of the two items.
    expect(service.inspect()).toMatchObject({ throttled: 2 })
  })

  it('shows its items in storage order, and lets the inspector put and delete', () => {
    const { service, world } = createTableNode()
    for (const id of ['a', 'b', 'c'])
      service.command?.({ type: 'put-item', item: { id: { S: id } } })
    const all = service.query?.({ type: 'items', offset: 0, limit: 10 })
    expect(all).toMatchObject({ total: 3 })
    const second = service.query?.({ type: 'items', offset: 1, limit: 1 }) as { items: unknown[] }
    expect((all as { items: unknown[] }).items.slice(1, 2)).toEqual(second.items)
    service.command?.({ type: 'delete-item', key: { id: { S: 'a' } } })
    expect(service.inspect().itemCount).toBe(2)
    service.command?.({ type: 'put-item', item: { wrong: { S: 'a' } } })
    expect(world.records.at(-1)).toMatchObject({ type: 'mark', mark: 'error' })
    expect(world.counted('ConsumedWriteCapacityUnits')).toBe(0)
  })

  it('becomes a new, empty table when its key changes, and keeps its items when its capacity does', () => {
    const { service, world } = createTableNode()
    service.command?.({ type: 'put-item', item: { id: { S: '1' } } })
    world.deploy({
      properties: {
        TableName: 'items',
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      },
    })
    service.changed?.('properties')
    expect(service.inspect()).toMatchObject({
      itemCount: 1,
      capacity: { mode: 'provisioned', read: 5, write: 5 },
    })
    // Partitions do not merge.
    expect(service.inspect().partitions).toHaveLength(4)
    world.deploy({ properties: { TableName: 'renamed' } })
    service.changed?.('properties')
    expect(service.inspect().itemCount).toBe(0)
  })
})

describe("the definition's check", () => {
  const check = (properties: object, data: unknown) =>
    dynamodbDefinition.check?.({
      id: 'items',
      properties: dynamodbDefinition.properties.parse(properties),
      model: dynamodbDefinition.model.parse({}),
      code: {},
      data,
      edges: [],
    })

  it('tells the seed items that the table cannot hold, in the API’s words', () => {
    expect(check({}, [{ id: { S: '1' } }, { no: { S: '1' } }, { id: { N: '1' } }, 5])).toEqual([
      {
        path: 'data[1]',
        message: 'One or more parameter values were invalid: Missing the key id in the item',
      },
      {
        path: 'data[2]',
        message:
          'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
      },
      { path: 'data[3]', message: 'an item in DynamoDB JSON' },
    ])
  })

  it('tells a key attribute without a definition', () => {
    const properties = { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] }
    expect(check(properties, null)?.map(({ message }) => message)).toEqual([
      'the key attribute pk is not defined',
      'id is defined but is no part of a key',
    ])
  })
})

describe('the endpoint', () => {
  const denied = (action: string, table: string): string =>
    '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":' +
    '"User: arn:aws:sts::123456789012:assumed-role/fn-role/fn is not authorized to perform: ' +
    `dynamodb:${action} on resource: arn:aws:dynamodb:us-east-1:123456789012:table/${table} ` +
    `because no identity-based policy allows the dynamodb:${action} action"}`

  const route = (action: string, input: unknown, mayCall: boolean) => {
    const { region } = createTableNode()
    return createEndpoint(region, ACCOUNT).route(toRequest(action, input), {
      node: 'Fn',
      principalArn: 'arn:aws:sts::123456789012:assumed-role/fn-role/fn',
      mayCall: () => mayCall,
    })
  }

  it('leads to the node of the table, by name or ARN', () => {
    expect(route('GetItem', { TableName: 'items' }, true)).toEqual({ nodes: ['Node'] })
    const TableName = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
    expect(route('GetItem', { TableName }, true)).toEqual({ nodes: ['Node'] })
    expect(route('BatchGetItem', { RequestItems: { items: {} } }, true)).toEqual({
      nodes: ['Node'],
    })
    expect(route('GetItem', '{"broken', true)).toEqual({ nodes: ['Node'] })
    expect(route('ListTagsOfResource', { ResourceArn: TableName }, true)).toEqual({
      nodes: ['Node'],
    })
    const BackupArn = `${TableName}/backup/01489602797149-73d8d5bc`
    expect(route('DescribeBackup', { BackupArn }, true)).toEqual({ nodes: ['Node'] })
  })

  it.each([
    ['PutItem', { TableName: 'items' }, false, denied('PutItem', 'items')],
    ['GetItem', { TableName: 'nowhere' }, true, denied('GetItem', 'nowhere')],
    ['ListTables', {}, false, denied('ListTables', '*')],
    [
      'DeleteBackup',
      { BackupArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items/backup/1' },
      false,
      denied('DeleteBackup', 'items/backup/1'),
    ],
    [
      'RestoreTableToPointInTime',
      { SourceTableName: 'secret', TargetTableName: 'items' },
      true,
      denied('RestoreTableToPointInTime', 'secret'),
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Delete: { TableName: 'items' } }] },
      false,
      denied('DeleteItem', 'items'),
    ],
    ['Nonsense', {}, true, '{"__type":"com.amazon.coral.service#UnknownOperationException"}'],
  ])('answers %s of %j itself', (action, input, mayCall, body) => {
    expect(route(action, input, mayCall)).toMatchObject({
      reply: { type: 'response', status: 400, body },
    })
  })
})
