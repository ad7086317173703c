import type { ApiRequest } from '#contracts/api.ts'
import { minutes, seconds, toSeconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import {
  createFakeFunction,
  edgeOf,
  type FakeFunction,
  returns,
  throws,
} from '../testing/fakeFunction.ts'

const TAKEN = { type: 'response', status: 200, headers: [], body: '{"MessageId":"1"}' } as const

/** Instants at which the handler ran, in whole seconds. */
const runs = (fn: FakeFunction): readonly number[] =>
  fn.records.flatMap((body) =>
    body.type === 'log' && body.line.startsWith('START')
      ? [Math.round(toSeconds(body.at as never))]
      : [],
  )

const bodyOf = (request: unknown): Record<string, unknown> =>
  JSON.parse(String((request as ApiRequest).body)) as Record<string, unknown>

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('errors of the function', () => {
  test('"Lambda attempts to run it two more times, with a one-minute wait between the first two attempts, and two minutes between the second and third"', () => {
    const fn = createFakeFunction({ handle: () => throws('x') })
    expect(fn.ask(fn.invoke({ invocationType: 'Event' }))).toEqual({
      type: 'accepted',
      statusCode: 202,
    })
    fn.run(minutes(30))
    expect(runs(fn)).toEqual([0, 60, 180])
    expect(fn.counted('AsyncEventsDropped')).toBe(1)
  })

  test.each([
    [0, [0]],
    [1, [0, 60]],
  ])('MaximumRetryAttempts %i', (MaximumRetryAttempts, expected) => {
    const fn = createFakeFunction({
      properties: { EventInvokeConfig: { MaximumRetryAttempts } },
      handle: () => throws('x'),
    })
    fn.ask(fn.invoke({ invocationType: 'Event' }))
    fn.run(minutes(30))
    expect(runs(fn)).toEqual(expected)
  })

  test('an event that grows older than MaximumEventAgeInSeconds is not retried', () => {
    const fn = createFakeFunction({
      properties: { EventInvokeConfig: { MaximumEventAgeInSeconds: 100 } },
      handle: () => throws('x'),
      edges: [edgeOf('api', 'onFailure')],
      answer: () => TAKEN,
    })
    fn.ask(fn.invoke({ invocationType: 'Event' }))
    fn.run(seconds(62))
    expect(runs(fn)).toEqual([0, 60])
    // The next attempt would come at 180 s: the record is sent at once.
    expect(fn.asked).toHaveLength(1)
    const record = JSON.parse(String(bodyOf(fn.asked[0]?.request)['MessageBody'])) as Record<
      string,
      unknown
    >
    expect(record['requestContext']).toMatchObject({
      condition: 'EventAgeExceeded',
      approximateInvokeCount: 2,
    })
  })

  test("an alias has settings of its own, and AWS's defaults without", () => {
    const alias = { Name: 'prod', FunctionVersion: '$LATEST' }
    const properties = (own: object) => ({
      EventInvokeConfig: { MaximumRetryAttempts: 0 },
      Aliases: [{ ...alias, ...own }],
    })
    const attempts = (own: object): number => {
      const fn = createFakeFunction({ properties: properties(own), handle: () => throws('x') })
      fn.ask(fn.invoke({ invocationType: 'Event', qualifier: 'prod' }))
      fn.run(minutes(30))
      return runs(fn).length
    }
    expect(attempts({})).toBe(3)
    expect(attempts({ EventInvokeConfig: { MaximumRetryAttempts: 1 } })).toBe(2)
  })
})

describe('throttles', () => {
  /** One environment at most, kept busy for `Timeout` seconds by a first request. */
  const busy = (properties: object) =>
    createFakeFunction({
      properties: { ReservedConcurrentExecutions: 1, Timeout: 900, ...properties },
      handle: ({ event }) =>
        event === '"block"' ? { type: 'waiting', calls: [], wakeIn: null } : returns(1),
    })

  test('"the retry interval increases exponentially from 1 second after the first attempt to a maximum of 5 minutes"', () => {
    const fn = busy({})
    fn.begin(fn.invoke({ payload: '"block"' }))
    fn.run(seconds(1))
    fn.ask(fn.invoke({ invocationType: 'Event' }))
    fn.run(minutes(15))
    const throttled = fn.records.flatMap((body) =>
      body.type === 'counter' && body.name === 'Throttles'
        ? [Math.round(toSeconds(body.at as never)) - 1]
        : [],
    )
    expect(throttled).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811])
    fn.run(minutes(10))
    expect(fn.counted('AsyncEventsDropped')).toBe(0)
    expect(fn.service.inspect().asynchronous).toEqual({
      depth: 0,
      oldestAt: null,
      received: 1,
      attempts: 12,
      dropped: 0,
      destinations: [],
    })
  })

  test('the queue tells its depth and how old its oldest event is, and AsyncEventAge how long each attempt has waited', () => {
    const fn = busy({ EventInvokeConfig: { MaximumEventAgeInSeconds: 60 } })
    fn.begin(fn.invoke({ payload: '"block"' }))
    fn.run(seconds(1))
    fn.ask(fn.invoke({ invocationType: 'Event' }))
    fn.run(seconds(5))
    expect(fn.service.inspect().asynchronous).toEqual({
      depth: 1,
      oldestAt: seconds(1),
      received: 1,
      attempts: 3,
      dropped: 0,
      destinations: [],
    })
    fn.run(seconds(60))
    expect(fn.samples('AsyncEventAge')).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000])
    expect(fn.service.inspect().asynchronous).toMatchObject({ depth: 0, dropped: 1 })
  })

  test('"when reserved concurrency is zero, Lambda sends new events to the dead-letter queue without any retries"', () => {
    const fn = createFakeFunction({
      properties: { ReservedConcurrentExecutions: 0 },
      edges: [edgeOf('api', 'deadLetter')],
      answer: () => TAKEN,
    })
    fn.ask(fn.invoke({ invocationType: 'Event', payload: '{"a":1}' }))
    fn.run(seconds(1))
    expect(fn.asked).toHaveLength(1)
    expect(bodyOf(fn.asked[0]?.request)).toMatchObject({ MessageBody: '{"a":1}' })
    expect(fn.counted('AsyncEventsDropped')).toBe(1)
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
describe('destinations and dead letters', () => {
  test('a success: the record has the event, what the function returned and which version ran', () => {
    const fn = createFakeFunction({
      edges: [edgeOf('api', 'onSuccess'), edgeOf('api', 'onFailure')],
      answer: () => TAKEN,
    })
    fn.ask(fn.invoke({ invocationType: 'Event', payload: '{"ORDER_IDS":["1"]}' }))
    fn.run(seconds(2))
    expect(fn.asked.map(({ edge }) => edge.port)).toEqual(['onSuccess'])
    const request = fn.asked[0]?.request as ApiRequest
    expect(request.headers).toContainEqual(['x-amz-target', 'AmazonSQS.SendMessage'])
    const record = JSON.parse(String(bodyOf(request)['MessageBody'])) as Record<string, unknown>
    const requestId = (record['requestContext'] as { requestId: string }).requestId
    expect(requestId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(record).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^2026-01-01T00:00:00\.\d{3}Z$/),
      requestContext: {
        requestId,
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Node:$LATEST',
        condition: 'Success',
        approximateInvokeCount: 1,
      },
      requestPayload: { ORDER_IDS: ['1'] },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { ok: true },
    })
    expect(fn.service.inspect().asynchronous.destinations).toEqual([
      { port: 'onSuccess', target: 'Other', delivered: 1, failed: 0 },
    ])
  })

  test('retries exhausted: the record to the function wired as on-failure destination, the event itself to the dead-letter queue', () => {
    const fn = createFakeFunction({
      handle: () => throws('no more apples'),
      edges: [edgeOf('api', 'deadLetter'), edgeOf('invoke', 'onFailure', { Qualifier: 'prod' })],
      answer(edge) {
        return edge.contract === 'api' ? TAKEN : { type: 'accepted', statusCode: 202 }
      },
    })
    fn.ask(fn.invoke({ invocationType: 'Event', payload: '{"a":1}' }))
    fn.run(minutes(10))
    expect(fn.asked.map(({ edge }) => edge.port)).toEqual(['deadLetter', 'onFailure'])
    const [letter, record] = fn.asked.map(({ request }) => request)
    const requestId = fn.records.flatMap((body) =>
      body.type === 'log' ? (/^START RequestId: (\S+)/.exec(body.line)?.[1] ?? []) : [],
    )[0]
    // "RequestID (String), ErrorCode (Number) - the HTTP status code, ErrorMessage (String) - the first 1 KB of the error message"
    expect(bodyOf(letter)).toMatchObject({
      MessageBody: '{"a":1}',
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: 'no more apples' },
      },
    })
    expect(record).toMatchObject({ invocationType: 'Event', qualifier: 'prod' })
    expect(JSON.parse((record as { payload: string }).payload)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3, requestId },
      requestPayload: { a: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no more apples' },
    })
  })

  test('what cannot be delivered counts: DeadLetterErrors, DestinationDeliveryFailures', () => {
    const fn = createFakeFunction({
      properties: { EventInvokeConfig: { MaximumRetryAttempts: 0 } },
      handle: () => throws('x'),
      edges: [edgeOf('api', 'deadLetter'), edgeOf('api', 'onFailure')],
      answer() {
        return {
          type: 'response',
          status: 400,
          headers: [],
          body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}',
        }
      },
    })
    fn.ask(fn.invoke({ invocationType: 'Event' }))
    fn.run(seconds(2))
    expect([fn.counted('DeadLetterErrors'), fn.counted('DestinationDeliveryFailures')]).toEqual([
      1, 1,
    ])
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
describe('recursive loops', () => {
  const trace = (count: number): string => {
    const fn = createFakeFunction({ handle: ({ context }) => returns(context?.traceHeader) })
    let header = 'Root=1-5759e988-bd862e3fe1be46a994272793'
    for (let time = 0; time < count; time++) {
      const reply = fn.ask(fn.invoke({ traceHeader: header }))
      header = reply.type === 'completed' ? (JSON.parse(reply.payload) as string) : ''
    }
    return header
  }

  test('the 17th synchronous invocation in one chain is refused, unless RecursiveLoop is Allow', () => {
    const traceHeader = trace(16)
    expect(traceHeader).toMatch(/;Lineage=[0-9a-f]{8}:15$/)
    const fn = createFakeFunction()
    expect(fn.ask(fn.invoke({ traceHeader }))).toMatchObject({
      statusCode: 400,
      errorType: 'RecursiveInvocationException',
    })
    expect(fn.counted('RecursiveInvocationsDropped')).toBe(1)
    const allowed = createFakeFunction({ properties: { RecursiveLoop: 'Allow' } })
    expect(allowed.ask(allowed.invoke({ traceHeader }))).toMatchObject({ type: 'completed' })
  })

  test('an asynchronous event of a loop goes to the dead-letter queue without a retry', () => {
    const fn = createFakeFunction({
      edges: [edgeOf('api', 'deadLetter')],
      answer: () => TAKEN,
    })
    fn.ask(fn.invoke({ invocationType: 'Event', traceHeader: trace(16) }))
    fn.run(seconds(1))
    expect(runs(fn)).toEqual([])
    expect(bodyOf(fn.asked[0]?.request)).toMatchObject({
      MessageAttributes: { ErrorCode: { StringValue: '400' } },
    })
  })
})
