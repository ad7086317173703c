import { beforeEach, describe, expect, test } from 'vitest'
import { createStatements, MALFORMED } from '../testing/statements.ts'

describe('BatchExecuteStatement', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  const batch = (...Statements: string[]): unknown =>
    statements.call('BatchExecuteStatement', {
      Statements: Statements.map((Statement) => ({ Statement })),
      ReturnConsumedCapacity: 'TOTAL',
    }).body

  test('answers each statement for itself', () => {
    statements.put('items', { id: { S: 'a' }, n: { N: '1' } })
    expect(
      batch(
        "INSERT INTO items VALUE {'id': 'a'}",
        "UPDATE items SET n = 2 WHERE id = 'a' AND n = 9",
        "UPDATE items SET n = 2 WHERE id = 'a' RETURNING MODIFIED NEW *",
        'SLECT',
        "DELETE FROM nowhere WHERE id = 'a'",
      ),
    ).toEqual({
      Responses: [
        {
          Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
          TableName: 'items',
        },
        {
          Error: { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
          TableName: 'items',
        },
        { TableName: 'items', Item: { n: { N: '2' } } },
        { Error: { Code: 'ValidationError', Message: `${MALFORMED}Expected data manipulation` } },
        { Error: { Code: 'ResourceNotFound', Message: 'Requested resource not found' } },
      ],
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 1 }],
    })
  })

  test('reads single items, each as consistently as it asks', () => {
    statements.put('items', { id: { S: 'a' } })
    const refused = {
      Error: {
        Code: 'ValidationError',
        Message:
          'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
      },
    }
    const Statement = "SELECT * FROM items WHERE id = 'a'"
    expect(
      statements.call('BatchExecuteStatement', {
        Statements: [
          { Statement, ConsistentRead: true },
          { Statement: "SELECT * FROM items WHERE id IN ['a']" },
          { Statement: "SELECT * FROM items WHERE id = 'none'" },
          { Statement: 'SELECT * FROM items WHERE n = 1' },
          { Statement: `${Statement} AND n = 1` },
        ],
        ReturnConsumedCapacity: 'TOTAL',
      }).body,
    ).toEqual({
      Responses: [
        { TableName: 'items', Item: { id: { S: 'a' } } },
        { TableName: 'items', Item: { id: { S: 'a' } } },
        { TableName: 'items' },
        refused,
        refused,
      ],
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 2 }],
    })
  })

  test('either reads or writes', () => {
    expect(
      batch("SELECT * FROM items WHERE id = 'a'", "DELETE FROM items WHERE id = 'a'"),
    ).toMatchObject({
      message: 'Read and write requests together in the same batch is not supported.',
    })
  })
})

describe('ExecuteTransaction', () => {
  let statements: ReturnType<typeof createStatements>
  beforeEach(() => {
    statements = createStatements()
  })

  const transact = (given: readonly string[], more: object = {}): unknown =>
    statements.call('ExecuteTransaction', {
      TransactStatements: given.map((Statement) => ({ Statement })),
      ...more,
    }).body

  test('writes all or nothing, and checks', () => {
    statements.put('items', { id: { S: 'a' }, n: { N: '1' } })
    expect(
      transact([
        "EXISTS(SELECT * FROM items WHERE id = 'a' AND n = 1)",
        "INSERT INTO items VALUE {'id': 'b'}",
      ]),
    ).toEqual({ Responses: [] })
    expect(
      transact([
        "EXISTS(SELECT * FROM items WHERE id = 'a' AND n = 2)",
        "INSERT INTO items VALUE {'id': 'b'}",
        "UPDATE nowhere SET n = 2 WHERE id = 'x'",
        'UPDATE items SET n = 2 WHERE n = 1',
        "DELETE FROM items WHERE id = 'c'",
      ]),
    ).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
        '[ConditionalCheckFailed, DuplicateItem, ResourceNotFound, ValidationError, None]',
      CancellationReasons: [
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
        { Code: 'ResourceNotFound', Message: 'Requested resource not found' },
        { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
        { Code: 'None' },
      ],
    })
  })

  test('happens once for each token, and costs a transactional read after that', () => {
    statements.put('items', { id: { S: 'a' }, n: { N: '0' } })
    const more = { ClientRequestToken: 'token', ReturnConsumedCapacity: 'TOTAL' }
    const given = ["UPDATE items SET n = n + 1 WHERE id = 'a'"]
    const capacity = (units: object): object => ({
      Responses: [],
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 2, ...units }],
    })
    expect(transact(given, more)).toEqual(capacity({ WriteCapacityUnits: 2 }))
    expect(transact(given, more)).toEqual(capacity({ ReadCapacityUnits: 2 }))
    expect(statements.stored('a')).toEqual({ id: { S: 'a' }, n: { N: '1' } })
  })

  test('reads single items at one instant', () => {
    statements.put('items', { id: { S: 'a' }, n: { N: '1' } })
    expect(
      transact(["SELECT n FROM items WHERE id = 'a'", "SELECT * FROM items WHERE id = 'b'"], {
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ).toEqual({
      Responses: [{ Item: { n: { N: '1' } } }, {}],
      ConsumedCapacity: [{ TableName: 'items', CapacityUnits: 4, ReadCapacityUnits: 4 }],
    })
  })

  test.each([
    [
      ["SELECT * FROM items WHERE id = 'a' AND n = 1"],
      'Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    ],
    [
      ["SELECT * FROM things.byKind WHERE kind = 'x'"],
      'Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.',
    ],
    [
      [
        "DELETE FROM items WHERE id = 'a'",
        "UPDATE items SET n = 1 WHERE id = 'b' RETURNING ALL NEW *",
      ],
      'Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction.',
    ],
    [
      ["EXISTS(SELECT * FROM items WHERE id = 'a')", "DELETE FROM items WHERE id = 'b'"],
      'Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with additional condition',
    ],
    [
      ["SELECT * FROM items WHERE id = 'a'", "DELETE FROM items WHERE id = 'b'"],
      'ExecuteTransaction API does not support both read and write operations in the same request.',
    ],
    [
      ["SELECT * FROM items WHERE id = 'a'", "SELECT n FROM items WHERE id = 'a'"],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      ['SELECT * FROM items WHERE id = 1'],
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
    ],
    [
      ["SELECT * FROM items WHERE id IN ['a','a']"],
      'Validation failed in TransactStatements[0]: Overlapping conditions with range keys are not supported in where clause',
    ],
  ])('refuses %j', (given, words) => {
    expect(transact(given)).toMatchObject({ message: words })
  })
})
