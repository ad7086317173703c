import { findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { minutes, toMs } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { restApiDefinition } from './definition.ts'
import { checkMethods } from './checkMethods.ts'
import { createWorld, fails, OK, wire } from './testing/world.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html

const NULS = '\0'.repeat(8)
const HEAD = `{"statusCode":201,"headers":{"X-Mine":"1"},"multiValueHeaders":{"x-mv":["a","b"]},"cookies":["c=1"]}${NULS}`

const stream = (more: object = {}, stage: object = {}) => ({
  Stages: [{ StageName: 'prod', ...stage }],
  Methods: { 'GET /items': { Integration: { ResponseTransferMode: 'STREAM', ...more } } },
})

const world = (
  streams: readonly (readonly [number, string])[],
  more: { readonly properties?: object; readonly isFailing?: boolean } = {},
) =>
  createWorld({
    properties: stream(),
    edges: [wire('invoke', ['GET /items'])],
    delayMs: 0,
    streams,
    lambda: () => (more.isFailing === true ? fails('midway') : OK),
    ...more,
  })

const textOf = ({ body }: HttpResponse): string =>
  typeof body === 'string' ? body : (utf8Decode(body) ?? '')

describe('a Lambda proxy integration that streams', () => {
  test('calls InvokeWithResponseStream; metadata, 8 NULs, and the payload as it is', () => {
    const { ask, invokes } = world([
      [100, HEAD],
      [50, 'one '],
      [1_000, 'two'],
    ])
    const response = ask()
    expect(invokes[0]?.wantsStream).toBe(true)
    expect([response.status, textOf(response)]).toEqual([201, 'one two'])
    expect(
      response.headers.filter(([name]) => /^(x-m|set-c|content|transfer)/i.test(name)),
    ).toEqual([
      ['Content-Type', 'application/json'],
      ['X-Mine', '1'],
      ['x-mv', 'a'],
      ['x-mv', 'b'],
      ['Set-Cookie', 'c=1'],
      ['Transfer-Encoding', 'chunked'],
    ])
    expect(toMs(response.bodyTook ?? minutes(9))).toBe(1_000)
  })

  test('"begins the payload stream after it receives valid metadata": who reads along hears it then', () => {
    const heard: string[] = []
    const { ask, world: fake } = world([
      [100, HEAD.slice(0, 20)],
      [100, `${HEAD.slice(20)}one`],
      [100, 'two'],
    ])
    const at = (): string => `${toMs(fake.ctx.now)}`
    ask({
      live: {
        begin: ({ status, headers }) =>
          void heard.push(
            `${at()} ${status} ${String(findHeader(headers, 'x-amz-apigw-id')?.length)}`,
          ),
        piece: (bytes) => void heard.push(`${at()} ${utf8Decode(bytes) ?? ''}`),
      },
    })
    expect(heard).toEqual(['200 201 16', '200 one', '300 two'])
  })

  test('no metadata, or another key than its four: 502', () => {
    const statusOf = (text: string): unknown => {
      const { ask, told } = world([[1, text]])
      return told(ask())
    }
    const malformed = {
      status: 502,
      body: '{"message": "Internal server error"}',
      type: 'InternalServerErrorException',
    }
    expect(statusOf('{"statusCode":200,"body":"buffered"}')).toEqual(malformed)
    expect(statusOf(`{"body":""}${NULS}x`)).toEqual(malformed)
    expect(statusOf(`no JSON${NULS}x`)).toEqual(malformed)
    // The metadata has to be within the first 16 KB.
    expect(statusOf(`{"headers":{"x":"${'a'.repeat(17_000)}"}}${NULS}x`)).toEqual(malformed)
  })

  test('an error before the metadata is 502; midway, the connection breaks', () => {
    const early = world([], { isFailing: true })
    expect(early.ask().status).toBe(502)
    const midway = world([[1, `${HEAD}one`]], { isFailing: true })
    expect(midway.ask().networkError).toEqual({ code: 'ECONNRESET', message: 'aborted' })
  })

  test('its time-out may be 15 minutes: before the metadata 504, then a broken connection', () => {
    const slow = { properties: stream({ TimeoutInMillis: 40_000 }) }
    expect(world([[39_000, `${HEAD}x`]], slow).ask().status).toBe(201)
    expect(world([[41_000, `${HEAD}x`]], slow).ask().status).toBe(504)
    const cut = world(
      [
        [1_000, `${HEAD}x`],
        [40_000, 'y'],
      ],
      slow,
    )
    expect(cut.ask().networkError?.code).toBe('ECONNRESET')
  })

  test('idle for 30 s ends it where the API is edge-optimized, 5 minutes elsewhere', () => {
    const parts = [
      [1_000, `${HEAD}x`],
      [31_000, 'y'],
    ] as const
    const properties = stream({ TimeoutInMillis: 900_000 })
    expect(world(parts, { properties }).ask().status).toBe(201)
    const edge = { ...properties, EndpointConfiguration: { Types: ['EDGE'] } }
    expect(world(parts, { properties: edge }).ask().networkError?.code).toBe('ECONNRESET')
  })

  test('"doesn’t support endpoint caching, content encoding"', () => {
    const properties = {
      ...stream({}, { CacheClusterEnabled: true }),
      MinimumCompressionSize: 0,
    }
    const { ask, invokes } = world([[1, `${HEAD}payload`]], { properties })
    const headers = [['Accept-Encoding', 'gzip']] as const
    expect([textOf(ask({ headers })), textOf(ask({ headers }))]).toEqual(['payload', 'payload'])
    expect(invokes).toHaveLength(2)
  })

  test('each 10 MB, rounded up, is one request on the bill', () => {
    const { ask, api } = world([[1, `${HEAD}${'x'.repeat(21 * 1_024 * 1_024)}`]])
    expect(ask().status).toBe(201)
    expect(api.usage?.()['requests']).toBe(3)
  })

  test('the access log tells the mode, and when headers and content came', () => {
    const Format =
      '$context.requestId $context.integration.responseTransferMode $context.integration.timeToAllHeaders $context.integration.timeToFirstContent $context.integration.latency'
    const properties = stream({}, { AccessLogSetting: { Format } })
    const { ask, world: fake } = world(
      [
        [100, HEAD],
        [50, 'one'],
        [1_000, 'two'],
      ],
      { properties },
    )
    ask()
    const line = fake.records.flatMap((each) => (each.type === 'log' ? [each.line] : []))
    expect(line[0]?.split(' ').slice(1)).toEqual(['STREAMED', '100', '150', '1150'])
  })
})

test('HTTP_PROXY streams more than 10 MB, the rest of it at 2 MB/s', () => {
  const body = 'x'.repeat(14 * 1_024 * 1_024)
  const backend = (): HttpResponse => ({ status: 200, headers: [], body })
  const edges = [wire('http', ['GET /items'])]
  const streamed = createWorld({ properties: stream(), edges, backend }).ask()
  expect([streamed.status, toMs(streamed.bodyTook ?? minutes(9))]).toEqual([200, 2_000])
  expect(findHeader(streamed.headers, 'content-length')).toBeUndefined()
  const buffered = createWorld({ properties: {}, edges, backend }).ask()
  expect(buffered.status).toBe(500)
})

test('only proxies stream; what does not stream has 29 s', () => {
  const findingsOf = (Integration: object): readonly (string | undefined)[] => {
    const { properties } = restApiDefinition
    const parsed = properties.parse({ Methods: { 'GET /items': { Integration } } })
    const edges = [
      { id: 'e', contract: 'invoke', port: null, properties: { Methods: ['GET /items'] } },
    ]
    return checkMethods(parsed, edges as never).map(({ path }) => path)
  }
  const place = 'properties.Methods.GET /items.Integration'
  expect(findingsOf({ Type: 'AWS', ResponseTransferMode: 'STREAM' })).toEqual([
    `${place}.ResponseTransferMode`,
  ])
  expect(findingsOf({ TimeoutInMillis: 30_000 })).toEqual([`${place}.TimeoutInMillis`])
  expect(findingsOf({ TimeoutInMillis: 30_000, ResponseTransferMode: 'STREAM' })).toEqual([])
})
