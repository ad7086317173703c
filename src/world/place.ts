import { asin, cos, sin } from '#kernel/trigonometry.ts'

/**
 * A point of the earth, with a name: a city, an AWS Region, an edge location. Ways are remembered by the object: keep
 * one for as long as somebody stands there.
 */
export interface Place {
  /** A city's name; a Region's or an edge location's code. */
  readonly name: string
  /** Degrees north. */
  readonly lat: number
  /** Degrees east. */
  readonly lon: number
  /** ISO 3166-1 alpha-2, where it is known. */
  readonly country?: string
  /** Of somebody who stands there: the round trip in ms to the provider's network. Absent in a data centre. */
  readonly lastMileMs?: number
}

/** Mean radius of the earth: https://www.rfc-editor.org/rfc/rfc5870 names WGS 84, whose mean radius R1 this is. */
const EARTH_RADIUS_KM = 6_371.009
const RADIANS = 0.017453292519943295

/** The way from `a` to `b` over the globe, in km: the haversine formula on a sphere. */
export function greatCircleKm(a: Place, b: Place): number {
  const up = sin(((b.lat - a.lat) / 2) * RADIANS)
  const across = sin(((b.lon - a.lon) / 2) * RADIANS)
  const h = up * up + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * across * across
  return 2 * EARTH_RADIUS_KM * asin(Math.sqrt(Math.min(1, h)))
}

/** The one of `places` that stands nearest to `from`; of equals the first. */
export function nearest<P extends Place>(from: Place, places: readonly P[]): P | undefined {
  let best: P | undefined
  let bestKm = Infinity
  for (const place of places) {
    const km = greatCircleKm(from, place)
    if (km >= bestKm) continue
    best = place
    bestKm = km
  }
  return best
}
