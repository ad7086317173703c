import { describe, expect, it } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import { EPOCH_MS, ms, seconds } from '#kernel/time.ts'
import { createTableNode, EDGE, toRequest } from './testing/tableNode.ts'

const TableName = 'items'
const Key = { id: { S: '1' } }
const NOW = EPOCH_MS / 1_000

/** A table node, and a way to have several requests under way at once. */
function createBusyNode(properties: object = {}, model: object = {}) {
  const node = createTableNode(properties, model)
  /** Sends a request `at` ms from now; the answer is there once the world has run. */
  const send = (action: string, input: object, at = 0): { body: unknown } => {
    const answer: { body: unknown } = { body: null }
    node.world.kernel.schedule(ms(at), () => {
      node.world.kernel.start(
        (function* () {
          const reply: ApiReply = yield* node.service.serve.api(toRequest(action, input), EDGE)
          answer.body = reply.type === 'response' ? JSON.parse(String(reply.body)) : reply
        })(),
      )
    })
    return answer
  }
  return { ...node, send }
}

const transaction = (value: string, token?: string) => ({
  TransactItems: [{ Put: { TableName, Item: { ...Key, v: { S: value } } } }],
  ...(token === undefined ? {} : { ClientRequestToken: token }),
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
describe('operations that overlap a transaction', () => {
  // 2.5 × 40 ms and no spread to speak of: prepared at some 50 ms, committed at some 100.
  const SLOW = { WriteLatencyMs: 40, ReadLatencyMs: 1 }

  it('are refused: a write on its own, another transaction, a transactional read; and other reads are not', () => {
    const { send, world } = createBusyNode({}, SLOW)
    const first = send('TransactWriteItems', transaction('first'))
    world.run(ms(30))
    // Looks for the moment in which the item is locked.
    const tries = Array.from({ length: 40 }, (_, n) => ({
      get: send('TransactGetItems', { TransactItems: [{ Get: { TableName, Key } }] }, n * 5),
      plain: send('GetItem', { TableName, Key }, n * 5),
    }))
    world.run(seconds(2))
    expect(first.body).toEqual({})
    const cancelled = tries.find(({ get }) =>
      JSON.stringify(get.body).includes('TransactionConflict'),
    )
    expect(cancelled?.get.body).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
      CancellationReasons: [
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
      ],
    })
    for (const { plain } of tries) expect(plain.body).not.toHaveProperty('__type')
    expect(world.counted('TransactionConflict')).toBeGreaterThan(0)
  })

  it('of two transactions on one item one is cancelled, and a put meets TransactionConflictException', () => {
    const outcomes = Array.from({ length: 12 }, (_, seed) => {
      const { send, world, region } = createBusyNode({}, { ...SLOW, seed })
      const answers = ['a', 'b', 'c'].map((value, n) =>
        send('TransactWriteItems', transaction(value), n + seed),
      )
      const puts = [40, 60, 80].map((at) =>
        send('PutItem', { TableName, Item: { ...Key, v: { S: 'put' } } }, at),
      )
      world.run(seconds(2))
      expect(region.locks.isLocked({ table: tableOf(region), at: placeOf(region) })).toBe(false)
      return [...answers, ...puts].map(({ body }) => JSON.stringify(body))
    }).flat()
    expect(outcomes).toContain('{}')
    expect(outcomes.some((body) => body.includes('[TransactionConflict]'))).toBe(true)
    expect(outcomes).toContain(
      '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionConflictException",' +
        '"message":"Transaction is ongoing for the item"}',
    )
  })

  it('with the same token: TransactionInProgressException, and once it is done, the same again', () => {
    const { send, world, call } = createBusyNode({}, SLOW)
    const first = send('TransactWriteItems', transaction('x', 'token'))
    const others = Array.from({ length: 60 }, (_, n) =>
      send('TransactWriteItems', transaction('x', 'token'), n * 3),
    )
    world.run(seconds(2))
    const all = [first, ...others].map(({ body }) => body)
    expect(all).toContainEqual({})
    expect(all).toContainEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionInProgressException',
      message: 'Transaction is in progress',
    })
    expect(call('TransactWriteItems', transaction('x', 'token'))).toEqual({})
  })
})

type Region = ReturnType<typeof createTableNode>['region']
const tableOf = (region: Region) => region.engine.findTable(TableName) ?? expect.fail()
const placeOf = (region: Region) =>
  tableOf(region).position({ hash: { type: 'S', value: '1' }, range: null })

describe('reads soon after a write', () => {
  it('may miss it where they are eventually consistent, and never where they are strong', () => {
    const { send, world } = createBusyNode(
      {},
      { ReplicaLagMs: 1_000, ReadLatencyMs: 0, WriteLatencyMs: 0 },
    )
    const put = (value: string) => send('PutItem', { TableName, Item: { ...Key, v: { S: value } } })
    put('old')
    world.run(seconds(60))
    put('new')
    world.run(ms(1))
    const read = (action: string, input: object) =>
      Array.from({ length: 30 }, () => send(action, { TableName, ...input }))
    const eventual = read('GetItem', { Key })
    const strong = read('GetItem', { Key, ConsistentRead: true })
    const scans = read('Scan', {})
    world.run(ms(1))
    const told = (answers: readonly { body: unknown }[], value: string): number =>
      answers.filter(({ body }) => JSON.stringify(body).includes(`"${value}"`)).length
    expect(told(strong, 'new')).toBe(30)
    for (const answers of [eventual, scans]) {
      expect(told(answers, 'old')).toBeGreaterThan(2)
      expect(told(answers, 'new')).toBeGreaterThan(10)
      expect(told(answers, 'old') + told(answers, 'new')).toBe(30)
    }
  })

  it('of a global index miss it until it has arrived there', () => {
    const { call, send, world } = createBusyNode(
      {
        AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        GlobalSecondaryIndexes: [
          { IndexName: 'byOwner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] },
        ],
      },
      { IndexLagMs: 500 },
    )
    const query = {
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'o' } },
    }
    send('PutItem', { TableName, Item: { ...Key, owner: { S: 'o' } } })
    world.run(ms(50))
    expect(call('Query', query, 0.05)).toMatchObject({ Count: 0 })
    world.run(seconds(10))
    expect(call('Query', query)).toMatchObject({ Count: 1 })
    call('DeleteItem', { TableName, Key }, 0.05)
    expect(call('Query', query, 0.05)).toMatchObject({ Count: 1 })
    world.run(seconds(10))
    expect(call('Query', query)).toMatchObject({ Count: 0 })
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
describe('time to live', () => {
  const TTL = { TimeToLiveSpecification: { AttributeName: 'until' } }
  const put = (id: string, until: object) => ({ TableName, Item: { id: { S: id }, until } })

  it('deletes what has expired, later, for nothing, and readable until then', () => {
    const { call, world, service } = createBusyNode(TTL, { TimeToLiveDelaySeconds: 600 })
    for (let n = 0; n < 50; n++) call('PutItem', put(`e${n}`, { N: String(NOW + 100) }))
    call('PutItem', put('text', { S: String(NOW + 100) }))
    call('PutItem', put('ancient', { N: String(NOW - 6 * 366 * 86_400) }))
    call('PutItem', put('later', { N: String(NOW + 10 * 86_400) }))
    call('PutItem', put('kept', { N: String(NOW + 100) }))
    call('PutItem', put('kept', { N: String(NOW + 20 * 86_400) }))
    const units = world.counted('ConsumedWriteCapacityUnits')
    world.run(seconds(200))
    // Expired for a while, a fifth or so is gone by now.
    const remaining = service.inspect().itemCount
    expect(remaining).toBeGreaterThan(30)
    expect(remaining).toBeLessThan(54)
    world.run(seconds(172_800))
    expect(service.inspect().itemCount).toBe(4)
    expect(world.counted('TimeToLiveDeletedItemCount')).toBe(50)
    expect(world.counted('ConsumedWriteCapacityUnits')).toBe(units)
  })

  it('tells the stream that the service did it', () => {
    const { call, world, region } = createBusyNode(
      { ...TTL, StreamSpecification: { StreamViewType: 'OLD_IMAGE' } },
      { TimeToLiveDelaySeconds: 0 },
    )
    call('PutItem', put('1', { N: String(NOW + 10) }))
    world.run(seconds(60))
    const stream = region.findByName(TableName)?.stream ?? expect.fail()
    const now = world.kernel.now
    const records = stream
      .shards(now)
      .flatMap((shard) =>
        shard.records.map(({ isExpiry, old, next }) => [isExpiry, old !== null, next !== null]),
      )
    expect(records).toEqual([
      [false, false, true],
      [true, true, false],
    ])
  })

  it('is switched on by the API within the hour, for the table that the document made, and tells its stream', () => {
    const { call, world, region } = createBusyNode(
      { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } },
      { TimeToLiveDelaySeconds: 0 },
    )
    call('PutItem', put('1', { N: String(NOW + 10) }))
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' }
    call('UpdateTimeToLive', { TableName, TimeToLiveSpecification })
    const status = () => call('DescribeTimeToLive', { TableName })
    expect(status()).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING', AttributeName: 'until' },
    })
    // Nobody asks meanwhile.
    world.run(seconds(3_700))
    const stream = region.findByName(TableName)?.stream ?? expect.fail()
    const records = stream
      .shards(world.kernel.now)
      .flatMap((shard) => shard.records.map(({ isExpiry }) => isExpiry))
    expect(records).toEqual([false, true])
    expect(status()).toMatchObject({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } })
  })

  it('that the document switched on is what the API tells, and may switch off', () => {
    const { call, world, service } = createBusyNode(TTL, { TimeToLiveDelaySeconds: 0 })
    expect(call('DescribeTimeToLive', { TableName })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'until' },
    })
    const off = { Enabled: false, AttributeName: 'until' }
    call('UpdateTimeToLive', { TableName, TimeToLiveSpecification: off })
    world.run(seconds(3_700))
    call('PutItem', put('1', { N: String(NOW + 10) }))
    world.run(seconds(60))
    expect(service.inspect().itemCount).toBe(1)
  })

  it('begins with what is there when it is switched on', () => {
    const { call, world, service } = createBusyNode({}, { TimeToLiveDelaySeconds: 0 })
    call('PutItem', put('1', { N: String(NOW + 10) }))
    world.run(seconds(60))
    expect(service.inspect().itemCount).toBe(1)
    world.deploy({ properties: { TableName, ...TTL }, model: { TimeToLiveDelaySeconds: 0 } })
    service.changed?.('properties')
    world.run(seconds(1))
    expect(service.inspect().itemCount).toBe(0)
  })
})

it('GetRecords costs its reader a unit, and a poller of Lambda none', () => {
  const { world, service, region } = createBusyNode({
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
  })
  const stream = region.findByName(TableName)?.stream ?? expect.fail()
  const [shard] = stream.shards(world.kernel.now)
  const ask = (action: string, input: object): Record<string, unknown> => {
    let body = ''
    const request = {
      ...toRequest(action, input),
      service: 'streams.dynamodb',
      headers: [['X-Amz-Target', `DynamoDBStreams_20120810.${action}`]] as const,
    }
    world.kernel.start(
      (function* () {
        const reply = yield* service.serve.api(request, EDGE)
        if (reply.type === 'response') body = String(reply.body)
      })(),
    )
    world.run(seconds(1))
    return JSON.parse(body) as Record<string, unknown>
  }
  const { ShardIterator } = ask('GetShardIterator', {
    StreamArn: stream.facts.arn,
    ShardId: shard?.id,
    ShardIteratorType: 'TRIM_HORIZON',
  })
  expect(service.usage?.()).toMatchObject({ 'stream-reads': 0 })
  expect(ask('GetRecords', { ShardIterator })).toMatchObject({ Records: [] })
  expect(service.usage?.()).toMatchObject({ 'stream-reads': 1 })
})

it('point-in-time recovery knows the items of any instant since it was switched on', () => {
  const { call, world, region } = createBusyNode({
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  })
  call('PutItem', { TableName, Item: { ...Key, v: { S: 'a' } } })
  const before = world.kernel.now
  call('PutItem', { TableName, Item: { ...Key, v: { S: 'b' } } })
  call('DeleteItem', { TableName, Key })
  const { control } = region.engine
  const life = control.find(TableName) ?? expect.fail()
  const now = world.kernel.now
  const items = control.recovery.itemsAt(life, before, now)
  expect(items.map((item) => item.get('v'))).toEqual([{ type: 'S', value: 'a' }])
  expect(control.recovery.itemsAt(life, now, now)).toEqual([])
  expect(call('DescribeContinuousBackups', { TableName })).toMatchObject({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: 'ENABLED',
        EarliestRestorableDateTime: NOW,
      },
    },
  })
})
