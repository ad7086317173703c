import type { Place } from '#world/place.ts'
import { geoGraticule10, geoInterpolate, geoNaturalEarth1, geoPath } from 'd3-geo'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { type Point, SEGMENTS, type WireCurve } from '../canvas/wireCurve.ts'

/** The size that the world is drawn at before it is zoomed, px. */
export const WORLD = { width: 960, height: 500 } as const

/** The file of the package `world-atlas`: Natural Earth's countries, public domain. */
export type Atlas = Topology<{ countries: GeometryCollection; land: GeometryCollection }>

/** The world as paths of an SVG, and where places lie in it. */
export interface WorldDrawing {
  readonly land: string
  readonly borders: string
  readonly graticule: string
  project(place: Place): Point
  /** The great circle between two places, as dots travel along it. */
  curveBetween(from: Place, to: Place): WireCurve
}

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y)

/** Draws the world: Natural Earth's projection, cut where the fewest ways cross, in the Pacific. */
export function createWorldDrawing(atlas: Atlas): WorldDrawing {
  const projection = geoNaturalEarth1()
    .rotate([-11, 0])
    .fitSize([WORLD.width, WORLD.height], { type: 'Sphere' })
  const path = geoPath(projection).digits(1)
  const { countries, land } = atlas.objects

  const project = ({ lat, lon }: Place): Point => {
    const [x, y] = projection([lon, lat]) ?? [0, 0]
    return { x, y }
  }

  return {
    land: path(feature(atlas, land)) ?? '',
    borders: path(mesh(atlas, countries, (a, b) => a !== b)) ?? '',
    graticule: path(geoGraticule10()) ?? '',
    project,
    curveBetween(from, to) {
      const along = geoInterpolate([from.lon, from.lat], [to.lon, to.lat])
      const stops = Array.from({ length: SEGMENTS + 1 }, (_, index) => {
        const [lon, lat] = along(index / SEGMENTS)
        return project({ name: '', lon, lat })
      })
      const points = new Float64Array(stops.flatMap(({ x, y }) => [x, y]))
      const steps = stops.slice(1).map((stop, index) => distance(stops[index] ?? stop, stop))
      const breakAt = steps.findIndex((step) => step > WORLD.width / 2)
      const length = steps.reduce((sum, step, index) => (index === breakAt ? sum : sum + step), 0)
      return { path: '', length, points, ...(breakAt >= 0 && { breakAt }) }
    },
  }
}
