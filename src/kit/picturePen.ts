import type { Token } from './palette.ts'

/** A rectangle in CSS px. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius?: number
}

/** All that is painted alike in a picture: one SVG path. */
export interface PicturePart {
  readonly token: Token
  /** 0-1 */
  readonly alpha: number
  readonly kind: 'fill' | 'stroke'
  readonly path: string
}

/** Draws a picture; what was drawn first lies beneath. */
export interface Pen {
  /** Fills a box; `alpha` counts in steps of a twentieth. */
  box(place: Box, token: Token, alpha?: number): void
  /** Draws a line through points: x, y, x, y, … */
  line(points: readonly number[], token: Token): void
}

/** A tenth of a px is all that can be seen, and keeps a picture the same while it looks the same. */
const n = (value: number): number => Math.round(value * 10) / 10

function boxPath({ x, y, width, height, radius = 0 }: Box): string {
  const r = Math.min(radius, width / 2, height / 2)
  if (r <= 0) return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`
  const [w, h] = [n(width - 2 * r), n(height - 2 * r)]
  const arc = (dx: number, dy: number): string => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`
  return `M${n(x + r)} ${n(y)}h${w}${arc(r, r)}v${h}${arc(-r, r)}h${-w}${arc(-r, -r)}v${-h}${arc(r, -r)}z`
}

/** Draws with a pen and answers what came of it: neighbours that are painted alike are one part. */
export function drawPicture(draw: (pen: Pen) => void): readonly PicturePart[] {
  const parts: PicturePart[] = []
  const add = (token: Token, alpha: number, kind: PicturePart['kind'], path: string): void => {
    const known = parts.findIndex(
      (part) => part.token === token && part.alpha === alpha && part.kind === kind,
    )
    const old = parts[known]
    if (old === undefined) parts.push({ token, alpha, kind, path })
    else parts[known] = { ...old, path: old.path + path }
  }
  draw({
    box(place, token, alpha = 1) {
      if (place.width <= 0 || place.height <= 0) return
      add(token, Math.round(alpha * 20) / 20, 'fill', boxPath(place))
    },
    line(points, token) {
      const steps = points.flatMap((x, index) =>
        index % 2 === 0 ? [`${index === 0 ? 'M' : 'L'}${n(x)} ${n(points[index + 1] ?? 0)}`] : [],
      )
      add(token, 1, 'stroke', steps.join(''))
    },
  })
  return parts
}
