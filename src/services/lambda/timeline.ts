import type { Instant } from '#kernel/time.ts'
import type { Timeline, TimelineBar, TimelineRow } from './definition.ts'
import type { Fleet, PastEnvironment } from './environments/fleet.ts'

/** Rows of one answer. */
const ROWS_MAX = 500

interface Window {
  readonly from: number
  readonly to: number
}

function barsIn(
  { bars, bornAt }: Pick<PastEnvironment, 'bars' | 'bornAt'>,
  end: number,
  { from, to }: Window,
): TimelineBar[] {
  const inside: TimelineBar[] = []
  const keptFrom = bars[0]?.since ?? end
  if (keptFrom > bornAt && bornAt < to && keptFrom >= from) {
    inside.push({ phase: 'forgotten', from: bornAt, to: keptFrom })
  }
  bars.forEach(({ phase, since }, at) => {
    const until = bars[at + 1]?.since ?? end
    if (since < to && until >= from) inside.push({ phase, from: since, to: until })
  })
  return inside
}

const rowOf = (
  environment: Omit<PastEnvironment, 'goneAt'>,
  goneAt: Instant | null,
  { now, window }: { readonly now: Instant; readonly window: Window },
): TimelineRow => ({
  id: environment.id,
  version: environment.version,
  initializationType: environment.initializationType,
  cause: environment.cause,
  bornAt: environment.bornAt,
  goneAt,
  invocations: environment.invocations,
  bars: barsIn(environment, goneAt ?? now, window),
})

/** The life of every environment that was there between two instants, of those that are still remembered. */
export function computeTimeline(
  fleet: Pick<Fleet, 'all' | 'past'>,
  window: Window,
  now: Instant,
): Timeline {
  const seen = { now, window }
  const rows = [
    ...fleet.past.map((environment) => rowOf(environment, environment.goneAt, seen)),
    ...fleet.all.map((environment) => rowOf(environment, null, seen)),
  ]
    .filter(({ bars }) => bars.length > 0)
    .toSorted((one, two) => one.id - two.id)
  return { rows: rows.slice(0, ROWS_MAX), omitted: Math.max(0, rows.length - ROWS_MAX) }
}
