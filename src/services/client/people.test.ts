import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms, seconds, toMs } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import { clientDefinition } from './definition.ts'
import { createClient } from './service.ts'

/** How far the server stands from everybody; ms. */
const ROUND_TRIP_MS = 100
/** How far one draw of the network lies from its median at most, in these runs. */
const SPREAD = 0.4

interface Options {
  readonly properties?: object
  readonly model?: object
  readonly body?: string
}

/** A client whose server answers after 10 ms, not counting the network. */
function createWorld({ properties = {}, model = {}, body = '' }: Options) {
  const requests: HttpRequest[] = []
  const world = createFakeWorld(clientDefinition, {
    properties,
    model,
    roundTripMs: ROUND_TRIP_MS,
    edges: [
      { id: 'e', contract: 'http', source: 'Node', target: 'Api', port: null, properties: {} },
    ],
    *answer(_edge, request, kernel): Process<HttpResponse> {
      if (!('sourceIp' in request)) throw new Error('not HTTP')
      requests.push(request)
      yield kernel.sleep(ms(10))
      return { status: 200, headers: [], body }
    },
  })
  const client = createClient(world.ctx)
  client.start?.()
  const spans = (): readonly { name: string; tookMs: number }[] =>
    world.records.flatMap((row) => {
      if (row.type !== 'span-begin' || row.parent === null) return []
      const end = world.records.find((one) => one.type === 'span-end' && one.span === row.span)
      return [{ name: row.name, tookMs: ((end?.at ?? NaN) - row.at) / 1_000 }]
    })
  const places = () => client.query?.({ type: 'places' }) as readonly { place: string }[]
  return { ...world, client, requests, spans, places }
}

const load = (perSecond: number, forSeconds: number) => ({
  Model: 'open',
  Arrival: 'uniform',
  Stages: [{ DurationSeconds: forSeconds, TargetPerSecond: perSecond, Shape: 'hold' }],
})

describe('homes', () => {
  test('without a location there is no distance, no connection and no place', () => {
    const world = createWorld({ properties: { Load: load(10, 1) } })
    world.run(seconds(2))
    expect(world.requests.map(({ from }) => from)).toEqual(Array.from({ length: 10 }))
    expect(world.spans()).toEqual([])
    expect(world.places()).toEqual([])
    expect(world.samples('Latency')).toEqual(Array.from({ length: 10 }, () => 10))
  })

  test('a city has its last mile, a Region none: a program in a data centre', () => {
    const homeOf = (Location: string, model = {}) => {
      const world = createWorld({ properties: { Location, Load: load(1, 1) }, model })
      world.run(seconds(2))
      const from = world.requests[0]?.from
      return { name: from?.name, lastMileMs: from?.lastMileMs, country: from?.country }
    }
    expect(homeOf('lagos')).toEqual({ name: 'Lagos', lastMileMs: 15, country: 'NG' })
    expect(homeOf('Dublin', { Access: '4g' })).toMatchObject({ name: 'Dublin', lastMileMs: 50 })
    expect(homeOf('eu-west-1')).toMatchObject({ name: 'eu-west-1', lastMileMs: undefined })
    expect(homeOf('Atlantis').name).toBeUndefined()
  })

  test('a part of the world is drawn by population, the same people in each run of a seed', () => {
    const run = () => {
      const world = createWorld({ properties: { Location: 'Oceania', Load: load(100, 10) } })
      world.run(seconds(11))
      return world.requests.map(({ from }) => from?.name ?? '')
    }
    const names = run()
    expect(run()).toEqual(names)
    const share = (city: string): number =>
      names.filter((name) => name === city).length / names.length
    // 4.8 of 15.5 millions.
    expect(share('Sydney')).toBeCloseTo(4.8 / 15.5, 1)
    expect(share('Auckland')).toBeCloseTo(1.6 / 15.5, 1)
  })

  test('a population of its own has its own weights', () => {
    const world = createWorld({
      properties: { Location: 'Europe', Load: load(100, 10) },
      model: { Population: [{ City: 'Lima' }, { City: 'Tokyo', Weight: 3 }, { City: 'Atlantis' }] },
    })
    world.run(seconds(11))
    const tokyo = world.requests.filter(({ from }) => from?.name === 'Tokyo').length
    expect(world.requests).toHaveLength(1_000)
    expect(tokyo).toBeGreaterThan(650)
    expect(tokyo).toBeLessThan(850)
    expect(
      world
        .places()
        .map(({ place }) => place)
        .sort(),
    ).toEqual(['Lima', 'Tokyo'])
  })
})

describe('connections', () => {
  const closed = (thinkMs: number) => ({
    Model: 'closed',
    ThinkTimeMs: thinkMs,
    Stages: [{ DurationSeconds: 60, TargetPerSecond: 1, Shape: 'hold' }],
  })

  test('a user opens one for the first request, by TCP and TLS, and uses it again', () => {
    const world = createWorld({ properties: { Location: 'Lagos', Load: closed(500) } })
    world.run(seconds(10))
    expect(world.requests.length).toBeGreaterThan(5)
    expect(world.spans().map(({ name }) => name)).toEqual(['Connect (TCP, TLS 1.3)'])
    const [first = 0, second] = world.samples('Latency')
    expect(first).toBeGreaterThan(10 + 2 * ROUND_TRIP_MS * (1 - SPREAD))
    expect(first).toBeLessThan(10 + 2 * ROUND_TRIP_MS * (1 + SPREAD))
    expect(second).toBe(10)
  })

  test('one that was idle for too long is opened anew; 0 seconds keep none', () => {
    const connectsOf = (KeepAliveSeconds: number) => {
      const properties = { Location: 'Lagos', Load: load(0.5, 10) }
      const world = createWorld({ properties, model: { KeepAliveSeconds, Handshake: 'quic' } })
      // Arrivals are other people each time: send by hand, always as the first.
      const send = (id: string): void =>
        world.client.command?.({
          type: 'send',
          id,
          method: 'GET',
          path: '/',
          headers: [],
          body: '',
        })
      const before = (): number =>
        world.spans().filter(({ name }) => name === 'Connect (QUIC)').length
      world.run(seconds(11))
      const arrivals = before()
      send('a')
      world.run(seconds(4))
      send('b')
      world.run(seconds(4))
      return before() - arrivals
    }
    expect([connectsOf(60), connectsOf(3), connectsOf(0)]).toEqual([0, 2, 2])
  })

  test('requests of one person that come while it is opened wait for it and open no other', () => {
    const world = createWorld({ properties: { Location: 'Lagos', Load: load(0, 1) } })
    for (const id of ['a', 'b', 'c']) {
      world.client.command?.({ type: 'send', id, method: 'GET', path: '/', headers: [], body: '' })
    }
    world.run(seconds(5))
    expect(world.spans()).toHaveLength(1)
    const [first] = world.samples('Latency')
    expect(world.samples('Latency')).toEqual([first, first, first])
  })

  test('a large body takes round trips of slow start on a new connection, none on a wide one', () => {
    const body = 'x'.repeat(100_000)
    const world = createWorld({ properties: { Location: 'Lagos', Load: closed(500) }, body })
    world.run(seconds(10))
    const slow = world.spans().filter(({ name }) => name === 'Slow start')
    // 14,600 + 29,200 + 58,400 bytes: two more flights; then the window is 114,600.
    expect(slow).toHaveLength(1)
    expect(slow[0]?.tookMs).toBeGreaterThan(2 * ROUND_TRIP_MS * (1 - SPREAD))
    expect(slow[0]?.tookMs).toBeLessThan(2 * ROUND_TRIP_MS * (1 + SPREAD))
  })

  test('latencies by place are those that its users saw', () => {
    const world = createWorld({ properties: { Location: 'Lagos', Load: closed(500) } })
    world.run(seconds(10))
    const { requests } = world
    expect(world.places()).toMatchObject([
      {
        place: 'Lagos',
        requests: requests.length,
        failed: 0,
        latencyMs: { p50: expect.closeTo(10, 0) },
      },
    ])
    expect(toMs(world.kernel.now)).toBe(10_000)
  })
})

test('http is a connection of its own, without the round trip of TLS, and says so to the server', () => {
  const request = { Weight: 1, Path: '/a' }
  const world = createWorld({
    properties: {
      Location: 'Lagos',
      Load: load(1, 1),
      Requests: [{ ...request, Scheme: 'http' }],
    },
    model: { Access: 'none' },
  })
  world.run(seconds(2))
  expect(world.requests.map(({ scheme }) => scheme)).toEqual(['http'])
  const [connect] = world.spans()
  expect(connect?.name).toBe('Connect (TCP)')
  expect(connect?.tookMs).toBeGreaterThan(ROUND_TRIP_MS * (1 - SPREAD))
  expect(connect?.tookMs).toBeLessThan(ROUND_TRIP_MS * (1 + SPREAD))
})
