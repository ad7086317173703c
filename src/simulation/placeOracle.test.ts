import { after, seconds, START } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import { setModel } from '#scenario/setProperties.ts'
import type { PlaceLatency } from '#services/client/definition.ts'
import { CITIES } from '#world/cities.ts'
import { EDGE_LOCATIONS } from '#world/edgeLocations.ts'
import { REGIONS } from '#world/regions.ts'
import { findRttMs, RTT_REGIONS } from '#world/regionRtt.ts'
import { createRandom } from '#kernel/random.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { noHandlers } from './toyRooms.ts'

// The network model worked out by hand, apart from the one that the simulation has: the reference's table of distances and
// factors, the measured matrix between Regions, great circles by vectors in place of haversines. Then whole runs against it.

interface At {
  readonly name: string
  readonly lat: number
  readonly lon: number
  readonly country?: string
}

/** "Median inflation" of a round trip over light in fibre, at the middle of each class of distance. */
const FACTORS: readonly (readonly [km: number, factor: number])[] = [
  [250, 2.99],
  [1_000, 2.54],
  [2_750, 1.86],
  [6_000, 1.79],
  [10_000, 1.74],
  [14_000, 1.58],
]
const LAST_MILE_MS = 15
const SERVICE_MS = 20
const EDGE_MS = 2
/** Within a Region, there and back, on every crossing. */
const LOCAL_MS = 0.7

const vectorOf = ({ lat, lon }: At): readonly [number, number, number] => {
  const [a, b] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180]
  return [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)]
}

const kmBetween = (a: At, b: At): number => {
  const [x, y, z] = vectorOf(a)
  const [u, v, w] = vectorOf(b)
  const cross = Math.hypot(y * w - z * v, z * u - x * w, x * v - y * u)
  return 6_371.009 * Math.atan2(cross, x * u + y * v + z * w)
}

const byDistance = (km: number): number => {
  const after_ = FACTORS.findIndex(([end]) => km <= end)
  const [endKm, endFactor] = FACTORS[after_] ?? [km, 1.58]
  const [beginKm, beginFactor] = FACTORS[after_ - 1] ?? [0, endFactor]
  const share = after_ <= 0 ? 0 : (km - beginKm) / (endKm - beginKm)
  const factor = after_ < 0 ? 1.58 : beginFactor + (endFactor - beginFactor) * share
  return Math.max(0.5, (km / 100) * factor)
}

const beside = (place: At): At | undefined =>
  REGIONS.filter(({ code }) => RTT_REGIONS.includes(code))
    .map((region) => ({ region, km: kmBetween(place, region) }))
    .filter(({ km }) => km <= 100)
    .sort((a, b) => a.km - b.km)[0]?.region

const handRtt = (a: At, b: At): number => {
  const [from, to] = [beside(a), beside(b)]
  const measured =
    from === undefined || to === undefined || from === to ? null : findRttMs(from.name, to.name)
  if (measured === null || from === undefined || to === undefined) {
    return byDistance(kmBetween(a, b))
  }
  return measured + ((kmBetween(a, from) + kmBetween(b, to)) / 100) * 2.99
}

/** China's edges are a partition of their own: nobody here is served there. */
const nearestOf = (place: At): At => {
  const [nearest] = EDGE_LOCATIONS.filter(({ country }) => country !== 'CN').toSorted(
    (a, b) => kmBetween(place, a) - kmBetween(place, b),
  )
  if (nearest === undefined) throw new Error('no edge')
  return nearest
}

/** Cities drawn from all, none twice. */
function drawCities(seed: number, count: number): readonly At[] {
  const random = createRandom(seed, 'cities')
  const left = CITIES.filter(({ country }) => country !== 'CN')
  return Array.from({ length: count }, () => {
    const [city] = left.splice(random.integer(0, left.length - 1), 1)
    if (city === undefined) throw new Error('no city left')
    return city
  })
}

const scenarioOf = (cities: readonly At[], region: string): Scenario => ({
  coldstart: 1,
  name: 'anywhere',
  seed: 3,
  region,
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: {
        Load: { Stages: [{ DurationSeconds: 60, TargetPerSecond: 80 }], Arrival: 'uniform' },
        Requests: [{ Path: '/page' }],
      },
      model: { Population: cities.map(({ name }) => ({ City: name })) },
    },
    {
      id: 'Cdn',
      type: 'AWS::CloudFront::Distribution',
      properties: {
        DistributionConfig: { DefaultCacheBehavior: { CachePolicyId: 'own' } },
        CachePolicies: { own: { MinTTL: 3_600, DefaultTTL: 3_600, MaxTTL: 3_600 } },
      },
      model: { EdgeMs: EDGE_MS },
    },
    {
      id: 'Web',
      type: 'Coldstart::HttpService',
      model: { ServiceTimeMs: SERVICE_MS, ServiceTimeSigma: 0 },
    },
  ],
  edges: [
    { id: 'in', source: 'Users', target: 'Cdn' },
    { id: 'out', source: 'Cdn', target: 'Web' },
  ],
})

const mediansOf = (scenario: Scenario): ReadonlyMap<string, PlaceLatency> => {
  const simulation = createSimulation({ scenario, handlers: noHandlers, traceRowsMax: 0 })
  simulation.runUntil(after(START, seconds(65)))
  const places = simulation.query('Users', { type: 'places' }) as readonly PlaceLatency[]
  simulation.dispose()
  return new Map(places.map((place) => [place.place, place]))
}

test.each([
  [11, 'us-east-1'],
  [13, 'ap-southeast-2'],
])(
  'ten cities drawn by seed %i, an origin in %s: half of their users wait as long as the model by hand says, with and without a CDN',
  (seed, code) => {
    const cities = drawCities(seed, 10)
    const region = REGIONS.find((each) => each.code === code)
    if (region === undefined) throw new Error(code)
    const scenario = scenarioOf(cities, code)
    const withCdn = mediansOf(scenario)
    const without = mediansOf(setModel(scenario, 'Cdn', { Bypass: true }))
    for (const city of cities) {
      const hit = handRtt(city, nearestOf(city)) + LAST_MILE_MS + LOCAL_MS + EDGE_MS
      const direct = handRtt(city, region) + LAST_MILE_MS + 2 * LOCAL_MS + SERVICE_MS
      const [near, far] = [withCdn.get(city.name), without.get(city.name)]
      expect(near?.requests, city.name).toBe(far?.requests)
      expect((near?.latencyMs?.p50 ?? 0) / hit, `${city.name} by its edge`).toBeCloseTo(1, 1)
      expect((far?.latencyMs?.p50 ?? 0) / direct, `${city.name} directly`).toBeCloseTo(1, 1)
    }
  },
)
