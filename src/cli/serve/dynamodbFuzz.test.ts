import * as tables from '@aws-sdk/client-dynamodb'
import * as streams from '@aws-sdk/client-dynamodb-streams'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProcess } from './testing/process.ts'
import { sendRaw, signedHeaders } from './testing/served.ts'

// "arbitrary JSON bodies on the wire (never a 500, never a crash)", of every action, against `serve --empty` as it is run.

/** What a request may take before it counts as a hang; the longest body here takes a tenth of it. */
const HANG_MS = 5_000

let server: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  server = await startProcess()
  await expectAnswer('CreateTable', JSON.stringify(TABLE))
  await expectAnswer('PutItem', JSON.stringify(GOOD.PutItem))
})
afterAll(() => {
  // It has neither gone away nor been killed by what it was sent.
  expect([server.child.exitCode, server.child.signalCode]).toEqual([null, null])
  server.child.kill()
})

const TABLE = {
  TableName: 'fuzz',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['id', 'by'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'index',
      KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
}

const Key = { id: { S: '1' } }
const Item = { ...Key, by: { S: 'ann' }, n: { N: '1.5' }, l: { L: [{ SS: ['a'] }] } }
const values = (value: object) => ({ ExpressionAttributeValues: { ':v': value } })

/** Requests that are right; what is sent has something else in some of its places. */
const GOOD = {
  GetItem: { TableName: 'fuzz', Key, ProjectionExpression: 'l[0], n' },
  PutItem: { TableName: 'fuzz', Item, ConditionExpression: 'attribute_not_exists(nothing)' },
  UpdateItem: {
    TableName: 'fuzz',
    Key,
    UpdateExpression: 'SET n = if_not_exists(n, :v) + :v REMOVE #l',
    ExpressionAttributeNames: { '#l': 'l' },
    ...values({ N: '1' }),
  },
  DeleteItem: { TableName: 'fuzz', Key, Expected: { by: { Exists: false } } },
  Query: { TableName: 'fuzz', KeyConditionExpression: 'id = :v', ...values({ S: '1' }) },
  Scan: { TableName: 'fuzz', FilterExpression: 'contains(l, :v)', ...values({ S: 'a' }) },
  BatchGetItem: { RequestItems: { fuzz: { Keys: [Key] } } },
  BatchWriteItem: {
    RequestItems: { fuzz: [{ PutRequest: { Item } }, { DeleteRequest: { Key } }] },
  },
  TransactGetItems: { TransactItems: [{ Get: { TableName: 'fuzz', Key } }] },
  TransactWriteItems: {
    TransactItems: [{ Put: { TableName: 'fuzz', Item } }],
    ClientRequestToken: 'token',
  },
  ExecuteStatement: { Statement: 'SELECT * FROM "fuzz" WHERE id = ?', Parameters: [{ S: '1' }] },
  BatchExecuteStatement: { Statements: [{ Statement: "DELETE FROM fuzz WHERE id = '1'" }] },
  CreateTable: { ...TABLE, TableName: 'other' },
  UpdateTable: {
    TableName: 'fuzz',
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'index' } }],
  },
  UpdateTimeToLive: {
    TableName: 'fuzz',
    TimeToLiveSpecification: { AttributeName: 'n', Enabled: true },
  },
  ImportTable: {
    S3BucketSource: { S3Bucket: 'nowhere' },
    InputFormat: 'CSV',
    TableCreationParameters: { ...TABLE, TableName: 'imported' },
  },
} as const

const WORDS = [
  ...new Set(JSON.stringify(GOOD).match(/[A-Za-z]+/g)),
  '__proto__',
  'constructor',
  'NULL',
  'BOOL',
  'B',
  'BS',
  ':v',
  '#l',
]
const TEXTS = [
  '',
  'a = :v',
  'SET a = :v',
  'NOT (a',
  '((((',
  'a[99999999999].b',
  '\u0000',
  '\ud800',
  'NaN',
  '1e999',
  'SELECT * FROM "fuzz"',
  "INSERT INTO fuzz VALUE {'id': <<",
  '{"Version":',
  '9'.repeat(60),
]

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(...WORDS, ...TEXTS, null, true, 0, -1, 1.5, 1e300),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie('json'), { maxKeys: 4 }),
  ),
}))

/** `value` with other things at some of its places: `draw` says how far each place is from being changed. */
function mutate(value: unknown, others: readonly unknown[], draw: () => number): unknown {
  if (draw() === 0) return others[draw()]
  if (Array.isArray(value)) return value.map((each) => mutate(each, others, draw))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(() => draw() !== 1)
  return Object.fromEntries(kept.map(([name, each]) => [name, mutate(each, others, draw)]))
}

const nearly = fc
  .record({
    action: fc.constantFrom(...Object.keys(GOOD)),
    others: fc.array(json, { minLength: 8, maxLength: 8 }),
    draws: fc.array(fc.nat({ max: 7 }), { minLength: 64, maxLength: 64 }),
  })
  .map(({ action, others, draws }) => {
    let at = 0
    const draw = (): number => draws[at++ % draws.length] ?? 0
    const good: unknown = Object.entries(GOOD).find(([name]) => name === action)?.[1]
    return { action, body: JSON.stringify(mutate(good, others, draw)) }
  })

/** What the SDK has a command for, whether or not it is modelled here. */
const actionsOf = (client: object): readonly string[] =>
  Object.keys(client).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
const OF_STREAMS: readonly string[] = actionsOf(streams)
const ALL = [...actionsOf(tables), ...OF_STREAMS]

const targetOf = (action: string): string =>
  `${OF_STREAMS.includes(action) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${action}`

async function expectAnswer(action: string, body: string): Promise<number> {
  const headers = signedHeaders(action, { 'x-amz-target': targetOf(action) })
  const begun = performance.now()
  const answer = await sendRaw(server, { headers, body })
  const what = `${action} ${body.slice(0, 2_000)}`
  expect([200, 400], `${what}: ${answer.body.toString().slice(0, 300)}`).toContain(answer.status)
  expect(performance.now() - begun, what).toBeLessThan(HANG_MS)
  if (answer.body.length > 0) JSON.parse(answer.body.toString())
  return answer.status
}

describe('whatever is sent to a process that serves', () => {
  it('requests that are nearly right are answered with 200 or 400', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(nearly, async ({ action, body }) => {
        if ((await expectAnswer(action, body)) === 200) taken++
      }),
      { numRuns: 1_500 },
    )
    // Else nothing but the first look at a request would be tried.
    expect(taken).toBeGreaterThan(20)
  })

  it('and so are any others, of all actions', async () => {
    const body = fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ALL), body, async (action, text) => {
        await expectAnswer(action, text)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['lists', '[', ']'],
    ['lists of values', '{"L":[', ']}'],
    ['maps of values', '{"M":{"a":', '}}'],
    ['items', '{"TableName":"fuzz","Item":', '}'],
    ['keys', '{"Key":', '}'],
  ])('%s of any depth, closed or not, of all actions', async (_what, open, close) => {
    for (const action of ALL) {
      // Members that an action does not have are left out of account: some have nothing to refuse.
      await expectAnswer(action, `${open.repeat(50_000)}1${close.repeat(50_000)}`)
      expect(await expectAnswer(action, open.repeat(20_000))).toBe(400)
    }
  })

  it.each([
    ['parentheses', '('.repeat(4_000)],
    ['negations', `${'NOT '.repeat(1_000)}id = :v`],
    ['paths', `${'a.'.repeat(2_000)}a = :v`],
    ['functions', `SET a = ${'if_not_exists(a, '.repeat(200)}:v${')'.repeat(200)}`],
    ['statements', `SELECT * FROM "fuzz" WHERE ${'('.repeat(8_000)}`],
    ['lists in statements', `SELECT * FROM "fuzz" WHERE id = ${'['.repeat(8_000)}`],
    ['negated statements', `SELECT * FROM "fuzz" WHERE ${'NOT '.repeat(1_900)}id = '1'`],
    ['minus signs', `SELECT * FROM "fuzz" WHERE id = ${'-'.repeat(8_000)}1`],
  ])('endless %s in expressions', async (_what, text) => {
    for (const member of [
      'KeyConditionExpression',
      'FilterExpression',
      'ProjectionExpression',
      'UpdateExpression',
      'ConditionExpression',
      'Statement',
    ]) {
      const body = JSON.stringify({ TableName: 'fuzz', Key, [member]: text, ...values({ S: '1' }) })
      for (const action of ['Query', 'Scan', 'UpdateItem', 'ExecuteStatement']) {
        await expectAnswer(action, body)
      }
    }
  })
})
