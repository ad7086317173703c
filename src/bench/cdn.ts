import type { Headers } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { toCached } from '#contracts/httpCache/storing.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { createTier, storeKept, type Tier } from '#services/cloudfront/caching/tier.ts'
import { modules } from '#services/modules.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { AnyModule } from '#simulation/room.ts'
import { EDGE_LOCATIONS } from '#world/edgeLocations.ts'
import { type Bench, type Measure, median } from './figure.ts'

const ROUNDS = 15
const REQUESTS = 4_000
const ROWS_PER_FRAME_MAX = 6_000

const HEADERS: Headers = [
  ['Content-Type', 'text/css; charset=utf-8'],
  ['Cache-Control', 'max-age=31536000'],
  ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['ETag', '"5d41402abc4b2a76b9719d911017c592"'],
  ['Last-Modified', 'Wed, 31 Dec 2025 00:00:00 GMT'],
  ['Content-Length', '2048'],
]
const PAGE: HttpResponse = { status: 200, headers: HEADERS, body: 'x'.repeat(2_048) }

/** Asks for one page, over and over. */
const createDriver = (heard: () => void): AnyModule => ({
  definition: { type: 'Coldstart::Client' },
  create(ctx) {
    function* ask(): Process<void> {
      const [edge] = ctx.edges('http')
      if (edge === undefined) throw new Error('no one to ask')
      for (;;) {
        const context = ctx.beginSpan(null, 'GET /site.css')
        const reply = yield* ctx.call(edge, {
          context,
          method: 'GET',
          path: '/site.css',
          query: '',
          headers: [
            ['Host', 'd111111abcdef8.cloudfront.net'],
            ['Accept-Encoding', 'gzip'],
          ],
          body: '',
          sourceIp: '192.0.2.1',
          attempt: 1,
        })
        ctx.endSpan(context, 'ok')
        if (reply.status !== 200) throw new Error(`answered ${reply.status}`)
        heard()
      }
    }
    return { serve: {}, start: () => void ctx.start(ask()), inspect: () => null }
  },
})

/** What answers in the same number of events, and does nothing else. */
const fixed: AnyModule = {
  definition: { type: 'Coldstart::HttpService' },
  create: (ctx) => ({
    serve: {
      *http(): Process<HttpResponse> {
        yield ctx.sleep(ms(1))
        return PAGE
      },
    },
    inspect: () => null,
  }),
}

const scenarioOf = (target: 'Cdn' | 'Web'): Scenario => ({
  coldstart: 1,
  name: 'bench',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Viewer', type: 'Coldstart::Client' },
    { id: 'Cdn', type: 'AWS::CloudFront::Distribution' },
    { id: 'Web', type: 'Coldstart::HttpService' },
  ],
  edges: [
    { id: 'asks', source: 'Viewer', target },
    { id: 'origin', source: 'Cdn', target: 'Web' },
  ],
})

function createRun(target: 'Cdn' | 'Web'): () => number {
  const done = { requests: 0 }
  const simulation = createSimulation({
    scenario: scenarioOf(target),
    handlers: loadQuickJs(),
    modules: {
      'Coldstart::Client': createDriver(() => done.requests++),
      'AWS::CloudFront::Distribution': modules['AWS::CloudFront::Distribution'],
      'Coldstart::HttpService': fixed,
    },
    traceRowsMax: ROWS_PER_FRAME_MAX,
  })
  return () => {
    const goal = done.requests + REQUESTS
    const begun = process.cpuUsage()
    while (done.requests < goal) {
      simulation.step()
      if (done.requests % 100 === 0) {
        simulation.takeTrace()
        simulation.takeMetrics()
      }
    }
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / REQUESTS
  }
}

/** CPU time in µs of a hit, less that of a server that answers with a constant after as many events. */
function measureHit(): readonly Measure[] {
  const [edge, server] = [createRun('Cdn'), createRun('Web')]
  const beyond: number[] = []
  const whole: number[] = []
  for (let round = -3; round < ROUNDS; round++) {
    const hit = edge()
    const plain = server()
    if (round < 0) continue
    whole.push(hit)
    beyond.push(hit - plain)
  }
  return [
    { name: 'a cached GET, with its events', value: median(whole), unit: 'µs', valueMax: null },
    { name: 'beyond the same events', value: median(beyond), unit: 'µs', valueMax: 3 },
  ]
}

const EDGES = 60
const OBJECTS = 1_000_000
const BYTES_MAX = 1e12
const MB = 1e6

/** What the process grows by for a million objects: the same paths at every edge, each fetched there once. */
function measureMemory(): Measure {
  const tiers: readonly Tier[] = EDGE_LOCATIONS.slice(0, EDGES).map((place) =>
    createTier({ kind: 'edge', name: place.name, place }, BYTES_MAX),
  )
  const before = process.memoryUsage.rss()
  const paths = Math.ceil(OBJECTS / EDGES)
  const received = { requestedMs: 0, receivedMs: 1 }
  for (let path = 0; path < paths; path++) {
    const request = { method: 'GET', headers: [] }
    const response = { status: 200, headers: [...HEADERS], body: `body ${path}` }
    for (const tier of tiers) {
      const kept = toCached(request, response, received)
      storeKept(tier, `GET /pictures/${path}.svg`, kept, false)
    }
  }
  const value = (process.memoryUsage.rss() - before) / MB
  const objects = tiers.reduce((sum, { cache }) => sum + cache.size, 0)
  if (tiers.length !== EDGES || objects < OBJECTS) throw new Error(`${objects} objects`)
  return { name: `${OBJECTS} objects at ${EDGES} edges`, value, unit: 'MB', valueMax: 500 }
}

/** What a cached answer costs, and what it takes to keep many. */
export const cdnBench: Bench = {
  title: 'CloudFront',
  run: () => [...measureHit(), measureMemory()],
}
