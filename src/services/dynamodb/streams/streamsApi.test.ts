import { describe, expect, test } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import { type Duration, ms, seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import { dynamodbDefinition } from '../definition.ts'
import { createRegion } from '../region.ts'
import { dynamodb } from '../service.ts'
import { answerStreams, createStreamsEndpoint } from './streamsApi.ts'

const ACCOUNT = { accountId: '123456789012', region: 'us-east-1' }
const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2026-01-01T00:00:00.000'
const CHANCE = createRandom(1, 'test')

const headersOf = (action: string) => [
  ['X-Amz-Target', `DynamoDBStreams_20120810.${action}`] as const,
]

type Json = Readonly<Record<string, unknown>>

function createAccount() {
  const world = createFakeWorld(dynamodbDefinition, {
    properties: {
      TableName: 'items',
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
    model: { StreamLatencyMs: 0 },
  })
  const region = createRegion(ACCOUNT)
  const service = dynamodb.create(world.ctx, region)
  const ask = (action: string, input: Json): Json => {
    const body = JSON.stringify(input)
    const reply = answerStreams(
      region,
      { headers: headersOf(action), body },
      { now: world.kernel.now, chance: CHANCE },
    )
    return JSON.parse(reply.body) as Json
  }
  const put = (id: string): void => service.command?.({ type: 'put-item', item: { id: { S: id } } })
  const wait = (time: Duration): void => world.run(time)
  const shards = (): readonly { readonly ShardId: string }[] => {
    const { StreamDescription } = ask('DescribeStream', { StreamArn: ARN })
    return (StreamDescription as { Shards: readonly { ShardId: string }[] }).Shards
  }
  const iterator = (type: string, more: Json = {}): unknown => {
    const ShardId = shards()[0]?.ShardId
    return ask('GetShardIterator', {
      StreamArn: ARN,
      ShardId,
      ShardIteratorType: type,
      ...more,
    })['ShardIterator']
  }
  const read = (ShardIterator: unknown, more: Json = {}): Json =>
    ask('GetRecords', { ShardIterator, ...more })
  const ids = (reply: Json): readonly string[] =>
    (reply['Records'] as readonly { dynamodb: { Keys: { id: { S: string } } } }[]).map(
      (record) => record.dynamodb.Keys.id.S,
    )
  return { region, ask, put, wait, shards, iterator, read, ids }
}

const SERVICE_PREFIX = 'com.amazonaws.dynamodb.v20120810#'

describe('the streams’ API', () => {
  test('lists and describes a stream, its shards with their sequence numbers', () => {
    const { ask } = createAccount()
    expect(ask('ListStreams', {})).toEqual({
      Streams: [{ StreamArn: ARN, TableName: 'items', StreamLabel: '2026-01-01T00:00:00.000' }],
    })
    expect(ask('ListStreams', { TableName: 'other' })).toEqual({ Streams: [] })
    expect(ask('DescribeStream', { StreamArn: ARN })).toEqual({
      StreamDescription: {
        StreamArn: ARN,
        StreamLabel: '2026-01-01T00:00:00.000',
        StreamStatus: 'ENABLED',
        StreamViewType: 'NEW_IMAGE',
        CreationRequestDateTime: 1_767_225_600,
        TableName: 'items',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        Shards: [
          {
            ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
            SequenceNumberRange: { StartingSequenceNumber: '100000000000000000001' },
          },
        ],
      },
    })
  })

  test('TRIM_HORIZON reads from the oldest record, LATEST what comes after, page by page', () => {
    const { put, iterator, read, ids } = createAccount()
    put('a')
    const latest = iterator('LATEST')
    put('b')
    put('c')
    const first = read(iterator('TRIM_HORIZON'), { Limit: 2 })
    expect(ids(first)).toEqual(['a', 'b'])
    const second = read(first['NextShardIterator'])
    expect(ids(second)).toEqual(['c'])
    expect(ids(read(second['NextShardIterator']))).toEqual([])
    expect(ids(read(latest))).toEqual(['b', 'c'])
  })

  test('AT_SEQUENCE_NUMBER begins with the record, AFTER_SEQUENCE_NUMBER behind it', () => {
    const { put, iterator, read, ids } = createAccount()
    for (const id of ['a', 'b', 'c']) put(id)
    const SequenceNumber = '100000000000000000002'
    expect(ids(read(iterator('AT_SEQUENCE_NUMBER', { SequenceNumber })))).toEqual(['b', 'c'])
    expect(ids(read(iterator('AFTER_SEQUENCE_NUMBER', { SequenceNumber })))).toEqual(['c'])
  })

  test('a closed shard that is read to its end has no NextShardIterator; its child goes on', () => {
    const { put, wait, iterator, read, ids, shards } = createAccount()
    put('a')
    wait(seconds(4 * 3_600 + 1))
    const page = read(iterator('TRIM_HORIZON'))
    expect(ids(page)).toEqual(['a'])
    expect(page).not.toHaveProperty('NextShardIterator')
    expect(shards()[1]).toMatchObject({ ParentShardId: shards()[0]?.ShardId })
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
  test('"A shard iterator expires 15 minutes after it is retrieved"', () => {
    const { wait, iterator, read } = createAccount()
    const old = iterator('LATEST')
    wait(seconds(900))
    expect(read(old)).toMatchObject({ Records: [] })
    wait(ms(1_000))
    expect(read(old)['__type']).toBe(`${SERVICE_PREFIX}ExpiredIteratorException`)
  })

  test('what is older than 24 hours is trimmed: an iterator before it is told so', () => {
    const { put, wait, iterator, read } = createAccount()
    put('a')
    put('b')
    wait(seconds(86_400 - 60))
    const old = iterator('TRIM_HORIZON')
    wait(seconds(60))
    expect(read(old)).toEqual({
      __type: `${SERVICE_PREFIX}TrimmedDataAccessException`,
      message: 'The data you are trying to access has been trimmed',
    })
  })

  test.each([
    [
      'DescribeStream',
      { StreamArn: 'short' },
      "1 validation error detected: Value 'short' at 'streamArn' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 37',
    ],
    [
      'DescribeStream',
      { StreamArn: `${ARN}x` },
      `Requested resource not found: Stream: ${ARN}x not found`,
    ],
    [
      'GetShardIterator',
      {
        StreamArn: ARN,
        ShardId: 'shardId-00000000000000000000-00000000',
        ShardIteratorType: 'LATEST',
      },
      'Requested resource not found: Shard does not exist',
    ],
    ['GetRecords', { ShardIterator: 'arn:aws:dynamodb:|1|e30=' }, 'Invalid ShardIterator'],
    [
      'GetRecords',
      { ShardIterator: 'x', Limit: 1_001 },
      "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: " +
        'Member must have value less than or equal to 1000',
    ],
  ])('%s of %j is refused', (action, input, message) => {
    expect(createAccount().ask(action, input)).toMatchObject({ message })
  })
})

describe('the endpoint', () => {
  const route = (action: string, input: Json, mayCall: boolean) => {
    const { region } = createAccount()
    return createStreamsEndpoint(region, ACCOUNT).route(
      {
        context: { trace: 1, span: 1 },
        service: 'streams.dynamodb',
        method: 'POST',
        path: '/',
        query: '',
        headers: headersOf(action),
        body: JSON.stringify(input),
        attempt: 1,
      },
      { node: 'Fn', principalArn: 'arn:aws:sts::1:assumed-role/r/f', mayCall: () => mayCall },
    )
  }

  test('finds the table by its stream’s ARN or by an iterator', () => {
    expect(route('DescribeStream', { StreamArn: ARN }, true)).toEqual({ nodes: ['Node'] })
    expect(route('GetRecords', { ShardIterator: `${ARN}|1|e30=` }, true)).toEqual({
      nodes: ['Node'],
    })
    expect(route('ListStreams', {}, true)).toEqual({ nodes: ['Node'] })
  })

  test('denies without an edge, as IAM words it', () => {
    const denied = route('GetRecords', { ShardIterator: `${ARN}|1|e30=` }, false)
    const body = 'reply' in denied && denied.reply.type === 'response' ? denied.reply.body : ''
    expect(String(body)).toContain(
      `is not authorized to perform: dynamodb:GetRecords on resource: ${ARN} because`,
    )
  })
})
