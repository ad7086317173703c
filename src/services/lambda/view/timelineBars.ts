import type { Pen } from '#kit/picturePen.ts'
import type { TimelineBar } from '../definition.ts'

/** The stretch of virtual time that is shown; µs. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A bar as it is drawn: px from the row's left edge. */
export interface DrawnBar {
  readonly phase: TimelineBar['phase']
  readonly x: number
  readonly width: number
}

/** Nothing thinner can be seen, px. */
const WIDTH_MIN = 1

/** The bars of a row within `span`, on a row of `width` px; what begins before is cut at the edge. */
export function placeBars(
  bars: readonly TimelineBar[],
  span: Span,
  width: number,
): readonly DrawnBar[] {
  const perUs = width / Math.max(1, span.to - span.from)
  return bars.flatMap(({ phase, from, to }) => {
    const begin = Math.max(from, span.from)
    const end = Math.min(to, span.to)
    if (end < span.from || begin > span.to) return []
    const x = (begin - span.from) * perUs
    return [{ phase, x, width: Math.max(WIDTH_MIN, (end - begin) * perUs) }]
  })
}

export const ROW_HEIGHT = 16

/** A phase's look: its height tells it apart as well as its colour. */
const LOOKS = {
  starting: { token: 'cold', alpha: 0.4, height: 10 },
  init: { token: 'cold', alpha: 1, height: 10 },
  restore: { token: 'retry', alpha: 1, height: 10 },
  busy: { token: 'ok', alpha: 1, height: 10 },
  idle: { token: 'ok', alpha: 0.35, height: 3 },
  shutdown: { token: 'async', alpha: 1, height: 3 },
  forgotten: { token: 'muted', alpha: 0.5, height: 1 },
} as const satisfies Readonly<Record<TimelineBar['phase'], object>>

/** Draws one row; long phases lie beneath short ones, so that a request of a millisecond still shows. */
export function drawBars(pen: Pen, bars: readonly DrawnBar[]): void {
  const isThin = (phase: TimelineBar['phase']): boolean => LOOKS[phase].height < 10
  for (const thin of [true, false]) {
    for (const { phase, x, width } of bars) {
      if (isThin(phase) !== thin) continue
      const { token, alpha, height } = LOOKS[phase]
      pen.box({ x, y: (ROW_HEIGHT - height) / 2, width, height }, token, alpha)
    }
  }
}

/** Steps that a clock reads well; µs. */
const STEPS = [
  1e3, 2e3, 5e3, 10e3, 20e3, 50e3, 100e3, 200e3, 500e3, 1e6, 2e6, 5e6, 10e6, 15e6, 30e6, 60e6,
  120e6, 300e6, 600e6, 1_800e6, 3_600e6, 7_200e6, 21_600e6, 86_400e6,
]
const TICK_PX = 70

/** Where the time axis has its ticks; µs. */
export function computeTicks({ from, to }: Span, width: number): readonly number[] {
  const wanted = ((to - from) / Math.max(1, width)) * TICK_PX
  const step = STEPS.find((each) => each >= wanted) ?? 86_400e6
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

/** `12.3 s`, `2:05`: an instant of the run, as short as the step between ticks allows. */
export function formatTick(at: number, { from, to }: Span): string {
  const seconds = at / 1e6
  const isFine = to - from < 10e6
  if (seconds < 60 || isFine) {
    const digits = to - from < 1e5 ? 3 : isFine ? 1 : 0
    return `${seconds.toFixed(digits)} s`
  }
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** Zooms by `factor` about the middle, or about the end where the run is followed; never beyond what has run. */
export function zoom(span: Span, factor: number, now: number): Span {
  const length = Math.min(Math.max(1e3, (span.to - span.from) * factor), Math.max(1e6, now))
  const isFollowing = span.to >= now
  const middle = (span.from + span.to) / 2
  const to = isFollowing ? now : Math.min(now, middle + length / 2)
  const from = Math.max(0, to - length)
  return { from, to: Math.max(to, from + length) }
}

/** Moves by a share of what is shown. */
export function move(span: Span, share: number, now: number): Span {
  const length = span.to - span.from
  const from = Math.max(0, Math.min(Math.max(0, now - length), span.from + length * share))
  return { from, to: from + length }
}
