import type { Body } from '#contracts/body.ts'
import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { SocketClose, SocketEnd, SocketMessage } from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import { minutes, ms, seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { clientDefinition } from './definition.ts'
import { createClient } from './service.ts'

const WIRE: Edge = {
  id: 'e1',
  contract: 'http',
  source: 'Node',
  target: 'Api',
  port: null,
  properties: {},
}

const refuses = (status: number): HttpResponse => ({ status, headers: [], body: '' })

/** A client of WebSockets before a server that agrees, unless `status` says what it says instead. */
function createWorld(options: { load?: object; socket?: object; status?: () => number }) {
  const handshakes: HttpRequest[] = []
  const peers: SocketEnd[] = []
  const messages: SocketMessage[] = []
  const closes: SocketClose[] = []
  let pings = 0
  const world = createFakeWorld(clientDefinition, {
    properties: {
      Load: {
        Stages: [{ DurationSeconds: 10, TargetPerSecond: 1 }],
        Arrival: 'uniform',
        ...options.load,
      },
      Socket: { HoldSeconds: 0, ...options.socket },
    },
    edges: [WIRE],
    *answer(_edge, request, kernel): Process<HttpResponse> {
      if (!('upgrade' in request) || request.upgrade === undefined) throw new Error('no handshake')
      handshakes.push(request)
      yield kernel.sleep(ms(10))
      const status = options.status?.() ?? 101
      if (status !== 101) return refuses(status)
      peers.push(request.upgrade)
      const upgraded: SocketEnd = {
        message: (message) => void messages.push(message),
        closed: (close) => void closes.push(close),
        ping: () => void pings++,
      }
      return { ...refuses(101), upgraded }
    },
  })
  const client = createClient(world.ctx)
  client.start?.()
  const sockets = () => client.inspect().sockets
  return { ...world, client, handshakes, peers, messages, closes, sockets, pings: () => pings }
}

const textsOf = (messages: readonly SocketMessage[]): readonly Body[] =>
  messages.map(({ data }) => data)

test('an open load opens connections at its rate, and holds them', () => {
  const world = createWorld({ load: {} })
  world.run(minutes(5))
  expect(world.sockets()?.open).toBe(10)
  expect(world.client.inspect()).toMatchObject({ sent: 10, ok: 10 })
  const [handshake] = world.handshakes
  expect(handshake).toMatchObject({ method: 'GET', path: '/production', query: '' })
  const { headers } = handshake ?? { headers: [] }
  expect(findHeader(headers, 'upgrade')).toBe('websocket')
  expect(findHeader(headers, 'sec-websocket-version')).toBe('13')
  expect(findHeader(headers, 'sec-websocket-key')).toMatch(/^[\w+/]{22}==$/)
  expect(findHeader(headers, 'accept')).toBeUndefined()
})

test('connections talk, ping, and are held for a while; then they say goodbye without a code', () => {
  const world = createWorld({
    socket: {
      Messages: [{ Body: '{"n":{{sequence}}}' }],
      MessageEverySeconds: 2,
      HoldSeconds: 30,
      PingEverySeconds: 5,
    },
  })
  world.run(minutes(10))
  expect(world.sockets()?.open).toBe(0)
  expect(world.closes).toHaveLength(10)
  expect(new Set(world.closes.map(({ code }) => code))).toEqual(new Set([1005]))
  // Ten connections of 30 s on average: about 150 messages and 60 pings.
  expect(world.messages.length).toBeGreaterThan(50)
  expect(textsOf(world.messages.slice(0, 3))).toEqual(['{"n":0}', '{"n":1}', '{"n":2}'])
  expect(world.pings()).toBeGreaterThan(20)
  expect(world.counted('MessagesSent')).toBe(world.messages.length)
})

test('what comes back in a message’s trace is its delivery', () => {
  const world = createWorld({
    load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 1 }] },
    socket: { Messages: [{ Body: 'hi' }], MessageEverySeconds: 1 },
  })
  world.run(seconds(20))
  const before = world.samples('DeliveryLatency').length
  const [said] = world.messages
  if (said === undefined) throw new Error('nothing was said')
  world.peers[0]?.message({ context: said.context, data: 'hi' })
  world.peers[0]?.message({ context: { trace: 99_999, span: 1 }, data: 'from elsewhere' })
  expect(world.samples('DeliveryLatency').length).toBe(before + 1)
  expect(world.counted('MessagesReceived')).toBe(2)
})

test('who is told to reconnects, backing off; who is not stays away', () => {
  const load = { Stages: [{ DurationSeconds: 1, TargetPerSecond: 1 }] }
  for (const Reconnect of [true, false]) {
    const world = createWorld({ load, socket: { Reconnect } })
    world.run(seconds(5))
    world.peers[0]?.closed({ code: 1001, reason: 'Going away' })
    world.run(seconds(5))
    expect(world.sockets()?.open).toBe(Reconnect ? 1 : 0)
    expect(world.handshakes).toHaveLength(Reconnect ? 2 : 1)
  }
  let asked = 0
  const world = createWorld({
    load,
    socket: { Reconnect: true },
    status: () => (asked++ < 3 ? 429 : 101),
  })
  world.run(minutes(1))
  expect(world.client.inspect()).toMatchObject({ sent: 4, throttled: 3, ok: 1 })
})

test('closed load: each user holds one connection, and opens another when it is over', () => {
  const world = createWorld({
    load: {
      Model: 'closed',
      ThinkTimeMs: 100,
      Stages: [{ DurationSeconds: 600, TargetPerSecond: 4 }],
    },
    socket: { HoldSeconds: 20 },
  })
  world.run(minutes(5))
  expect(world.sockets()?.open).toBeLessThanOrEqual(4)
  expect(world.handshakes.length).toBeGreaterThan(20)
})

test('a wire that is taken away, and a client that is, break their connections', () => {
  const world = createWorld({})
  world.run(minutes(1))
  world.deploy({ properties: { Socket: { HoldSeconds: 0 } }, edges: [] })
  world.client.changed?.('edges')
  expect(world.sockets()).toMatchObject({ open: 0, broken: 10 })
  expect(world.closes).toEqual(Array.from({ length: 10 }, () => ({ code: 1006, reason: '' })))
})

test('a connection by hand: open, send, hear, close', () => {
  const world = createWorld({ load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } })
  const shown = () => world.client.query?.({ type: 'socket', id: 'a' })
  expect(shown()).toMatchObject({ state: 'unknown' })
  world.client.command?.({ type: 'socket-open', id: 'a', path: '/production?name=me', headers: [] })
  expect(shown()).toMatchObject({ state: 'opening' })
  world.run(seconds(1))
  expect(shown()).toMatchObject({ state: 'open', status: 101 })
  expect(world.handshakes[0]?.query).toBe('name=me')
  world.client.command?.({ type: 'socket-send', id: 'a', body: 'hello' })
  world.run(seconds(1))
  world.peers[0]?.message({ context: { trace: 9, span: 9 }, data: Uint8Array.of(104, 105) })
  expect(shown()).toMatchObject({
    log: [
      { way: 'out', data: 'hello', bytes: 5 },
      { way: 'in', data: 'hi', bytes: 2 },
    ],
  })
  world.client.command?.({ type: 'socket-close', id: 'a' })
  world.run(seconds(1))
  expect(shown()).toMatchObject({ state: 'closed', code: 1005 })
  expect(world.closes).toEqual([{ code: 1005, reason: '' }])
})
