import { describe, expect, test } from 'vitest'
import { AREAS, CITIES, findArea, findCity } from './cities.ts'
import {
  advisedShieldOf,
  EDGE_LOCATIONS,
  nearestEdge,
  ORIGIN_SHIELD_REGIONS,
  REGIONAL_EDGE_CACHES,
  regionalCacheOf,
} from './edgeLocations.ts'
import {
  connectMs,
  LAST_MILE_MS,
  modelledRoundTripMs,
  roundTripMs,
  slowStartRoundTrips,
} from './latency.ts'
import { greatCircleKm, type Place } from './place.ts'
import { findRegion, REGIONS } from './regions.ts'
import { findRttMs, RTT_REGIONS } from './regionRtt.ts'

const placeOf = (name: string): Place => {
  const place =
    findRegion(name) ?? findCity(name) ?? EDGE_LOCATIONS.find(({ code }) => code === name)
  if (place === undefined) throw new Error(`no place ${name}`)
  return place
}

const between = (a: string, b: string): number => roundTripMs(placeOf(a), placeOf(b))

describe('the way over the globe', () => {
  test('is what geodesy gives, to half a per cent: a sphere is not an ellipsoid', () => {
    // Vincenty on WGS 84: London to New York, Sydney to Santiago, and a quarter and a half of the globe.
    const km = (a: string, b: string): number => greatCircleKm(placeOf(a), placeOf(b))
    expect(km('London', 'New York')).toBeCloseTo(5_570, -1)
    expect(km('Sydney', 'Santiago')).toBeCloseTo(11_340, -2)
    const at = (lat: number, lon: number): Place => ({ name: '', lat, lon })
    expect(greatCircleKm(at(0, 0), at(90, 0))).toBeCloseTo(10_007.5, 0)
    expect(greatCircleKm(at(0, 0), at(0, 180))).toBeCloseTo(20_015.1, 0)
    expect(greatCircleKm(at(10, 179), at(10, -179))).toBeLessThan(220)
  })
})

/** Errors of the distance model against cloudping.co's medians, over each pair of Regions once. */
const modelErrors = (): readonly { readonly ms: number; readonly share: number }[] =>
  RTT_REGIONS.flatMap((from, index) =>
    RTT_REGIONS.slice(index + 1).map((to) => {
      const measured = ((findRttMs(from, to) ?? NaN) + (findRttMs(to, from) ?? NaN)) / 2
      const km = greatCircleKm(placeOf(from), placeOf(to))
      const ms = Math.abs(modelledRoundTripMs(km) - measured)
      return { ms, share: ms / measured }
    }),
  )

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN

describe('round trips', () => {
  test('by distance alone are within 14 % (median) and 35 % (p90) of 496 measured pairs of Regions', () => {
    const errors = modelErrors()
    expect(errors).toHaveLength(496)
    const shares = errors.map(({ share }) => share)
    expect(quantile(shares, 0.5)).toBeCloseTo(0.136, 2)
    expect(quantile(shares, 0.9)).toBeCloseTo(0.346, 2)
    expect(
      quantile(
        errors.map(({ ms }) => ms),
        0.5,
      ),
    ).toBeLessThan(18)
  })

  test('between Regions are the measured ones', () => {
    expect(between('eu-central-1', 'us-east-1')).toBe(92.6)
    expect(between('ap-southeast-2', 'af-south-1')).toBe(409.3)
  })

  test('from a city or an edge location beside a Region are the Region’s, and the way to it', () => {
    expect(between('Frankfurt', 'us-east-1')).toBeCloseTo(92.6, 1)
    // The airport is 11 km from the city.
    expect(between('FRA', 'us-east-1')).toBeCloseTo(92.6 + 0.36, 1)
  })

  test('elsewhere follow the distance: by hand, 100 km of fibre cost 1 ms × the factor of their class', () => {
    // 1,878 km: half-way between 1,000 km (2.54) and 2,750 km (1.86), roughly.
    const km = greatCircleKm(placeOf('Athens'), placeOf('eu-central-1'))
    const factor = 2.54 + ((1.86 - 2.54) * (km - 1_000)) / 1_750
    expect(between('Athens', 'eu-central-1')).toBeCloseTo((km / 100) * factor, 9)
    expect(between('Lagos', 'us-east-1')).toBeGreaterThan(140)
  })

  test('never fall below those within a city, and grow with the distance', () => {
    expect(modelledRoundTripMs(0)).toBe(0.5)
    const kms = Array.from({ length: 2_001 }, (_, index) => index * 10)
    const trips = kms.map(modelledRoundTripMs)
    expect(trips).toEqual(trips.toSorted((a, b) => a - b))
  })

  test('are finite for every pair of places', () => {
    const places = [...REGIONS, ...CITIES, ...EDGE_LOCATIONS].filter((_, at) => at % 7 === 0)
    const all = places.flatMap((a) => places.map((b) => roundTripMs(a, b)))
    expect(all.filter((trip) => !(trip >= 0.5 && trip < 500))).toEqual([])
  })
})

describe('connections', () => {
  test('begin with a last mile within the usual range of its kind; a data centre has none', () => {
    const { none, fibre, cable, dsl, satellite } = LAST_MILE_MS
    expect(none).toBe(0)
    expect(fibre).toBeLessThan(cable)
    expect(cable).toBeLessThan(dsl)
    expect([LAST_MILE_MS['5g'] < LAST_MILE_MS['4g'], satellite]).toEqual([true, 50])
  })

  test('cost a round trip for TCP and one more for TLS 1.3, two for TLS 1.2; QUIC one in all', () => {
    const costs = (['tcp', 'tls1.2', 'tls1.3', 'quic'] as const).map((how) => connectMs(100, how))
    expect(costs).toEqual([100, 300, 200, 100])
  })

  test('that are new double what they send: ten segments, twenty, forty', () => {
    const bytes = [0, 14_600, 14_601, 43_800, 43_801, 1_000_000]
    expect(bytes.map((each) => slowStartRoundTrips(each))).toEqual([0, 0, 1, 1, 2, 6])
  })
})

describe('edge locations', () => {
  test('serve the viewers next to them, as far as the price class goes', () => {
    const edges = (city: string): readonly string[] =>
      (['PriceClass_All', 'PriceClass_200', 'PriceClass_100'] as const).map(
        (priceClass) => nearestEdge(placeOf(city), priceClass).code,
      )
    expect(edges('Munich')).toEqual(['MUC', 'MUC', 'MUC'])
    expect(edges('Mumbai')).toEqual(['BOM', 'BOM', 'TLV'])
    expect(edges('Sydney')).toEqual(['SYD', 'CGK', 'SFO'])
    expect(edges('Honolulu')[0]).toBe('SFO')
  })

  test('stand in front of the nearest regional edge cache', () => {
    const behind = (code: string): string => regionalCacheOf(placeOf(code)).code
    expect(['FRA', 'GRU', 'SYD', 'IAD', 'JNB', 'CDG'].map(behind)).toEqual([
      'eu-central-1',
      'sa-east-1',
      'ap-southeast-2',
      'us-east-1',
      'ap-south-1',
      'eu-west-2',
    ])
    expect(REGIONAL_EDGE_CACHES).toHaveLength(13)
  })

  test('have shields where AWS lists them, and its advice elsewhere', () => {
    expect(ORIGIN_SHIELD_REGIONS).toHaveLength(12)
    const advised = (code: string): string | undefined => {
      const region = findRegion(code)
      return region === undefined ? undefined : advisedShieldOf(region).code
    }
    expect(['eu-west-1', 'us-west-1', 'eu-north-1', 'eu-south-2'].map(advised)).toEqual([
      'eu-west-1',
      'us-west-2',
      'eu-west-2',
      'eu-west-2',
    ])
  })
})

describe('places', () => {
  test('have names of their own and stand on the globe', () => {
    for (const list of [REGIONS, CITIES, EDGE_LOCATIONS]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
      const isOn = ({ lat, lon }: Place): boolean => Math.abs(lat) <= 90 && Math.abs(lon) <= 180
      expect(list.filter((place) => !isOn(place))).toEqual([])
    }
    expect([REGIONS.length, CITIES.length, EDGE_LOCATIONS.length]).toEqual([34, 118, 103])
  })

  test('are found by their names in any case', () => {
    expect(findRegion('Europe (Ireland)')?.code).toBe('eu-west-1')
    expect(findCity(' sao paulo ')?.country).toBe('BR')
    expect(findCity('Atlantis')).toBeUndefined()
    expect(findArea('world')).toBe(CITIES)
    expect(findArea('oceania')?.map(({ name }) => name)).toContain('Perth')
    expect(findArea('Atlantis')).toBeUndefined()
    expect(AREAS[0]).toBe('World')
  })
})
