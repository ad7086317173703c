import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { minutes, ms, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { clientDefinition } from './definition.ts'
import { backoffAfter } from './sender.ts'
import { createClient } from './service.ts'

const edge = (id: string, properties: object = {}): Edge => ({
  id,
  contract: 'http',
  source: 'Node',
  target: id,
  port: null,
  properties,
})

type Handler = (request: HttpRequest) => {
  status?: number
  delayMs?: number
  body?: HttpResponse['body']
  networkError?: { code: string; message: string }
}

/** A client that talks to `handler` over wires to `targets`. */
function createWorld(options: { properties?: object; handler?: Handler; edges?: readonly Edge[] }) {
  const requests: (HttpRequest & { at: number; edge: string })[] = []
  const world = createFakeWorld(clientDefinition, {
    properties: options.properties ?? {},
    edges: options.edges ?? [edge('Api')],
    *answer(edge, request, kernel): Process<HttpResponse> {
      if (!('method' in request) || !('sourceIp' in request)) throw new Error('not HTTP')
      requests.push({ ...request, at: kernel.now, edge: edge.id })
      const {
        status = 200,
        delayMs = 10,
        body = '',
        networkError,
      } = options.handler?.(request) ?? {}
      yield kernel.sleep(ms(delayMs))
      return { status, headers: [], body, ...(networkError && { networkError }) }
    },
  })
  const client = createClient(world.ctx)
  client.start?.()
  const marks = () => world.records.flatMap((row) => (row.type === 'mark' ? [row.mark] : []))
  return { ...world, client, requests, marks }
}

const stages = (...all: (readonly [number, number, ('hold' | 'ramp')?])[]) =>
  all.map(([DurationSeconds, TargetPerSecond, Shape = 'hold']) => ({
    DurationSeconds,
    TargetPerSecond,
    Shape,
  }))

const open = (...all: Parameters<typeof stages>) => ({
  Load: { Arrival: 'uniform', Stages: stages(...all) },
})

const IDLE = { Load: { Stages: stages([1, 0]) } }

describe('open load', () => {
  test('arrivals come at the rate, whatever the answers, and stop with the stages', () => {
    const world = createWorld({ properties: open([10, 5]), handler: () => ({ delayMs: 20_000 }) })
    world.run(minutes(1))
    expect(world.requests.map(({ at }) => at)).toEqual(
      Array.from({ length: 50 }, (_, index) => 100_000 + 200_000 * index),
    )
    expect(world.counted('Requests')).toBe(50)
    expect(world.counted('Ok')).toBe(50)
  })

  test('Poisson arrivals: the count and the gaps have the mean and the spread that they should', () => {
    const world = createWorld({ properties: { Load: { Stages: stages([1_000, 20]) } } })
    world.run(minutes(20))
    const gaps = world.requests
      .slice(1)
      .map(({ at }, index) => at - (world.requests[index]?.at ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // 20,000 arrivals: the standard error of the count is 141, of the coefficient of variation about 0.7 %.
    expect(Math.abs(world.requests.length - 20_000)).toBeLessThan(4 * 141)
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1)
  })

  test('an edit of the load begins the new profile at that instant', () => {
    const world = createWorld({ properties: open([10, 1]) })
    world.run(seconds(5))
    world.deploy({ properties: open([1, 10]) })
    world.client.changed?.('properties')
    world.run(minutes(1))
    expect(world.requests.length).toBe(5 + 10)
    expect(world.requests.at(5)?.at).toBe(5_050_000)
  })

  test('an edit that leaves the load as it was does not begin it anew', () => {
    const world = createWorld({ properties: open([10, 1]) })
    world.run(seconds(5))
    world.deploy({ properties: { ...open([10, 1]), TimeoutMs: 500 } })
    world.client.changed?.('properties')
    world.run(minutes(1))
    expect(world.requests.length).toBe(10)
  })
})

describe('closed load', () => {
  test('each user waits for its answer and then thinks: throughput is N / (R + Z)', () => {
    const Load = { Model: 'closed', Stages: stages([1_000, 10]), ThinkTimeMs: 900 }
    const world = createWorld({ properties: { Load }, handler: () => ({ delayMs: 100 }) })
    world.run(seconds(1_000))
    expect(world.requests.length / 1_000).toBeGreaterThan(9.8)
    expect(world.requests.length / 1_000).toBeLessThan(10.2)
    expect(world.client.inspect().inFlight).toBeLessThanOrEqual(10)
  })

  test('never has more under way than users, through ramps up and down; all leave at the end', () => {
    const Load = {
      Model: 'closed',
      Stages: stages([10, 20, 'ramp'], [10, 20], [10, 5, 'ramp']),
      ThinkTimeMs: 0,
    }
    const world = createWorld({ properties: { Load }, handler: () => ({ delayMs: 1_000 }) })
    const inFlight: number[] = []
    for (let s = 0; s < 40; s++) {
      world.run(seconds(1))
      inFlight.push(world.client.inspect().inFlight)
    }
    expect(Math.max(...inFlight)).toBe(20)
    expect(inFlight[4]).toBe(10)
    expect(inFlight.slice(10, 19)).toEqual(Array.from({ length: 9 }, () => 20))
    expect(inFlight.at(-1)).toBe(0)
  })
})

describe('outcomes', () => {
  test('429 is apart from the other 4xx; all are counted and timed as the user sees them', () => {
    const status: Record<string, number> = { '/a': 201, '/b': 404, '/c': 429, '/d': 503 }
    const Requests = Object.keys(status).map((Path) => ({ Path }))
    const world = createWorld({
      properties: { ...open([100, 10]), Requests },
      handler: ({ path }) => ({ status: status[path] ?? 500 }),
    })
    world.run(minutes(2))
    const state = world.client.inspect()
    const { ok, clientErrors, throttled, serverErrors } = state
    expect(ok + clientErrors + throttled + serverErrors).toBe(1_000)
    for (const count of [ok, clientErrors, throttled, serverErrors]) {
      expect(Math.abs(count - 250)).toBeLessThan(60)
    }
    expect(world.counted('ClientErrors')).toBe(clientErrors)
    expect(world.counted('Throttled')).toBe(throttled)
    expect(new Set(world.samples('Latency'))).toEqual(new Set([10]))
  })

  test('after TimeoutMs nobody listens, while the request goes on', () => {
    const world = createWorld({
      properties: { ...open([1, 1]), TimeoutMs: 2_000 },
      handler: () => ({ delayMs: 5_000 }),
    })
    world.run(seconds(3))
    expect(world.client.inspect()).toMatchObject({ timedOut: 1, inFlight: 0, ok: 0 })
    expect(world.samples('Latency')).toEqual([2_000])
    expect(world.marks()).toEqual(['timeout'])
    world.run(minutes(1))
    expect(world.client.inspect()).toMatchObject({ timedOut: 1, ok: 0 })
  })

  test('without a wire every request is unreachable, and one mark says why', () => {
    const world = createWorld({ properties: open([1, 5]), edges: [] })
    world.run(seconds(2))
    expect(world.client.inspect()).toMatchObject({ sent: 5, unreachable: 5, failing: 1 })
    expect(world.marks()).toEqual(['error'])
    expect(world.records.find((row) => row.type === 'mark')).toMatchObject({
      detail: expect.stringContaining('not wired') as string,
    })
  })
})

describe('retries', () => {
  test('429, 5xx and broken connections are tried again up to MaxAttempts; one logical request', () => {
    let calls = 0
    const world = createWorld({
      properties: { ...open([1, 1]), Retries: { MaxAttempts: 4 } },
      handler: () => {
        calls++
        if (calls === 1) return { status: 429 }
        if (calls === 2) return { status: 500 }
        if (calls === 3) return { networkError: { code: 'ECONNRESET', message: 'socket hang up' } }
        return { status: 200 }
      },
    })
    world.run(minutes(1))
    expect(world.requests.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
    expect(new Set(world.requests.map(({ context }) => context.trace)).size).toBe(1)
    expect(world.counted('Requests')).toBe(1)
    expect(world.counted('Ok')).toBe(1)
    expect(world.samples('Latency')[0]).toBeGreaterThan(40)
  })

  test('4xx other than 429 are not tried again', () => {
    const world = createWorld({
      properties: { ...open([1, 1]), Retries: { MaxAttempts: 5 } },
      handler: () => ({ status: 400 }),
    })
    world.run(minutes(1))
    expect(world.requests.length).toBe(1)
  })

  test('full jitter: uniform between nothing and 100 ms doubled with each attempt, 20 s at most', () => {
    const { kernel } = createFakeWorld(clientDefinition)
    const random = kernel.random('test')
    for (const [attempt, limitMs] of [
      [1, 100],
      [2, 200],
      [5, 1_600],
      [9, 20_000],
    ] as const) {
      const draws = Array.from({ length: 2_000 }, () => backoffAfter(attempt, random) / 1_000)
      expect(Math.max(...draws)).toBeLessThanOrEqual(limitMs)
      expect(draws.reduce((sum, draw) => sum + draw, 0) / 2_000 / limitMs).toBeCloseTo(0.5, 1)
    }
  })
})

describe('what is sent', () => {
  test('a request bears the headers that a browser adds, and its own over them', () => {
    const world = createWorld({
      properties: {
        ...open([1, 1]),
        Requests: [
          {
            Method: 'put',
            Path: '/items?x=1',
            Body: '{"id":{{sequence}}}',
            Headers: { Accept: 'a/b' },
          },
        ],
      },
    })
    world.run(seconds(2))
    expect(world.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/items',
      query: 'x=1',
      body: '{"id":0}',
      sourceIp: '203.0.113.1',
      headers: [
        ['accept-encoding', 'gzip, deflate, br'],
        ['user-agent', 'Mozilla/5.0 (compatible; Coldstart/1.0)'],
        ['content-type', 'application/json'],
        ['content-length', '8'],
        ['Accept', 'a/b'],
      ],
    })
    expect(world.records.find((row) => row.type === 'span-begin')).toMatchObject({
      name: 'PUT /items',
      parent: null,
    })
  })

  test('several wires share the requests by weight', () => {
    const world = createWorld({
      properties: open([100, 10]),
      edges: [edge('A', { Weight: 1 }), edge('B', { Weight: 3 })],
    })
    world.run(minutes(2))
    const toB = world.requests.filter((request) => request.edge === 'B').length
    expect(Math.abs(toB - 750)).toBeLessThan(60)
  })
})

describe('a request sent by hand', () => {
  const command = {
    type: 'send',
    id: 'one',
    method: 'post',
    path: '/items',
    headers: [['x-test', '1']],
    body: 'hi',
  } as const

  test('is waiting, then answered', () => {
    const world = createWorld({ properties: IDLE, handler: () => ({ status: 201, body: 'made' }) })
    const ask = () => world.client.query?.({ type: 'sent', id: 'one' })
    expect(ask()).toEqual({ type: 'unknown' })
    world.client.command?.(command)
    expect(ask()).toEqual({ type: 'waiting', trace: 1 })
    world.run(ms(50))
    expect(ask()).toEqual({
      type: 'answered',
      trace: 1,
      latencyMs: 10,
      status: 201,
      headers: [],
      body: 'made',
      isBase64Encoded: false,
    })
    expect(world.requests[0]).toMatchObject({ method: 'POST', body: 'hi' })
  })

  test('shows bytes that are no text as base64', () => {
    const world = createWorld({
      properties: IDLE,
      handler: () => ({ body: new Uint8Array([0xff, 0x00]) }),
    })
    world.client.command?.(command)
    world.run(seconds(1))
    expect(world.client.query?.({ type: 'sent', id: 'one' })).toMatchObject({
      body: '/wA=',
      isBase64Encoded: true,
    })
  })

  test('says why it failed', () => {
    const world = createWorld({ properties: IDLE, edges: [] })
    world.client.command?.(command)
    world.run(seconds(1))
    expect(world.client.query?.({ type: 'sent', id: 'one' })).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('not wired') as string,
    })
  })

  test('the hundred latest are remembered', () => {
    const world = createWorld({ properties: IDLE })
    for (let n = 0; n < 101; n++) world.client.command?.({ ...command, id: `n${n}` })
    world.run(seconds(1))
    expect(world.client.query?.({ type: 'sent', id: 'n0' })).toEqual({ type: 'unknown' })
    expect(world.client.query?.({ type: 'sent', id: 'n1' })).toMatchObject({ type: 'answered' })
  })

  test('a command that is none leaves a mark and nothing else', () => {
    const world = createWorld({ properties: IDLE })
    world.client.command?.({ type: 'send' })
    world.run(seconds(1))
    expect(world.requests.length).toBe(0)
    expect(world.marks()).toEqual(['error'])
  })
})

test('shows smoothed rates, recent percentiles and the last 30 seconds', () => {
  const world = createWorld({ properties: open([40, 10]), handler: () => ({ delayMs: 50 }) })
  world.run(seconds(35))
  const state = world.client.inspect()
  expect(state.offeredPerSecond).toBeCloseTo(10, 0)
  expect(state.completedPerSecond).toBeCloseTo(10, 0)
  expect(state.latencyMs?.p50).toBeCloseTo(50, 0)
  expect(state.history).toEqual(Array.from({ length: 30 }, () => 10))
  world.run(seconds(60))
  expect(world.client.inspect().history).toEqual(Array.from({ length: 30 }, () => 0))
  expect(world.client.inspect().latencyMs).toBeNull()
})
