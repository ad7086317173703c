import { createFifo } from '#kernel/fifo.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, ZERO } from '#kernel/time.ts'

/** Places at a server, and the line in front of them. How many there are may change at any time. */
export interface Places {
  readonly taken: number
  readonly waiting: number
  /** Waits in line for a place, telling when it has joined it; `'full'` at once where the line is. */
  take(joined: () => void): Process<'taken' | 'full'>
  leave(): void
  /** There may be more places now. */
  changed(): void
}

interface Limits {
  readonly places: number
  readonly line: number
}

/** Creates empty places, as many as `limits` says at the moment. */
export function createPlaces(
  ctx: { schedule(delay: Duration, run: () => void): unknown },
  limits: () => Limits,
): Places {
  const line = createFifo<() => void>()
  let taken = 0

  const letIn = (): void => {
    while (taken < limits().places) {
      const next = line.pop()
      if (next === undefined) return
      taken++
      // In an event of its own, so that whoever leaves goes on first.
      ctx.schedule(ZERO, next)
    }
  }

  return {
    get taken() {
      return taken
    },
    get waiting() {
      return line.size
    },
    *take(joined) {
      const { places, line: lineMax } = limits()
      if (taken < places && line.size === 0) {
        taken++
        return 'taken'
      }
      if (line.size >= lineMax) return 'full'
      yield (resume) => {
        line.push(() => resume(undefined))
        joined()
      }
      return 'taken'
    },
    leave() {
      taken--
      letIn()
    },
    changed: letIn,
  }
}
