import fc from 'fast-check'
import { createRandom } from '#kernel/random.ts'
import { seconds } from '#kernel/time.ts'
import { describe, expect, it } from 'vitest'
import { checkReplicas } from '../checkReplicas.ts'
import { answerStreams } from '../streams/streamsApi.ts'
import { createTableNode } from '../testing/tableNode.ts'
import type { Conflict } from './replicas.ts'

const TableName = 'items'
const put = (id: string, text: string) => ({
  TableName,
  Item: { id: { S: id }, text: { S: text } },
})
const get = (id: string, more: object = {}) => ({ TableName, Key: { id: { S: id } }, ...more })
const IRELAND = 'eu-west-1'
const TOKYO = 'ap-northeast-1'
const GLOBAL = { Replicas: [{ Region: 'us-east-1' }, { Region: IRELAND }, { Region: TOKYO }] }

const itemOf = (id: string, text: string) => ({ Item: { id: { S: id }, text: { S: text } } })

const marksOf = ({ records }: ReturnType<typeof createTableNode>['world']) =>
  records.flatMap((one) => (one.type === 'mark' && one.mark === 'conflict' ? [one.detail] : []))

describe('a global table', () => {
  it('has what was written in one Region in the others within a second or so', () => {
    const { call, service, world } = createTableNode(GLOBAL)
    call('PutItem', put('1', 'from home'), 0.05)
    expect(call('GetItem', get('1'), 0.3, IRELAND)).toEqual({})
    world.run(seconds(5))
    expect(call('GetItem', get('1'), 0.5, IRELAND)).toEqual(itemOf('1', 'from home'))
    expect(call('GetItem', get('1'), 0.5, TOKYO)).toEqual(itemOf('1', 'from home'))
    const [lag = 0] = world.samples(`ReplicationLatency ${IRELAND}`)
    // The model's half second, and half of the 70 ms between Virginia and Ireland.
    expect(lag).toBeGreaterThan(200)
    expect(lag).toBeLessThan(1_500)
    expect(service.inspect().replicas).toMatchObject([
      { region: 'us-east-1', isHome: true, replicatedWrites: 0, pending: 0 },
      { region: IRELAND, isHome: false, replicatedWrites: 1, itemCount: 1 },
      { region: TOKYO, replicatedWrites: 1, conflicts: 0 },
    ])
  })

  it('takes writes and deletes in every Region, and tells its stream of those from elsewhere', () => {
    const { call, region, world } = createTableNode({
      ...GLOBAL,
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
    call('PutItem', put('1', 'from Ireland'), 5, IRELAND)
    expect(call('GetItem', get('1'))).toEqual(itemOf('1', 'from Ireland'))
    call('DeleteItem', get('1'), 5, TOKYO)
    expect(call('GetItem', get('1'))).toEqual({})
    expect(call('GetItem', get('1'), 1, IRELAND)).toEqual({})
    const stream = region.findByName(TableName)?.stream ?? expect.fail()
    expect(stream.inspect().records).toBe(2)
    expect(world.counted('ReplicationConflicts us-east-1')).toBe(0)
  })

  it('has in each Region partitions and capacity of its own', () => {
    const { call, service, world } = createTableNode({
      ...GLOBAL,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1_000 },
    })
    call('PutItem', put('1', 'x'.repeat(300_000)), 5)
    const ask = (where: string) => call('GetItem', get('1', { ConsistentRead: true }), 0.6, where)
    expect(ask(IRELAND)).toMatchObject({ Item: {} })
    expect(ask(IRELAND)).toMatchObject({
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      ThrottlingReasons: [
        {
          reason: 'TableReadProvisionedThroughputExceeded',
          resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/items',
        },
      ],
    })
    // What Ireland has used up is nobody else's.
    expect(ask('us-east-1')).toMatchObject({ Item: {} })
    expect(ask(TOKYO)).toMatchObject({ Item: {} })
    expect(service.inspect().replicas).toMatchObject([
      { region: 'us-east-1', throttled: 0 },
      { region: IRELAND, throttled: 1, partitions: 2 },
      { region: TOKYO, throttled: 0 },
    ])
    expect(world.counted(`ThrottledRequests ${IRELAND}`)).toBe(1)
  })

  it('has in each Region a stream of its own, that tells what was written there and what arrived', () => {
    const { call, region, world } = createTableNode({
      ...GLOBAL,
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    })
    call('PutItem', put('1', 'from home'), 5)
    call('PutItem', put('2', 'from Ireland'), 5, IRELAND)
    const ask = (where: string, action: string, input: object) => {
      const headers = [
        ['x-amz-target', `DynamoDBStreams_20120810.${action}`],
        ['host', `streams.dynamodb.${where}.amazonaws.com`],
      ] as const
      const request = { headers, body: JSON.stringify(input) }
      const options = { now: world.kernel.now, chance: createRandom(1, 'test') }
      return JSON.parse(answerStreams(region, request, options).body)
    }
    for (const where of ['us-east-1', IRELAND, TOKYO]) {
      const [{ StreamArn }] = ask(where, 'ListStreams', {}).Streams
      expect(StreamArn).toContain(`arn:aws:dynamodb:${where}:123456789012:table/items/stream/`)
      expect(call('DescribeTable', { TableName }, 1, where)).toMatchObject({
        Table: { LatestStreamArn: StreamArn },
      })
      const { Shards } = ask(where, 'DescribeStream', { StreamArn }).StreamDescription
      const told = Shards.flatMap(({ ShardId }: { readonly ShardId: string }) => {
        const { ShardIterator } = ask(where, 'GetShardIterator', {
          StreamArn,
          ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        })
        return ask(where, 'GetRecords', { ShardIterator }).Records
      })
      expect(told).toHaveLength(2)
      expect(told).toMatchObject([{ awsRegion: where }, { awsRegion: where }])
    }
  })

  it('keeps the later of two writes that knew nothing of each other, everywhere, and shows the conflict', () => {
    const { call, send, service, world } = createTableNode(GLOBAL)
    send('PutItem', put('1', 'home'))
    world.run(seconds(0.1))
    send('PutItem', put('1', 'Ireland'), IRELAND)
    world.run(seconds(10))
    for (const where of ['us-east-1', IRELAND, TOKYO]) {
      expect(call('GetItem', get('1'), 1, where)).toEqual(itemOf('1', 'Ireland'))
    }
    expect(service.query?.({ type: 'conflicts' })).toMatchObject([
      { key: '1', winner: IRELAND, loser: 'us-east-1' },
      { key: '1', winner: IRELAND, loser: 'us-east-1' },
      { key: '1', winner: IRELAND, loser: 'us-east-1' },
    ])
  })

  it('shows a lost write where it was answered as done, with both versions and when each was written', () => {
    const { call, send, service, world } = createTableNode(GLOBAL)
    call('PutItem', put('1', 'everywhere'), 5)
    send('PutItem', put('1', 'home'))
    world.run(seconds(0.1))
    send('DeleteItem', get('1'), IRELAND)
    world.run(seconds(10))
    const lost = service.inspect().replicas.map((each) => [each.region, each.lost])
    expect(lost).toEqual([
      ['us-east-1', 1],
      [IRELAND, 0],
      [TOKYO, 0],
    ])
    expect(marksOf(world)).toEqual([`us-east-1 lost a write to ${IRELAND}`])
    const [met] = (service.query?.({ type: 'conflicts' }) ?? []) as readonly Conflict[]
    expect(met).toMatchObject({ kept: null, lost: itemOf('1', 'home').Item })
    expect(met?.loserAtMs).toBeLessThan(met?.winnerAtMs ?? 0)
    expect(met?.winnerAtMs).toBeLessThan(met?.atMs ?? 0)
  })

  it('sends a dot over the world for each change, to each other Region', () => {
    const { call, world } = createTableNode(GLOBAL)
    call('PutItem', put('1', 'home'))
    call('PutItem', put('2', 'Ireland'), 1, IRELAND)
    const ways = world.records.flatMap((one) => (one.type === 'hop' ? [one.way] : []))
    expect(ways).toEqual([
      `us-east-1>${IRELAND}`,
      `us-east-1>${TOKYO}`,
      // The request to Ireland and its reply; in between it tells the others.
      `us-east-1>${IRELAND}`,
      `${IRELAND}>us-east-1`,
      `${IRELAND}>${TOKYO}`,
      `us-east-1>${IRELAND}`,
    ])
  })

  it('ends with the same items in all Regions, whoever wrote when', () => {
    const write = fc.record({
      region: fc.constantFrom('us-east-1', IRELAND, TOKYO),
      id: fc.constantFrom('a', 'b'),
      text: fc.option(fc.string({ maxLength: 3 }), { freq: 4 }),
      waitMs: fc.integer({ min: 0, max: 1_500 }),
    })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
        const { call, send, world } = createTableNode(GLOBAL)
        for (const { region, id, text, waitMs } of writes) {
          if (text === null) send('DeleteItem', get(id), region)
          else send('PutItem', put(id, text), region)
          world.run(seconds(waitMs / 1_000))
        }
        world.run(seconds(20))
        for (const id of ['a', 'b']) {
          const home = call('GetItem', get(id, { ConsistentRead: true }))
          expect(call('GetItem', get(id), 1, IRELAND)).toEqual(home)
          expect(call('GetItem', get(id), 1, TOKYO)).toEqual(home)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('tells its replicas, and has none in any other Region', () => {
    const { call } = createTableNode(GLOBAL)
    expect(call('DescribeTable', { TableName })).toMatchObject({
      Table: {
        GlobalTableVersion: '2019.11.21',
        Replicas: [
          { RegionName: IRELAND, ReplicaStatus: 'ACTIVE' },
          { RegionName: TOKYO, ReplicaStatus: 'ACTIVE' },
        ],
      },
    })
    expect(call('DescribeTable', { TableName }, 1, TOKYO)).toMatchObject({
      Table: {
        TableArn: `arn:aws:dynamodb:${TOKYO}:123456789012:table/items`,
        Replicas: [{ RegionName: 'us-east-1' }, { RegionName: IRELAND }],
      },
    })
    expect(call('GetItem', get('1'), 1, 'eu-north-1')).toMatchObject({
      message: 'Requested resource not found',
    })
  })

  it('a Region that is added has all items at once, and one that is taken away has none', () => {
    const { call, service, world } = createTableNode()
    call('PutItem', put('1', 'old'))
    world.deploy({ properties: { TableName, ...GLOBAL } })
    service.changed?.('properties')
    expect(call('GetItem', get('1'), 1, TOKYO)).toEqual(itemOf('1', 'old'))
    world.deploy({ properties: { TableName } })
    service.changed?.('properties')
    expect(call('GetItem', get('1'), 1, TOKYO)).toMatchObject({
      message: 'Requested resource not found',
    })
  })

  it('pays for each write in each Region', () => {
    const { call, service, world } = createTableNode(GLOBAL)
    call('PutItem', put('1', 'x'.repeat(1_500)))
    world.run(seconds(10))
    expect(service.usage?.()).toMatchObject({ 'write-units': 0, 'replicated-write-units': 6 })
  })
})

describe('strong consistency between Regions', () => {
  const STRONG = {
    Replicas: [{ Region: 'us-east-2' }],
    GlobalTableWitnesses: [{ RegionName: 'us-west-2' }],
    MultiRegionConsistency: 'STRONG',
  }

  it('a write is everywhere once it is answered, and takes the way to the nearest Region', () => {
    const { call, world } = createTableNode(STRONG)
    call('PutItem', put('1', 'new'), 0.1)
    expect(call('GetItem', get('1', { ConsistentRead: true }), 0.1, 'us-east-2')).toEqual(
      itemOf('1', 'new'),
    )
    const [latency = 0] = world.samples('SuccessfulRequestLatency')
    // Ohio is 10 to 15 ms away from Virginia.
    expect(latency).toBeGreaterThan(10)
  })

  it('of two writes of an item at once in two Regions one is refused', () => {
    const { call, send, service, world } = createTableNode(STRONG)
    const sent = [send('PutItem', put('1', 'home')), send('PutItem', put('1', 'Ohio'), 'us-east-2')]
    world.run(seconds(2))
    const replies = sent.map((one) => one.read())
    expect(replies.filter((reply) => JSON.stringify(reply) === '{}')).toHaveLength(1)
    expect(replies).toContainEqual(
      expect.objectContaining({
        __type: 'com.amazonaws.dynamodb.v20120810#ReplicatedWriteConflictException',
        message:
          'One or more items in this request are being modified by a request in another Region.',
      }),
    )
    const home = call('GetItem', get('1', { ConsistentRead: true }))
    expect(call('GetItem', get('1', { ConsistentRead: true }), 1, 'us-east-2')).toEqual(home)
    const [own, other] = service.inspect().replicas
    expect((own?.refused ?? 0) + (other?.refused ?? 0)).toBe(1)
    expect(own?.agreementMs?.p50).toBeGreaterThan(10)
    expect(own?.lagMs).toBeNull()
    expect(marksOf(world)).toHaveLength(1)
  })

  it('has no transactions, no local indexes and no time to live, and three Regions of one set', () => {
    const { call } = createTableNode(STRONG)
    expect(call('TransactGetItems', { TransactItems: [{ Get: get('1') }] })).toMatchObject({
      __type: 'com.amazon.coral.validate#ValidationException',
    })
    const check = (more: object) =>
      checkReplicas({
        Replicas: [{ Region: 'us-east-2' }],
        GlobalTableWitnesses: [{ RegionName: 'us-west-2' }],
        MultiRegionConsistency: 'STRONG',
        ...more,
      }).map(({ path }) => path)
    expect(check({})).toEqual([])
    expect(check({ GlobalTableWitnesses: [] })).toEqual(['properties.Replicas'])
    expect(check({ Replicas: [{ Region: 'eu-west-1' }] })).toEqual(['properties.Replicas'])
    expect(check({ LocalSecondaryIndexes: [{}] })).toEqual(['properties.LocalSecondaryIndexes'])
    expect(check({ TimeToLiveSpecification: { Enabled: true } })).toEqual([
      'properties.TimeToLiveSpecification',
    ])
  })
})
