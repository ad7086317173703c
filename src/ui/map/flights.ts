import { createDots, type Dots, type Hop } from '../canvas/dots.ts'
import { displayNow, onHop } from '../canvas/liveCanvas.ts'
import type { WireCurve } from '../canvas/wireCurve.ts'
import { run } from '../stores/run.ts'
import { findPlace, planSites } from './mapPlaces.ts'
import { createSweeps, type Sweeps } from './sweeps.ts'
import type { WorldDrawing } from './worldDrawing.ts'

/** What flies over the map. */
export interface Flights {
  readonly dots: Dots
  /** The great circles that something has flown along, by `Lagos>FRA`. */
  readonly ways: ReadonlyMap<string, WireCurve>
  /** Where an invalidation has just been. */
  readonly sweeps: Sweeps
  /** Of a place of this world, before it is panned and zoomed. */
  readonly project: WorldDrawing['project']
  /** By the callers' places: where their requests were last met. */
  readonly served: ReadonlyMap<string, string>
  /** Lets every hop that crosses the world fly, from now on; answers how to stop. */
  follow(): () => void
}

/** An empty sky over the world. */
export function createFlights(world: WorldDrawing): Flights {
  const dots = createDots()
  const ways = new Map<string, WireCurve>()
  const sweeps = createSweeps()
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
    sweeps,
    project: (place) => world.project(place),
    served,
    follow() {
      const stops = [
        onHop(take, () => {
          dots.clear()
          served.clear()
          sweeps.clear()
        }),
        run.onFrame(({ states, now }) => sweeps.tell(planSites(states), now, displayNow())),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
