import { createDots, type Dots, type Hop } from '../canvas/dots.ts'
import { onHop } from '../canvas/liveCanvas.ts'
import type { WireCurve } from '../canvas/wireCurve.ts'
import { findPlace } from './mapPlaces.ts'
import type { WorldDrawing } from './worldDrawing.ts'

/** What flies over the map. */
export interface Flights {
  readonly dots: Dots
  /** The great circles that something has flown along, by `Lagos>FRA`. */
  readonly ways: ReadonlyMap<string, WireCurve>
  /** By the callers' places: where their requests were last met. */
  readonly served: ReadonlyMap<string, string>
  /** Lets every hop that crosses the world fly, from now on; answers how to stop. */
  follow(): () => void
}

/** An empty sky over the world. */
export function createFlights(world: WorldDrawing): Flights {
  const dots = createDots()
  const ways = new Map<string, WireCurve>()
  const served = new Map<string, string>()

  const wayOf = (name: string): WireCurve | null => {
    const known = ways.get(name)
    if (known !== undefined) return known
    const [from, to] = name.split('>').map(findPlace)
    if (from === undefined || to === undefined) return null
    const curve = world.curveBetween(from, to)
    ways.set(name, curve)
    return curve
  }

  const take = (hop: Hop, beginsAt: number, perUs: number): void => {
    const { way } = hop
    const curve = way === undefined ? null : wayOf(way)
    if (way === undefined || curve === null) return
    const [source = '', target = ''] = way.split('>')
    served.set(source, target)
    dots.add({ ...hop, edge: way }, { source, target, length: curve.length }, beginsAt, perUs)
  }
  return {
    dots,
    ways,
    served,
    follow: () =>
      onHop(take, () => {
        dots.clear()
        served.clear()
      }),
  }
}
