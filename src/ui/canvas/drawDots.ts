import type { Palette, Token } from '#kit/palette.ts'
import { type Dot, type DotKind, DOTS_MAX, type Dots, kindOf, shareOf } from './dots.ts'
import { placeOnWire, type WireCurve } from './wireCurve.ts'

/** What the overlay shows and from where. */
export interface DotScene {
  readonly dots: Dots
  readonly wires: ReadonlyMap<string, WireCurve>
  readonly now: number
  readonly palette: Palette
  /** The graph's pan and zoom. */
  readonly view: { readonly x: number; readonly y: number; readonly zoom: number }
  /** The trace that is followed; others step back. */
  readonly trace: number | null
  /** How far requests and replies keep to their own side, in units of the wires; absent: as on the graph. */
  readonly lane?: number
  /** Numbers on the wires instead of anything that moves. */
  readonly still: boolean
}

/** Requests and replies keep to their own side of the wire; px. */
export const LANE = 3.5
const RADIUS = 3.6
const REPLY_LINE = 1.6
const RING_LINE = 1.3

const COLORS: Readonly<Record<DotKind, Token>> = {
  request: 'ok',
  reply: 'ok',
  cold: 'cold',
  throttle: 'throttle',
  error: 'error',
  retry: 'retry',
  hit: 'ok',
  refresh: 'cold',
  stale: 'async',
  miss: 'throttle',
}

/** A ring around a core: what a cache had is inside. An open ring: it went and asked whether it still holds. */
function traceTarget(context: CanvasRenderingContext2D | Path2D, x: number, y: number, r: number) {
  context.moveTo(x + r * 0.6, y)
  context.arc(x, y, r * 0.6, 0, 2 * Math.PI)
}

/** Two triangles tip to tip: a glass whose sand has run. */
function traceGlass(context: CanvasRenderingContext2D | Path2D, x: number, y: number, r: number) {
  context.moveTo(x - r * 1.15, y - r * 1.3)
  context.lineTo(x + r * 1.15, y - r * 1.3)
  context.lineTo(x - r * 1.15, y + r * 1.3)
  context.lineTo(x + r * 1.15, y + r * 1.3)
  context.closePath()
}

const hasRing = (kind: DotKind): boolean => kind === 'hit' || kind === 'refresh'

/** What is drawn as a line around the dot, beside what `traceShape` fills: rings of what a cache had. */
export function traceRing(path: Path2D, kind: DotKind, x: number, y: number, r: number): void {
  if (!hasRing(kind)) return
  const opening = kind === 'hit' ? 0 : Math.PI / 2
  path.moveTo(x + r * 1.4, y)
  path.arc(x, y, r * 1.4, 0, 2 * Math.PI - opening)
}

/** Adds a dot's outline to the path; every kind has a shape of its own. */
export function traceShape(
  context: CanvasRenderingContext2D | Path2D,
  kind: DotKind,
  x: number,
  y: number,
  r: number,
): void {
  if (kind === 'hit' || kind === 'refresh') traceTarget(context, x, y, r)
  else if (kind === 'stale') traceGlass(context, x, y, r)
  else if (kind === 'miss') context.rect(x - r, y - r, r * 2, r * 2)
  else if (kind === 'cold') context.rect(x - r * 0.95, y - r * 0.95, r * 1.9, r * 1.9)
  else if (kind === 'throttle') {
    context.moveTo(x, y - r * 1.35)
    context.lineTo(x + r * 1.35, y)
    context.lineTo(x, y + r * 1.35)
    context.lineTo(x - r * 1.35, y)
    context.closePath()
  } else if (kind === 'error') {
    context.moveTo(x, y - r * 1.3)
    context.lineTo(x + r * 1.25, y + r)
    context.lineTo(x - r * 1.25, y + r)
    context.closePath()
  } else {
    context.moveTo(x + r, y)
    context.arc(x, y, r, 0, 2 * Math.PI)
  }
}

/** What went otherwise lies above what went well. */
const SPECIAL: readonly DotKind[] = [
  'hit',
  'refresh',
  'cold',
  'miss',
  'stale',
  'retry',
  'throttle',
  'error',
]

/** Fills or strokes what was traced, as its kind asks. */
export function paintShape(
  context: CanvasRenderingContext2D,
  kind: DotKind,
  path: Path2D,
  palette: Palette,
): void {
  const color = palette[COLORS[kind]]
  if (kind === 'reply' || kind === 'miss') {
    context.fillStyle = palette.surface
    context.fill(path)
    context.lineWidth = REPLY_LINE
    context.strokeStyle = color
    context.stroke(path)
  } else {
    context.fillStyle = color
    context.fill(path)
  }
}

/** Draws what `traceRing` outlined. */
export function paintRing(
  context: CanvasRenderingContext2D,
  kind: DotKind,
  path: Path2D,
  palette: Palette,
): void {
  context.lineWidth = RING_LINE
  context.strokeStyle = palette[COLORS[kind]]
  context.stroke(path)
}

/** Takes what `traceHalf` outlined out of the dots beneath. */
export function paintHalf(context: CanvasRenderingContext2D, path: Path2D, palette: Palette): void {
  context.fillStyle = palette.surface
  context.fill(path)
}

/** Half of a retry's dot is cleared: it is the second half of a story. */
export const traceHalf = (path: Path2D, x: number, y: number, r: number): void => {
  path.moveTo(x, y - r * 0.62)
  path.arc(x, y, r * 0.62, -Math.PI / 2, Math.PI / 2)
  path.closePath()
}

/** x and y of the plain dots of a frame: nothing is allocated for each. */
const plain = {
  request: new Float64Array(2 * DOTS_MAX),
  reply: new Float64Array(2 * DOTS_MAX),
}

/** Circles filled one by one: browsers paint those faster than one path with all of them. */
function fillCircles(
  context: CanvasRenderingContext2D,
  places: Float64Array,
  count: number,
  radius: number,
): void {
  for (let index = 0; index < 2 * count; index += 2) {
    context.beginPath()
    context.arc(places[index] ?? 0, places[index + 1] ?? 0, radius, 0, 2 * Math.PI)
    context.fill()
  }
}

/** A request is a disc, its reply a ring. */
function paintPlain(
  context: CanvasRenderingContext2D,
  palette: Palette,
  counts: { readonly request: number; readonly reply: number },
  radius: number,
): void {
  const half = REPLY_LINE / 2
  context.fillStyle = palette[COLORS.request]
  fillCircles(context, plain.request, counts.request, radius)
  fillCircles(context, plain.reply, counts.reply, radius + half)
  context.fillStyle = palette.surface
  fillCircles(context, plain.reply, counts.reply, radius - half)
}

function pathOf(paths: Map<DotKind, Path2D>, kind: DotKind): Path2D {
  let path = paths.get(kind)
  if (path === undefined) paths.set(kind, (path = new Path2D()))
  return path
}

/** Draws the dots that are on their way; answers how many those are. */
function paintDots(
  context: CanvasRenderingContext2D,
  scene: DotScene,
  chosen: readonly Dot[],
): number {
  const { dots, wires, now, palette, view, lane = LANE } = scene
  const zoom = Math.max(0.85, Math.min(1.6, view.zoom))
  const radius = RADIUS * zoom
  const counts = { request: 0, reply: 0 }
  const paths = new Map<DotKind, Path2D>()
  const rings = new Map<DotKind, Path2D>()
  const halves = new Path2D()
  const place = { x: 0, y: 0 }
  let drawn = 0
  for (const dot of chosen) {
    const share = shareOf(dot, now)
    const wire = wires.get(dot.edge)
    if (share === null || wire === undefined) continue
    drawn++
    placeOnWire(wire, share, dot.phase === 'request' ? -lane : lane, place)
    const x = place.x * view.zoom + view.x
    const y = place.y * view.zoom + view.y
    const kind = kindOf(dot, dots.isCold(dot.trace))
    if (kind === 'request' || kind === 'reply') {
      const at = 2 * counts[kind]++
      plain[kind][at] = x
      plain[kind][at + 1] = y
      continue
    }
    traceShape(pathOf(paths, kind), kind, x, y, radius)
    if (hasRing(kind)) traceRing(pathOf(rings, kind), kind, x, y, radius)
    if (kind === 'retry') traceHalf(halves, x, y, radius)
  }
  paintPlain(context, palette, counts, radius)
  for (const kind of SPECIAL) {
    const path = paths.get(kind)
    const ring = rings.get(kind)
    if (path !== undefined) paintShape(context, kind, path, palette)
    if (ring !== undefined) paintRing(context, kind, ring, palette)
  }
  if (paths.has('retry')) paintHalf(context, halves, palette)
  return drawn
}

function tracePolyline(path: Path2D, wire: WireCurve, view: DotScene['view']): void {
  for (let index = 0; index < wire.points.length; index += 2) {
    const x = (wire.points[index] ?? 0) * view.zoom + view.x
    const y = (wire.points[index + 1] ?? 0) * view.zoom + view.y
    if (index === 0 || index / 2 - 1 === wire.breakAt) path.moveTo(x, y)
    else path.lineTo(x, y)
  }
}

/**
 * Traffic too dense for dots: the wire widens with the logarithm of its rate, and dashes run along it. Where a cache
 * answers, the share of each dash that it had not is thin, in the colour of misses.
 */
function paintFlows(context: CanvasRenderingContext2D, scene: DotScene): void {
  const { dots, wires, now, palette, view } = scene
  for (const [edge, wire] of wires) {
    const flow = dots.flow(edge, now)
    if (!flow.merged || flow.rate < 1) continue
    const path = new Path2D()
    tracePolyline(path, wire, view)
    const width = Math.min(16, 2 + 2.4 * Math.log10(1 + flow.rate)) * view.zoom
    context.strokeStyle = flow.bad > 0.2 ? palette.error : palette.ok
    context.lineCap = 'butt'
    context.globalAlpha = 0.22
    context.lineWidth = width * 1.6
    context.stroke(path)
    context.globalAlpha = 0.55
    context.lineWidth = width * 0.6
    const gap = Math.max(3, 14 - 3 * Math.log10(1 + flow.rate)) * view.zoom
    const dash = (flow.hits === null ? 6 : 12) * view.zoom
    const offset = -(now * 0.12 * view.zoom) % (dash + gap)
    const had = dash * (flow.hits ?? 1)
    context.setLineDash([had, dash + gap - had])
    context.lineDashOffset = offset
    context.stroke(path)
    if (had < dash) {
      context.strokeStyle = palette[COLORS.miss]
      context.lineWidth = width * 0.3
      context.setLineDash([dash - had, gap + had])
      context.lineDashOffset = offset - had
      context.stroke(path)
    }
    context.setLineDash([])
    context.globalAlpha = 1
  }
}

/** For those who asked for less motion: each wire's rate as a number at its middle. */
function paintNumbers(context: CanvasRenderingContext2D, scene: DotScene): void {
  const { dots, wires, now, palette, view } = scene
  context.font = '11px ui-monospace, Menlo, Consolas, monospace'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const place = { x: 0, y: 0 }
  for (const [edge, wire] of wires) {
    const { rate, bad, hits } = dots.flow(edge, now)
    if (rate < 0.05) continue
    placeOnWire(wire, 0.5, 0, place)
    const x = place.x * view.zoom + view.x
    const y = place.y * view.zoom + view.y
    const failed = bad > 0.005 ? ` · ${Math.round(bad * 100)} % failed` : ''
    const cached = hits === null ? '' : ` · ${Math.round(hits * 100)} % hits`
    const text = `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s${cached}${failed}`
    const width = context.measureText(text).width + 10
    context.fillStyle = palette.surface
    context.strokeStyle = palette.line
    context.lineWidth = 1
    context.beginPath()
    context.roundRect(x - width / 2, y - 9, width, 18, 4)
    context.fill()
    context.stroke()
    context.fillStyle = failed === '' ? palette.text : palette.error
    context.fillText(text, x, y)
  }
}

/** Draws everything that moves on the wires; answers how many dots. The context's units are CSS px; the ground is clear. */
export function drawDots(context: CanvasRenderingContext2D, scene: DotScene): number {
  if (scene.still) {
    paintNumbers(context, scene)
    return 0
  }
  paintFlows(context, scene)
  const { trace, dots } = scene
  if (trace === null) return paintDots(context, scene, dots.all)
  const others = dots.all.filter((dot) => dot.trace !== trace)
  const own = dots.all.filter((dot) => dot.trace === trace)
  // Once it has arrived its wires tell its path; the others need not step back from nothing.
  if (own.length === 0) return paintDots(context, scene, others)
  context.globalAlpha = 0.2
  const faint = paintDots(context, scene, others)
  context.globalAlpha = 1
  return faint + paintDots(context, scene, own)
}
