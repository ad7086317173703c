import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { minutes, ms, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { createAccountThrottle } from './accountThrottle.ts'
import { httpApiDefinition } from './definition.ts'
import { createHttpApi } from './service.ts'

const wire = (id: string, properties: object = {}): Edge => ({
  id,
  contract: 'invoke',
  source: 'Node',
  target: `fn-${id}`,
  port: null,
  properties,
})

const INCOMING: Edge<'http'> = {
  id: 'in',
  contract: 'http',
  source: 'Users',
  target: 'Node',
  port: null,
  properties: {},
}

const returns = (payload: unknown): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify(payload),
  functionError: null,
  executedVersion: '$LATEST',
})

type Lambda = (event: never, edge: Edge) => { reply: InvokeReply; delayMs?: number }

/** An API whose functions are `lambda`. Without a model of its own it has no overhead. */
function createWorld(options: {
  properties?: object
  model?: object
  edges?: readonly Edge[]
  lambda?: Lambda
}) {
  const invokes: (InvokeRequest & { edge: string })[] = []
  const world = createFakeWorld(httpApiDefinition, {
    properties: options.properties ?? {},
    model: { OverheadMs: 0, ...options.model },
    edges: options.edges ?? [wire('e1')],
    *answer(edge, request, kernel): Process<InvokeReply> {
      if (!('payload' in request)) throw new Error('not an invoke')
      invokes.push({ ...request, edge: edge.id })
      const { reply, delayMs = 10 } = options.lambda?.(
        JSON.parse(request.payload) as never,
        edge,
      ) ?? {
        reply: returns({ ok: true }),
      }
      yield kernel.sleep(ms(delayMs))
      return reply
    },
  })
  const api = createHttpApi(world.ctx, createAccountThrottle())
  const send = (request: Partial<HttpRequest> = {}): HttpResponse[] => {
    const answers: HttpResponse[] = []
    const whole: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path: '/',
      query: '',
      headers: [],
      body: '',
      sourceIp: '203.0.113.1',
      attempt: 1,
      ...request,
    }
    world.kernel.start(
      (function* () {
        answers.push(yield* api.serve.http(whole, INCOMING))
      })(),
    )
    return answers
  }
  const get = (request: Partial<HttpRequest> = {}): HttpResponse => {
    const answers = send(request)
    world.run(minutes(1))
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  const notes = () =>
    Object.fromEntries(
      world.records.flatMap((row) => (row.type === 'note' ? [[row.key, row.value]] : [])),
    )
  const marks = () => world.records.flatMap((row) => (row.type === 'mark' ? [row.mark] : []))
  return { ...world, api, send, get, invokes, notes, marks }
}

const failure: InvokeReply = {
  type: 'completed',
  statusCode: 200,
  payload: '{"errorType":"Error","errorMessage":"x"}',
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
}

const refused = (statusCode: number, errorType: string): InvokeReply => ({
  type: 'refused',
  statusCode,
  errorType,
  payload: '{}',
})

describe('a request that goes through', () => {
  test('invokes the function with the format 2.0 event and answers with its result', () => {
    const world = createWorld({
      edges: [wire('e1', { RouteKeys: ['GET /items/{id}'] })],
      lambda: (event: { pathParameters: { id: string } }) => ({
        reply: returns({ statusCode: 200, body: `item ${event.pathParameters.id}` }),
      }),
    })
    const response = world.get({ path: '/items/7' })
    expect(response).toEqual({
      status: 200,
      headers: [
        ['date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
        ['content-type', 'text/plain; charset=utf-8'],
        ['content-length', '6'],
        ['connection', 'keep-alive'],
        ['apigw-requestid', world.notes()['requestId']],
      ],
      body: 'item 7',
    })
    expect(world.invokes[0]).toMatchObject({
      invocationType: 'RequestResponse',
      attempt: 1,
      edge: 'e1',
    })
    expect(JSON.parse(world.invokes[0]?.payload ?? '')).toMatchObject({
      version: '2.0',
      requestContext: { requestId: world.notes()['requestId'], timeEpoch: 1_767_225_600_000 },
    })
    expect(world.records.find((row) => row.type === 'span-begin')).toMatchObject({
      name: 'API Gateway GET /items/{id}',
      parent: 0,
    })
    expect(world.records.at(-1)).toMatchObject({ type: 'span-end', outcome: 'ok' })
  })

  test('the wire says the payload format', () => {
    const world = createWorld({ edges: [wire('e1', { PayloadFormatVersion: '1.0' })] })
    expect(world.get().status).toBe(500)
    expect(JSON.parse(world.invokes[0]?.payload ?? '')).toMatchObject({ version: '1.0' })
    expect(world.notes()['integrationError']).toContain('no statusCode')
  })

  test('HEAD and 204 bear no body; HEAD keeps the length that GET would have', () => {
    const world = createWorld({ lambda: () => ({ reply: returns('hello') }) })
    const head = world.get({ method: 'HEAD' })
    expect([head.body, findHeader(head.headers, 'content-length')]).toEqual(['', '5'])
    const lambda = () => ({ reply: returns({ statusCode: 204, body: 'x' }) })
    const empty = createWorld({ lambda }).get()
    expect([empty.body, findHeader(empty.headers, 'content-length')]).toEqual(['', undefined])
  })

  test('each wire serves its routes; a key claimed twice goes to the wire whose id comes first', () => {
    const world = createWorld({
      edges: [
        wire('e1', { RouteKeys: ['GET /a', 'GET /b'] }),
        wire('e2', { RouteKeys: ['GET /b', 'ANY /{proxy+}'] }),
      ],
    })
    for (const path of ['/a', '/b', '/c']) world.get({ path })
    expect(world.invokes.map(({ edge }) => edge)).toEqual(['e1', 'e1', 'e2'])
    expect(world.api.inspect().routes).toEqual(['GET /a', 'GET /b', 'ANY /{proxy+}'])
  })

  test('an edit of the wires changes the routes from then on', () => {
    const world = createWorld({ edges: [wire('e1', { RouteKeys: ['GET /a'] })] })
    expect(world.get({ path: '/b' }).status).toBe(404)
    world.deploy({ edges: [wire('e1', { RouteKeys: ['GET /b'] })] })
    world.api.changed?.('edges')
    expect(world.get({ path: '/b' }).status).toBe(200)
  })
})

// Bodies to the letter: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
describe('what the gateway answers itself', () => {
  const expectError = (response: HttpResponse, status: number, message: string): void => {
    expect([response.status, response.body]).toEqual([status, `{"message":"${message}"}`])
    expect(findHeader(response.headers, 'content-type')).toBe('application/json')
    expect(findHeader(response.headers, 'apigw-requestid')).toMatch(/^[\w-]{15}=$/)
  }

  test('no route: 404 Not Found, and no function is asked', () => {
    const world = createWorld({ edges: [wire('e1', { RouteKeys: ['GET /a'] })] })
    expectError(world.get({ path: '/b' }), 404, 'Not Found')
    expectError(world.get({ method: 'PUT', path: '/a' }), 404, 'Not Found')
    expect(world.invokes).toEqual([])
  })

  test('without any wire there are no routes: 404', () => {
    expectError(createWorld({ edges: [] }).get(), 404, 'Not Found')
  })

  test('a function error: 500 Internal Server Error', () => {
    const world = createWorld({ lambda: () => ({ reply: failure }) })
    expectError(world.get(), 500, 'Internal Server Error')
    expect(world.records.find((row) => row.type === 'mark')).toMatchObject({
      mark: 'error',
      detail:
        '500 $default: The Lambda function returned an error: {"errorType":"Error","errorMessage":"x"}',
    })
    expect(world.records.at(-1)).toMatchObject({ type: 'span-end', outcome: 'fault' })
  })

  test('a malformed result: 500 Internal Server Error, and a note says what was wrong', () => {
    const world = createWorld({ lambda: () => ({ reply: returns({ statusCode: 200, body: {} }) }) })
    expectError(world.get(), 500, 'Internal Server Error')
    expect(world.notes()['integrationError']).toBe('Malformed response: body is not a string')
  })

  test('Lambda throttles: 503 Service Unavailable', () => {
    const reply = refused(429, 'TooManyRequestsException')
    const world = createWorld({ lambda: () => ({ reply }) })
    expectError(world.get(), 503, 'Service Unavailable')
    expect(world.notes()['integrationError']).toContain('TooManyRequestsException')
  })

  test('Lambda refuses an event above 6 MB: 413 Request Entity Too Large', () => {
    const reply = refused(413, 'RequestTooLargeException')
    expectError(createWorld({ lambda: () => ({ reply }) }).get(), 413, 'Request Entity Too Large')
  })

  test('Lambda refuses for any other reason: 500', () => {
    const reply = refused(404, 'ResourceNotFoundException')
    expectError(createWorld({ lambda: () => ({ reply }) }).get(), 500, 'Internal Server Error')
  })

  test('no answer within 30 s: 503 Service Unavailable, at that time', () => {
    const world = createWorld({ lambda: () => ({ reply: returns({}), delayMs: 40_000 }) })
    expectError(world.get(), 503, 'Service Unavailable')
    expect(world.samples('IntegrationLatency')).toEqual([30_000])
    expect(world.marks()).toEqual(['timeout', 'error'])
  })

  test('an integration may name an alias or a version; without one it is $LATEST', () => {
    const world = createWorld({
      edges: [
        wire('e1', { RouteKeys: ['GET /live'], Qualifier: 'live' }),
        wire('e2', { RouteKeys: ['GET /latest'] }),
      ],
    })
    world.get({ path: '/live' })
    world.get({ path: '/latest' })
    expect(world.invokes.map(({ qualifier }) => qualifier)).toEqual(['live', undefined])
  })

  test('a shorter integration timeout is kept', () => {
    const world = createWorld({
      edges: [wire('e1', { TimeoutInMillis: 100 })],
      lambda: () => ({ reply: returns({}), delayMs: 150 }),
    })
    expectError(world.get(), 503, 'Service Unavailable')
    expect(world.samples('Latency')).toEqual([100])
  })

  test('a body above 10 MB: 413 Request Entity Too Large; 10 MB pass', () => {
    const world = createWorld({})
    expect(world.get({ method: 'POST', body: 'x'.repeat(10 * 1_048_576) }).status).toBe(200)
    const body = 'x'.repeat(10 * 1_048_576 + 1)
    expectError(world.get({ method: 'POST', body }), 413, 'Request Entity Too Large')
    expect(world.invokes.length).toBe(1)
  })

  test('request line and headers above 10,240 bytes are refused', () => {
    const world = createWorld({})
    expect(world.get({ headers: [['x', 'y'.repeat(10_000)]] }).status).toBe(200)
    expect(world.get({ headers: [['x', 'y'.repeat(10_300)]] }).status).toBe(431)
  })
})

describe('throttling', () => {
  const throttled = (properties: object, model: object = {}) =>
    createWorld({
      properties,
      model,
      edges: [wire('e1', { RouteKeys: ['GET /items', 'PUT /items'] })],
    })
  const burst = (world: ReturnType<typeof throttled>, method: string) => {
    const answers = Array.from({ length: 10 }, () => world.send({ method, path: '/items' }))
    world.run(ms(100))
    return answers.map(([answer]) => answer?.status)
  }
  const pass = (many: number) => Array.from({ length: 10 }, (_, n) => (n < many ? 200 : 429))

  test('a route above its burst: 429 Too Many Requests; other routes have buckets of their own', () => {
    const world = throttled({
      RouteSettings: { 'GET /items': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 3 } },
    })
    expect(burst(world, 'GET')).toEqual(pass(3))
    expect(burst(world, 'PUT')).toEqual(pass(10))
    expect(world.api.inspect().routeBuckets).toEqual([
      { route: 'GET /items', level: 0.2, burst: 3, ratePerSecond: 1 },
    ])
    const answer = world.send({ path: '/items' })
    world.run(ms(1))
    expect(answer[0]?.body).toBe('{"message":"Too Many Requests"}')
    expect(world.marks()).toContain('throttle')
    expect(world.counted('4xx')).toBe(8)
    expect(world.records.at(-1)).toMatchObject({ type: 'span-end', outcome: 'throttle' })
  })

  test('the defaults of the stage hold where a route has no settings', () => {
    const world = throttled({
      DefaultRouteSettings: { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 4 },
    })
    expect(burst(world, 'GET')).toEqual(pass(4))
  })

  test('above the account: 429, whatever the route; the bucket refills at the rate', () => {
    const world = throttled({}, { AccountRatePerSecond: 1, AccountBurst: 2 })
    expect(burst(world, 'GET')).toEqual(pass(2))
    expect(world.api.inspect().bucket).toMatchObject({ burst: 2, ratePerSecond: 1 })
    world.run(seconds(10))
    expect(world.api.inspect().bucket.level).toBe(2)
    expect(burst(world, 'PUT')).toEqual(pass(2))
  })
})

describe('CORS', () => {
  const CorsConfiguration = {
    AllowOrigins: ['https://app.example'],
    AllowMethods: ['GET'],
    AllowHeaders: ['content-type'],
  }
  const preflight = {
    method: 'OPTIONS',
    path: '/items',
    headers: [
      ['origin', 'https://app.example'],
      ['access-control-request-method', 'GET'],
    ] as const,
  }
  const GET_ITEMS = [wire('e1', { RouteKeys: ['GET /items'] })]

  test('"API Gateway automatically sends a response to preflight OPTIONS requests, even if there isn\'t an OPTIONS route"', () => {
    const world = createWorld({ properties: { CorsConfiguration }, edges: GET_ITEMS })
    const response = world.get(preflight)
    expect(response.status).toBe(204)
    expect(response.headers).toContainEqual(['access-control-allow-origin', 'https://app.example'])
    expect(response.headers).toContainEqual(['access-control-allow-methods', 'GET'])
    expect(world.invokes).toEqual([])
  })

  test('without a configuration a preflight is a request without a route', () => {
    expect(createWorld({ edges: GET_ITEMS }).get(preflight).status).toBe(404)
  })

  test('"The $default route catches […] OPTIONS requests": the function is asked, the headers are the configured ones', () => {
    const world = createWorld({ properties: { CorsConfiguration } })
    const response = world.get(preflight)
    expect(world.invokes.length).toBe(1)
    expect(response.status).toBe(200)
    expect(response.headers).toContainEqual(['access-control-allow-methods', 'GET'])
  })

  test('"API Gateway ignores CORS headers returned from your backend integration"', () => {
    const headers = { 'Access-Control-Allow-Origin': '*' }
    const lambda = () => ({ reply: returns({ statusCode: 200, headers }) })
    const world = createWorld({ properties: { CorsConfiguration }, lambda })
    const response = world.get({ headers: [['origin', 'https://app.example']] })
    expect(findHeader(response.headers, 'access-control-allow-origin')).toBe('https://app.example')
    expect(findHeader(world.get().headers, 'access-control-allow-origin')).toBeUndefined()
    const without = createWorld({ lambda })
    expect(findHeader(without.get().headers, 'access-control-allow-origin')).toBe('*')
  })
})

describe("metrics by CloudWatch's names", () => {
  test("Latency less IntegrationLatency is the gateway's overhead, log-normal with median OverheadMs", () => {
    const world = createWorld({ model: { OverheadMs: 4 } })
    for (let n = 0; n < 1_000; n++) {
      world.send()
      world.run(ms(20))
    }
    world.run(seconds(1))
    const integration = world.samples('IntegrationLatency')
    const overheads = world
      .samples('Latency')
      .map((latency, index) => latency - (integration[index] ?? 0))
      .toSorted((a, b) => a - b)
    expect(overheads.length).toBe(1_000)
    expect(overheads[500]).toBeGreaterThan(3.8)
    expect(overheads[500]).toBeLessThan(4.2)
    // The 97.7th percentile is two sigma up: 4 × e^0.7.
    expect(overheads[977]).toBeGreaterThan(7)
    expect(overheads[977]).toBeLessThan(9.2)
  })

  test('Count, 4xx, 5xx, DataProcessed', () => {
    let call = 0
    const world = createWorld({
      edges: [wire('e1', { RouteKeys: ['POST /'] })],
      lambda: () => ({ reply: ++call === 2 ? failure : returns('abc') }),
    })
    world.get({ method: 'POST', body: 'hello' })
    world.get({ method: 'POST' })
    world.get({ path: '/none' })
    expect(world.counted('Count')).toBe(3)
    expect(world.counted('4xx')).toBe(1)
    expect(world.counted('5xx')).toBe(1)
    expect(world.counted('DataProcessed')).toBe(
      5 + 3 + '{"message":"Internal Server Error"}'.length + '{"message":"Not Found"}'.length,
    )
    expect(world.api.inspect()).toMatchObject({
      count: 3,
      status4xx: 1,
      status5xx: 1,
      inFlight: 0,
    })
  })
})

test('the node shows what is in flight and how it has been of late', () => {
  const world = createWorld({ lambda: () => ({ reply: failure, delayMs: 500 }) })
  for (let n = 0; n < 50; n++) world.send()
  world.run(ms(100))
  expect(world.api.inspect()).toMatchObject({ inFlight: 50, latencyMs: null, share5xx: 0 })
  expect(world.api.inspect().requestsPerSecond).toBeCloseTo(20 * Math.exp(-0.04), 6)
  world.run(ms(500))
  expect(world.api.inspect()).toMatchObject({ inFlight: 0, share5xx: 1, share4xx: 0 })
  expect(world.api.inspect().latencyMs?.p50).toBeCloseTo(500, -1)
})
