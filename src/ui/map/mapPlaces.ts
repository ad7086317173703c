import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { findCity } from '#world/cities.ts'
import { EDGE_LOCATIONS } from '#world/edgeLocations.ts'
import { roundTripMs } from '#world/latency.ts'
import type { Place } from '#world/place.ts'
import { type Home, homesOf } from '#world/population.ts'
import { findRegion } from '#world/regions.ts'

/** What a client tells of the users at one place: the answer to `query({ type: 'places' })`. */
export interface PlaceReport {
  readonly place: string
  readonly requests: number
  readonly failed: number
  readonly latencyMs: {
    readonly mean: number
    readonly p50: number
    readonly p95: number
    readonly p99: number
  } | null
}

/** Users at a place of the map. */
export interface UsersMark {
  readonly place: Place
  readonly requests: number
  readonly failed: number
  readonly latencyMs: PlaceReport['latencyMs']
  /** Of all users of the scenario's clients, 0-1: who will send, before anybody has. */
  readonly share: number
  /** Where their requests are met: an edge location, a Region; null before the first has come. */
  readonly servedBy: string | null
  /** The world's median round trip to there and back, without anybody's last mile; null while nobody knows where. */
  readonly roundTripMs: number | null
}

/** What is in a Region of something that has several: a table's replica. */
export interface ReplicaMark {
  readonly node: string
  readonly isHome: boolean
  readonly items: number
  readonly pending: number
  readonly lagMs: number | null
  readonly lost: number
}

/** A Region, with what runs in it. */
export interface RegionMark {
  readonly place: Place
  readonly names: readonly string[]
  readonly replicas: readonly ReplicaMark[]
}

/** An edge location or a regional cache at work. */
export interface SiteMark {
  readonly place: Place
  readonly code: string
  readonly kind: 'edge' | 'regional'
  readonly hits: number
  readonly refreshes: number
  readonly misses: number
  /** µs: when the last invalidation reached it; null: none did. */
  readonly clearedAt: number | null
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** The edge location of a code such as `FRA` or `FRA56-P4`. */
const findEdge = (code: string): Place | undefined => {
  const city = code.slice(0, 3)
  return EDGE_LOCATIONS.find((edge) => edge.code === city)
}

/** The place that a hop's way or a site calls so. */
export const findPlace = (name: string): Place | undefined =>
  findCity(name) ?? findRegion(name) ?? findEdge(name)

const propertyOf = (node: ScenarioNode, name: string): unknown => node.properties?.[name]

const locationOf = (node: ScenarioNode): string => {
  const location = propertyOf(node, 'Location')
  return typeof location === 'string' ? location : ''
}

const isClient = (node: ScenarioNode): boolean => node.type === 'Coldstart::Client'

/** Where the users of a client live. */
function clientHomes(node: ScenarioNode): readonly Home[] {
  const population = isRecord(node.model) ? node.model['Population'] : undefined
  const cities = Array.isArray(population)
    ? population.flatMap((row: unknown) => {
        if (!isRecord(row) || typeof row['City'] !== 'string') return []
        const weight = row['Weight']
        return [{ City: row['City'], Weight: typeof weight === 'number' ? weight : 1 }]
      })
    : []
  return homesOf({ location: locationOf(node), cities })
}

/** The clients of a scenario: whom to ask about places. */
export const clientsOf = (scenario: Scenario): readonly string[] =>
  scenario.nodes.filter(isClient).map(({ id }) => id)

/** Reads a client's answer; what makes no sense is left out. */
export function readReports(value: unknown): readonly PlaceReport[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((row: unknown) => {
    if (!isRecord(row) || typeof row['place'] !== 'string') return []
    const { place, latencyMs } = row
    const latency = isRecord(latencyMs)
      ? {
          mean: numberOf(latencyMs['mean']),
          p50: numberOf(latencyMs['p50']),
          p95: numberOf(latencyMs['p95']),
          p99: numberOf(latencyMs['p99']),
        }
      : null
    return [
      {
        place,
        requests: numberOf(row['requests']),
        failed: numberOf(row['failed']),
        latencyMs: latency,
      },
    ]
  })
}

/** Of one place, told by several clients: counts add up, latencies are those of the client with the most requests. */
const join = (a: PlaceReport, b: PlaceReport): PlaceReport => ({
  place: a.place,
  requests: a.requests + b.requests,
  failed: a.failed + b.failed,
  latencyMs: a.requests >= b.requests ? a.latencyMs : b.latencyMs,
})

/** Every place that users have, those with most users first: an order that holds while requests come in. `served`: where the requests of a place were last met. */
export function planUsers(
  scenario: Scenario,
  reports: readonly PlaceReport[],
  served: ReadonlyMap<string, string>,
): readonly UsersMark[] {
  const told = new Map<string, PlaceReport>()
  for (const report of reports) {
    const before = told.get(report.place)
    told.set(report.place, before === undefined ? report : join(before, report))
  }
  const weights = new Map<string, number>()
  for (const node of scenario.nodes.filter(isClient)) {
    const homes = clientHomes(node)
    const total = homes.reduce((sum, { weight }) => sum + weight, 0)
    for (const { place, weight } of homes) {
      weights.set(place.name, (weights.get(place.name) ?? 0) + weight / total)
    }
  }
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const names = new Set([...weights.keys(), ...told.keys()])
  return [...names]
    .flatMap((name): UsersMark[] => {
      const place = findPlace(name)
      if (place === undefined) return []
      const report = told.get(name)
      const servedBy = served.get(name) ?? null
      const server = findPlace(servedBy ?? '')
      return [
        {
          place,
          requests: report?.requests ?? 0,
          failed: report?.failed ?? 0,
          latencyMs: report?.latencyMs ?? null,
          share: all === 0 ? 0 : (weights.get(name) ?? 0) / all,
          servedBy,
          roundTripMs: server === undefined ? null : roundTripMs(place, server),
        },
      ]
    })
    .sort((a, b) => b.share - a.share || b.requests - a.requests)
}

/** The replicas that a node shows, by their Regions' codes. */
function replicasOf(state: unknown, node: string): readonly (readonly [string, ReplicaMark])[] {
  if (!isRecord(state) || !Array.isArray(state['replicas'])) return []
  return state['replicas'].flatMap((replica: unknown) => {
    if (!isRecord(replica) || typeof replica['region'] !== 'string') return []
    const { region, isHome, itemCount, pending, lagMs, lost } = replica
    const mark: ReplicaMark = {
      node,
      isHome: isHome === true,
      items: numberOf(itemCount),
      pending: numberOf(pending),
      lagMs: isRecord(lagMs) ? numberOf(lagMs['p50']) : null,
      lost: numberOf(lost),
    }
    return [[region, mark] as const]
  })
}

/** The Regions that something runs in: the scenario's own, those that servers say, and those of replicas. */
export function planRegions(
  scenario: Scenario,
  states: Readonly<Record<string, unknown>>,
): readonly RegionMark[] {
  const byName = new Map<string, { place: Place; names: string[]; replicas: ReplicaMark[] }>()
  const markOf = (name: string) => {
    const place = findPlace(name)
    if (place === undefined) return undefined
    const mark = byName.get(place.name) ?? { place, names: [], replicas: [] }
    byName.set(place.name, mark)
    return mark
  }
  for (const node of scenario.nodes) {
    if (isClient(node)) continue
    markOf(locationOf(node) || scenario.region)?.names.push(node.name ?? node.id)
    for (const [region, replica] of replicasOf(states[node.id], node.name ?? node.id)) {
      markOf(region)?.replicas.push(replica)
    }
  }
  return [...byName.values()]
}

const latest = (told: unknown, before: number | null): number | null =>
  typeof told === 'number' ? Math.max(told, before ?? 0) : before

/** Edge locations and regional caches, of any node that shows `sites`. */
export function planSites(states: Readonly<Record<string, unknown>>): readonly SiteMark[] {
  const marks = new Map<string, SiteMark>()
  for (const state of Object.values(states)) {
    const sites = isRecord(state) ? state['sites'] : undefined
    if (!Array.isArray(sites)) continue
    for (const site of sites as readonly unknown[]) {
      if (!isRecord(site) || typeof site['code'] !== 'string') continue
      const place = findRegion(site['code']) ?? findEdge(site['code'])
      if (place === undefined) continue
      const kind = site['kind'] === 'regional' ? 'regional' : 'edge'
      const before = marks.get(`${kind} ${place.name}`)
      marks.set(`${kind} ${place.name}`, {
        place,
        kind,
        code: site['code'],
        hits: numberOf(site['hits']) + (before?.hits ?? 0),
        refreshes: numberOf(site['refreshes']) + (before?.refreshes ?? 0),
        misses: numberOf(site['misses']) + (before?.misses ?? 0),
        clearedAt: latest(site['clearedAt'], before?.clearedAt ?? null),
      })
    }
  }
  return [...marks.values()]
}
