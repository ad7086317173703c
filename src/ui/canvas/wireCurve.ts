/** A point of the canvas, in its own px. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A node's place on the canvas, in px. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a wire begins and ends, and which way it leaves: to the right, back to the left, or out of top and bottom. */
export interface WireEnds {
  readonly source: Point
  readonly target: Point
  readonly way: 'across' | 'back' | 'upright'
}

/** Closer than this to the right, a node that stands above or below is reached upright, px. */
const ROOM_TO_TURN = 48
/** A wire back to the left needs this much between the two nodes, px. */
const GAP_MIN = 16

/** How far down its side a node is left or reached backwards: below the ports of the way forwards. */
const BACK_SHARE = 0.7

/**
 * Chooses a wire's ends: from port to port where the target stands to the right; else, where one node stands clear above
 * or to the left of the other, straight from edge to edge, so that it need not loop around both.
 */
export function chooseEnds(ports: Omit<WireEnds, 'way'>, from: Box, to: Box): WireEnds {
  const isAhead = to.x >= from.x + from.width + ROOM_TO_TURN
  const isBelow = to.y >= from.y + from.height
  const isAbove = from.y >= to.y + to.height
  const isBehind = to.x + to.width + GAP_MIN <= from.x
  if (!isAhead && !isBelow && !isAbove && isBehind) {
    return {
      source: { x: from.x, y: from.y + from.height * BACK_SHARE },
      target: { x: to.x + to.width, y: to.y + to.height * BACK_SHARE },
      way: 'back',
    }
  }
  if (isAhead || !(isBelow || isAbove)) return { ...ports, way: 'across' }
  return {
    source: { x: from.x + from.width / 2, y: isBelow ? from.y + from.height : from.y },
    target: { x: to.x + to.width / 2, y: isBelow ? to.y : to.y + to.height },
    way: 'upright',
  }
}

/** A wire as it is drawn: a cubic curve. */
export interface WireCurve {
  readonly path: string
  readonly length: number
  /** x and y of points at equal distances along the wire, from source to target. */
  readonly points: Float64Array
  /** On a map: the piece that leaves at one rim and comes in at the other; its length is nothing. */
  readonly breakAt?: number
}

export const SEGMENTS = 32
const FINE = 4

/** How far a control point reaches: half the way forwards, or a loop that widens slowly backwards. */
const reach = (distance: number): number =>
  distance >= 0 ? Math.max(24, distance / 2) : 32 + 8 * Math.sqrt(-distance)

/** The two control points of a wire. */
function computeControls({ source, target, way }: WireEnds): readonly [Point, Point] {
  if (way === 'upright') {
    const middle = (source.y + target.y) / 2
    return [
      { x: source.x, y: middle },
      { x: target.x, y: middle },
    ]
  }
  const span = way === 'back' ? (target.x - source.x) / 2 : reach(target.x - source.x)
  return [
    { x: source.x + span, y: source.y },
    { x: target.x - span, y: target.y },
  ]
}

/** Computes the curve between two ends, and a table of equidistant points, so that dots move at constant speed. */
export function computeWire(ends: WireEnds): WireCurve {
  const { source, target } = ends
  const [out, back] = computeControls(ends)
  const at = (t: number): Point => {
    const s = 1 - t
    const a = s * s * s
    const b = 3 * s * s * t
    const c = 3 * s * t * t
    const d = t * t * t
    return {
      x: a * source.x + b * out.x + c * back.x + d * target.x,
      y: a * source.y + b * out.y + c * back.y + d * target.y,
    }
  }
  const fine = Array.from({ length: SEGMENTS * FINE + 1 }, (_, index) =>
    at(index / (SEGMENTS * FINE)),
  )
  const lengths = [0]
  for (let index = 1; index < fine.length; index++) {
    const from = fine[index - 1] ?? source
    const to = fine[index] ?? target
    const step = Math.sqrt((to.x - from.x) ** 2 + (to.y - from.y) ** 2)
    lengths.push((lengths[index - 1] ?? 0) + step)
  }
  const length = lengths.at(-1) ?? 0
  const points = new Float64Array((SEGMENTS + 1) * 2)
  let cursor = 1
  for (let index = 0; index <= SEGMENTS; index++) {
    const wanted = (length * index) / SEGMENTS
    while (cursor < fine.length - 1 && (lengths[cursor] ?? 0) < wanted) cursor++
    const from = fine[cursor - 1] ?? source
    const to = fine[cursor] ?? target
    const before = lengths[cursor - 1] ?? 0
    const part = (lengths[cursor] ?? 0) - before
    const share = part <= 0 ? 0 : Math.min(1, (wanted - before) / part)
    points[index * 2] = from.x + (to.x - from.x) * share
    points[index * 2 + 1] = from.y + (to.y - from.y) * share
  }
  const n = (value: number): string => value.toFixed(1)
  const path = `M${n(source.x)},${n(source.y)} C${n(out.x)},${n(out.y)} ${n(back.x)},${n(back.y)} ${n(target.x)},${n(target.y)}`
  return { path, length, points }
}

/** Writes into `out` the place at `share` (0-1) of the wire, `lane` px to the right of the way from source to target. */
export function placeOnWire(
  { points, breakAt }: WireCurve,
  share: number,
  lane: number,
  out: { x: number; y: number },
): void {
  const along = Math.max(0, Math.min(1, share)) * SEGMENTS
  const index = Math.min(SEGMENTS - 1, Math.floor(along))
  const part = along - index
  const isOverTheRim = index === breakAt
  const x0 = points[index * 2] ?? 0
  const y0 = points[index * 2 + 1] ?? 0
  const dx = isOverTheRim ? 0 : (points[index * 2 + 2] ?? x0) - x0
  const dy = isOverTheRim ? 0 : (points[index * 2 + 3] ?? y0) - y0
  const size = Math.sqrt(dx * dx + dy * dy)
  const scale = size === 0 ? 0 : lane / size
  out.x = x0 + dx * part - dy * scale
  out.y = y0 + dy * part + dx * scale
}
