import { type Dot, shareOf } from './dots.ts'
import { type DotScene, LANE } from './drawDots.ts'
import { placeOnWire, type Point } from './wireCurve.ts'

/** How far from a dot's middle a click still means it, px of the screen. */
const REACH_PX = 10

/** The dot nearest to a point of the overlay, px; null where there is none within reach. */
export function findDotAt(
  {
    dots,
    wires,
    now,
    view,
  }: Pick<DotScene, 'wires' | 'now' | 'view'> & { readonly dots: readonly Dot[] },
  point: Point,
): Dot | null {
  const place = { x: 0, y: 0 }
  let nearest: Dot | null = null
  let least = REACH_PX * REACH_PX
  for (const dot of dots) {
    const share = shareOf(dot, now)
    const wire = wires.get(dot.edge)
    if (share === null || wire === undefined) continue
    placeOnWire(wire, share, dot.phase === 'request' ? -LANE : LANE, place)
    const dx = place.x * view.zoom + view.x - point.x
    const dy = place.y * view.zoom + view.y - point.y
    const distance = dx * dx + dy * dy
    if (distance > least) continue
    least = distance
    nearest = dot
  }
  return nearest
}
