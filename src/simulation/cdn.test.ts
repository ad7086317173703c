import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { parseScenario } from '#scenario/parse.ts'
import { findProblems } from '#scenario/problems.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import type { Simulation } from './simulation.ts'

// A distribution in front of real origins, over the world's distances, with real functions at its edges.

const QUIET = { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } }
const WEB: ScenarioNode = {
  id: 'Web',
  type: 'Coldstart::HttpService',
  properties: {
    Routes: [
      {
        Method: 'GET',
        Path: '/{page+}',
        Status: 200,
        Headers: { 'cache-control': 'max-age=3600' },
        Body: 'page {{path.page}}',
      },
    ],
  },
  model: { ServiceTimeMs: 10, ServiceTimeSigma: 0 },
}

function scenarioOf(
  cdn: Omit<ScenarioNode, 'id' | 'type'>,
  more: { readonly nodes?: readonly ScenarioNode[]; readonly edges?: Scenario['edges'] } = {},
): Scenario {
  const parsed = parseScenario({
    coldstart: 1,
    name: 'cdn',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      { id: 'Sydney', type: 'Coldstart::Client', properties: { ...QUIET, Location: 'Sydney' } },
      { id: 'Direct', type: 'Coldstart::Client', properties: { ...QUIET, Location: 'Sydney' } },
      { id: 'Cdn', type: 'AWS::CloudFront::Distribution', ...cdn },
      WEB,
      ...(more.nodes ?? []),
    ],
    edges: [
      { id: 'e1', source: 'Sydney', target: 'Cdn' },
      { id: 'e2', source: 'Cdn', target: 'Web' },
      { id: 'e3', source: 'Direct', target: 'Web' },
      ...(more.edges ?? []),
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  expect(findProblems(parsed.scenario)).toEqual([])
  return parsed.scenario
}

let sent = 0

function get(
  simulation: Simulation,
  path: string,
  from = 'Sydney',
): Extract<SentRequest, { type: 'answered' }> & { readonly header: (name: string) => string } {
  const id = `cdn-${sent++}`
  simulation.command(from, { type: 'send', id, method: 'GET', path, headers: [], body: '' })
  for (;;) {
    const answer = simulation.query(from, { type: 'sent', id }) as SentRequest
    if (answer.type === 'answered') {
      const header = (name: string): string =>
        answer.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
      return { ...answer, header }
    }
    if (answer.type === 'failed') throw new Error(JSON.stringify(answer))
    expect(simulation.step()).toBe('ran')
  }
}

test('a hit in Sydney is far sooner than the origin in Virginia, a miss is not', () => {
  const simulation = createSimulation({ scenario: scenarioOf({}), handlers: loadQuickJs() })
  const miss = get(simulation, '/a')
  const hit = get(simulation, '/a')
  const direct = get(simulation, '/a', 'Direct')
  expect(miss.header('x-amz-cf-pop')).toMatch(/^SYD/)
  expect([miss.header('x-cache'), hit.header('x-cache')]).toEqual([
    'Miss from cloudfront',
    'Hit from cloudfront',
  ])
  // Sydney to Virginia and back takes some 200 ms; connections are opened first.
  expect(hit.latencyMs).toBeLessThan(60)
  expect(direct.latencyMs).toBeGreaterThan(200)
  expect(miss.latencyMs).toBeGreaterThan(200)
  simulation.dispose()
})

describe('CloudFront Functions', () => {
  const withFunction = (source: string, KeyValueStore = {}) =>
    createSimulation({
      scenario: scenarioOf({
        properties: {
          Functions: { f: { File: 'f.js', KeyValueStore } },
          DistributionConfig: {
            DefaultCacheBehavior: {
              FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'f' }],
            },
          },
        },
        code: { 'f.js': source },
      }),
      handlers: loadQuickJs(),
    })

  test('run as they are written for AWS, and take next to no time', () => {
    const simulation = withFunction(`
function handler(event) {
  var request = event.request
  if (request.uri.endsWith('/')) request.uri += 'index.html'
  return request
}`)
    expect(get(simulation, '/docs/').body).toBe('page docs/index.html')
    simulation.dispose()
  })

  test('read a KeyValueStore', () => {
    const simulation = withFunction(
      `import cf from 'cloudfront'
const store = cf.kvs()
async function handler(event) {
  const to = await store.get(event.request.uri.slice(1))
  return { statusCode: 302, headers: { location: { value: to } } }
}`,
      { old: '/new' },
    )
    const answer = get(simulation, '/old')
    expect([answer.status, answer.header('location')]).toEqual([302, '/new'])
    expect(get(simulation, '/unknown').status).toBe(503)
    simulation.dispose()
  })

  test('an endless loop is cut at a millisecond, and the next request finds a new one', () => {
    const simulation = withFunction(
      `function handler(event) { while (event.request.uri === '/loop') {} return event.request }`,
    )
    expect(get(simulation, '/loop').status).toBe(503)
    expect(get(simulation, '/fine').status).toBe(200)
    simulation.dispose()
  })

  test('have no timers, no network, no process', () => {
    const simulation = withFunction(
      `function handler() {
  const found = [typeof setTimeout, typeof fetch, typeof process, typeof require]
  return { statusCode: 200, body: found.join(' ') }
}`,
    )
    expect(get(simulation, '/a').body).toBe('undefined undefined undefined undefined')
    simulation.dispose()
  })
})

test('Lambda@Edge runs as a function of its own: an origin response gets a header that is cached with it', () => {
  const simulation = createSimulation({
    scenario: scenarioOf(
      {},
      {
        nodes: [
          {
            id: 'Fn',
            type: 'AWS::Lambda::Function',
            properties: {},
            code: {
              'index.mjs': `export const handler = async (event) => {
  const { response, config } = event.Records[0].cf
  response.headers['x-event'] = [{ key: 'X-Event', value: config.eventType }]
  return response
}`,
            },
          },
        ],
        edges: [
          {
            id: 'e4',
            source: 'Cdn',
            target: 'Fn',
            port: 'edge-function',
            properties: { EventType: 'origin-response' },
          },
        ],
      },
    ),
    handlers: loadQuickJs(),
  })
  expect(get(simulation, '/a').header('x-event')).toBe('origin-response')
  const hit = get(simulation, '/a')
  expect([hit.header('x-cache'), hit.header('x-event')]).toEqual([
    'Hit from cloudfront',
    'origin-response',
  ])
  simulation.dispose()
})

test('the same seed gives the same trace, whatever was asked of panels', () => {
  const run = (asks: boolean): string => {
    const scenario = scenarioOf({})
    const simulation = createSimulation({
      scenario: {
        ...scenario,
        nodes: scenario.nodes.map((node) =>
          node.id === 'Sydney'
            ? {
                ...node,
                properties: {
                  Location: 'World',
                  Requests: [{ Path: '/{{zipf 20 1}}' }],
                  Load: { Stages: [{ DurationSeconds: 5, TargetPerSecond: 50 }] },
                },
              }
            : node,
        ),
      },
      handlers: loadQuickJs(),
    })
    for (let second = 1; second <= 6; second++) {
      simulation.runUntil(seconds(second) as never)
      if (asks) simulation.query('Cdn', { type: 'objects', tier: '', text: '' })
    }
    const { traceHash } = simulation
    simulation.dispose()
    return traceHash
  }
  expect(run(true)).toBe(run(false))
})
