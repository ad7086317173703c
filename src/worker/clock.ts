import { after, type Instant, START, us } from '#kernel/time.ts'
import type { Speed } from './protocol.ts'

/** Real time behind which a run may fall before the clock gives in: it then runs slower than asked. */
const LAG_MS_MAX = 250
/** Real time that is made up for after the timers of a background tab have slept. */
const SLEEP_MS_MAX = 5_000
/** Over how much real time the reached speed is taken. */
const WINDOW_MS = 500

/** Virtual seconds per real second, at the slowest. */
export const SPEED_MIN = 0.001
/** Virtual seconds per real second, at the fastest that is paced. */
export const SPEED_MAX = 1_000

/** The farthest instant: what `max` runs towards. */
const FOREVER = Number.POSITIVE_INFINITY as Instant

/** Maps real time to virtual time, at a speed that changes, and forgives what cannot be made up. */
export interface PacedClock {
  /** Begins at `now` (virtual) and `wallMs` (real). */
  start(speed: Speed, now: Instant, wallMs: number): void
  /** How far to run by `wallMs`, being at `now`. */
  target(now: Instant, wallMs: number): Instant
  /** Says how far it has come. */
  reached(now: Instant, wallMs: number): void
  /** Virtual seconds per real second of late. */
  readonly speed: number
}

/** Creates a clock that stands still until it is started. */
export function createPacedClock(): PacedClock {
  let speed: Speed = 1
  let anchorNow = 0
  let anchorMs = 0
  let lastMs = 0
  let debtMs = 0
  let windowMs = 0
  let windowNow = 0
  let reachedSpeed = 0

  return {
    start(wanted, now, wallMs) {
      speed = wanted === 'max' ? 'max' : Math.min(SPEED_MAX, Math.max(SPEED_MIN, wanted))
      anchorNow = now
      anchorMs = wallMs
      lastMs = wallMs
      debtMs = 0
      windowMs = wallMs
      windowNow = now
      reachedSpeed = 0
    },
    target(now, wallMs) {
      if (speed === 'max') return FOREVER
      const perMs = speed * 1_000
      const slept = wallMs - lastMs
      if (slept > LAG_MS_MAX) debtMs = Math.min(SLEEP_MS_MAX, slept)
      const wanted = anchorNow + (wallMs - anchorMs) * perMs
      const latest = now + Math.max(LAG_MS_MAX, debtMs) * perMs
      if (wanted <= latest) return after(START, us(Math.max(now, wanted)))
      anchorNow = latest
      anchorMs = wallMs
      return after(START, us(latest))
    },
    reached(now, wallMs) {
      if (speed !== 'max' && now >= anchorNow + (wallMs - anchorMs) * speed * 1_000) debtMs = 0
      lastMs = wallMs
      const passed = wallMs - windowMs
      if (passed < WINDOW_MS && reachedSpeed !== 0) return
      if (passed > 0) reachedSpeed = (now - windowNow) / 1_000 / passed
      if (passed < WINDOW_MS) return
      windowMs = wallMs
      windowNow = now
    },
    get speed() {
      return reachedSpeed
    },
  }
}
