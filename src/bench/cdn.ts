import type { Headers } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { toCached } from '#contracts/httpCache/storing.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { type Instant, ms } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { createTier, storeKept, type Tier } from '#services/cloudfront/caching/tier.ts'
import { modules } from '#services/modules.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { AnyModule } from '#simulation/room.ts'
import { EDGE_LOCATIONS } from '#world/edgeLocations.ts'
import { collect } from './collect.ts'
import { type Bench, type Measure, median } from './figure.ts'

const ROUNDS = 15
const REQUESTS = 4_000
const ROWS_PER_FRAME_MAX = 6_000
/** Events between two looks at the clock, as the worker paces a run; requests between two frames. */
const STEPS_PER_LOOK = 16
const REQUESTS_PER_FRAME = 100
const FOREVER = Number.POSITIVE_INFINITY as Instant

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

/** An edge's own time, as the distribution's model has it, in ms. */
const EDGE_TIME = logNormalOf({ median: 1.5, sigma: 0.3 })
/** What a hit records in percent. */
const SAMPLES = [
  ['4xxErrorRate', 0],
  ['5xxErrorRate', 0],
  ['TotalErrorRate', 0],
  ['CacheHitRate', 100],
] as const

/** What answers from an edge after the same waits, records the same rows, and does nothing else. */
const fixed: AnyModule = {
  definition: { type: 'Coldstart::HttpService' },
  create(ctx) {
    const chance = ctx.random('server time')
    return {
      serve: {
        *http({ context }): Process<HttpResponse> {
          const { trace, span } = ctx.beginSpan(context, 'fixed')
          ctx.record({ type: 'counter', name: 'Requests', value: 1 })
          yield ctx.sleep(ms(sample(EDGE_TIME, chance)))
          ctx.record({ type: 'counter', name: 'BytesDownloaded', value: 2_471 })
          ctx.record({ type: 'counter', name: 'BytesUploaded', value: 60 })
          for (const [name, value] of SAMPLES) ctx.record({ type: 'sample', name, value })
          ctx.record({ type: 'note', trace, span, key: 'status', value: '200' })
          ctx.record({ type: 'note', trace, span, key: 'cache', value: 'Hit' })
          ctx.endSpan({ trace, span }, 'ok')
          return PAGE
        },
      },
      entrance: (from) => EDGE_LOCATIONS[0] ?? from,
      inspect: () => null,
    }
  },
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

export /** What a request took in one round. */
interface Taken {
  /** CPU time in µs. */
  readonly each: number
  /** Rows recorded, and events run. */
  readonly rows: number
  readonly events: number
}

function createRun(target: 'Cdn' | 'Web'): () => Taken {
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
    const before = done.requests
    const goal = before + REQUESTS
    let nextFrame = before + REQUESTS_PER_FRAME
    let rows = 0
    const events = simulation.events
    const begun = process.cpuUsage()
    while (done.requests < goal) {
      simulation.runUntil(FOREVER, STEPS_PER_LOOK)
      if (done.requests < nextFrame) continue
      nextFrame += REQUESTS_PER_FRAME
      const { rows: kept, dropped } = simulation.takeTrace()
      rows += kept + dropped
      simulation.takeMetrics()
    }
    const { user, system } = process.cpuUsage(begun)
    const requests = done.requests - before
    return {
      each: (user + system) / requests,
      rows: Math.round(rows / requests),
      events: Math.round((simulation.events - events) / requests),
    }
  }
}

/** CPU time in µs of a hit, less that of a server that answers with a constant after the same events. */
function measureHit(): readonly Measure[] {
  const [edge, server] = [createRun('Cdn'), createRun('Web')]
  const beyond: number[] = []
  const whole: number[] = []
  for (let round = -3; round < ROUNDS; round++) {
    const hit = edge()
    const plain = server()
    if (round < 0) continue
    if (hit.rows !== plain.rows || hit.events !== plain.events) {
      throw new Error(`${hit.rows} rows in ${hit.events}, not ${plain.rows} in ${plain.events}`)
    }
    whole.push(hit.each)
    beyond.push(hit.each - plain.each)
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
  collect()
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
  // What was only needed on the way is no part of what they take.
  collect()
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
