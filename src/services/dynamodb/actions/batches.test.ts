import { describe, expect, it } from 'vitest'
import { createTestAccount, type TestAccount } from '../testing/account.ts'

type Wire = Record<string, unknown>

const VALIDATION = 'com.amazon.coral.validate#ValidationException'
const SERVICE = 'com.amazonaws.dynamodb.v20120810#'

const refused = (message: string) => ({ status: 400, body: { __type: VALIDATION, message } })

const put = (account: TestAccount, TableName: string, ...items: Wire[]): void => {
  for (const Item of items) expect(account.call('PutItem', { TableName, Item }).status).toBe(200)
}

/** Text of so many characters. */
const text = (length: number) => ({ S: 'x'.repeat(length) })

describe('batches', () => {
  it('writes and reads over several tables, each item rounded on its own', () => {
    const { call } = createTestAccount()
    const written = call('BatchWriteItem', {
      RequestItems: {
        items: [
          { PutRequest: { Item: { id: { S: '1' } } } },
          { PutRequest: { Item: { id: { S: '2' }, a: text(1_500) } } },
        ],
        events: [{ DeleteRequest: { Key: { id: { S: '1' }, at: { N: '1' } } } }],
      },
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(written.body).toEqual({
      UnprocessedItems: {},
      ConsumedCapacity: [
        { TableName: 'items', CapacityUnits: 3 },
        { TableName: 'events', CapacityUnits: 1 },
      ],
    })
    const Keys = [{ id: { S: '2' } }, { id: { S: 'none' } }, { id: { S: '1' } }]
    const read = call('BatchGetItem', {
      RequestItems: { items: { Keys, ProjectionExpression: 'id' } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(read.body).toEqual({
      Responses: { items: [{ id: { S: '2' } }, { id: { S: '1' } }] },
      UnprocessedKeys: {},
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 1.5 }],
    })
  })

  it('gives back as UnprocessedKeys what is more than 1 MB, and one item, of a partition', () => {
    const account = createTestAccount()
    const ids = Array.from({ length: 45 }, (_, n) => String(n))
    put(account, 'items', ...ids.map((id) => ({ id: { S: id }, a: text(400_000) })))
    const Keys = ids.map((id) => ({ id: { S: id } }))
    const { body } = account.call('BatchGetItem', {
      RequestItems: { items: { Keys, ConsistentRead: true } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    // Three of 400,000 bytes from each of an on-demand table's four partitions.
    expect(body).toMatchObject({
      UnprocessedKeys: { items: { ConsistentRead: true } },
      ConsumedCapacity: [{ CapacityUnits: 12 * 98 + 33 }],
    })
    const { Responses, UnprocessedKeys } = body as {
      Responses: { items: readonly { readonly id: unknown }[] }
      UnprocessedKeys: { items: { Keys: readonly unknown[] } }
    }
    expect(Responses.items).toHaveLength(12)
    const told = [...Responses.items.map(({ id }) => ({ id })), ...UnprocessedKeys.items.Keys]
    expect(new Set(told.map((key) => JSON.stringify(key)))).toEqual(
      new Set(Keys.map((key) => JSON.stringify(key))),
    )
  })

  it.each([
    [
      'BatchGetItem',
      { items: { Keys: [{ id: { S: '1' } }, { id: { S: '1' } }] } },
      'Provided list of item keys contains duplicates',
    ],
    [
      'BatchWriteItem',
      { items: [{ PutRequest: { Item: {} } }] },
      'The provided key element does not match the schema',
    ],
    [
      'BatchWriteItem',
      {
        items: [
          { DeleteRequest: { Key: { id: { S: '1' } } } },
          { PutRequest: { Item: { id: { S: '1' } } } },
        ],
      },
      'Provided list of item keys contains duplicates',
    ],
  ])('%s refuses %j', (action, RequestItems, message) => {
    expect(createTestAccount().call(action, { RequestItems })).toEqual(refused(message))
  })
})

describe('transactions', () => {
  const balance = (call: TestAccount['call'], id: string) =>
    call('GetItem', { TableName: 'items', Key: { id: { S: id } } }).body
  const move = (amount: string): Wire[] => [
    {
      Update: {
        TableName: 'items',
        Key: { id: { S: 'a' } },
        UpdateExpression: 'SET n = n - :m',
        ConditionExpression: 'n >= :m',
        ExpressionAttributeValues: { ':m': { N: amount } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    {
      Update: {
        TableName: 'items',
        Key: { id: { S: 'b' } },
        UpdateExpression: 'SET n = n + :m',
        ExpressionAttributeValues: { ':m': { N: amount } },
      },
    },
  ]
  const prepare = () => {
    const account = createTestAccount()
    put(account, 'items', { id: { S: 'a' }, n: { N: '10' } }, { id: { S: 'b' }, n: { N: '0' } })
    return account
  }

  it('do all or nothing, and cost double', () => {
    const { call } = prepare()
    const done = call('TransactWriteItems', {
      TransactItems: move('4'),
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(done.body).toEqual({
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 4, WriteCapacityUnits: 4 }],
    })
    expect(call('TransactWriteItems', { TransactItems: move('7') })).toEqual({
      status: 400,
      body: {
        __type: `${SERVICE}TransactionCanceledException`,
        message:
          'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
        CancellationReasons: [
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { id: { S: 'a' }, n: { N: '6' } },
          },
          { Code: 'None' },
        ],
      },
    })
    expect(balance(call, 'b')).toEqual({ Item: { id: { S: 'b' }, n: { N: '4' } } })
  })

  it('happen once for one ClientRequestToken, whose content may not change', () => {
    const { call } = prepare()
    const input = {
      TransactItems: move('1'),
      ClientRequestToken: 'token-1',
      ReturnConsumedCapacity: 'TOTAL',
    }
    call('TransactWriteItems', input)
    expect(call('TransactWriteItems', input).body).toEqual({
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 4, ReadCapacityUnits: 4 }],
    })
    expect(balance(call, 'b')).toEqual({ Item: { id: { S: 'b' }, n: { N: '1' } } })
    expect(call('TransactWriteItems', { ...input, TransactItems: move('2') }).body).toMatchObject({
      __type: `${SERVICE}IdempotentParameterMismatchException`,
    })
  })

  it('read in order, with {} for what is not there', () => {
    const { call } = prepare()
    const TransactItems = ['b', 'none', 'a'].map((id) => ({
      Get: { TableName: 'items', Key: { id: { S: id } } },
    }))
    expect(call('TransactGetItems', { TransactItems }).body).toEqual({
      Responses: [
        { Item: { id: { S: 'b' }, n: { N: '0' } } },
        {},
        { Item: { id: { S: 'a' }, n: { N: '10' } } },
      ],
    })
  })

  it('may not touch one item twice', () => {
    const { call } = prepare()
    const Delete = { TableName: 'items', Key: { id: { S: 'a' } } }
    expect(call('TransactWriteItems', { TransactItems: [{ Delete }, { Delete }] })).toEqual(
      refused('Transaction request cannot include multiple operations on one item'),
    )
  })
})
