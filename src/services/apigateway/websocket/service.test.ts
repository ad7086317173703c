import { minutes, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, FAILS, INCOMING, returns, texts, wire } from '../testing/socketWorld.ts'

describe('handshakes', () => {
  test('$connect’s 2xx opens the connection', () => {
    const world = createWorld({})
    const { response } = world.connect({ query: 'name=me' })
    expect(response.status).toBe(101)
    expect(world.api.inspect().connections).toBe(1)
    expect(world.events[0]?.requestContext).toMatchObject({
      routeKey: '$connect',
      eventType: 'CONNECT',
      messageDirection: 'IN',
      stage: 'production',
      identity: { sourceIp: '203.0.113.1', userAgent: 'tests' },
    })
    expect(world.counted('ConnectCount')).toBe(1)
  })

  test('an API without $connect takes everybody', () => {
    const world = createWorld({ edges: [wire('e1', { RouteKeys: ['$default'] })] })
    expect(world.connect().response.status).toBe(101)
    expect(world.events).toEqual([])
  })

  test.each([
    ['another status is the handshake’s', returns({ statusCode: 403 }), 403, 'IntegrationError'],
    ['a function error is 502', FAILS, 502, 'ExecutionError'],
    ['a malformed result is 502', returns({ ok: true }), 502, 'ExecutionError'],
  ])('%s', (_title, reply, status, metric) => {
    const world = createWorld({ lambda: () => reply })
    const { response } = world.connect()
    expect([response.status, response.upgraded]).toEqual([status, undefined])
    expect(world.api.inspect().connections).toBe(0)
    expect(world.counted(metric)).toBe(1)
  })

  test('the subprotocol that $connect chose is the answer’s', () => {
    const world = createWorld({
      lambda: () =>
        returns({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat', 'x-own': '1' } }),
    })
    const { response } = world.connect()
    expect(response.headers.slice(1)).toEqual([
      ['upgrade', 'websocket'],
      ['connection', 'upgrade'],
      ['sec-websocket-protocol', 'chat'],
    ])
  })

  test('another stage, and plain HTTP, are Forbidden', () => {
    const world = createWorld({})
    expect(world.connect({ path: '/test' }).response.status).toBe(403)
    expect(world.ask({}).status).toBe(403)
    expect(world.counted('ClientError')).toBe(2)
  })

  test('500 new connections a second at most, for all APIs: more are 429', () => {
    const world = createWorld({ model: { ConnectionsPerSecond: 2 }, edges: [] })
    const statuses = [1, 2, 3].map(() => world.connect().response.status)
    // A second passes with each: the bucket of two never runs dry.
    expect(statuses).toEqual([101, 101, 101])
    const upgrade = { message: () => undefined, closed: () => undefined }
    const headers = [['Upgrade', 'websocket']] as const
    const answers: number[] = []
    for (const _ of [1, 2, 3])
      world.kernel.start(
        (function* () {
          const request = { path: '/production', query: '', headers, body: '', upgrade } as const
          const rest = { method: 'GET', sourceIp: '203.0.113.1', attempt: 1 } as const
          const context = { trace: 1, span: 0 }
          const reply = yield* world.api.serve.http({ ...request, ...rest, context }, INCOMING)
          answers.push(reply.status)
        })(),
      )
    world.run(seconds(1))
    expect(answers).toEqual([101, 101, 429])
  })
})

describe('messages', () => {
  test('the selection expression names the route; $default takes the rest', () => {
    const world = createWorld({})
    const { send, messages } = world.connect()
    send('{"action":"ping"}')
    send('{"action":"other"}')
    send('no JSON')
    const routes = world.events.slice(1).map(({ requestContext }) => requestContext['routeKey'])
    expect(routes).toEqual(['ping', '$default', '$default'])
    expect(world.events.slice(1).map(({ body }) => body)).toEqual([
      '{"action":"ping"}',
      '{"action":"other"}',
      'no JSON',
    ])
    // One-way: nothing comes back.
    expect(messages).toEqual([])
    expect(world.counted('MessageCount')).toBe(3)
  })

  test('a route response sends the function’s body back', () => {
    const world = createWorld({
      properties: { Routes: { ping: { RouteResponseSelectionExpression: '$default' } } },
      lambda: () => returns({ statusCode: 200, body: 'pong' }),
    })
    const { send, messages } = world.connect()
    send('{"action":"ping"}')
    send('{"action":"other"}')
    expect(messages).toEqual(['pong'])
    expect(world.counted('MessageCount')).toBe(3)
  })

  test('failures and what no route takes are told to the sender in the gateway’s words', () => {
    const world = createWorld({
      edges: [wire('e1', { RouteKeys: ['ping'] })],
      lambda: () => FAILS,
    })
    const { send, messages } = world.connect()
    send('{"action":"ping"}')
    send('{}')
    expect(texts(messages)).toEqual(['Internal server error', 'Forbidden'])
    expect([world.counted('ExecutionError'), world.counted('ClientError')]).toEqual([1, 1])
  })

  test('the route’s throttle: Too Many Requests', () => {
    const world = createWorld({
      properties: {
        RouteSettings: { ping: { ThrottlingRateLimit: 0.01, ThrottlingBurstLimit: 1 } },
      },
    })
    const { send, messages } = world.connect()
    send('{"action":"ping"}')
    send('{"action":"ping"}')
    expect(texts(messages)).toEqual(['Too Many Requests'])
  })

  test('128 KB a message and 32 KB a frame: beyond, 1009', () => {
    const world = createWorld({})
    const framed = world.connect()
    framed.send('x'.repeat(128 * 1_024), 32 * 1_024)
    expect(framed.closes).toEqual([])
    framed.send('x'.repeat(128 * 1_024 + 1), 32 * 1_024)
    expect(framed.closes).toEqual([{ code: 1009, reason: 'Message too long' }])
    const whole = world.connect()
    whole.send('x'.repeat(32 * 1_024 + 1))
    expect(whole.closes).toEqual([{ code: 1009, reason: 'Message too long' }])
    // Charged by 32 KB: 4, 5 and 2.
    expect(world.api.usage?.()).toMatchObject({ messages: 11 })
  })

  test('binary messages come as base64, by $default', () => {
    const world = createWorld({})
    world.connect().send(Uint8Array.of(1, 2, 255))
    expect(world.events[1]).toMatchObject({ body: 'AQL/', isBase64Encoded: true })
  })
})

describe('how connections end', () => {
  test('the client’s goodbye: $disconnect is told code and reason', () => {
    const world = createWorld({})
    const { server } = world.connect()
    server.closed({ code: 1001, reason: 'left' })
    world.run(seconds(1))
    expect(world.events[1]?.requestContext).toMatchObject({
      eventType: 'DISCONNECT',
      routeKey: '$disconnect',
      disconnectStatusCode: 1001,
      disconnectReason: 'left',
    })
    expect(world.api.inspect().connections).toBe(0)
  })

  test('10 minutes without a message: 1001 Going away; pings are signs of life', () => {
    const world = createWorld({})
    const idle = world.connect()
    const alive = world.connect()
    for (let round = 0; round < 3; round++) {
      world.run(minutes(5))
      alive.server.ping?.()
    }
    expect(idle.closes).toEqual([{ code: 1001, reason: 'Going away' }])
    expect(alive.closes).toEqual([])
    expect(world.events.at(-1)?.requestContext).toMatchObject({
      disconnectStatusCode: 1001,
      disconnectReason: 'Going away',
    })
  })

  test('2 hours, however busy', () => {
    const world = createWorld({})
    const { server, closes } = world.connect()
    for (let round = 0; round < 23; round++) {
      world.run(minutes(5))
      server.ping?.()
    }
    expect(closes).toEqual([])
    world.run(minutes(5))
    expect(closes).toEqual([{ code: 1001, reason: 'Going away' }])
    expect(world.api.usage?.()['connectionMinutes']).toBeCloseTo(120, 1)
  })

  test('an API that goes away says no goodbye', () => {
    const world = createWorld({})
    const { closes } = world.connect()
    world.api.dispose?.()
    expect(closes).toEqual([{ code: 1006, reason: '' }])
  })
})

test('the node shows thousands of connections as cells, and lists them by pages', () => {
  const world = createWorld({ edges: [] })
  const peers = Array.from({ length: 250 }, () => world.connect())
  peers[7]?.server.ping?.()
  const { density } = world.api.inspect()
  expect(density.open.slice(0, 12)).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2])
  expect(density.lit).toEqual([7])
  const page = world.api.query?.({ type: 'connections', from: 249, count: 50 })
  expect(page).toMatchObject({ total: 250, connections: [{ sourceIp: '203.0.113.1', sent: 0 }] })
})
