import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { createAccountThrottle } from './accountThrottle.ts'
import { httpApiDefinition } from './definition.ts'
import { createHttpApi } from './service.ts'

const INCOMING: Edge<'http'> = {
  id: 'in',
  contract: 'http',
  source: 'Users',
  target: 'Node',
  port: null,
  properties: {},
}

/** Sends one request to an API whose only integration is a server that gives `reply`. */
function pass(
  properties: object,
  request: Partial<HttpRequest>,
  reply: Partial<HttpResponse> & { readonly delayMs?: number } = {},
) {
  const asked: HttpRequest[] = []
  const world = createFakeWorld(httpApiDefinition, {
    model: { OverheadMs: 0 },
    edges: [{ ...INCOMING, id: 'out', source: 'Node', target: 'Server', properties }],
    *answer(_edge, sent, kernel): Process<HttpResponse> {
      if (!('query' in sent)) throw new Error('not HTTP')
      if (!('sourceIp' in sent)) throw new Error('not a client’s')
      asked.push(sent)
      const { delayMs = 5, ...rest } = reply
      yield kernel.sleep(ms(delayMs))
      return { status: 200, headers: [], body: '', ...rest }
    },
  })
  const api = createHttpApi(world.ctx, createAccountThrottle())
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
  world.run(seconds(40))
  return { sent: asked[0], answer: answers[0] }
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
describe('HTTP_PROXY', () => {
  test('passes the request on as it is, with the Forwarded header', () => {
    const { sent } = pass(
      {},
      {
        method: 'PUT',
        path: '/items/a%2Fb',
        query: 'x=1&x=2',
        headers: [
          ['Content-Type', 'text/plain'],
          ['Connection', 'keep-alive'],
        ],
        body: 'é',
      },
    )
    expect(sent).toMatchObject({
      method: 'PUT',
      path: '/items/a%2Fb',
      query: 'x=1&x=2',
      body: 'é',
      sourceIp: '203.0.113.1',
    })
    expect(sent?.headers.map(([name]) => name)).toEqual([
      'Content-Type',
      'X-Amzn-Trace-Id',
      'Forwarded',
    ])
    expect(sent?.headers.at(-1)?.[1]).toMatch(
      /^for=203\.0\.113\.1;host=\w{10}\.execute-api\.us-east-1\.amazonaws\.com;proto=https$/,
    )
  })

  test.each([
    ['http://internal/things/{id}', '/things/7'],
    ['/all/{id}/x', '/all/7/x'],
    ['http://internal', '/'],
  ])('IntegrationUri %s', (IntegrationUri, path) => {
    const { sent } = pass({ RouteKeys: ['GET /items/{id}'], IntegrationUri }, { path: '/items/7' })
    expect(sent?.path).toBe(path)
  })

  test('{proxy} is the greedy variable, its segments encoded again; IntegrationMethod is the method', () => {
    const { sent } = pass(
      { RouteKeys: ['ANY /{proxy+}'], IntegrationUri: '/v1/{proxy}', IntegrationMethod: 'POST' },
      { path: '/a%20b/c' },
    )
    expect([sent?.method, sent?.path]).toEqual(['POST', '/v1/a%20b/c'])
  })

  test('a private integration’s request comes from within the VPC', () => {
    const { sent } = pass({ ConnectionType: 'VPC_LINK', ConnectionId: 'abc123' }, {})
    expect(sent?.inVpc).toBe(true)
    expect(pass({}, {}).sent).not.toHaveProperty('inVpc')
  })

  test('the server’s answer passes, but for what concerns its connection', () => {
    const headers = [
      ['Content-Type', 'text/html'],
      ['Connection', 'close'],
      ['X-Own', '1'],
    ] as const
    const { answer } = pass({}, {}, { status: 418, headers, body: 'teapot' })
    expect([answer?.status, answer?.body]).toEqual([418, 'teapot'])
    expect(answer?.headers.slice(1, 4)).toEqual([
      ['content-type', 'text/html'],
      ['x-own', '1'],
      ['content-length', '6'],
    ])
  })

  test('no server, or none in time: 503', () => {
    const networkError = { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }
    const { answer } = pass({}, {}, { status: 0, networkError })
    expect([answer?.status, answer?.body]).toEqual([503, '{"message":"Service Unavailable"}'])
    const late = pass({ TimeoutInMillis: 50 }, {}, { delayMs: 51 }).answer
    expect([late?.status, late?.body]).toEqual([503, '{"message":"Service Unavailable"}'])
  })
})
