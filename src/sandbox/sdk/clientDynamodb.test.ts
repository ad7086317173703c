import { describe, expect, test } from 'vitest'
import { always, expectSame, type Sdk } from './testing/pair.ts'

const KEY = { id: { S: 'a' } }
const ITEM = {
  id: { S: 'a' },
  bytes: { B: 'AQID' },
  byteSet: { BS: ['AQ==', 'Ag=='] },
  list: { L: [{ B: '/w==' }, { M: { deep: { B: '' } } }, { NULL: true }] },
  n: { N: '12.50' },
}
const CAPACITY = { TableName: 'Items', CapacityUnits: 0.5, Unknown: 'dropped' }
const METRICS = { ItemCollectionKey: { id: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] }

type CommandName = Extract<keyof Sdk['client'], `${string}Command`>

/** Sends `name` with `input`, whatever its type says: handlers in JavaScript do. */
const sending = (name: CommandName, input: unknown) => (sdk: Sdk) => {
  const CommandCtor = sdk.client[name] as unknown as new (input: unknown) => never
  const client = new sdk.client.DynamoDBClient(sdk.config)
  return client.send(new CommandCtor(input)) as Promise<unknown>
}

describe('every data-plane command writes and reads what the real client does', () => {
  const cases: [name: CommandName, input: unknown, reply: unknown][] = [
    [
      'PutItemCommand',
      {
        TableName: 'Items',
        Item: { ...KEY, b: { B: new Uint8Array([1, 2]) } },
        ReturnValues: 'ALL_OLD',
      },
      { Attributes: ITEM, ConsumedCapacity: CAPACITY, ItemCollectionMetrics: METRICS },
    ],
    [
      'GetItemCommand',
      { Key: KEY, TableName: 'Items', ConsistentRead: true, AttributesToGet: ['a', null, 'b'] },
      { Item: ITEM, ConsumedCapacity: { ...CAPACITY, Table: { CapacityUnits: 0.5 } } },
    ],
    ['GetItemCommand', { Key: KEY, TableName: 'Items' }, {}],
    [
      'UpdateItemCommand',
      {
        TableName: 'Items',
        Key: KEY,
        UpdateExpression: 'SET #n = :n',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':n': { N: '1' } },
        AttributeUpdates: { x: { Action: 'PUT', Value: { S: 'y' } } },
      },
      { Attributes: ITEM },
    ],
    [
      'DeleteItemCommand',
      {
        TableName: 'Items',
        Key: KEY,
        Expected: { a: { Exists: false, AttributeValueList: [{ N: '1' }] } },
      },
      { Attributes: ITEM },
    ],
    [
      'QueryCommand',
      {
        TableName: 'Items',
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: 'a' } },
        Limit: 2,
        ScanIndexForward: false,
        ExclusiveStartKey: KEY,
      },
      { Items: [ITEM, { id: { S: 'b' } }], Count: 2, ScannedCount: 5, LastEvaluatedKey: KEY },
    ],
    [
      'ScanCommand',
      { TableName: 'Items', Segment: 0, TotalSegments: 2, Select: 'COUNT' },
      { Count: 3, ScannedCount: 3 },
    ],
    [
      'BatchGetItemCommand',
      { RequestItems: { Items: { Keys: [KEY, KEY], ConsistentRead: false } } },
      {
        Responses: { Items: [ITEM] },
        UnprocessedKeys: { Items: { Keys: [KEY] } },
        ConsumedCapacity: [CAPACITY],
      },
    ],
    [
      'BatchWriteItemCommand',
      { RequestItems: { Items: [{ PutRequest: { Item: KEY } }, { DeleteRequest: { Key: KEY } }] } },
      {
        UnprocessedItems: { Items: [{ PutRequest: { Item: ITEM } }] },
        ItemCollectionMetrics: { Items: [METRICS] },
      },
    ],
    [
      'TransactGetItemsCommand',
      { TransactItems: [{ Get: { TableName: 'Items', Key: KEY } }] },
      { Responses: [{ Item: ITEM }, {}] },
    ],
    [
      'TransactWriteItemsCommand',
      {
        TransactItems: [
          { Put: { TableName: 'Items', Item: KEY } },
          {
            ConditionCheck: {
              TableName: 'Items',
              Key: KEY,
              ConditionExpression: 'attribute_exists(id)',
            },
          },
        ],
      },
      { ConsumedCapacity: [CAPACITY] },
    ],
    ['TransactWriteItemsCommand', { TransactItems: [], ClientRequestToken: 'mine' }, {}],
    [
      'ExecuteStatementCommand',
      { Statement: 'SELECT 1', Parameters: [{ S: 'a' }] },
      { Items: [ITEM] },
    ],
    [
      'BatchExecuteStatementCommand',
      { Statements: [{ Statement: 'x', Parameters: [{ B: new Uint8Array(3) }] }] },
      {
        Responses: [
          { Error: { Code: 'ValidationError', Message: 'no', Item: ITEM }, TableName: 'Items' },
        ],
      },
    ],
    [
      'ExecuteTransactionCommand',
      { TransactStatements: [{ Statement: 'x' }] },
      { Responses: [{ Item: ITEM }] },
    ],
    [
      'SearchVectorsCommand',
      { TableName: 'Items', IndexName: 'v', SearchVector: [{ N: '1' }] },
      { SearchResults: [] },
    ],
  ]
  test.each(cases)('%s', async (name, input, reply) => {
    const { outcome } = await expectSame(always(200, reply), sending(name, input))
    expect(outcome).toHaveProperty('value.$metadata.requestId', 'REQUEST1')
  })
})

describe('control-plane commands, timestamps included', () => {
  const cases: [name: CommandName, input: unknown, reply: unknown][] = [
    [
      'CreateTableCommand',
      {
        TableName: 'Items',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      { TableDescription: { TableName: 'Items', CreationDateTime: 1767225600.123, ItemCount: 0 } },
    ],
    [
      'DescribeTableCommand',
      { TableName: 'Items' },
      { Table: { TableStatus: 'ACTIVE', Replicas: [{ RegionName: 'x' }] } },
    ],
    ['ListTablesCommand', {}, { TableNames: ['Items'], LastEvaluatedTableName: 'Items' }],
    ['ListTablesCommand', undefined, { TableNames: [] }],
    [
      'ListBackupsCommand',
      { TimeRangeLowerBound: new Date(1_767_225_600_500) },
      { BackupSummaries: [] },
    ],
    ['TagResourceCommand', { ResourceArn: 'arn', Tags: [{ Key: 'a', Value: 'b' }] }, ''],
    ['DescribeEndpointsCommand', {}, { Endpoints: [{ Address: 'a', CachePeriodInMinutes: 1 }] }],
    [
      'UpdateTimeToLiveCommand',
      { TableName: 'Items', TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
      {},
    ],
    [
      'EnableKinesisStreamingDestinationCommand',
      { TableName: 'Items', StreamArn: 'arn' },
      { DestinationStatus: 'ENABLING' },
    ],
  ]
  test.each(cases)('%s', async (name, input, reply) => {
    await expectSame(always(200, reply), sending(name, input))
  })
})

describe('what JavaScript callers get wrong goes over the wire as the real client sends it', () => {
  const inputs: [name: string, input: unknown][] = [
    ['a key of plain strings', { TableName: 'Items', Key: { id: 'a' } }],
    ['a number in N', { TableName: 'Items', Key: { id: { N: 5 } } }],
    ['a plain string within a list', { TableName: 'Items', Key: { id: { L: ['ab'] } } }],
    ['null members', { TableName: null, Key: { id: { S: null, N: '1' }, none: null } }],
    ['a set in SS', { TableName: 'Items', Key: { id: { SS: new Set(['a']) } } }],
    ['base64 text in B', { TableName: 'Items', Key: { id: { B: 'AQID' } } }],
    ['text in BS', { TableName: 'Items', Key: { id: { BS: ['AQID'] } } }],
    ['an item that is a text', { TableName: 'Items', Key: 'a' }],
    ['a number where text belongs', { TableName: 'Items', ProjectionExpression: 7, Key: KEY }],
    ['no input at all', undefined],
    ['unknown kinds of attribute', { TableName: 'Items', Key: { id: { X: { y: 1 } } } }],
    [
      'special characters',
      { TableName: 'é𝄞"\\\u0001\ud800', Key: { id: { S: '\u2028\u007f</script>' } } },
    ],
    ['NaN for a limit', { TableName: 'Items', Limit: Number.NaN, Key: KEY }],
  ]
  test.each(inputs)('%s', async (_name, input) => {
    await expectSame(always(200, {}), sending('GetItemCommand', input))
    await expectSame(always(200, {}), sending('QueryCommand', input))
  })
})

describe('malformed replies', () => {
  const replies: [name: string, status: number, body: string][] = [
    ['not JSON', 200, '<html>'],
    ['cut off', 200, '{"Item":'],
    ['empty', 200, ''],
    ['null', 200, 'null'],
    ['wrong types', 200, '{"Item":7,"ConsumedCapacity":[1],"Bogus":{}}'],
    ['bad base64', 200, '{"Item":{"b":{"B":"A"}}}'],
    ['bad characters in base64', 200, '{"Item":{"b":{"B":"****"}}}'],
    ['an error that is not JSON', 400, '<html>'],
    ['an error without a body', 400, ''],
    ['__type in the output', 200, '{"__type":"x","Extra":1}'],
  ]
  test.each(replies)('%s', async (_name, status, body) => {
    await expectSame(
      always(status, body),
      sending('GetItemCommand', { TableName: 'Items', Key: KEY }),
    )
  })
})
