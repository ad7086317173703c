import { describe, expect, test } from 'vitest'
import { always, expectSame, type Sdk, type Wire } from './testing/pair.ts'

/** Gives back what was put, so that a value makes the whole journey. */
const echo: Wire = (operation, body) => {
  const { Item, Key } = JSON.parse(body) as { Item?: unknown; Key?: unknown }
  const replies: Record<string, unknown> = {
    PutItem: { Attributes: Item },
    GetItem: { Item: Key },
    UpdateItem: { Attributes: Key },
  }
  return { status: 200, body: JSON.stringify(replies[operation] ?? {}) }
}

type CommandName = Extract<keyof Sdk['lib'], `${string}Command`>
type Translate = Parameters<Sdk['lib']['DynamoDBDocumentClient']['from']>[1]

const sending =
  (name: CommandName, createInput: (sdk: Sdk) => unknown, translate?: () => Translate) =>
  (sdk: Sdk): Promise<unknown> => {
    const CommandCtor = sdk.lib[name] as unknown as new (input: unknown) => never
    const client = new sdk.client.DynamoDBClient(sdk.config)
    const document = sdk.lib.DynamoDBDocumentClient.from(client, translate?.())
    return document.send(new CommandCtor(createInput(sdk)))
  }

class Point {
  readonly x = 1
  readonly label: string | undefined = undefined
  get computed(): number {
    return 2
  }
}

const VALUES: Record<string, (sdk: Sdk) => unknown> = {
  nested: () => ({ a: [1, 'two', { three: [true, null] }], m: { n: { o: {} } }, e: [] }),
  sets: () => ({ n: new Set([1, 2]), s: new Set(['a', 'b']), b: new Set([new Uint8Array([1])]) }),
  binary: () => ({
    u8: new Uint8Array([1, 2]),
    buffer: Buffer.from('hi'),
    empty: new Uint8Array(),
  }),
  numbers: () => ({
    i: 1,
    f: 0.1,
    big: 12345678901234567890n,
    neg: -0,
    e: 1e-7,
    max: Number.MAX_SAFE_INTEGER,
  }),
  unsafe: () => ({ n: Number.MAX_SAFE_INTEGER + 1 }),
  tooSmall: () => ({ n: Number.MIN_SAFE_INTEGER - 1 }),
  notNumbers: () => ({ n: Number.NaN }),
  infinite: () => ({ n: Number.POSITIVE_INFINITY }),
  wrapped: (sdk) => ({ n: sdk.lib.NumberValue.from('1000000000000000000000.000000000001') }),
  wrappedSet: (sdk) => ({
    n: new Set([sdk.lib.NumberValue.from('1'), sdk.lib.NumberValue.from('2.5')]),
  }),
  undefinedMember: () => ({ a: undefined, l: [1, undefined, 2] }),
  undefinedInSet: () => ({ s: new Set([undefined, 'a']) }),
  functions: () => ({ f: () => 1, l: [() => 1, 2] }),
  empty: () => ({ s: '', b: new Uint8Array(), l: [], m: {} }),
  emptySet: () => ({ s: new Set() }),
  mixedSet: () => ({ s: new Set([{}]) }),
  map: () => ({
    m: new Map<string, unknown>([
      ['a', 1],
      ['b', undefined],
    ]),
  }),
  instance: () => ({ p: new Point() }),
  instanceAtTop: () => new Point(),
  date: () => ({ d: new Date(0) }),
  boxed: () => ({ n: Object(1), s: Object('x'), b: Object(false) }),
  noPrototype: () => ({ o: Object.assign(Object.create(null) as object, { a: 1 }) }),
  inherited: () => Object.create({ a: 1 }) as unknown,
  symbol: () => ({ s: Symbol.iterator }),
}

const OPTIONS: Record<string, () => Translate> = {
  defaults: () => undefined,
  removeUndefinedValues: () => ({ marshallOptions: { removeUndefinedValues: true } }),
  convertEmptyValues: () => ({ marshallOptions: { convertEmptyValues: true } }),
  convertClassInstanceToMap: () => ({
    marshallOptions: { convertClassInstanceToMap: true, removeUndefinedValues: true },
  }),
  allowImpreciseNumbers: () => ({ marshallOptions: { allowImpreciseNumbers: true } }),
  wrapNumbers: () => ({ unmarshallOptions: { wrapNumbers: true } }),
  wrapNumbersByFunction: () => ({
    unmarshallOptions: { wrapNumbers: (text: string) => `n${text}` },
  }),
}

/** Values of either NumberValue class compare by what they say. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, it: unknown) => {
      if (it instanceof Set) return { set: [...it] }
      return typeof it === 'bigint' ? { bigint: String(it) } : it
    }),
  )

describe('the document client', () => {
  describe.each(Object.keys(OPTIONS))('%s', (option) => {
    test.each(Object.keys(VALUES))('puts %s and reads it back', async (name) => {
      await expectSame(echo, async (sdk) => {
        const create = (it: Sdk): unknown => ({ TableName: 'Items', Item: VALUES[name]?.(it) })
        return plain(await sending('PutCommand', create, OPTIONS[option])(sdk))
      })
    })
  })

  const key = { id: 'a', n: 1 }
  const wireKey = { id: { S: 'a' }, n: { N: '1' } }
  const cases: [name: CommandName, input: unknown, reply: unknown][] = [
    [
      'GetCommand',
      { TableName: 'Items', Key: key },
      { Item: { ...wireKey, b: { B: 'AQID' }, s: { NS: ['1', '2'] } } },
    ],
    ['GetCommand', { TableName: 'Items', Key: key }, {}],
    [
      'DeleteCommand',
      { TableName: 'Items', Key: key, Expected: { a: { Value: 'x', AttributeValueList: [1] } } },
      { Attributes: wireKey },
    ],
    [
      'UpdateCommand',
      {
        TableName: 'Items',
        Key: key,
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': [1], ':b': new Set(['x']), ':c': null },
        AttributeUpdates: { a: { Value: { x: 1 }, Action: 'PUT' } },
      },
      {
        Attributes: wireKey,
        ItemCollectionMetrics: { ItemCollectionKey: wireKey, SizeEstimateRangeGB: [0, 1] },
      },
    ],
    [
      'QueryCommand',
      {
        TableName: 'Items',
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': 'a' },
        ExclusiveStartKey: key,
      },
      { Items: [wireKey, {}], Count: 2, LastEvaluatedKey: wireKey },
    ],
    [
      'QueryCommand',
      {
        TableName: 'Items',
        KeyConditions: { id: { ComparisonOperator: 'EQ', AttributeValueList: ['a'] } },
      },
      { Items: [] },
    ],
    [
      'ScanCommand',
      {
        TableName: 'Items',
        ScanFilter: { id: { ComparisonOperator: 'EQ', AttributeValueList: [1] } },
      },
      { Items: [wireKey] },
    ],
    [
      'BatchGetCommand',
      { RequestItems: { Items: { Keys: [key, key], ProjectionExpression: 'id' } } },
      { Responses: { Items: [wireKey] }, UnprocessedKeys: { Items: { Keys: [wireKey] } } },
    ],
    [
      'BatchWriteCommand',
      { RequestItems: { Items: [{ PutRequest: { Item: key } }, { DeleteRequest: { Key: key } }] } },
      {
        UnprocessedItems: { Items: [{ PutRequest: { Item: wireKey } }] },
        ItemCollectionMetrics: { Items: [{ ItemCollectionKey: wireKey }] },
      },
    ],
    [
      'TransactGetCommand',
      { TransactItems: [{ Get: { TableName: 'Items', Key: key } }] },
      { Responses: [{ Item: wireKey }, {}] },
    ],
    [
      'TransactWriteCommand',
      {
        TransactItems: [
          { Put: { TableName: 'Items', Item: key, ExpressionAttributeValues: { ':a': 1 } } },
          {
            Update: {
              TableName: 'Items',
              Key: key,
              UpdateExpression: 'SET x = :a',
              ExpressionAttributeValues: { ':a': 1 },
            },
          },
          { Delete: { TableName: 'Items', Key: key } },
          {
            ConditionCheck: {
              TableName: 'Items',
              Key: key,
              ConditionExpression: 'attribute_exists(id)',
            },
          },
        ],
      },
      {},
    ],
    [
      'ExecuteStatementCommand',
      { Statement: 'x', Parameters: ['a', 1, { b: 2 }] },
      { Items: [wireKey], LastEvaluatedKey: wireKey },
    ],
    [
      'BatchExecuteStatementCommand',
      { Statements: [{ Statement: 'x', Parameters: ['a'] }] },
      { Responses: [{ Item: wireKey, Error: { Item: wireKey } }] },
    ],
    [
      'ExecuteTransactionCommand',
      { TransactStatements: [{ Statement: 'x', Parameters: [1] }] },
      { Responses: [{ Item: wireKey }] },
    ],
    [
      'SearchVectorsCommand',
      { TableName: 'Items', SearchVector: [1, 2] },
      { SearchResults: [{ Item: wireKey }] },
    ],
    ['DescribeExportCommand', { ExportArn: 'arn' }, { ExportDescription: { ExportArn: 'arn' } }],
    ['GetCommand', { TableName: 'Items' }, {}],
    ['GetCommand', { TableName: 'Items', Key: 'text' }, {}],
    ['PutCommand', { TableName: 'Items', Item: null }, {}],
    ['GetCommand', undefined, {}],
  ]
  test.each(cases)('%s %j', async (name, input, reply) => {
    await expectSame(
      always(200, reply),
      sending(name, () => input),
    )
  })

  test('a failed condition keeps its item marshalled, as AWS documents for the document client', async () => {
    const wire = always(400, {
      __type: 'x#ConditionalCheckFailedException',
      message: 'm',
      Item: { id: { S: 'a' } },
    })
    const { outcome } = await expectSame(
      wire,
      sending('PutCommand', () => ({ TableName: 'Items', Item: { id: 'a' } })),
    )
    expect(outcome).toHaveProperty('error.members.Item', { id: { S: 'a' } })
  })

  test('the aggregated document client, with promises and callbacks', async () => {
    await expectSame(always(200, { Item: { id: { S: 'a' } } }), async (sdk) => {
      const document = sdk.lib.DynamoDBDocument.from(new sdk.client.DynamoDB(sdk.config))
      const answers: unknown[] = [await document.get({ TableName: 'Items', Key: { id: 'a' } })]
      await new Promise<void>((resolve) => {
        document.get({ TableName: 'Items', Key: { id: 'a' } }, (error, output) => {
          answers.push(error, output)
          resolve()
        })
      })
      for await (const page of sdk.lib.paginatedBatchGet(
        { client: document },
        { RequestItems: { Items: { Keys: [{ id: 'a' }] } } },
      )) {
        answers.push(page)
      }
      return answers
    })
  })

  test('pages come one by one until there is no LastEvaluatedKey', async () => {
    const wire: Wire = (_operation, body, attempt) => ({
      status: 200,
      body: JSON.stringify({
        Items: [{ n: { N: String(attempt) } }],
        ...(attempt < 3 && { LastEvaluatedKey: { n: { N: String(attempt) } } }),
        Count: body.length,
      }),
    })
    const { exchanges } = await expectSame(wire, async (sdk) => {
      const client = sdk.lib.DynamoDBDocumentClient.from(new sdk.client.DynamoDBClient(sdk.config))
      const seen: unknown[] = []
      for await (const page of sdk.lib.paginateQuery(
        { client, pageSize: 1 },
        { TableName: 'Items' },
      ))
        seen.push(page.Items)
      for await (const page of sdk.lib.paginateScan(
        { client, startingToken: { n: 9 } },
        { TableName: 'Items' },
      ))
        seen.push(page.Items)
      return seen
    })
    expect(exchanges).toHaveLength(4)
  })
})
