import { describe, expect, test } from 'vitest'
import { createEngineWire } from './testing/engineWire.ts'
import { expectSameOn, type Sdk } from './testing/pair.ts'

/** Sends commands one after another; an error is an answer like any other. */
const createSession = (sdk: Sdk) => {
  const client = new sdk.client.DynamoDBClient(sdk.config)
  const document = sdk.lib.DynamoDBDocumentClient.from(client)
  const answers: unknown[] = []
  const note = async (work: Promise<unknown>): Promise<unknown> => {
    const answer = await work.catch((error: unknown) =>
      error instanceof Error ? [error.name, error.message, Object.entries(error)] : error,
    )
    answers.push(answer)
    return answer
  }
  return { client, document, answers, note }
}

const ITEM = {
  id: 'a',
  n: 1,
  text: 'é𝄞',
  bytes: new Uint8Array([0, 255]),
  set: new Set(['x', 'y']),
  numbers: new Set([1, 2.5]),
  blobs: new Set([new Uint8Array([1])]),
  nested: { list: [1, null, true, { deep: [] }], empty: '' },
}

describe("the simulated DynamoDB through AWS's SDK and through ours", () => {
  test('an item lives: put, get, update, delete', async () => {
    const { outcome } = await expectSameOn(createEngineWire, async (sdk) => {
      const { document, client, answers, note } = createSession(sdk)
      const { DeleteCommand, GetCommand, PutCommand, UpdateCommand } = sdk.lib
      const table = { TableName: 'Items', ReturnConsumedCapacity: 'TOTAL' as const }
      const key = { id: 'a', n: 1 }
      await note(document.send(new PutCommand({ ...table, Item: ITEM })))
      await note(document.send(new GetCommand({ ...table, Key: key, ConsistentRead: true })))
      await note(
        client.send(new sdk.client.GetItemCommand({ ...table, Key: sdk.util.marshall(key) })),
      )
      await note(
        document.send(
          new UpdateCommand({
            ...table,
            Key: key,
            UpdateExpression:
              'SET #t = :t, c = if_not_exists(c, :zero) + :one ADD numbers :more REMOVE nested.#l[0]',
            ExpressionAttributeNames: { '#t': 'text', '#l': 'list' },
            ExpressionAttributeValues: {
              ':t': 'new',
              ':zero': 0,
              ':one': 1,
              ':more': new Set([7]),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      )
      await note(document.send(new DeleteCommand({ ...table, Key: key, ReturnValues: 'ALL_OLD' })))
      await note(document.send(new GetCommand({ ...table, Key: key })))
      return answers
    })
    expect(outcome).toMatchObject({
      value: [{}, { Item: ITEM }, {}, { Attributes: { c: 1 } }, { Attributes: { c: 1 } }, {}],
    })
  })

  test('conditions that fail, with and without the old item; transactions cancelled', async () => {
    const { outcome } = await expectSameOn(createEngineWire, async (sdk) => {
      const { document, answers, note } = createSession(sdk)
      const { PutCommand, TransactGetCommand, TransactWriteCommand } = sdk.lib
      const put = { TableName: 'Items', Item: { id: 'a', n: 1, v: new Uint8Array([9]) } }
      const once = { ...put, ConditionExpression: 'attribute_not_exists(id)' }
      await note(document.send(new PutCommand(once)))
      await note(document.send(new PutCommand(once)))
      await note(
        document.send(new PutCommand({ ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
      )
      const TransactItems = [
        { Put: { TableName: 'Items', Item: { id: 'b', n: 1 } } },
        { Put: { ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const } },
      ]
      await note(document.send(new TransactWriteCommand({ TransactItems })))
      await note(
        document.send(new TransactWriteCommand({ TransactItems: TransactItems.slice(0, 1) })),
      )
      const Get = { TableName: 'Items', Key: { id: 'b', n: 1 } }
      await note(document.send(new TransactGetCommand({ TransactItems: [{ Get }] })))
      return answers
    })
    expect(outcome).toMatchObject({
      value: [
        {},
        ['ConditionalCheckFailedException', 'The conditional request failed', []],
        ['ConditionalCheckFailedException', 'The conditional request failed', []],
        [
          'TransactionCanceledException',
          expect.stringContaining('[None, ConditionalCheckFailed]'),
          [],
        ],
        {},
        { Responses: [{ Item: { id: 'b', n: 1 } }] },
      ].map((it) => (Array.isArray(it) ? expect.arrayContaining(it.slice(0, 2)) : it)),
    })
  })

  test('batches and pages', async () => {
    const { outcome } = await expectSameOn(createEngineWire, async (sdk) => {
      const { client, document, answers, note } = createSession(sdk)
      const items = Array.from({ length: 25 }, (_, n) => ({ id: n % 2 ? 'odd' : 'even', n }))
      await note(
        document.send(
          new sdk.lib.BatchWriteCommand({
            RequestItems: { Items: items.map((Item) => ({ PutRequest: { Item } })) },
          }),
        ),
      )
      await note(
        document.send(
          new sdk.lib.BatchGetCommand({ RequestItems: { Items: { Keys: items.slice(0, 3) } } }),
        ),
      )
      const query = {
        TableName: 'Items',
        KeyConditionExpression: 'id = :id AND n > :n',
        ExpressionAttributeValues: { ':id': 'odd', ':n': 5 },
      }
      let count = 0
      for await (const page of sdk.lib.paginateQuery({ client: document, pageSize: 4 }, query)) {
        answers.push(page)
        count += page.Count ?? 0
      }
      for await (const page of sdk.client.paginateScan(
        { client, pageSize: 10 },
        { TableName: 'Items' },
      ))
        answers.push(page)
      await note(client.send(new sdk.client.DescribeTableCommand({ TableName: 'Items' })))
      await note(client.send(new sdk.client.ListTablesCommand({})))
      return [count, ...answers]
    })
    const counted = Array.from({ length: 9 }, () => expect.anything() as unknown)
    expect(outcome).toMatchObject({ value: [9, ...counted, { TableNames: ['Items'] }] })
  })

  test('PartiQL statements, one by one, in batches, in transactions', async () => {
    const { outcome } = await expectSameOn(createEngineWire, async (sdk) => {
      const { client, document, answers, note } = createSession(sdk)
      const { BatchExecuteStatementCommand, ExecuteStatementCommand, ExecuteTransactionCommand } =
        sdk.lib
      const run = (Statement: string, Parameters?: unknown[], more: object = {}) =>
        note(document.send(new ExecuteStatementCommand({ Statement, Parameters, ...more })))
      await run("INSERT INTO \"Items\" VALUE {'id': ?, 'n': ?, 'set': ?}", [
        'a',
        1,
        new Set(['x', 'y']),
      ])
      await run("INSERT INTO Items VALUE {'id': 'a', 'n': 1}")
      await run("INSERT INTO Items VALUE {'id': 'a', 'n': 2}")
      await run('SELECT * FROM Items WHERE id = ? ORDER BY n DESC', ['a'], {
        Limit: 1,
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      })
      await run("UPDATE Items SET v = ? WHERE id = 'a' AND n = 1 RETURNING ALL NEW *", [
        { deep: [1, null] },
      ])
      await note(
        document.send(
          new BatchExecuteStatementCommand({
            Statements: [
              { Statement: 'SELECT v FROM Items WHERE id = ? AND n = ?', Parameters: ['a', 1] },
              { Statement: 'SELECT v FROM Items WHERE id = ?', Parameters: ['a'] },
            ],
          }),
        ),
      )
      const TransactStatements = [
        { Statement: "EXISTS(SELECT * FROM Items WHERE id = 'a' AND n = 1 AND v IS MISSING)" },
        { Statement: "DELETE FROM Items WHERE id = 'a' AND n = 2" },
      ]
      await note(document.send(new ExecuteTransactionCommand({ TransactStatements })))
      await note(
        client.send(new sdk.client.ExecuteStatementCommand({ Statement: 'SELECT * FROM Items' })),
      )
      return answers
    })
    expect(outcome).toMatchObject({
      value: [
        { Items: [] },
        ['DuplicateItemException', 'Duplicate primary key exists in table', expect.anything()],
        { Items: [] },
        { Items: [{ id: 'a', n: 2 }], ConsumedCapacity: { CapacityUnits: 1 } },
        { Items: [{ id: 'a', n: 1, v: { deep: [1, null] } }] },
        {
          Responses: [{ Item: { v: { deep: [1, null] } } }, { Error: { Code: 'ValidationError' } }],
        },
        ['TransactionCanceledException', expect.anything(), expect.anything()],
        { Items: [{ n: { N: '1' } }, { n: { N: '2' } }] },
      ],
    })
  })

  test('what DynamoDB refuses', async () => {
    await expectSameOn(createEngineWire, async (sdk) => {
      const { client, document, answers, note } = createSession(sdk)
      const { GetCommand, PutCommand, QueryCommand } = sdk.lib
      await note(document.send(new GetCommand({ TableName: 'Nothing', Key: { id: 'a' } })))
      await note(document.send(new GetCommand({ TableName: 'Items', Key: { id: 'a' } })))
      await note(document.send(new GetCommand({ TableName: 'Items', Key: { id: 1, n: 1 } })))
      await note(document.send(new PutCommand({ TableName: 'Items', Item: { id: '', n: 1 } })))
      await note(
        document.send(
          new PutCommand({ TableName: 'Items', Item: { id: 'a', n: 1, x: 'y'.repeat(500_000) } }),
        ),
      )
      await note(
        document.send(new QueryCommand({ TableName: 'Items', KeyConditionExpression: 'id = :a' })),
      )
      await note(
        client.send(
          new sdk.client.GetItemCommand({ TableName: 'Items', Key: { id: 'a' } as never }),
        ),
      )
      await note(
        client.send(new sdk.client.CreateBackupCommand({ TableName: 'Items', BackupName: 'b' })),
      )
      await note(document.send(new GetCommand({ TableName: undefined, Key: {} })))
      const names = answers.map((it) => (Array.isArray(it) ? (it as unknown[])[0] : 'ok'))
      expect(names).not.toContain('ok')
      return answers
    })
  })
})
