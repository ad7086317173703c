import { seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { planRequest, type RequestForm, writeCode } from './planRequest.ts'
import { createTestAccount } from './testing/account.ts'
import { createControlAccount } from './testing/controlAccount.ts'

const s = (text: string) => ({ type: 'S', text }) as const
const n = (text: string) => ({ type: 'N', text }) as const
const form: RequestForm = {
  action: 'Query',
  index: '',
  partition: [{ attribute: 'id', value: s('a') }],
  sort: [],
  filters: [],
  projection: '',
  limit: null,
  consistentRead: false,
  descending: false,
}

function createEvents() {
  const { call } = createTestAccount()
  for (const at of [1, 2, 3, 4]) {
    const item = {
      id: { S: 'a' },
      at: { N: String(at) },
      name: { S: `n${at}` },
      status: { S: at % 2 === 0 ? 'even' : 'odd' },
    }
    call('PutItem', { TableName: 'events', Item: item })
  }
  return (over: Partial<RequestForm>) => {
    const input = planRequest('events', { ...form, ...over }, null)
    return call(over.action ?? 'Query', input)
  }
}

test('a Query by its keys, with a filter on a reserved word, is what the engine takes', () => {
  const ask = createEvents()
  const between = { attribute: 'at', operator: 'BETWEEN', value: n('2'), upper: n('4') } as const
  const even = { attribute: 'status', operator: '=', value: s('even'), upper: s('') } as const
  expect(
    ask({ sort: [between], filters: [even], projection: 'at', descending: true }),
  ).toMatchObject({
    status: 200,
    body: { Items: [{ at: { N: '4' } }, { at: { N: '2' } }], Count: 2, ScannedCount: 3 },
  })
})

test('a Scan has filters of every operator, and no keys', () => {
  const ask = createEvents()
  const none = { value: s('n'), upper: s('') }
  for (const [operator, attribute, count] of [
    ['begins_with', 'name', 4],
    ['contains', 'name', 4],
    ['attribute_exists', 'name', 4],
    ['attribute_not_exists', 'nothing.at[0].all', 4],
    ['<>', 'name', 4],
  ] as const) {
    const reply = ask({ action: 'Scan', filters: [{ attribute, operator, ...none }] })
    expect(reply).toMatchObject({ status: 200, body: { Count: count } })
  }
})

test('says what it takes, goes on where a page ended, and can be put into a handler', () => {
  const start = { id: { S: 'a' }, at: { N: '1' } }
  const input = planRequest('events', { ...form, limit: 5, consistentRead: true }, start)
  expect(input).toEqual({
    TableName: 'events',
    KeyConditionExpression: '#n0 = :v0',
    ExpressionAttributeNames: { '#n0': 'id' },
    ExpressionAttributeValues: { ':v0': { S: 'a' } },
    Limit: 5,
    ConsistentRead: true,
    ExclusiveStartKey: start,
    ReturnConsumedCapacity: 'TOTAL',
  })
  expect(writeCode('Query', input)).toContain('new QueryCommand({\n  "TableName": "events"')
})

test('names every attribute of a key that has several: all of the partition key, the sort key from its left', () => {
  const { call, ask, wait } = createControlAccount()
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })
  const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType })
  call('CreateTable', {
    TableName: 'matches',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'tournament', 'region', 'round', 'part.y'].map(attribute),
    KeySchema: [key('id', 'HASH')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byTournament',
        KeySchema: [
          key('tournament', 'HASH'),
          key('region', 'HASH'),
          key('round', 'RANGE'),
          key('part.y', 'RANGE'),
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  wait(seconds(10))
  for (const [at, round] of ['final', 'final', 'semi'].entries()) {
    const Item = {
      id: { S: String(at) },
      tournament: { S: 'winter' },
      region: { S: 'west' },
      round: { S: round },
      'part.y': { S: `m${at}` },
    }
    call('PutItem', { TableName: 'matches', Item })
  }
  const partition = [
    { attribute: 'tournament', value: s('winter') },
    { attribute: 'region', value: s('west') },
  ]
  const sort = [
    { attribute: 'round', operator: '=', value: s('final'), upper: s('') },
    { attribute: 'part.y', operator: '>=', value: s('m1'), upper: s('') },
  ] as const
  const wanted = { ...form, index: 'byTournament', partition }
  for (const [conditions, count] of [
    [[], 3],
    [sort.slice(0, 1), 2],
    [sort, 1],
  ] as const) {
    const input = planRequest('matches', { ...wanted, sort: conditions }, null)
    expect(ask('Query', input)).toMatchObject({ status: 200, body: { Count: count } })
  }
})
