import { describe, expect, test } from 'vitest'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Kernel } from '#kernel/kernel.ts'
import type { Process } from '#kernel/process.ts'
import { type Instant, ms, seconds } from '#kernel/time.ts'
import {
  createFakeQueue,
  createPolledFunction,
  type Invocation,
  returns,
  throttled,
  throws,
  toRecord,
} from './testing/fakeSource.ts'

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => toRecord(`m${from + index}`))

const taking = (time: number) =>
  function* (_: Invocation, kernel: Kernel): Process<InvokeReply> {
    yield kernel.sleep(ms(time))
    return returns(null)
  }

// Sentences in quotes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, services-sqs-errorhandling.html
describe('a queue’s pollers', () => {
  test('invoke with what one poll brings, at most BatchSize, and delete it after success', () => {
    const queue = createFakeQueue()
    queue.add(...many(5))
    const { world, invocations, sources } = createPolledFunction(
      queue,
      { BatchSize: 2 },
      taking(10),
    )
    world.run(seconds(1))
    expect(invocations.map(({ ids }) => ids)).toEqual([['m0', 'm1'], ['m2', 'm3'], ['m4']])
    expect([...queue.deleted].sort()).toEqual(many(5).map(({ receipt }) => receipt))
    expect(world.counted('PolledEventCount')).toBe(5)
    expect(world.counted('InvokedEventCount')).toBe(5)
    expect(world.counted('DeletedEventCount')).toBe(5)
    expect(sources.inspect()).toMatchObject([{ kind: 'queue', polled: 5, deleted: 5, failed: 0 }])
  })

  test('"it waits for the batching window, the batch size or 6 MB, whichever comes first"', () => {
    const queue = createFakeQueue()
    const { world, invocations } = createPolledFunction(
      queue,
      {
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 5,
        ScalingConfig: { MaximumConcurrency: 2 },
      },
      taking(1),
    )
    queue.add(...many(1))
    world.run(seconds(1))
    expect(invocations).toEqual([])
    queue.add(...many(3, 1))
    world.run(seconds(7))
    const sizes = invocations.map(({ ids }) => ids.length)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(4)
    for (const { at } of invocations) expect(at).toBeGreaterThanOrEqual(seconds(5))
  })

  test('a batch never exceeds 6 MB: what does not fit goes with the next one', () => {
    const queue = createFakeQueue()
    const body = 'x'.repeat(1_000_000)
    queue.add(...Array.from({ length: 10 }, (_, index) => toRecord(`big${index}`, { body })))
    const { world, invocations } = createPolledFunction(queue, { BatchSize: 10 }, taking(1))
    world.run(seconds(1))
    expect(invocations.map(({ ids }) => ids.length)).toEqual([6, 4])
    for (const { request } of invocations) expect(request.payload.length).toBeLessThan(6_291_456)
  })

  test('a failed batch stays hidden and comes back after the visibility timeout; nothing is deleted', () => {
    const queue = createFakeQueue(seconds(10))
    queue.add(...many(2))
    let calls = 0
    const { world, invocations } = createPolledFunction(queue, {}, () => {
      return calls++ === 0 ? throws : returns('ok')
    })
    world.run(seconds(9))
    expect(invocations).toHaveLength(1)
    expect(queue.deleted).toEqual([])
    world.run(seconds(2))
    expect(invocations.flatMap(({ ids }) => ids)).toEqual(['m0', 'm1', 'm0', 'm1'])
    expect(queue.deleted).toHaveLength(2)
    expect(world.counted('FailedInvokeEventCount')).toBe(2)
  })

  test('with ReportBatchItemFailures only the messages that are named return', () => {
    const queue = createFakeQueue(seconds(10))
    queue.add(...many(3))
    const { world, invocations } = createPolledFunction(
      queue,
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ({ ids }) => {
        const failed = ids.length === 3 ? ['m1'] : []
        return returns({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) })
      },
    )
    world.run(seconds(12))
    expect(invocations.map(({ ids }) => ids)).toEqual([['m0', 'm1', 'm2'], ['m1']])
    expect(queue.deleted).toEqual(['receipt of m0', 'receipt of m2', 'receipt of m1'])
  })

  test('a throttled batch is tried again with back-off until its messages are visible again', () => {
    const queue = createFakeQueue(seconds(10))
    queue.add(...many(1))
    const { world, invocations } = createPolledFunction(queue, {}, () => {
      return throttled
    })
    world.run(seconds(9.9))
    expect(invocations.map(({ at }) => Math.round(at / 1_000_000))).toEqual([0, 1, 3, 7])
    expect(queue.deleted).toEqual([])
  })

  test('"Lambda begins with five concurrent batches, adds up to 300 a minute, up to 1,250"', () => {
    const queue = createFakeQueue(seconds(600))
    queue.add(...many(2_000))
    const { world, invocations, sources } = createPolledFunction(
      queue,
      { BatchSize: 1 },
      taking(400_000),
    )
    world.run(seconds(0.9))
    expect(invocations).toHaveLength(5)
    world.run(seconds(60))
    expect(invocations).toHaveLength(5 + 300)
    world.run(seconds(240))
    expect(invocations).toHaveLength(1_250)
    expect(sources.inspect()[0]?.batches).toBe(1_250)
  })

  test('MaximumConcurrency bounds the batches at once', () => {
    const queue = createFakeQueue(seconds(600))
    queue.add(...many(100))
    const { world, invocations } = createPolledFunction(
      queue,
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 3 } },
      taking(100_000),
    )
    world.run(seconds(90))
    expect(invocations).toHaveLength(3)
  })

  test('provisioned mode: its pollers are there at once, ten batches each, and never fewer than the least', () => {
    const queue = createFakeQueue(seconds(3_600))
    const { world, sources, invocations, pollers } = createPolledFunction(
      queue,
      { BatchSize: 1, ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 5 } },
      taking(100_000),
    )
    world.run(seconds(60))
    expect(sources.inspect()[0]).toMatchObject({ workers: 30, pollers: 3 })
    queue.add(...many(200))
    world.run(ms(500))
    expect(invocations).toHaveLength(30)
    // "Up to 1,000 concurrent executions per minute": 16 a second, up to the most.
    world.run(seconds(1))
    expect(invocations).toHaveLength(46)
    world.run(seconds(30))
    expect(invocations).toHaveLength(50)
    expect(sources.inspect()[0]).toMatchObject({ workers: 50, pollers: 5 })
    expect(Math.max(...pollers)).toBe(5)
  })

  test('an idle queue keeps two pollers', () => {
    const queue = createFakeQueue()
    const { world, sources } = createPolledFunction(queue, {}, taking(1))
    world.run(seconds(1))
    expect(sources.inspect()[0]?.workers).toBe(5)
    world.run(seconds(120))
    expect(sources.inspect()[0]?.workers).toBe(2)
  })

  test('failures take pollers away', () => {
    const queue = createFakeQueue(seconds(3_600))
    queue.add(...many(5_000))
    const { world, invocations } = createPolledFunction(
      queue,
      { BatchSize: 1 },
      function* (_, kernel) {
        yield kernel.sleep(ms(500))
        return throws
      },
    )
    world.run(seconds(60))
    // Two pollers with two batches a second each, not the 305 that would be there by now.
    expect(invocations.length).toBeLessThan(300)
    expect(invocations.length).toBeGreaterThan(200)
  })

  test('"messages that a filter does not let pass are deleted from the queue"', () => {
    const queue = createFakeQueue()
    queue.add(
      toRecord('a', { body: '{"kind":"order","total":20}' }),
      toRecord('b', { body: '{"kind":"return"}' }),
      toRecord('c', { body: 'no JSON' }),
    )
    const { world, invocations } = createPolledFunction(
      queue,
      { FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] } },
      taking(1),
    )
    world.run(seconds(1))
    expect(invocations.map(({ ids }) => ids)).toEqual([['a']])
    expect([...queue.deleted].sort()).toEqual(['receipt of a', 'receipt of b', 'receipt of c'])
    expect(world.counted('FilteredOutEventCount')).toBe(2)
  })

  test('"Queue visibility timeout is less than Function timeout" is told, as AWS refuses it', () => {
    const { world } = createPolledFunction(createFakeQueue(seconds(2)), {}, taking(1))
    world.run(seconds(1))
    const detail = 'Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds'
    expect(world.records).toContainEqual(expect.objectContaining({ type: 'mark', detail }))
  })

  test('a mapping with an invalid pattern polls nothing and says so', () => {
    const queue = createFakeQueue()
    queue.add(...many(1))
    const { world, invocations } = createPolledFunction(
      queue,
      { FilterCriteria: { Filters: [{ Pattern: '{"body":"x"}' }] } },
      taking(1),
    )
    world.run(seconds(30))
    expect(invocations).toEqual([])
    expect(world.records).toContainEqual(
      expect.objectContaining({
        type: 'mark',
        detail: 'mapping: Invalid filter pattern definition.',
      }),
    )
  })

  test('a mapping may name an alias or version', () => {
    const queue = createFakeQueue()
    queue.add(...many(1))
    const { world, invocations } = createPolledFunction(queue, { Qualifier: 'live' }, taking(1))
    world.run(seconds(1))
    expect(invocations[0]?.request).toMatchObject({
      qualifier: 'live',
      invocationType: 'RequestResponse',
    })
  })

  test('an edit switches a mapping off and on again, and a wire that is taken away ends it', () => {
    const queue = createFakeQueue()
    const { world, invocations, sources, edge } = createPolledFunction(queue, {}, taking(1))
    world.run(seconds(1))
    world.deploy({ edges: [{ ...edge, properties: { Enabled: false } }] })
    sources.configure()
    world.run(seconds(30))
    queue.add(...many(1))
    world.run(seconds(30))
    expect(invocations).toEqual([])
    world.deploy({ edges: [edge] })
    sources.configure()
    world.run(seconds(2))
    expect(invocations).toHaveLength(1)
    world.deploy({ edges: [] })
    sources.configure()
    world.run(seconds(30))
    const polls = queue.polls.length
    queue.add(...many(1))
    world.run(seconds(60))
    expect(queue.polls).toHaveLength(polls)
    expect(sources.inspect()).toEqual([])
  })

  test('an invocation goes on in the trace of its first message; the others’ traces are linked to it', () => {
    const queue = createFakeQueue()
    const from = (id: string, trace: number) => ({
      ...toRecord(id),
      causedBy: { trace, span: trace * 10 },
      traceHeader: `Root=1-00000000-00000000000000000000000${trace}`,
      arrivedAt: 0 as Instant,
    })
    queue.add(from('a', 1), from('b', 2), from('c', 1))
    const { world, invocations } = createPolledFunction(queue, {}, taking(1))
    world.run(seconds(1))
    const [invocation] = invocations
    expect(invocation?.request.context.trace).toBe(1)
    expect(invocation?.request.traceHeader).toBe('Root=1-00000000-000000000000000000000001')
    const begun = world.records.flatMap((body) => (body.type === 'span-begin' ? [body] : []))
    expect(begun.map(({ trace, parent }) => [trace, parent])).toEqual([
      [1, 10],
      [2, 20],
    ])
    expect(world.records).toContainEqual(
      expect.objectContaining({ trace: 2, key: 'invoked with', value: 'trace 1' }),
    )
    const ended = world.records.filter(({ type }) => type === 'span-end')
    expect(ended).toHaveLength(2)
  })
})
