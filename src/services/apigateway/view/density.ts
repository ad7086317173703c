import type { Pen } from '#kit/picturePen.ts'
import type { WebSocketApiState } from '../definition.ts'

/** Cells in a line of the node, and how they lie; px. */
const COLUMNS = 24
const PITCH = 9
const SIZE = 7

/** Alpha of a cell, in steps that can be told apart: one connection is faint, as many as any cell has is full. */
function strengthOf(count: number, most: number): number {
  if (count === 0) return 0
  return most <= 1 ? 0.55 : 0.3 + (0.7 * count) / most
}

/** A cell for every so-manieth connection: the more in it, the stronger; lit where a message has just gone by. */
export function drawDensity(pen: Pen, density: WebSocketApiState['density'] | null): void {
  const open = density?.open ?? Array.from({ length: 5 * COLUMNS }, () => 0)
  const lit = new Set(density?.lit)
  const most = Math.max(1, ...open)
  for (const [cell, count] of open.entries()) {
    const x = (cell % COLUMNS) * PITCH
    const y = Math.floor(cell / COLUMNS) * PITCH
    const place = { x, y, width: SIZE, height: SIZE, radius: 2 }
    if (count === 0) pen.box(place, 'line-soft')
    else if (lit.has(cell)) pen.box(place, 'accent')
    else pen.box(place, 'ok', strengthOf(count, most))
  }
}
