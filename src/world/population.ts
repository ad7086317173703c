import { findArea, findCity } from './cities.ts'
import type { Place } from './place.ts'
import { findRegion } from './regions.ts'

/** A place that users live in, and its share of them in any unit. */
export interface Home {
  readonly place: Place
  readonly weight: number
}

/** What a client says of where its users are. */
export interface Whereabouts {
  /** A city, a Region, a part of the world; empty: next to the API. */
  readonly location: string
  /** In place of it. */
  readonly cities: readonly { readonly City: string; readonly Weight: number }[]
}

/**
 * The places that users are drawn from; empty where they stand next to the API, or where nobody knows the place. A
 * Region is a program in its data centre; what is a city and a Region's is the city.
 */
export function homesOf({ location, cities }: Whereabouts): readonly Home[] {
  if (cities.length > 0) {
    return cities.flatMap(({ City, Weight }) => {
      const place = findCity(City)
      return place === undefined ? [] : [{ place, weight: Weight }]
    })
  }
  const area = findArea(location)
  if (area !== undefined) return area.map((place) => ({ place, weight: place.millions }))
  const place = findCity(location) ?? findRegion(location)
  return place === undefined || location === '' ? [] : [{ place, weight: 1 }]
}
