import { describe, expect, test } from 'vitest'
import type { InvokeReply } from '#contracts/invoke.ts'
import { type Instant, ms, seconds } from '#kernel/time.ts'
import {
  createFakeStream,
  createPolledFunction,
  type Invocation,
  returns,
  throttled,
  throws,
  toRecord,
} from './testing/fakeSource.ts'

const at = (time: number) => seconds(time) as number as Instant

const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    toRecord(`r${from + index}`, { orderKey: `key ${index % 4}` }),
  )

const shardOf = (list: ReturnType<typeof records>, shardId = 'shard-1') => ({
  shardId,
  parentShardId: null,
  records: list,
})

/** Fails while the batch holds one of these. */
const failingOn =
  (...bad: readonly string[]) =>
  ({ ids }: Invocation): InvokeReply => {
    return ids.some((id) => bad.includes(id)) ? throws : returns(null)
  }

const idsOf = (invocations: readonly Invocation[]) => invocations.map(({ ids }) => ids.join(' '))

// Sentences in quotes: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and its pages on errors and windows
describe('a stream’s pollers', () => {
  test('"Lambda polls shards at a base rate of 4 times per second"', () => {
    const stream = createFakeStream([shardOf([])])
    const { world } = createPolledFunction(stream, { BatchSize: 100 }, failingOn())
    world.run(seconds(10))
    expect(stream.polls.length).toBeGreaterThanOrEqual(40)
    expect(stream.polls.length).toBeLessThanOrEqual(41)
  })

  test('invokes with the records of a shard in order, one batch at a time, and tells their age', () => {
    const stream = createFakeStream([shardOf(records(5))])
    let busy = 0
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 2 },
      function* (_, kernel) {
        expect(++busy).toBe(1)
        yield kernel.sleep(ms(100))
        busy--
        return returns(null)
      },
    )
    world.run(seconds(2))
    expect(idsOf(invocations)).toEqual(['r0 r1', 'r2 r3', 'r4'])
    expect(world.samples('IteratorAge')).toHaveLength(3)
    expect(world.samples('IteratorAge')[1]).toBeGreaterThanOrEqual(100)
  })

  test('a failing batch blocks its shard and is tried again with a growing wait; other shards go on', () => {
    const stream = createFakeStream([shardOf(records(4)), shardOf(records(2, 10), 'shard-2')])
    const { world, invocations } = createPolledFunction(stream, { BatchSize: 2 }, failingOn('r1'))
    world.run(seconds(10))
    const first = invocations.filter(({ ids }) => ids.includes('r1'))
    expect(first.map(({ at: when }) => Math.round(when / 100_000) / 10)).toEqual([
      0, 0.5, 1.5, 3.5, 7.5,
    ])
    expect(invocations.some(({ ids }) => ids.includes('r2'))).toBe(false)
    expect(invocations.some(({ ids }) => ids.includes('r10'))).toBe(true)
    expect(first.map(({ request }) => request.attempt)).toEqual([1, 2, 3, 4, 5])
  })

  test('after MaximumRetryAttempts the batch is given up, and the destination is told where it is', () => {
    const stream = createFakeStream([shardOf(records(4))])
    const { world, invocations, sent } = createPolledFunction(
      stream,
      {
        BatchSize: 2,
        MaximumRetryAttempts: 2,
        DestinationConfig: {
          OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Failures' },
        },
      },
      failingOn('r1'),
    )
    world.run(seconds(10))
    expect(idsOf(invocations)).toEqual(['r0 r1', 'r0 r1', 'r0 r1', 'r2 r3'])
    expect(sent).toHaveLength(1)
    const body = sent[0]?.body as { readonly QueueUrl: string; readonly MessageBody: string }
    expect(body.QueueUrl).toBe('https://sqs.us-east-1.amazonaws.com/123456789012/Failures')
    expect(JSON.parse(body.MessageBody)).toEqual({
      requestContext: {
        requestId: expect.stringMatching(/^request-/),
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:worker',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: expect.stringMatching(/^2026-01-01T00:00:01\.\d{3}Z$/),
      DDBStreamBatchInfo: {
        shardId: 'shard-1',
        startSequenceNumber: 'r0',
        endSequenceNumber: 'r1',
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00.000Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00.000Z',
        batchSize: 2,
        streamArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026-01-01T00:00:00.000',
      },
    })
    expect(world.counted('DroppedEventCount')).toBe(2)
    expect(world.counted('OnFailureDestinationDeliveredEventCount')).toBe(2)
  })

  test('"throttles do not count towards the retries"', () => {
    const stream = createFakeStream([shardOf(records(1))])
    let calls = 0
    const { world, invocations } = createPolledFunction(stream, { MaximumRetryAttempts: 0 }, () => {
      return ++calls < 4 ? throttled : returns(null)
    })
    world.run(seconds(10))
    expect(invocations).toHaveLength(4)
    expect(world.counted('DroppedEventCount')).toBe(0)
  })

  test('records older than MaximumRecordAgeInSeconds are given up', () => {
    const stream = createFakeStream([
      shardOf([...records(1), toRecord('r1', { arrivedAt: at(50) })]),
    ])
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 1, MaximumRecordAgeInSeconds: 60 },
      failingOn('r0'),
    )
    world.run(seconds(130))
    expect(world.counted('DroppedEventCount')).toBe(1)
    expect(invocations.at(-1)?.ids).toEqual(['r1'])
    const last = invocations.findLast(({ ids }) => ids.includes('r0'))
    expect(last?.at).toBeLessThanOrEqual(seconds(60))
  })

  test('bisecting finds the bad record; "splitting does not count towards the retry quota"', () => {
    const stream = createFakeStream([shardOf(records(4))])
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 4, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
      failingOn('r2'),
    )
    world.run(seconds(30))
    expect(idsOf(invocations)).toEqual(['r0 r1 r2 r3', 'r0 r1', 'r2 r3', 'r2', 'r2', 'r3'])
    expect(world.counted('DroppedEventCount')).toBe(1)
  })

  test('"Lambda uses the lowest sequence number as the checkpoint, and retries from there"', () => {
    const stream = createFakeStream([shardOf(records(4))])
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 4, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ({ ids }) => {
        const failed = ids.length === 4 ? ['r3', 'r2'] : []
        return returns({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) })
      },
    )
    world.run(seconds(5))
    expect(idsOf(invocations)).toEqual(['r0 r1 r2 r3', 'r2 r3'])
  })

  test('ParallelizationFactor: batches at once, yet those of one key in order', () => {
    const stream = createFakeStream([shardOf(records(40))])
    let busy = 0
    let most = 0
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 2, ParallelizationFactor: 4 },
      function* (_, kernel) {
        most = Math.max(most, ++busy)
        yield kernel.sleep(ms(50))
        busy--
        return returns(null)
      },
    )
    world.run(seconds(5))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
    const order = invocations.flatMap(({ ids }) => ids.map((id) => Number(id.slice(1))))
    expect(order).toHaveLength(40)
    for (let key = 0; key < 4; key++) {
      const ofKey = order.filter((n) => n % 4 === key)
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
    }
  })

  test('a parent shard is read to its end before its children', () => {
    const stream = createFakeStream([
      { shardId: 'parent', parentShardId: null, isClosed: true, records: records(2) },
      { shardId: 'child', parentShardId: 'parent', records: records(1, 5) },
    ])
    const { world, invocations } = createPolledFunction(stream, {}, function* (_, kernel) {
      yield kernel.sleep(seconds(15))
      return returns(null)
    })
    world.run(seconds(60))
    expect(idsOf(invocations)).toEqual(['r0 r1', 'r5'])
    expect(stream.polls.find(({ shardId }) => shardId === 'child')?.at).toBeGreaterThan(seconds(15))
  })

  test('records that a filter does not let pass are skipped', () => {
    const stream = createFakeStream([shardOf(records(3))])
    const { world, invocations } = createPolledFunction(
      stream,
      { FilterCriteria: { Filters: [{ Pattern: '{"messageId":["r1"]}' }] } },
      failingOn(),
    )
    world.run(seconds(1))
    expect(idsOf(invocations)).toEqual(['r1'])
    expect(world.counted('FilteredOutEventCount')).toBe(2)
  })

  test('a batching window gathers records', () => {
    const late = toRecord('r9', { arrivedAt: at(3) })
    const stream = createFakeStream([shardOf([...records(1), late])])
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 100, MaximumBatchingWindowInSeconds: 5 },
      failingOn(),
    )
    world.run(seconds(6))
    expect(idsOf(invocations)).toEqual(['r0 r9'])
  })

  test('a tumbling window hands its state on and ends with a final invocation', () => {
    const stream = createFakeStream([
      shardOf([...records(3), toRecord('r9', { arrivedAt: at(61) })]),
    ])
    const { world, invocations } = createPolledFunction(
      stream,
      { BatchSize: 2, TumblingWindowInSeconds: 60 },
      ({ ids, event }) => {
        const { count = 0 } = event['state'] as { readonly count?: number }
        return returns({ state: { count: count + ids.length } })
      },
    )
    world.run(seconds(70))
    const told = invocations.map(({ ids, event }) => [
      ids.join(' '),
      event['state'],
      event['isFinalInvokeForWindow'],
      event['window'],
    ])
    const first = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z' }
    const second = { start: '2026-01-01T00:01:00Z', end: '2026-01-01T00:02:00Z' }
    expect(told).toEqual([
      ['r0 r1', {}, false, first],
      ['r2', { count: 2 }, false, first],
      ['', { count: 3 }, true, first],
      ['r9', {}, false, second],
    ])
    expect(invocations[0]?.event).toMatchObject({
      shardId: 'shard-1',
      isWindowTerminatedEarly: false,
      eventSourceARN: expect.stringContaining('/stream/'),
    })
  })
})
