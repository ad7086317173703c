import { describe, expect, test } from 'vitest'
import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { sample } from '#kernel/distributions.ts'
import { exp } from '#kernel/math.ts'
import type { Process } from '#kernel/process.ts'
import { createRandom } from '#kernel/random.ts'
import { ms, seconds, toMs } from '#kernel/time.ts'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { httpServiceDefinition } from './definition.ts'
import { computeBill } from '../cost.ts'
import { httpServicePrices } from './cost.ts'
import { createHttpService } from './service.ts'

const EDGE: Edge<'http'> = {
  id: 'e',
  contract: 'http',
  source: 'Fn',
  target: 'Node',
  port: null,
  properties: {},
}

function createNode(options: { properties?: object; model?: object } = {}) {
  const world = createFakeWorld(httpServiceDefinition, options)
  const service = createHttpService(world.ctx)
  const replies: { readonly at: number; readonly response: HttpResponse }[] = []
  function* ask(line = 'GET /', more: Partial<HttpRequest> = {}): Process<void> {
    const [method = '', path = ''] = line.split(' ')
    const response = yield* service.serve.http(
      {
        context: { trace: 1, span: 1 },
        method,
        path,
        query: '',
        headers: [],
        body: '',
        sourceIp: '192.0.2.1',
        attempt: 1,
        ...more,
      },
      EDGE,
    )
    replies.push({ at: toMs(world.kernel.now), response })
  }
  const send = (line?: string, more?: Partial<HttpRequest>): void =>
    void world.kernel.start(ask(line, more))
  return { world, service, send, replies }
}

const FIXED = { ServiceTimeMs: 10, ServiceTimeSigma: 0 }

test('a private service is reached from within its VPC, or by a VPC endpoint', () => {
  const { world, send, replies } = createNode({ properties: { Private: true }, model: FIXED })
  send('GET /')
  send('GET /', { inVpc: true })
  send('GET /', { caller: { vpceId: 'vpce-0a1b' } })
  world.run(seconds(1))
  expect(replies.map(({ response }) => response.networkError?.code ?? response.status)).toEqual([
    'ETIMEDOUT',
    200,
    200,
  ])
})

describe('places and the line', () => {
  test('serves as many at once as it has places, the others in their order', () => {
    const { world, send, replies } = createNode({ properties: { MaxConcurrency: 2 }, model: FIXED })
    for (let n = 0; n < 5; n++) send()
    world.run(ms(1))
    world.run(seconds(1))
    expect(replies.map(({ at }) => at)).toEqual([10, 10, 20, 20, 30])
    expect(world.records.some((body) => body.type === 'gauge' && body.value === 3)).toBe(true)
  })

  test('refuses what finds the line full with 503, at once', () => {
    const { world, service, send, replies } = createNode({
      properties: { MaxConcurrency: 1, QueueLength: 1 },
      model: FIXED,
    })
    for (let n = 0; n < 4; n++) send()
    world.run(seconds(1))
    expect(replies.map(({ at, response }) => [at, response.status])).toEqual([
      [0, 503],
      [0, 503],
      [10, 200],
      [20, 200],
    ])
    expect(service.inspect()).toMatchObject({ served: 4, errors: 2, rejected: 2, inFlight: 0 })
  })

  test('lets in who waits when places are added', () => {
    const { world, service, send, replies } = createNode({
      properties: { MaxConcurrency: 1 },
      model: FIXED,
    })
    for (let n = 0; n < 3; n++) send()
    world.run(ms(5))
    world.deploy({ properties: { MaxConcurrency: 3 }, model: FIXED })
    service.changed?.('properties')
    world.run(seconds(1))
    expect(replies.map(({ at }) => at)).toEqual([10, 15, 15])
  })

  // https://en.wikipedia.org/wiki/Pollaczek%E2%80%93Khinchine_formula
  test('one place under Poisson arrivals waits as long as Pollaczek and Khinchine say', () => {
    const [median, sigma, perMs] = [10, 0.5, 0.05]
    const { world, send } = createNode({
      properties: { MaxConcurrency: 1, QueueLength: 1_000_000 },
      model: { ServiceTimeMs: median, ServiceTimeSigma: sigma },
    })
    const gaps = createRandom(7, 'gaps')
    function* arrive(): Process<void> {
      for (let n = 0; n < 120_000; n++) {
        yield world.kernel.sleep(ms(sample({ type: 'exponential', mean: 1 / perMs }, gaps)))
        send()
      }
    }
    world.kernel.start(arrive())
    world.run(seconds(120_000))
    const latencies = world.samples('Latency')
    const mean = latencies.reduce((sum, value) => sum + value, 0) / latencies.length
    const service = median * exp((sigma * sigma) / 2)
    const square = median * median * exp(2 * sigma * sigma)
    const expected = service + (perMs * square) / (2 * (1 - perMs * service))
    expect(latencies).toHaveLength(120_000)
    expect(mean / expected).toBeGreaterThan(0.97)
    expect(mean / expected).toBeLessThan(1.03)
  })
})

/** The share of arrivals that wait in an M/M/c queue: Erlang's C, from his B by its recursion. */
function erlangC(servers: number, offered: number): number {
  let blocked = 1
  for (let n = 1; n <= servers; n++) blocked = (offered * blocked) / (n + offered * blocked)
  return blocked / (1 - (offered / servers) * (1 - blocked))
}

describe('instances', () => {
  // https://en.wikipedia.org/wiki/Erlang_(unit)#Erlang_C_formula
  test('three instances of two places each, exponential: the mean wait is Erlang C’s', () => {
    const [servers, mean, offered] = [6, 10, 4.2]
    const { world, send } = createNode({
      properties: { DesiredCount: 3, MaxConcurrency: 2, QueueLength: 1_000_000 },
      model: { ServiceTimeMs: mean, ServiceTimeShape: 'exponential' },
    })
    const gaps = createRandom(11, 'gaps')
    const count = 60_000
    function* arrive(): Process<void> {
      for (let n = 0; n < count; n++) {
        yield world.kernel.sleep(ms(sample({ type: 'exponential', mean: mean / offered }, gaps)))
        send()
      }
    }
    world.kernel.start(arrive())
    world.run(seconds(10_000))
    const latencies = world.samples('Latency')
    const measured = latencies.reduce((sum, value) => sum + value, 0) / latencies.length
    const expected = mean + (erlangC(servers, offered) * mean) / (servers - offered)
    expect(latencies).toHaveLength(count)
    expect(measured / expected).toBeGreaterThan(0.97)
    expect(measured / expected).toBeLessThan(1.03)
  })

  test('a request goes to the instance that has the fewest, and waits when all are full', () => {
    const { world, service, send } = createNode({
      properties: { DesiredCount: 2, MaxConcurrency: 2 },
      model: FIXED,
    })
    for (let n = 0; n < 5; n++) send()
    world.run(ms(1))
    expect(service.inspect()).toMatchObject({
      places: 4,
      queued: 1,
      instances: [
        { number: 1, state: 'ready', taken: 2 },
        { number: 2, state: 'ready', taken: 2 },
      ],
    })
  })

  const SCALING = {
    properties: {
      MaxConcurrency: 1,
      QueueLength: 10_000,
      AutoScaling: { MaxCapacity: 4, TargetValue: 50, ScaleInCooldown: 60 },
    },
    model: { ...FIXED, StartSeconds: 30, ScaleInDatapoints: 4 },
  }

  test('adds instances after three minutes above the target; they take requests once they have started', () => {
    const { world, service, send } = createNode(SCALING)
    const stop = { at: 400 }
    function* load(): Process<void> {
      // 98 % of one place.
      for (let n = 0; n < stop.at * 98; n++) {
        yield world.kernel.sleep(ms(10.2))
        send()
      }
    }
    world.kernel.start(load())
    const states = (): readonly string[] => service.inspect().instances.map(({ state }) => state)
    world.run(seconds(179))
    expect(states()).toEqual(['ready'])
    world.run(seconds(3))
    expect(states()).toEqual(['ready', 'starting'])
    world.run(seconds(60))
    expect(states()).toEqual(['ready', 'ready'])
    const marks = world.records.flatMap((body) => (body.type === 'mark' ? [body.detail] : []))
    expect(marks[0]).toMatch(/^1 → 2 instances: 9[78] % of the places taken, 50 % wanted$/)
    // When the load is gone it goes back, and then nobody looks any more.
    world.run(seconds(2_000))
    expect(states()).toEqual(['ready'])
    expect(world.kernel.nextAt).toBeNull()
  })

  test('an instance that is taken away ends what it has begun', () => {
    const { world, service, send, replies } = createNode({
      properties: { DesiredCount: 2, MaxConcurrency: 1 },
      model: FIXED,
    })
    for (let n = 0; n < 3; n++) send()
    world.run(ms(5))
    world.deploy({ properties: { DesiredCount: 1, MaxConcurrency: 1 }, model: FIXED })
    service.changed?.('properties')
    expect(service.inspect().instances.map(({ state }) => state)).toEqual(['ready', 'draining'])
    world.run(seconds(1))
    expect(replies.map(({ at }) => at)).toEqual([10, 10, 20])
    expect(service.inspect().instances).toHaveLength(1)
  })

  // https://aws.amazon.com/fargate/pricing/: "per second with a one-minute minimum"
  test('a size is charged by the second, from start to end, a minute at least', () => {
    const properties = { DesiredCount: 2, TaskSize: { Cpu: 0.5, Memory: 2 } }
    const { world, service } = createNode({ properties })
    world.kernel.schedule(seconds(20), () => {
      world.deploy({ properties: { ...properties, DesiredCount: 1 } })
      service.changed?.('properties')
    })
    world.kernel.schedule(seconds(3_600), () => undefined)
    world.run(seconds(3_600))
    const { vcpuHours, memoryHours } = service.usage?.() ?? {}
    expect(vcpuHours).toBeCloseTo(0.5 * (1 + 60 / 3_600), 9)
    expect(memoryHours).toBeCloseTo(2 * (1 + 60 / 3_600), 9)
    const bill = computeBill(
      [{ id: 'a', prices: httpServicePrices, usage: service.usage?.() ?? {} }],
      { hasFreeTier: true, scale: 1 },
    )
    expect(bill.nodes['a']).toBeCloseTo((0.5 * 0.04048 + 2 * 0.004445) * (1 + 60 / 3_600), 9)
    expect(createNode().service.usage?.()).toEqual({})
  })
})

describe('answers', () => {
  const first = (line: string, options: { properties?: object; model?: object }): HttpResponse => {
    const { world, send, replies } = createNode(options)
    send(line)
    world.run(seconds(5))
    const [reply] = replies
    if (reply === undefined) throw new Error('no reply')
    return reply.response
  }
  const headersOf = ({ headers }: HttpResponse, name: string) => findHeader(headers, name)

  test('by default everything is 200 with JSON', () => {
    const response = first('POST /any/where', {})
    expect([response.status, response.body]).toEqual([200, '{"ok":true}'])
    expect(headersOf(response, 'content-type')).toBe('application/json')
    expect(headersOf(response, 'content-length')).toBe('11')
  })

  test('a route says status, headers and body; no route is 404; HEAD bears no body', () => {
    const properties = {
      Routes: [
        { Path: '/teapot', Status: 418, Headers: { 'content-type': 'text/x-tea' }, Body: 'short' },
      ],
    }
    const teapot = first('GET /teapot', { properties })
    expect([teapot.status, headersOf(teapot, 'content-type'), teapot.body]).toEqual([
      418,
      'text/x-tea',
      'short',
    ])
    expect(first('HEAD /teapot', { properties })).toMatchObject({ status: 418, body: '' })
    expect(first('GET /', { properties }).status).toBe(404)
  })

  test('a share of the requests fails, drawn by the seed', () => {
    const { world, send, replies } = createNode({
      model: { ...FIXED, ErrorShare: 0.25, ErrorStatus: 502 },
    })
    for (let n = 0; n < 400; n++) send()
    world.run(seconds(100))
    const failed = replies.filter(({ response }) => response.status === 502).length
    expect(failed).toBeGreaterThan(70)
    expect(failed).toBeLessThan(130)
  })

  test('answers to its name, or to its id', () => {
    expect(createNode().service.hostnames?.()).toEqual(['Node'])
    expect(createNode({ properties: { Name: 'orders' } }).service.hostnames?.()).toEqual(['orders'])
  })
})
