import type { InvokeReply } from '#contracts/invoke.ts'
import { seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeFunction, type FakeFunction, returns, throws } from '../testing/fakeFunction.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:Node'

const canary = (FunctionWeight: number) => ({
  Versions: [
    { Version: '1', Code: { 'index.mjs': 'one' } },
    { Version: '2', Properties: { MemorySize: 512 }, Code: { 'index.mjs': 'two' } },
  ],
  Aliases: [
    {
      Name: 'prod',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight }] },
    },
  ],
})

/** A handler that tells what it is and where it runs. */
const reporting = (properties: object): FakeFunction =>
  createFakeFunction({
    properties,
    code: { 'index.mjs': 'latest' },
    handle: ({ bundle, context }) =>
      returns([
        bundle.files['index.mjs'],
        context?.functionVersion,
        context?.invokedFunctionArn,
        context?.memoryLimitInMB,
        bundle.environment['AWS_LAMBDA_FUNCTION_VERSION'],
      ]),
  })

const toldBy = (reply: InvokeReply): unknown =>
  reply.type === 'completed' ? JSON.parse(reply.payload) : reply

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
describe('versions', () => {
  test('each runs its own code with its own configuration, and knows by which name it was called', () => {
    const fn = reporting(canary(0))
    const told = (qualifier?: string) =>
      toldBy(fn.ask(fn.invoke(qualifier === undefined ? {} : { qualifier })))
    expect(told()).toEqual(['latest', '$LATEST', ARN, '128', '$LATEST'])
    expect(told('$LATEST')).toEqual(['latest', '$LATEST', `${ARN}:$LATEST`, '128', '$LATEST'])
    expect(told('1')).toEqual(['one', '1', `${ARN}:1`, '128', '1'])
    expect(told('2')).toEqual(['two', '2', `${ARN}:2`, '512', '2'])
    expect(told('prod')).toEqual(['one', '1', `${ARN}:prod`, '128', '1'])
    expect(fn.counted('ColdStarts')).toBe(3)
    // "log stream 2026/01/01/[1]…": one for each environment, named by its version.
    const streams = fn.records.flatMap((body) => (body.type === 'log' ? [body.stream] : []))
    expect([...new Set(streams.map((stream) => stream.slice(0, stream.indexOf(']') + 1)))]).toEqual(
      ['2026/01/01/[$LATEST]', '2026/01/01/[1]', '2026/01/01/[2]'],
    )
  })

  test('a published version does not change: a deploy of $LATEST leaves its environments warm', () => {
    const fn = reporting(canary(0))
    const before = toldBy(fn.ask(fn.invoke({ qualifier: '2' })))
    fn.edit({ properties: { ...canary(0), MemorySize: 256 }, code: { 'index.mjs': 'newer' } })
    expect(toldBy(fn.ask(fn.invoke({ qualifier: '2' })))).toEqual(before)
    expect(fn.counted('ColdStarts')).toBe(1)
    expect(toldBy(fn.ask(fn.invoke()))).toEqual(['newer', '$LATEST', ARN, '256', '$LATEST'])
  })

  test('"Function not found" for a version or an alias that there is not: synchronous, asynchronous and dry', () => {
    const fn = reporting(canary(0))
    for (const invocationType of ['RequestResponse', 'Event', 'DryRun'] as const) {
      expect(fn.ask(fn.invoke({ qualifier: 'nope', invocationType }))).toEqual({
        type: 'refused',
        statusCode: 404,
        errorType: 'ResourceNotFoundException',
        payload: `{"Type":"User","Message":"Function not found: ${ARN}:nope"}`,
      })
    }
    expect(fn.ask(fn.invoke({ qualifier: 'prod', invocationType: 'DryRun' }))).toEqual({
      type: 'accepted',
      statusCode: 204,
    })
  })

  test('a version that is deleted answers no more', () => {
    const fn = reporting(canary(0))
    expect(fn.ask(fn.invoke({ qualifier: '2' }))).toMatchObject({ executedVersion: '2' })
    fn.edit({ properties: { Versions: [canary(0).Versions[0]] } })
    expect(fn.ask(fn.invoke({ qualifier: '2' }))).toMatchObject({ statusCode: 404 })
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
describe('weighted aliases', () => {
  test('the traffic is really split: 10 % within the chance of 500 requests, by the seed', () => {
    const split = (): number => {
      const fn = reporting(canary(0.1))
      let second = 0
      for (let request = 0; request < 500; request++) {
        const reply = fn.ask(fn.invoke({ qualifier: 'prod' }))
        if (reply.type === 'completed' && reply.executedVersion === '2') second++
      }
      expect(fn.service.inspect().qualifiers).toEqual([
        { alias: 'prod', version: '1', invocations: 500 - second, errors: 0, throttles: 0 },
        { alias: 'prod', version: '2', invocations: second, errors: 0, throttles: 0 },
      ])
      return second
    }
    const second = split()
    // Four standard deviations of a binomial distribution: sqrt(500 * 0.1 * 0.9) = 6.7.
    expect(Math.abs(second - 50)).toBeLessThan(27)
    expect(split()).toBe(second)
  })

  test('errors and throttles count by alias and version', () => {
    const fn = createFakeFunction({
      properties: { ...canary(1), ReservedConcurrentExecutions: 1 },
      handle: () => throws('x'),
    })
    fn.begin(fn.invoke({ qualifier: 'prod' }))
    fn.begin(fn.invoke({ qualifier: 'prod' }))
    fn.run(seconds(5))
    expect(fn.service.inspect().qualifiers).toEqual([
      { alias: 'prod', version: '2', invocations: 1, errors: 1, throttles: 1 },
    ])
  })
})
