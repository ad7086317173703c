import type { Pen } from '#kit/picturePen.ts'
import type { Token } from '#kit/palette.ts'
import type { CacheLookup } from '../rest/definition.ts'

const CELL = 9
const PITCH = 12
/** µs: how long a look into the cache is bright. */
const FLASH = 600_000
const ALPHA_MIN = 0.3

/** One look into the cache as it is drawn now: hits are round and green, misses square and amber. */
export interface LookupCell {
  readonly token: Token
  readonly isRound: boolean
  readonly alpha: number
}

/** How the last looks into a cache appear at `now` (µs): what has just come is bright. */
export const planLookups = (recent: readonly CacheLookup[], now: number): readonly LookupCell[] =>
  recent.map(({ at, isHit }) => ({
    token: isHit ? 'ok' : 'throttle',
    isRound: isHit,
    alpha: Math.max(ALPHA_MIN, Math.min(1, 1 - Math.max(0, now - at) / FLASH)),
  }))

/** Draws them in a row, the latest at the left. */
export function drawLookups(pen: Pen, width: number, cells: readonly LookupCell[]): void {
  for (const [index, { token, isRound, alpha }] of cells.entries()) {
    const x = index * PITCH
    if (x + CELL > width) return
    const radius = isRound ? CELL / 2 : 1.5
    pen.box({ x, y: 0, width: CELL, height: CELL, radius }, token, alpha)
  }
}
