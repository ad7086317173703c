import type { Palette } from '#kit/palette.ts'
import type { SiteMark } from './mapPlaces.ts'

/** How long a sweep is seen; ms of display time, whatever the run's speed. */
const SWEEP_MS = 1_100
/** A site that comes into view was swept just now if it was within this; µs. */
const RECENT_US = 1_500_000
/** px */
const RADIUS = { from: 7, to: 26 }

/** An invalidation that has reached a cache and takes objects away there. */
interface Sweep {
  readonly site: Pick<SiteMark, 'code' | 'place'>
  readonly begin: number
}

/** Sweeps on the screen. Times are display ms. */
export interface Sweeps {
  readonly all: readonly Sweep[]
  /** What is known of the sites at `now` (µs): those swept since they were last told of begin to show it. */
  tell(sites: readonly SiteMark[], now: number, display: number): void
  advance(display: number): void
  clear(): void
}

/** Creates a sky in which nothing is swept. */
export function createSweeps(): Sweeps {
  let all: readonly Sweep[] = []
  const known = new Map<string, number | null>()
  return {
    get all() {
      return all
    },
    tell(sites, now, display) {
      for (const site of sites) {
        const { code, clearedAt } = site
        const before = known.get(code)
        if (before === undefined) known.set(code, clearedAt)
        // Several distributions may stand at one site: the latest invalidation counts.
        if (clearedAt === null || clearedAt <= (before ?? -1)) continue
        known.set(code, clearedAt)
        if (before === undefined && now - clearedAt > RECENT_US) continue
        all = [...all.filter((each) => each.site.code !== code), { site, begin: display }]
      }
    },
    advance(display) {
      if (all.length > 0) all = all.filter(({ begin }) => display - begin < SWEEP_MS)
    },
    clear() {
      all = []
      known.clear()
    },
  }
}

/** Draws a ring around each swept site, wider as it goes; as wide as it gets where nothing may move. */
export function drawSweeps(
  context: CanvasRenderingContext2D,
  sweeps: readonly Sweep[],
  at: {
    readonly display: number
    readonly palette: Palette
    readonly isStill: boolean
    readonly pointOf: (site: Sweep['site']) => { readonly x: number; readonly y: number }
  },
): void {
  context.strokeStyle = at.palette.retry
  context.lineWidth = 2.5
  for (const { site, begin } of sweeps) {
    const gone = at.isStill ? 0.5 : Math.min(1, (at.display - begin) / SWEEP_MS)
    const { x, y } = at.pointOf(site)
    context.globalAlpha = 1 - 0.8 * gone
    context.beginPath()
    context.arc(x, y, RADIUS.from + (RADIUS.to - RADIUS.from) * gone, 0, 2 * Math.PI)
    context.stroke()
  }
  context.globalAlpha = 1
}
