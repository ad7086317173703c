import { describe, expect, it } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { createControlAccount, refused } from '../testing/controlAccount.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html;
// which queries are refused: measured by the tests of getmoto/moto against the live service.

const TableName = 'matches'
const IndexName = 'byPlace'
const S = (value: string) => ({ S: value })
const N = (value: number) => ({ N: String(value) })
const key = (hash: readonly string[], range: readonly string[]) => [
  ...hash.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' })),
  ...range.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' })),
]

const TABLE = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    ['id', 'S'],
    ['tournament', 'S'],
    ['region', 'S'],
    ['round', 'S'],
    ['seat', 'N'],
  ].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
  KeySchema: key(['id'], []),
  GlobalSecondaryIndexes: [
    {
      IndexName,
      KeySchema: key(['tournament', 'region'], ['round', 'seat']),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
}

const match = (id: string, region: string, round?: string, seat?: number) => ({
  id: S(id),
  tournament: S('winter'),
  region: S(region),
  note: S('not projected'),
  ...(round === undefined ? {} : { round: S(round) }),
  ...(seat === undefined ? {} : { seat: N(seat) }),
})

function createMatches() {
  const account = createControlAccount()
  account.call('CreateTable', TABLE)
  account.wait(seconds(10))
  for (const Item of [
    match('1', 'eu', 'final', 2),
    match('2', 'eu', 'final', 10),
    match('3', 'eu', 'semi', 1),
    match('4', 'na', 'final', 1),
    match('5', 'eu', 'final'),
    match('6', 'eu'),
  ]) {
    account.call('PutItem', { TableName, Item })
  }
  const query = (condition: string, more: object = {}) =>
    account.call('Query', {
      TableName,
      IndexName,
      KeyConditionExpression: condition,
      ExpressionAttributeNames: { '#r': 'region' },
      ExpressionAttributeValues: values(condition),
      ...more,
    })
  const ids = (condition: string, more: object = {}): unknown =>
    (query(condition, more) as { Items?: { id: { S: string } }[] }).Items?.map(({ id }) => id.S)
  return { ...account, query, ids }
}

const ALL = { ':t': S('winter'), ':eu': S('eu'), ':f': S('final'), ':two': N(2), ':n': N(5) }
const values = (condition: string) =>
  Object.fromEntries(Object.entries(ALL).filter(([name]) => condition.includes(name)))

const EU = 'tournament = :t AND #r = :eu'

describe('a global index with a key of several attributes', () => {
  it('is told as it was made, and holds the items that have all of them', () => {
    const { call } = createMatches()
    expect(call('DescribeTable', { TableName })).toMatchObject({
      Table: {
        GlobalSecondaryIndexes: [
          { KeySchema: key(['tournament', 'region'], ['round', 'seat']), ItemCount: 4 },
        ],
      },
    })
  })

  it('is queried by all of its partition key, and its sort key from the left', () => {
    const { ids } = createMatches()
    // In the order of the sort key's attributes, numbers as numbers.
    expect(ids(EU)).toEqual(['1', '2', '3'])
    expect(ids(EU, { ScanIndexForward: false })).toEqual(['3', '2', '1'])
    expect(ids(`${EU} AND round = :f`)).toEqual(['1', '2'])
    expect(ids(`${EU} AND round > :f`)).toEqual(['3'])
    expect(ids(`${EU} AND begins_with(round, :f)`)).toEqual(['1', '2'])
    expect(ids(`${EU} AND round = :f AND seat > :n`)).toEqual(['2'])
    expect(ids(`${EU} AND round = :f AND seat BETWEEN :two AND :n`)).toEqual(['1'])
    expect(ids(`seat = :two AND round = :f AND ${EU}`)).toEqual(['1'])
  })

  it('shows what it projects: all keys, and no more of KEYS_ONLY', () => {
    const { query } = createMatches()
    expect(query(`${EU} AND round > :f`)).toEqual({
      Items: [
        { id: S('3'), tournament: S('winter'), region: S('eu'), round: S('semi'), seat: N(1) },
      ],
      Count: 1,
      ScannedCount: 1,
    })
  })

  it('refuses a Query that leaves one out, or goes on after an inequality', () => {
    const { query, call } = createMatches()
    const missed = (name: string) => refused(`Query condition missed key schema element: ${name}`)
    expect(query('tournament = :t', { ExpressionAttributeNames: undefined })).toEqual(
      missed('region'),
    )
    expect(query(`${EU} AND seat > :n`)).toEqual(missed('round'))
    expect(query(`${EU} AND round > :f AND seat = :two`)).toEqual(
      refused('Query key condition not supported'),
    )
    expect(query('tournament = :t AND #r > :eu')).toEqual(
      refused('Query key condition not supported'),
    )
    const KeyConditions = Object.fromEntries(
      ['tournament', 'region', 'seat'].map((name) => [
        name,
        { ComparisonOperator: 'EQ', AttributeValueList: [name === 'seat' ? N(2) : S('eu')] },
      ]),
    )
    expect(call('Query', { TableName, IndexName, KeyConditions })).toEqual(missed('round'))
    expect(call('Query', { TableName, KeyConditions })).toEqual(
      refused('Conditions can be of length 1 or 2 only'),
    )
  })

  it('is paged by all keys', () => {
    const { query, ids } = createMatches()
    const first = query(EU, { Limit: 2 }) as { LastEvaluatedKey: object }
    expect(first.LastEvaluatedKey).toEqual({
      id: S('2'),
      tournament: S('winter'),
      region: S('eu'),
      round: S('final'),
      seat: N(10),
    })
    expect(ids(EU, { ExclusiveStartKey: first.LastEvaluatedKey })).toEqual(['3'])
    const { round: _gone, ...short } = first.LastEvaluatedKey as { round: object }
    expect(query(EU, { ExclusiveStartKey: short })).toEqual(
      refused('The provided starting key is invalid'),
    )
  })

  it('follows its items, and two writes are paid where one of its attributes changes', () => {
    const { call, ids } = createMatches()
    const update = (seat: number) =>
      call('UpdateItem', {
        TableName,
        Key: { id: S('1') },
        UpdateExpression: 'SET seat = :s',
        ExpressionAttributeValues: { ':s': N(seat) },
        ReturnConsumedCapacity: 'INDEXES',
      })
    expect(update(20)).toMatchObject({
      ConsumedCapacity: { GlobalSecondaryIndexes: { [IndexName]: { CapacityUnits: 2 } } },
    })
    expect(ids(`${EU} AND round = :f`)).toEqual(['2', '1'])
    call('DeleteItem', { TableName, Key: { id: S('1') } })
    expect(ids(`${EU} AND round = :f`)).toEqual(['2'])
  })

  it('is read by PartiQL with a WHERE that leads to its key', () => {
    const { call } = createMatches()
    const select = (where: string) =>
      call('ExecuteStatement', {
        Statement: `SELECT id FROM "${TableName}"."${IndexName}" WHERE ${where}`,
        ReturnConsumedCapacity: 'TOTAL',
      })
    expect(
      select(`tournament = 'winter' AND region = 'eu' AND round = 'final' AND seat > 5`),
    ).toEqual({
      Items: [{ id: S('2') }],
      ConsumedCapacity: { TableName, CapacityUnits: 0.5 },
    })
    // Not all of the partition key: a Scan.
    expect(select(`tournament = 'winter' AND round = 'semi'`)).toMatchObject({
      Items: [{ id: S('3') }],
    })
  })

  it('takes together of a part of its key what one attribute may', () => {
    const { call } = createMatches()
    const Item = { ...match('7', 'x'.repeat(1_100), 'final', 1), tournament: S('y'.repeat(1_000)) }
    expect(call('PutItem', { TableName, Item })).toEqual(
      refused(
        'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
      ),
    )
  })

  it('is added by UpdateTable, and filled', () => {
    const { call, wait } = createMatches()
    const Create = {
      IndexName: 'bySeat',
      KeySchema: key(['round', 'seat'], []),
      Projection: { ProjectionType: 'ALL' },
    }
    call('UpdateTable', { TableName, GlobalSecondaryIndexUpdates: [{ Create }] })
    wait(seconds(400))
    expect(
      call('Query', {
        TableName,
        IndexName: 'bySeat',
        KeyConditionExpression: 'round = :f AND seat = :two',
        ExpressionAttributeValues: { ':f': S('final'), ':two': N(2) },
      }),
    ).toMatchObject({ Count: 1 })
    const five = key(['id', 'tournament', 'region', 'round', 'seat'], [])
    expect(
      call('UpdateTable', {
        TableName,
        GlobalSecondaryIndexUpdates: [
          { Create: { ...Create, IndexName: 'wide', KeySchema: five } },
        ],
      }),
    ).toMatchObject({ __type: 'com.amazon.coral.validate#ValidationException' })
  })
})
