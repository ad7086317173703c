import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import { type Instant, seconds, START } from '#kernel/time.ts'
import type { AttributeValue, Item } from '../attributeValue.ts'
import { HASH_RANGE, hashKey } from '../keyHash.ts'
import { cut, FIRST as FIRST_POINT, type KeyRange, LAST, type Point } from '../partitions/point.ts'
import type { KeySchema } from '../schema.ts'
import { answerPoll } from './poll.ts'
import { type ChangeStream, createStream } from './stream.ts'
import type { Change, StreamViewType } from './streamRecord.ts'

const SCHEMA: KeySchema = { hash: { name: 'Id', type: 'N' }, range: null }
const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/T/stream/2026-01-01T00:00:00.000'

const at = (secondsIn: number): Instant => seconds(secondsIn) as number as Instant

const number = (digits: string): AttributeValue => ({
  type: 'N',
  value: { negative: false, digits, exponent: digits.length },
})

const itemOf = (message: string, id = '101'): Item =>
  new Map<string, AttributeValue>([
    ['Id', number(id)],
    ['Message', { type: 'S', value: message }],
  ])

const AT: Point = { hash: hashKey(number('101')), range: null }
const FIRST = itemOf('New item!')
const SECOND = itemOf('This item has changed')

const changeOf = (old: Item | null, next: Item | null): Change => ({ old, next, at: AT })

const WHOLE: readonly KeyRange[] = [{ from: FIRST_POINT, to: LAST }]

function createTestStream(
  options: {
    view?: StreamViewType
    partitions?: () => readonly KeyRange[]
    latencyMs?: number
  } = {},
): ChangeStream {
  return createStream({
    region: 'us-east-1',
    arn: ARN,
    label: '2026-01-01T00:00:00.000',
    schema: SCHEMA,
    view: options.view ?? 'NEW_AND_OLD_IMAGES',
    random: createRandom(1, 'stream'),
    partitions: options.partitions ?? (() => WHOLE),
    latencyMs: () => options.latencyMs ?? 0,
    now: START,
  })
}

const append = (stream: ChangeStream, change: Change, now: Instant): void =>
  stream.append(change, { isExpiry: false, causedBy: null }, now)

const CONTEXT = { trace: 1, span: 1 }

/** What a poller of the shard gets from `position` on. */
function poll(stream: ChangeStream, shardId: string, position: string | null, now: Instant) {
  const batch = answerPoll(
    stream,
    {
      context: CONTEXT,
      type: 'poll',
      shardId,
      position,
      startingPosition: 'TRIM_HORIZON',
      max: 10_000,
      waitMs: 0,
    },
    now,
  )
  if (batch.type !== 'records') throw new Error(batch.type)
  return batch
}

/** Everything in the stream, each shard after its parent, as a poller would read it. */
function readAll(stream: ChangeStream, now: Instant): readonly string[] {
  return stream.shards(now).flatMap(({ id }) => {
    const found: string[] = []
    for (let position: string | null = null; ;) {
      const batch = poll(stream, id, position, now)
      found.push(...batch.records.map(({ json }) => json))
      position = batch.position
      if (batch.records.length === 0) return found
      if (position === null) return found
    }
  })
}

const dynamodbOf = (json: string): Readonly<Record<string, unknown>> =>
  (JSON.parse(json) as { dynamodb: Readonly<Record<string, unknown>> }).dynamodb

describe('a record', () => {
  test('is what the developer guide shows, its size included', () => {
    const stream = createTestStream()
    append(stream, changeOf(null, FIRST), at(10))
    append(stream, changeOf(FIRST, SECOND), at(20))
    append(stream, changeOf(SECOND, null), at(30))
    const records = readAll(stream, at(31)).map((json) => JSON.parse(json) as object)
    expect(records[0]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: 1_767_225_610,
        Keys: { Id: { N: '101' } },
        NewImage: { Id: { N: '101' }, Message: { S: 'New item!' } },
        SequenceNumber: '100000000000000000001',
        SizeBytes: 26,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: ARN,
    })
    expect(records.slice(1)).toMatchObject([
      { eventName: 'MODIFY', dynamodb: { SizeBytes: 59 } },
      { eventName: 'REMOVE', dynamodb: { SizeBytes: 38 } },
    ])
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
  test.each([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ] as const)('with %s shows %j', (view, images) => {
    const stream = createTestStream({ view })
    append(stream, changeOf(FIRST, SECOND), at(1))
    const [record = '{}'] = readAll(stream, at(2))
    const shown = Object.keys(dynamodbOf(record)).filter((name) => name.endsWith('Image'))
    expect(shown).toEqual(images)
  })

  test('of an item that expired names the service: "userIdentity.type Service, principalId dynamodb.amazonaws.com"', () => {
    const stream = createTestStream()
    stream.append(changeOf(FIRST, null), { isExpiry: true, causedBy: null }, at(1))
    expect(JSON.parse(readAll(stream, at(2))[0] ?? '{}')).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    })
  })

  test('is found no sooner than the stream’s latency lets it, and never before an earlier one', () => {
    const stream = createTestStream({ latencyMs: 75 })
    const [shard] = stream.shards(START)
    for (let n = 0; n < 200; n++) append(stream, changeOf(null, itemOf(String(n))), at(1))
    const counts = [1, 1.02, 1.075, 1.3, 3].map(
      (time) => poll(stream, shard?.id ?? '', null, at(time)).records.length,
    )
    expect(counts[0]).toBe(0)
    expect(counts.at(-1)).toBe(200)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
  })
})

describe('shards', () => {
  test('are one for each partition', () => {
    const partitions = cut({ from: FIRST_POINT, to: LAST }, [AT])
    expect(createTestStream({ partitions: () => partitions }).shards(START)).toHaveLength(2)
  })

  test('give way to a child after four hours; a closed one that is read to its end has no next position', () => {
    const stream = createTestStream()
    append(stream, changeOf(null, FIRST), at(10))
    const [first] = stream.shards(at(20))
    const whileOpen = poll(stream, first?.id ?? '', null, at(20))
    expect(whileOpen).toMatchObject({ records: [{}], position: '100000000000000000001' })
    const [parent, child] = stream.shards(at(4 * 3_600 + 1))
    expect(parent?.id).toBe(first?.id)
    expect(child?.parentId).toBe(first?.id)
    expect(poll(stream, first?.id ?? '', null, at(4 * 3_600 + 1)).position).toBeNull()
  })

  test('split as partitions do', () => {
    let partitions = WHOLE
    const stream = createTestStream({ partitions: () => partitions })
    append(stream, changeOf(null, FIRST), at(1))
    partitions = cut({ from: FIRST_POINT, to: LAST }, [AT])
    append(stream, changeOf(FIRST, SECOND), at(2))
    const [parent, ...children] = stream.shards(at(2))
    expect(children.map(({ parentId }) => parentId)).toEqual([parent?.id, parent?.id])
    expect(readAll(stream, at(3))).toHaveLength(2)
  })

  test('hold records for 24 hours, and go with their last one', () => {
    const stream = createTestStream()
    append(stream, changeOf(null, FIRST), at(10))
    expect(readAll(stream, at(86_400 + 9))).toHaveLength(1)
    const [oldest] = stream.shards(START)
    expect(readAll(stream, at(86_400 + 10))).toHaveLength(0)
    expect(stream.find(oldest?.id ?? '', at(86_400 + 4 * 3_600))).toBeUndefined()
  })

  test('LATEST begins after the newest record', () => {
    const stream = createTestStream()
    append(stream, changeOf(null, FIRST), at(1))
    const [shard] = stream.shards(at(1))
    const begin = answerPoll(
      stream,
      {
        context: CONTEXT,
        type: 'poll',
        shardId: shard?.id ?? '',
        position: null,
        startingPosition: 'LATEST',
        max: 10,
        waitMs: 0,
      },
      at(2),
    )
    expect(begin).toEqual({ type: 'records', records: [], position: '100000000000000000001' })
  })
})

/** Cuts the partition number `which` in the middle. */
const splitOne = (partitions: readonly KeyRange[], which: number): readonly KeyRange[] =>
  partitions.flatMap((range, number) => {
    const middle = Math.floor((range.from.hash + range.to.hash) / 2)
    return number === which ? cut(range, [{ hash: middle, range: null }]) : [range]
  })

test('every change stands in the stream exactly once, those of one item in their order', () => {
  const write = fc.record({
    key: fc.integer({ min: 1, max: 9 }),
    wait: fc.constantFrom(0, 1, 900, 5_000),
    grow: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
      let partitions = WHOLE
      let time = 0
      const stream = createTestStream({ partitions: () => partitions, latencyMs: 75 })
      const expected = new Map<string, string[]>()
      for (const [index, { key, wait, grow }] of writes.entries()) {
        time += wait
        if (time > 80_000) break
        if (grow) partitions = splitOne(partitions, index % partitions.length)
        const hash = hashKey(number(String(key)))
        expect(hash).toBeLessThan(HASH_RANGE)
        append(
          stream,
          { old: null, next: itemOf(String(index), String(key)), at: { hash, range: null } },
          at(time),
        )
        expected.set(String(key), [...(expected.get(String(key)) ?? []), String(index)])
      }
      const found = new Map<string, string[]>()
      for (const json of readAll(stream, at(time + 60))) {
        const image = dynamodbOf(json)['NewImage'] as { Id: { N: string }; Message: { S: string } }
        found.set(image.Id.N, [...(found.get(image.Id.N) ?? []), image.Message.S])
      }
      expect(found).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})
