import { readColumns } from '#kernel/readColumns.ts'
import { after, seconds, START } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { PlaceLatency } from '#services/client/definition.ts'
import { findCity } from '#world/cities.ts'
import { nearestEdge } from '#world/edgeLocations.ts'
import { connectMs, LAST_MILE_MS, roundTripMs } from '#world/latency.ts'
import type { Place } from '#world/place.ts'
import { findRegion } from '#world/regions.ts'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { noHandlers, toyModules, toyScenario } from './toyRooms.ts'

/** What a request spends besides the world: in the service, and in the Region's own network. */
const SERVICE_MS = 20
const IN_REGION_MS = 0.7

type Properties = NonNullable<Scenario['nodes'][number]['properties']>

const scenarioWith = (client: Properties, service: Properties = {}): Scenario => ({
  coldstart: 1,
  name: 'world',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: {
        Load: { Stages: [{ DurationSeconds: 40, TargetPerSecond: 200 }], Arrival: 'uniform' },
        ...client,
      },
    },
    {
      id: 'Server',
      type: 'Coldstart::HttpService',
      properties: service,
      model: { ServiceTimeMs: SERVICE_MS, ServiceTimeSigma: 0 },
    },
  ],
  edges: [{ id: 'e', source: 'Users', target: 'Server' }],
})

const run = (scenario: Scenario) => {
  const simulation = createSimulation({ scenario, handlers: noHandlers })
  simulation.runUntil(after(START, seconds(60)))
  const places = simulation.query('Users', { type: 'places' }) as readonly PlaceLatency[]
  return { simulation, places: new Map(places.map((place) => [place.place, place])) }
}

const cityOf = (name: string): Place => {
  const city = findCity(name)
  if (city === undefined) throw new Error(name)
  return city
}

const US_EAST_1 = findRegion('us-east-1') ?? cityOf('Washington')

describe('latency by place', () => {
  const population = [{ City: 'Lagos' }, { City: 'Sao Paulo' }, { City: 'Frankfurt' }]
  const model = { Population: population }
  const placed = (): Scenario => {
    const scenario = scenarioWith({})
    const nodes = scenario.nodes.map((node) => (node.id === 'Users' ? { ...node, model } : node))
    return { ...scenario, nodes }
  }

  test('is the world’s, by hand: a round trip with the last mile, and three on a new connection', () => {
    const { places } = run(placed())
    for (const { City } of population) {
      const roundTrip = roundTripMs(cityOf(City), US_EAST_1) + LAST_MILE_MS.cable
      const reused = roundTrip + SERVICE_MS + IN_REGION_MS
      const opened = reused + connectMs(roundTrip)
      const seen = places.get(City)
      // Each of 762 people sends ten requests or eleven; the first of each opens a connection.
      expect(seen?.requests).toBeGreaterThan(2_000)
      expect((seen?.latencyMs?.p50 ?? 0) / reused).toBeCloseTo(1, 1)
      expect((seen?.latencyMs?.p99 ?? 0) / opened).toBeGreaterThan(0.95)
      expect((seen?.latencyMs?.p99 ?? 0) / opened).toBeLessThan(1.35)
    }
  })

  test('shows in the trace: the connection and both ways are parts of their own', () => {
    const simulation = createSimulation({ scenario: placed(), handlers: noHandlers })
    simulation.runUntil(after(START, seconds(1)))
    const events = readColumns(simulation.takeTrace())
    const names = events.flatMap((event) =>
      event.type === 'span-begin' && event.trace === 1 ? [event.name] : [],
    )
    const [, , out = ''] = names
    const city = out.replace('Network ', '').replace(' → us-east-1', '')
    expect(population.map(({ City }) => City)).toContain(city)
    expect(names).toEqual([
      'GET /',
      'Connect (TCP, TLS 1.3)',
      `Network ${city} → us-east-1`,
      'GET /',
      `Network us-east-1 → ${city}`,
    ])
    const hop = events.find((event) => event.type === 'hop')
    expect(hop).toMatchObject({ way: `${city}>us-east-1` })
  })

  test('without a place nothing of this happens, and the trace is what it was', () => {
    const { simulation, places } = run(scenarioWith({}))
    expect(places.size).toBe(0)
    const events = readColumns(simulation.takeTrace())
    expect(events.some((event) => event.type === 'hop' && 'way' in event)).toBe(false)
  })

  test('a server may stand elsewhere than in the Region', () => {
    const near = run(scenarioWith({ Location: 'Sydney' }, { Location: 'ap-southeast-2' }))
    const far = run(scenarioWith({ Location: 'Sydney' }))
    expect(near.places.get('Sydney')?.latencyMs?.p50).toBeLessThan(45)
    expect(far.places.get('Sydney')?.latencyMs?.p50).toBeGreaterThan(220)
  })
})

describe('an entrance', () => {
  test('is where callers meet a service: next to them, wherever they stand', () => {
    const api = toyModules['AWS::ApiGatewayV2::Api']
    if (api === undefined) throw new Error('no toy')
    const atTheEdge = {
      ...toyModules,
      'AWS::ApiGatewayV2::Api': {
        ...api,
        create: (...made: Parameters<typeof api.create>) => ({
          ...api.create(...made),
          entrance: (from: Place) => nearestEdge(from),
        }),
      },
    }
    const nodes = toyScenario.nodes.map((node) =>
      node.id === 'A' ? { ...node, properties: { Location: 'ap-northeast-1' } } : node,
    )
    const simulation = createSimulation({
      scenario: { ...toyScenario, nodes },
      handlers: noHandlers,
      modules: atTheEdge,
    })
    simulation.runUntil(after(START, seconds(60)))
    const ways = new Set(
      readColumns(simulation.takeTrace()).flatMap((event) =>
        event.type === 'hop' ? [`${event.edge} ${event.way ?? ''}`] : [],
      ),
    )
    // Who says nothing stands in the Region's city.
    expect(ways).toEqual(new Set(['ax ap-northeast-1>NRT', 'by us-east-1>IAD']))
  })
})
