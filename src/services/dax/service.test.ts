import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge, JsonValue } from '#services/service.ts'
import { describe, expect, it, test } from 'vitest'
import { computeBill } from '../cost.ts'
import { daxPrices } from './cost.ts'
import { daxDefinition } from './definition.ts'
import { createRegion } from './region.ts'
import { dax } from './service.ts'
import { actionOf, isWire, readWire, type Wire } from './wire.ts'

const EDGE: Edge<'api'> = {
  id: 'e',
  contract: 'api',
  source: 'Fn',
  target: 'Node',
  port: null,
  properties: {},
}

/** What a table says, as far as these tests ask it: items by `id`. */
function createTable(items: Record<string, Wire> = {}) {
  const asked: string[] = []
  const idOf = (key: JsonValue | undefined): string =>
    isWire(key) && isWire(key['id']) ? (key['id'] as { S: string }).S : ''
  const found = (key: JsonValue | undefined): Wire => {
    const item = items[idOf(key)]
    return item === undefined ? {} : { Item: item }
  }
  const list = (value: unknown): readonly Wire[] => (Array.isArray(value) ? (value as Wire[]) : [])
  const batch = (tables: Wire): Wire =>
    Object.fromEntries(
      Object.entries(tables).map(([name, one]) => [
        name,
        list((one as { Keys: unknown }).Keys).flatMap((key) => Object.values(found(key))),
      ]),
    )
  const answers: Record<string, (body: Wire) => Wire> = {
    DescribeTable: () => ({ Table: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } }),
    GetItem: ({ Key: key }) => found(key),
    BatchGetItem: ({ RequestItems: tables }) => ({
      Responses: batch(tables as Wire),
      UnprocessedKeys: {},
    }),
    Query: () => ({ Items: Object.values(items), Count: Object.keys(items).length }),
    TransactGetItems: ({ TransactItems: gets }) => ({
      Responses: list(gets).map((get) => found((get['Get'] as Wire)['Key'])),
    }),
    PutItem({ Item: item }) {
      if (isWire(item)) items[idOf(item)] = item
      return {}
    },
    UpdateItem({ Key: key, ReturnValues: asked }) {
      const item = { ...(key as Wire), age: { N: '43' } }
      items[idOf(key)] = item
      return asked === 'ALL_NEW' ? { Attributes: item } : {}
    },
    DeleteItem({ Key: key }) {
      delete items[idOf(key)]
      return {}
    },
    TransactWriteItems({ TransactItems: writes }) {
      for (const write of list(writes)) {
        const item = (write['Put'] as Wire)['Item'] as Wire
        items[idOf(item)] = item
      }
      return {}
    },
  }
  const answer = (request: ApiRequest): ApiReply => {
    const action = actionOf(request)
    asked.push(action)
    const body = answers[action]?.(readWire(request.body) ?? {}) ?? {}
    return { type: 'response', status: 200, headers: [], body: JSON.stringify(body) }
  }
  return { items, asked, answer }
}

function createClusterNode(
  table: ReturnType<typeof createTable>,
  { properties = {}, model = {} }: { readonly properties?: object; readonly model?: object } = {},
) {
  const world = createFakeWorld(daxDefinition, {
    properties: { ReplicationFactor: 1, ...properties },
    model,
    *callApi(request, kernel) {
      yield kernel.sleep(seconds(0.003))
      return table.answer(request)
    },
  })
  const service = dax.create(world.ctx, createRegion())
  const send = (action: string, body: Wire): { reply: ApiReply | null } => {
    const sent: { reply: ApiReply | null } = { reply: null }
    const request: ApiRequest = {
      context: { trace: 1, span: 1 },
      service: 'dax',
      method: 'POST',
      path: '/',
      query: '',
      headers: [['x-amz-target', `DynamoDB_20120810.${action}`]],
      body: JSON.stringify(body),
      attempt: 1,
    }
    world.kernel.start(
      (function* () {
        sent.reply = yield* service.serve.api(request, EDGE)
      })(),
    )
    return sent
  }
  const call = (action: string, body: Wire, wait = 0.05): unknown => {
    const sent = send(action, body)
    world.run(seconds(wait))
    if (sent.reply?.type !== 'response') throw new Error('no reply')
    return readWire(sent.reply.body)
  }
  return { world, service, send, call }
}

const ada = { id: { S: 'ada' }, age: { N: '42' } }
const get = (id: string, more: Wire = {}): Wire => ({
  TableName: 'people',
  Key: { id: { S: id } },
  ...more,
})

describe('the item cache', () => {
  it('answers the second read, in microseconds and for no capacity', () => {
    const table = createTable({ ada })
    const { call, world, service } = createClusterNode(table)
    expect(call('GetItem', get('ada'))).toEqual({ Item: ada })
    expect(call('GetItem', get('ada', { ReturnConsumedCapacity: 'TOTAL' }))).toEqual({
      Item: ada,
      ConsumedCapacity: { TableName: 'people', CapacityUnits: 0 },
    })
    expect(table.asked).toEqual(['GetItem'])
    const [miss = 0, hit = 0] = world.samples('Latency')
    expect(miss).toBeGreaterThan(3)
    expect(hit).toBeLessThan(1)
    expect(service.inspect()).toMatchObject({ items: { hits: 1, misses: 1 } })
  })

  it('keeps that there is no such item, until it is written through the cluster', () => {
    const table = createTable()
    const { call } = createClusterNode(table)
    call('GetItem', get('ada'))
    // Past the cluster: it does not know.
    table.items['ada'] = ada
    expect(call('GetItem', get('ada'))).toEqual({})
    call('PutItem', { TableName: 'people', Item: ada })
    expect(call('GetItem', get('ada'))).toEqual({ Item: ada })
    expect(table.asked).toEqual(['GetItem', 'DescribeTable', 'PutItem'])
  })

  it('forgets after five minutes', () => {
    const table = createTable({ ada })
    const { call, world } = createClusterNode(table)
    call('GetItem', get('ada'))
    world.run(seconds(299))
    call('GetItem', get('ada'))
    world.run(seconds(2))
    call('GetItem', get('ada'))
    expect(table.asked).toEqual(['GetItem', 'GetItem'])
  })

  it('passes strongly consistent and transactional reads through, and keeps nothing of them', () => {
    const table = createTable({ ada })
    const { call, service } = createClusterNode(table)
    call('GetItem', get('ada'))
    table.items['ada'] = { ...ada, age: { N: '50' } }
    expect(call('GetItem', get('ada', { ConsistentRead: true }))).toEqual({
      Item: table.items['ada'],
    })
    call('TransactGetItems', { TransactItems: [{ Get: get('ada') }] })
    expect(call('GetItem', get('ada'))).toEqual({ Item: ada })
    expect(service.inspect()).toMatchObject({ passedThrough: 2, items: { hits: 1, misses: 1 } })
  })

  it('asks only for the keys of a batch that it lacks', () => {
    const bob = { id: { S: 'bob' } }
    const table = createTable({ ada, bob })
    const { call, service } = createClusterNode(table)
    call('GetItem', get('ada'))
    const keys = [{ id: { S: 'ada' } }, { id: { S: 'bob' } }, { id: { S: 'nobody' } }]
    const request = { RequestItems: { people: { Keys: keys } } }
    const expected = { Responses: { people: [ada, bob] }, UnprocessedKeys: {} }
    expect(call('BatchGetItem', request)).toEqual(expected)
    expect(call('BatchGetItem', request)).toEqual(expected)
    expect(table.asked).toEqual(['GetItem', 'BatchGetItem'])
    expect(service.inspect()).toMatchObject({ items: { hits: 4, misses: 3 } })
  })

  it('holds what updates, deletes and transactions have made of an item', () => {
    const table = createTable({ ada })
    const { call } = createClusterNode(table)
    expect(call('UpdateItem', get('ada', { UpdateExpression: 'SET age = age + :one' }))).toEqual({})
    expect(call('GetItem', get('ada'))).toEqual({ Item: { id: { S: 'ada' }, age: { N: '43' } } })
    call('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'people', Item: ada } }] })
    expect(call('GetItem', get('ada'))).toEqual({ Item: ada })
    expect(table.asked).toEqual([
      'UpdateItem',
      'DescribeTable',
      'TransactWriteItems',
      'TransactGetItems',
    ])
    call('DeleteItem', get('ada'))
    expect(call('GetItem', get('ada'))).toEqual({})
  })

  it('lets those unused for longest go when its memory is full', () => {
    const people = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [
        `p${n}`,
        { id: { S: `p${n}` }, text: { S: 'x'.repeat(1_000) } },
      ]),
    )
    const table = createTable(people)
    // Half of it is for items: some nine of them.
    const { call, service } = createClusterNode(table, { model: { CacheMiB: 20 / 1_024 } })
    for (const id of Object.keys(people)) call('GetItem', get(id))
    const { nodes, evictedBytes } = service.inspect()
    expect(nodes[0]?.items).toBeLessThan(10)
    expect(evictedBytes).toBeGreaterThan(10_000)
    call('GetItem', get('p19'))
    call('GetItem', get('p0'))
    expect(service.inspect().items).toEqual({ hits: 1, misses: 21 })
  })
})

describe('the query cache', () => {
  const query = { TableName: 'people', KeyConditionExpression: 'id = :id' }

  it('answers the same parameters, whatever was written since, until its time is over', () => {
    const table = createTable({ ada })
    const { call, world } = createClusterNode(table)
    call('Query', query)
    call('PutItem', { TableName: 'people', Item: { id: { S: 'bob' } } })
    expect(call('Query', query)).toEqual({ Items: [ada], Count: 1 })
    expect(call('Query', { ...query, Limit: 5 })).toMatchObject({ Count: 2 })
    world.run(seconds(301))
    expect(call('Query', query)).toMatchObject({ Count: 2 })
  })

  it('is off where results live for no time', () => {
    const table = createTable({ ada })
    const { call } = createClusterNode(table, {
      properties: { ParameterNameValues: { 'query-ttl-millis': 0 } },
    })
    call('Query', query)
    call('Query', query)
    expect(table.asked).toEqual(['Query', 'Query'])
  })
})

describe('the nodes of a cluster', () => {
  it('learn of a write one after the other: until then a read may find the older item', () => {
    const table = createTable({ ada })
    const { call, service } = createClusterNode(table, {
      properties: { ReplicationFactor: 3 },
      model: { NodeLagMs: 200 },
    })
    call('GetItem', get('ada'), 5)
    call('PutItem', { TableName: 'people', Item: { ...ada, age: { N: '50' } } }, 0.01)
    const soon = Array.from({ length: 12 }, () =>
      JSON.stringify(call('GetItem', get('ada'), 0.002)),
    )
    expect(new Set(soon).size).toBe(2)
    call('GetItem', get('ada'), 5)
    const later = Array.from({ length: 12 }, () => JSON.stringify(call('GetItem', get('ada'))))
    expect(new Set(later)).toEqual(new Set([JSON.stringify({ Item: table.items['ada'] })]))
    expect(service.inspect().nodes.map(({ isPrimary, items }) => [isPrimary, items])).toEqual([
      [true, 1],
      [false, 1],
      [false, 1],
    ])
  })

  it('throttle what is more than they can serve; a write weighs 25 hits', () => {
    const { send, service, world } = createClusterNode(createTable())
    // 30,000 hits are 1,200 writes.
    const sent = Array.from({ length: 1_300 }, (_, n) =>
      send('DeleteItem', { TableName: 'people', Key: { id: { S: `p${n}` } } }),
    )
    world.run(seconds(1))
    expect(service.inspect().throttled).toBe(100)
    const [last] = sent.slice(-1)
    expect(last?.reply).toMatchObject({ status: 400 })
    expect(world.counted('ThrottledRequestCount')).toBe(100)
  })
})

test('is asked for nothing but items', () => {
  const { call } = createClusterNode(createTable())
  expect(call('CreateTable', {})).toEqual({
    __type: 'com.amazonaws.dynamodb.v20120810#ValidationException',
    message: 'CreateTable is not supported for DAX. Use DynamoDB instead.',
  })
})

test('costs its nodes by the hour, whatever they do', () => {
  const { service, world } = createClusterNode(createTable(), {
    properties: { NodeType: 'dax.r5.large', ReplicationFactor: 3 },
  })
  world.run(seconds(3_600))
  const usage = service.usage?.() ?? {}
  const bill = computeBill([{ id: 'Dax', prices: daxPrices, usage }], {
    hasFreeTier: false,
    scale: 730,
  })
  // Three nodes at $0.255 for a month of 730 hours.
  expect(bill.usd).toBe(558.45)
})
