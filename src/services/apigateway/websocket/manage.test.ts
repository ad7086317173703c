import type { InvokeReply } from '#contracts/invoke.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, FAILS, INCOMING, returns, wire } from '../testing/socketWorld.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
describe('an authorizer of $connect', () => {
  const authorized = (decide: () => InvokeReply) =>
    createWorld({
      properties: {
        Authorizers: { mine: { IdentitySource: ['route.request.querystring.token'] } },
        Routes: { $connect: { AuthorizationType: 'CUSTOM', AuthorizerId: 'mine' } },
      },
      edges: [
        wire('e1', { RouteKeys: ['$connect', '$default'] }),
        { ...wire('e2', { AuthorizerId: 'mine' }), port: 'authorizer' },
      ],
      lambda: (event) => ('methodArn' in event ? decide() : returns({ statusCode: 200 })),
    })
  const says = (Effect: string) =>
    returns({
      principalId: 'ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: '*/production/$connect' }],
      },
      context: { tenant: 't1', level: 3 },
    })

  test('lets in, and every event of the connection tells what it found, as texts', () => {
    const world = authorized(() => says('Allow'))
    const { response, send } = world.connect({ query: 'token=secret' })
    expect(response.status).toBe(101)
    send('hello')
    const found = world.events
      .filter((event) => !('methodArn' in event))
      .map(({ requestContext }) => requestContext['authorizer'])
    const known = { tenant: 't1', level: '3', principalId: 'ann' }
    expect(found).toEqual([known, known])
  })

  test.each([
    ['denies', 'token=secret', () => says('Deny'), 403],
    ['has no identity to ask about', '', () => says('Allow'), 401],
    ['throws', 'token=secret', () => FAILS, 500],
  ])('%s', (_title, query, decide, status) => {
    const world = authorized(decide)
    expect(world.connect({ query }).response.status).toBe(status)
    expect(world.counted('ClientError')).toBe(1)
    expect(world.api.inspect().connections).toBe(0)
  })
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
describe('@connections', () => {
  test('posts, tells, deletes; then it is gone', () => {
    const world = createWorld({})
    const { messages, closes } = world.connect()
    const id = world.idOf(world.events[0])
    const posted = world.manage('POST', id, 'hello')
    expect([posted.status, posted.body]).toEqual([200, ''])
    expect(messages).toEqual(['hello'])
    const told = world.manage('GET', id)
    expect([told.status, JSON.parse(String(told.body))]).toEqual([
      200,
      {
        connectedAt: '2026-01-01T00:00:00.000Z',
        identity: { sourceIp: '203.0.113.1', userAgent: 'tests' },
        lastActiveAt: '2026-01-01T00:00:01.000Z',
      },
    ])
    expect(world.manage('DELETE', id).status).toBe(204)
    expect(closes).toEqual([{ code: 1000, reason: 'Connection Closed Normally' }])
    const gone = world.manage('POST', id, 'hello')
    expect([gone.status, gone.body]).toEqual([410, ''])
    expect(gone.headers).toContainEqual(['x-amzn-errortype', 'GoneException'])
  })

  // https://github.com/localstack/localstack/issues/4694: of a valid format but never given is 410, else 400
  test('an id that was never given is gone, one that cannot have been is refused', () => {
    const world = createWorld({})
    expect(world.manage('POST', 'L0SM9cOFvHcCIhw=', 'hello').status).toBe(410)
    const refused = world.manage('POST', 'cjy8i76bx002884le6n17d49b', 'hello')
    expect(refused.status).toBe(400)
    expect(refused.headers).toContainEqual(['x-amzn-errortype', 'BadRequestException'])
    expect(JSON.parse(String(refused.body))).toMatchObject({
      message: 'Invalid connectionId: cjy8i76bx002884le6n17d49b',
    })
  })

  test('a connection is not there before its handshake is over', () => {
    let during: number | null = null
    const world = createWorld({
      lambda(event) {
        if (event.requestContext['routeKey'] === '$connect') {
          world.kernel.start(
            (function* () {
              const reply = yield* world.api.serve.http(
                {
                  context: { trace: 1, span: 0 },
                  method: 'POST',
                  path: `/production/@connections/${encodeURIComponent(world.idOf(event))}`,
                  query: '',
                  headers: [['authorization', 'AWS4-HMAC-SHA256 …']],
                  body: 'too early',
                  sourceIp: '192.0.2.10',
                  attempt: 1,
                },
                INCOMING,
              )
              during = reply.status
            })(),
          )
        }
        return returns({ statusCode: 200 })
      },
      model: { OverheadMs: 1 },
    })
    world.connect()
    expect([during, world.api.inspect().connections]).toEqual([410, 1])
  })

  test('more than 128 KB is 413, no signature is 403', () => {
    const world = createWorld({})
    world.connect()
    const id = world.idOf(world.events[0])
    const large = world.manage('POST', id, 'x'.repeat(128 * 1_024 + 1))
    expect(large.status).toBe(413)
    expect(large.headers).toContainEqual(['x-amzn-errortype', 'PayloadTooLargeException'])
    const path = `/production/@connections/${encodeURIComponent(id)}`
    const unsigned = world.ask({ method: 'POST', path })
    expect([unsigned.status, unsigned.body]).toEqual([
      403,
      '{"message":"Missing Authentication Token"}',
    ])
  })
})
