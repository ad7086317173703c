import { type Distribution, logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { greatCircleKm, nearest, type Place } from './place.ts'
import { REGIONS } from './regions.ts'
import { findRttMs, RTT_REGIONS } from './regionRtt.ts'

/** Light in fibre makes 200 km in a millisecond, two thirds of its speed in vacuum: 100 km there and back. */
const KM_PER_ROUND_TRIP_MS = 100

/**
 * How much longer a round trip takes than light would need along the great circle: cables go round, routers queue.
 * Distance in km and factor, with straight lines between; the medians of 496 pairs of Regions (cloudping.co, May 2025,
 * one year's p50) by distance, each at the middle of its class.
 */
const ROUTING: readonly (readonly [km: number, factor: number])[] = [
  [250, 2.99],
  [1_000, 2.54],
  [2_750, 1.86],
  [6_000, 1.79],
  [10_000, 1.74],
  [14_000, 1.58],
]

/** Within a city. assumption: AWS publishes single-digit milliseconds between Availability Zones, less within one. */
const ROUND_TRIP_MS_MIN = 0.5

/** Up to here a place counts as standing in a Region's city: what was measured for the Region holds for it. assumption */
const REGION_CITY_KM = 100

const routingFactor = (km: number): number => {
  let below = ROUTING[0] ?? [0, 1]
  for (const point of ROUTING) {
    if (km <= point[0]) {
      const width = point[0] - below[0]
      if (width <= 0) return point[1]
      return below[1] + ((point[1] - below[1]) * (km - below[0])) / width
    }
    below = point
  }
  return below[1]
}

/** The median round trip in ms over `km` of network, from the distance alone. */
export const modelledRoundTripMs = (km: number): number =>
  Math.max(ROUND_TRIP_MS_MIN, (km / KM_PER_ROUND_TRIP_MS) * routingFactor(km))

const MEASURED = REGIONS.filter(({ code }) => RTT_REGIONS.includes(code))

/** The measured Region in whose city `place` stands. */
const anchorOf = (place: Place) => {
  const region = nearest(place, MEASURED)
  return region !== undefined && greatCircleKm(place, region) <= REGION_CITY_KM ? region : undefined
}

/**
 * The median round trip in ms between two places on the internet's backbone, without anybody's last mile. Where both
 * stand in a Region's city it is what was measured between these Regions and the way within the cities; else the
 * distance's. It costs some 3 µs for Regions and 30 µs for other places: keep what it answers.
 */
export function roundTripMs(from: Place, to: Place): number {
  const [a, b] = [anchorOf(from), anchorOf(to)]
  const measured = a === undefined || b === undefined || a === b ? null : findRttMs(a.code, b.code)
  if (measured === null || a === undefined || b === undefined) {
    return modelledRoundTripMs(greatCircleKm(from, to))
  }
  const within = (place: Place, region: Place): number =>
    (greatCircleKm(place, region) / KM_PER_ROUND_TRIP_MS) * routingFactor(0)
  return measured + within(from, a) + within(to, b)
}

/** How a user is connected. */
export type Access = 'none' | 'fibre' | 'cable' | 'dsl' | '5g' | '4g' | 'satellite'

/** Round trip in ms from a device to its provider's network, median. assumption: the middle of usual ranges. */
export const LAST_MILE_MS: Readonly<Record<Access, number>> = {
  /** In a data centre. */
  none: 0,
  fibre: 4,
  cable: 15,
  dsl: 22,
  '5g': 25,
  '4g': 50,
  /** In a low orbit. */
  satellite: 50,
}

/** How a connection is made. */
export type Handshake = 'tcp' | 'tls1.2' | 'tls1.3' | 'quic'

/**
 * Round trips before a request may be sent on a new connection: TCP's one (RFC 9293), TLS 1.3's one (RFC 8446 §2), TLS
 * 1.2's two (RFC 5246 §7.3), QUIC's one with TLS 1.3 inside (RFC 9001).
 */
export const HANDSHAKE_ROUND_TRIPS: Readonly<Record<Handshake, number>> = {
  tcp: 1,
  'tls1.2': 3,
  'tls1.3': 2,
  quic: 1,
}

/** What opening a connection costs in ms, before its first request, at that round trip. */
export const connectMs = (roundTrip: number, handshake: Handshake = 'tls1.3'): number =>
  roundTrip * HANDSHAKE_ROUND_TRIPS[handshake]

/** What a new connection sends before it waits: RFC 6928's ten segments, of 1,460 bytes each over Ethernet. */
export const WINDOW_BYTES_AT_FIRST = 14_600

/**
 * Round trips that the last byte of a body comes after its first, where the sender's window is `window`: slow start
 * doubles it with each (RFC 5681 §3.1), so a connection that has carried n bytes has a window of n more. Bandwidth is
 * no limit here.
 */
export function slowStartRoundTrips(bytes: number, window = WINDOW_BYTES_AT_FIRST): number {
  let trips = 0
  for (let sent = window; sent < bytes; sent = 2 * sent + window) trips++
  return trips
}

/** Spread of a long way around its median: queues on the internet. assumption: p99 about 1.25 times the median. */
const JITTER: Distribution = logNormalOf({ median: 1, sigma: 0.1 })

/** One draw around a median in ms, as the internet's queues spread it. Takes one number of `random`. */
export const sampleAround = (medianMs: number, random: Random): number =>
  medianMs * sample(JITTER, random)
