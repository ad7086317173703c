import type { InvokeRequest } from '#contracts/invoke.ts'
import { minutes } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeFunction, returns, throws } from './testing/fakeFunction.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html; the shape of the documents is that of public traces.
const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const SAMPLED = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`
const ID: unknown = expect.stringMatching(/^[0-9a-f]{16}$/)

interface Segment {
  readonly id: string
  readonly start_time: number
  readonly end_time: number
  readonly origin: string
  readonly subsegments?: readonly { readonly name: string; readonly id: string }[]
}

const segmentsOf = ({ records }: ReturnType<typeof createFakeFunction>): readonly Segment[] =>
  records.flatMap((body) =>
    body.type === 'note' && body.key === 'xray' ? [JSON.parse(body.value) as Segment] : [],
  )

const ask = (
  properties: object,
  request: Partial<InvokeRequest>,
  handle?: Parameters<typeof createFakeFunction>[0],
) => {
  const lambda = createFakeFunction({ properties, ...handle })
  lambda.ask(lambda.invoke(request))
  return lambda
}

describe('X-Ray over a function', () => {
  test('the service’s segment under the caller’s, the function’s under it, with Initialization, Invocation and Overhead', () => {
    const lambda = ask({ FunctionName: 'items' }, { traceHeader: SAMPLED })
    const [own, service] = segmentsOf(lambda)
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:items'
    expect(service).toEqual({
      id: ID,
      name: 'items',
      start_time: 1_767_225_600,
      trace_id: ROOT,
      end_time: expect.any(Number) as number,
      parent_id: '53995c3f42cd8ad8',
      http: { response: { status: 200 } },
      aws: { request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      origin: 'AWS::Lambda',
      resource_arn: arn,
    })
    const part = (name: string) => ({
      id: ID,
      name,
      start_time: expect.any(Number) as number,
      end_time: expect.any(Number) as number,
      aws: { function_arn: arn },
    })
    expect(own).toEqual({
      id: ID,
      name: 'items',
      start_time: expect.any(Number) as number,
      trace_id: ROOT,
      end_time: expect.any(Number) as number,
      parent_id: service?.id,
      aws: { account_id: '123456789012', function_arn: arn, resource_names: ['items'] },
      origin: 'AWS::Lambda::Function',
      subsegments: [part('Initialization'), part('Invocation'), part('Overhead')],
    })
    // The environment was new: its initialization ends where the function's segment begins.
    const [init] = (own?.subsegments as readonly { readonly end_time: number }[] | undefined) ?? []
    expect(init?.end_time).toBe(own?.start_time)
  })

  test('REPORT and the handler name the function’s segment', () => {
    let header = ''
    const lambda = ask(
      {},
      { traceHeader: SAMPLED },
      {
        handle: (cue) => {
          header = cue.context?.traceHeader ?? ''
          return returns(null)
        },
      },
    )
    const [own] = segmentsOf(lambda)
    expect(header).toMatch(new RegExp(`^Root=${ROOT};Parent=${own?.id};Sampled=1;Lineage=`))
    const logs = lambda.records.flatMap((body) => (body.type === 'log' ? [body.line] : []))
    expect(logs.at(-1)).toContain(`XRAY TraceId: ${ROOT}\tSegmentId: ${own?.id}\tSampled: true`)
  })

  test('a caller’s decision stands; without one, active tracing samples and PassThrough does not', () => {
    const Active = { TracingConfig: { Mode: 'Active' } }
    const count = (properties: object, traceHeader?: string) =>
      segmentsOf(ask(properties, traceHeader === undefined ? {} : { traceHeader })).length
    expect(count({})).toBe(0)
    expect(count(Active)).toBe(2)
    expect(count(Active, `Root=${ROOT}`)).toBe(2)
    expect(count(Active, `Root=${ROOT};Sampled=0`)).toBe(0)
  })

  test('what Lambda samples itself is on the bill: the first of a second, and 5 % of the others', () => {
    const lambda = createFakeFunction({ properties: { TracingConfig: { Mode: 'Active' } } })
    for (let request = 0; request < 200; request++) lambda.ask(lambda.invoke())
    const seconds = new Set(segmentsOf(lambda).map(({ start_time }) => Math.floor(start_time)))
    const traces = segmentsOf(lambda).length / 2
    expect(traces).toBeLessThan(60)
    expect(traces).toBeGreaterThanOrEqual(seconds.size)
    expect(lambda.service.usage?.()).toMatchObject({ traces })
  })

  test('a function that fails is a fault with its cause; a throttle has no segment of the function', () => {
    const failed = segmentsOf(
      ask({}, { traceHeader: SAMPLED }, { handle: () => throws('no stock') }),
    )
    expect(failed).toMatchObject([
      {
        fault: true,
        cause: { exceptions: [{ message: 'no stock', type: 'Error' }] },
        subsegments: [{}, { name: 'Invocation', fault: true }, {}],
      },
      { origin: 'AWS::Lambda', fault: true, http: { response: { status: 200 } } },
    ])
    const throttled = segmentsOf(ask({ ReservedConcurrentExecutions: 0 }, { traceHeader: SAMPLED }))
    expect(throttled).toMatchObject([
      { origin: 'AWS::Lambda', error: true, throttle: true, http: { response: { status: 429 } } },
    ])
  })

  test('an event: 202 with its dwell time and each attempt, under which the function’s segments hang', () => {
    const lambda = createFakeFunction({ handle: () => throws('no stock') })
    lambda.ask(lambda.invoke({ invocationType: 'Event', traceHeader: SAMPLED }))
    lambda.run(minutes(10))
    const segments = segmentsOf(lambda)
    const service = segments.find(({ origin }) => origin === 'AWS::Lambda')
    const attempts = service?.subsegments ?? []
    expect(attempts.map(({ name }) => name)).toEqual([
      'Dwell Time',
      'Attempt #1',
      'Attempt #2',
      'Attempt #3',
    ])
    expect(service).toMatchObject({ fault: true, http: { response: { status: 202 } } })
    const own = segments.filter(({ origin }) => origin === 'AWS::Lambda::Function')
    expect(own).toMatchObject(attempts.slice(1).map(({ id }) => ({ parent_id: id })))
  })
})
