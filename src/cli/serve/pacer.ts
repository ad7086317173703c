import { EPOCH_MS, type Instant, toEpochMs } from '#kernel/time.ts'
import type { Simulation } from '#simulation/simulation.ts'

/** Events of the simulation that run before the server looks after its sockets again. */
const STEPS_MAX = 10_000
/** The longest that a timer sleeps: what Node's timers can. */
const SLEEP_MS_MAX = 2_000_000_000

/** The present, in the simulation's time. A clock that is set back does not run backwards: it stands still. */
export const wallInstant = (): Instant =>
  Math.round((performance.timeOrigin + performance.now() - EPOCH_MS) * 1_000) as Instant

/** Keeps a simulation at wall time: the one place where a real clock drives it. */
export interface Pacer {
  /** Runs all that is due by now. */
  advance(): void
  stop(): void
}

/** Creates a pacer that runs until it is stopped; `failed` hears of a bug of ours. */
export function createPacer(simulation: Simulation, failed: (error: unknown) => void): Pacer {
  let timer: NodeJS.Timeout | null = null
  let isStopped = false

  const wake = (delayMs: number): void => {
    if (isStopped) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(advance, Math.min(delayMs, SLEEP_MS_MAX))
    timer.unref()
  }

  function advance(): void {
    if (isStopped) return
    try {
      const result = simulation.runUntil(wallInstant(), STEPS_MAX)
      if (result === 'blocked') void simulation.settled().then(advance, failed)
      else if (result === 'paused') wake(0)
      else if (simulation.nextAt !== null) {
        wake(Math.max(0, toEpochMs(simulation.nextAt) - Date.now() + 1))
      }
    } catch (error) {
      failed(error)
    }
  }

  advance()
  return {
    advance,
    stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
