import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Scenario } from '#scenario/schema.ts'
import { CITIES, findCity } from '#world/cities.ts'
import { EDGE_LOCATIONS } from '#world/edgeLocations.ts'
import type { Place } from '#world/place.ts'
import { REGIONS } from '#world/regions.ts'
import { describe, expect, test } from 'vitest'
import { placeOnWire } from '../canvas/wireCurve.ts'
import { findPlace, planRegions, planSites, planUsers, readReports } from './mapPlaces.ts'
import { fitWorld, panBy, zoomAbout } from './mapView.ts'
import { type Atlas, createWorldDrawing, WORLD } from './worldDrawing.ts'

const atlas = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'), 'utf8'),
) as Atlas
const world = createWorldDrawing(atlas)

const place = (name: string): Place => {
  const found = findPlace(name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('the drawing', () => {
  test('has every place within its frame, west left of east and north above south', () => {
    const outside = [...REGIONS, ...CITIES, ...EDGE_LOCATIONS].filter((each) => {
      const { x, y } = world.project(each)
      return !(x >= 0 && x <= WORLD.width && y >= 0 && y <= WORLD.height)
    })
    expect(outside).toEqual([])
    const [lima, tokyo, cairo] = ['Lima', 'Tokyo', 'Cairo'].map((name) =>
      world.project(place(name)),
    )
    expect((lima?.x ?? 0) < (cairo?.x ?? 0) && (cairo?.x ?? 0) < (tokyo?.x ?? 0)).toBe(true)
    expect((tokyo?.y ?? 0) < (lima?.y ?? 0)).toBe(true)
    expect([world.land, world.borders, world.graticule].every((d) => d.startsWith('M'))).toBe(true)
  })

  test('lets dots fly along great circles: to the north of the straight line from London to Tokyo', () => {
    const curve = world.curveBetween(place('London'), place('Tokyo'))
    const middle = { x: 0, y: 0 }
    placeOnWire(curve, 0.5, 0, middle)
    const [from, to] = [world.project(place('London')), world.project(place('Tokyo'))]
    expect(middle.y).toBeLessThan((from.y + to.y) / 2 - 40)
    expect(curve.breakAt).toBeUndefined()
  })

  test('a way over the Pacific leaves at one rim and comes in at the other, and never crosses the map', () => {
    const curve = world.curveBetween(place('Tokyo'), place('us-west-2'))
    expect(curve.breakAt).toBeGreaterThan(0)
    expect(curve.length).toBeLessThan(WORLD.width / 2)
    const at = { x: 0, y: 0 }
    for (let share = 0; share <= 1; share += 0.005) {
      placeOnWire(curve, share, 0, at)
      expect(Math.abs(at.x - WORLD.width / 2)).toBeGreaterThan(WORLD.width / 4)
    }
  })
})

describe('pan and zoom', () => {
  const size = { width: 1_000, height: 600 }
  test('begin with the whole world, keep the point under the pointer, and stay within bounds', () => {
    const fit = fitWorld(size)
    expect(fit.zoom * WORLD.width).toBeLessThanOrEqual(size.width)
    const near = zoomAbout(fit, { factor: 3, x: 700, y: 200 }, size)
    const under = (map: typeof fit) => [(700 - map.x) / map.zoom, (200 - map.y) / map.zoom]
    expect(under(near)[0]).toBeCloseTo(under(fit)[0] ?? 0, 6)
    expect(under(near)[1]).toBeCloseTo(under(fit)[1] ?? 0, 6)
    expect(zoomAbout(near, { factor: 1e9, x: 0, y: 0 }, size).zoom).toBeCloseTo(fit.zoom * 14, 6)
    expect(zoomAbout(near, { factor: 1e-9, x: 0, y: 0 }, size).zoom).toBeCloseTo(fit.zoom, 6)
    const far = panBy(near, 1e9, -1e9, size)
    expect(far.x).toBe(size.width / 2)
    expect(far.y).toBeCloseTo(size.height / 2 - WORLD.height * near.zoom, 6)
  })
})

describe('what stands on the map', () => {
  const scenario: Scenario = {
    coldstart: 1,
    name: 'map',
    seed: 1,
    region: 'eu-central-1',
    nodes: [
      { id: 'A', type: 'Coldstart::Client', properties: { Location: 'Lagos' } },
      {
        id: 'B',
        type: 'Coldstart::Client',
        model: {
          Population: [{ City: 'Lima', Weight: 3 }, { City: 'Lagos' }, { City: 'Nowhere' }],
        },
      },
      { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
      {
        id: 'Old',
        type: 'Coldstart::HttpService',
        name: 'Old one',
        properties: { Location: 'Lima' },
      },
    ],
    edges: [],
  }
  const latencyMs = { mean: 1, p50: 200, p95: 300, p99: 400 }

  test('users of all clients, by what they sent; before that by where they live', () => {
    const shares = planUsers(scenario, [], new Map()).map(({ place, share }) => [place.name, share])
    expect(shares).toEqual([
      ['Lagos', 0.625],
      ['Lima', 0.375],
    ])
    const reports = readReports([
      { place: 'Lima', requests: 7, failed: 1, latencyMs },
      { place: 'Lima', requests: 2, failed: 0, latencyMs: null },
      { place: 'Lagos', requests: 1, failed: 0, latencyMs },
      { place: 7 },
      'nonsense',
    ])
    const [lagos, lima] = planUsers(scenario, reports, new Map([['Lima', 'GRU']]))
    expect(lima).toMatchObject({ requests: 9, failed: 1, latencyMs, servedBy: 'GRU' })
    expect(lima?.roundTripMs).toBeCloseTo(64, 0)
    expect(lagos).toMatchObject({ requests: 1, servedBy: null, roundTripMs: null })
    expect(readReports({ no: 'list' })).toEqual([])
  })

  test('the Region, and servers that stand elsewhere', () => {
    expect(planRegions(scenario, {}).map(({ place, names }) => [place.name, names])).toEqual([
      ['eu-central-1', ['Api']],
      ['Lima', ['Old one']],
    ])
  })

  test('the Regions of whatever has replicas, with how far each is behind and what it lost', () => {
    const replica = { isHome: false, itemCount: 3, pending: 1, lagMs: { p50: 520 }, lost: 2 }
    const states = {
      Api: {
        replicas: [
          { ...replica, region: 'eu-central-1', isHome: true, lagMs: null, lost: 0 },
          { ...replica, region: 'ap-southeast-2' },
          { ...replica, region: 'nowhere-1' },
          'nonsense',
        ],
      },
      Old: { replicas: 'none' },
    }
    const told = planRegions(scenario, states).map(({ place, replicas }) => [place.name, replicas])
    const mark = { node: 'Api', items: 3, pending: 1 }
    expect(told).toEqual([
      ['eu-central-1', [{ ...mark, isHome: true, lagMs: null, lost: 0 }]],
      ['ap-southeast-2', [{ ...mark, isHome: false, lagMs: 520, lost: 2 }]],
      ['Lima', []],
    ])
  })

  test('edges and regional caches of any node that shows sites, sites of one city together', () => {
    const states = {
      Cdn: {
        sites: [
          { code: 'FRA56-P4', kind: 'edge', hits: 3, refreshes: 1, misses: 2 },
          { code: 'FRA50-P1', kind: 'edge', hits: 1 },
          { code: 'eu-central-1', kind: 'regional', misses: 5 },
          { code: 'XXX1-P1', kind: 'edge' },
          null,
        ],
      },
      Other: { sites: 'none' },
      Gone: null,
    }
    expect(
      planSites(states).map(({ place, kind, hits, misses }) => [place.name, kind, hits, misses]),
    ).toEqual([
      ['FRA', 'edge', 4, 2],
      ['eu-central-1', 'regional', 0, 5],
    ])
  })

  test('knows the places that hops name: cities first, then Regions and edge codes', () => {
    expect(findPlace('Lagos')).toBe(findCity('Lagos'))
    expect(['eu-west-1', 'FRA', 'FRA56-P4'].map((name) => findPlace(name)?.name)).toEqual([
      'eu-west-1',
      'FRA',
      'FRA',
    ])
    expect(findPlace('Atlantis')).toBeUndefined()
  })
})
