import type { Pen } from '#kit/picturePen.ts'
import type { Token } from '#kit/palette.ts'
import type { CloudFrontState, ResultType, SiteState } from '../definition.ts'

const CELL = 11
const PITCH = 14
/** µs: how long a place shows what just came, and that an invalidation swept it. */
const FLASH = 600_000
const SWEEP = 1_500_000

/** Whether a site still shows at `now` (µs) that an invalidation swept it. */
export const isSwept = ({ clearedAt }: Pick<SiteState, 'clearedAt'>, now: number): boolean =>
  clearedAt !== null && now - clearedAt < SWEEP

/** What a result looks like: hits are round and green, misses square and amber, errors square and red. */
export const LOOKS: Readonly<
  Record<'hit' | 'refresh' | 'miss' | 'error', { readonly token: Token; readonly isRound: boolean }>
> = {
  hit: { token: 'ok', isRound: true },
  refresh: { token: 'cold', isRound: true },
  miss: { token: 'throttle', isRound: false },
  error: { token: 'error', isRound: false },
}

/** Which look a result has. */
export const lookOf = (result: ResultType): keyof typeof LOOKS => {
  if (result === 'Hit') return 'hit'
  if (result === 'RefreshHit') return 'refresh'
  return result === 'Error' || result.endsWith('ExecutionError') || result === 'LimitExceeded'
    ? 'error'
    : 'miss'
}

/** One site as it is drawn now. */
export interface SiteCell {
  readonly look: keyof typeof LOOKS
  /** 0.25 for one at rest, 1 for one where something has just come. */
  readonly alpha: number
  readonly isRegional: boolean
  readonly isSwept: boolean
}

/** How sites look at `now` (µs): bright where something came of late, outlined where an invalidation swept. */
export const planSites = (
  { sites }: Pick<CloudFrontState, 'sites'>,
  now: number,
): readonly SiteCell[] =>
  sites.map((site) => ({
    look: lookOf(site.lastResult),
    alpha: Math.max(0.3, 1 - Math.max(0, now - site.lastAt) / FLASH),
    isRegional: site.kind === 'regional',
    isSwept: isSwept(site, now),
  }))

/** Draws sites in rows: regional caches are wider than edges. */
export function drawSites(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  cells: readonly SiteCell[],
): void {
  let x = 0
  let y = 0
  for (const { look, alpha, isRegional, isSwept } of cells) {
    const width = isRegional ? CELL * 2 : CELL
    if (x + width > field.width) {
      x = 0
      y += PITCH
    }
    if (y + CELL > field.height) return
    const { token, isRound } = LOOKS[look]
    if (isSwept)
      pen.box({ x: x - 1.5, y: y - 1.5, width: width + 3, height: CELL + 3, radius: 4 }, 'retry')
    pen.box({ x, y, width, height: CELL, radius: isRound ? CELL / 2 : 1.5 }, token, alpha)
    x += width + PITCH - CELL
  }
}
