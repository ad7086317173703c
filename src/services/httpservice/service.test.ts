import { describe, expect, test } from 'vitest'
import { findHeader } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { sample } from '#kernel/distributions.ts'
import { exp } from '#kernel/math.ts'
import type { Process } from '#kernel/process.ts'
import { createRandom } from '#kernel/random.ts'
import { ms, seconds, toMs } from '#kernel/time.ts'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { httpServiceDefinition } from './definition.ts'
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
  function* ask(line = 'GET /'): Process<void> {
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
      },
      EDGE,
    )
    replies.push({ at: toMs(world.kernel.now), response })
  }
  const send = (line?: string): void => void world.kernel.start(ask(line))
  return { world, service, send, replies }
}

const FIXED = { ServiceTimeMs: 10, ServiceTimeSigma: 0 }

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
