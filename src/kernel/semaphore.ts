import { assert } from './assert.ts'
import { createFifo } from './fifo.ts'
import type { Kernel } from './kernel.ts'
import type { Process } from './process.ts'
import { ZERO } from './time.ts'

/** A number of permits, handed out in the order of asking. */
export interface Semaphore {
  /** Permits that may be taken at once. */
  readonly free: number
  /** Processes in line. */
  readonly waiting: number
  /** Takes a permit if one is free. Nobody is overtaken: while a line stands, none is. */
  tryTake(): boolean
  /** Waits in line for a permit; one that is cancelled while it waits leaves the line. */
  take(): Process<void>
  /** Gives a permit back. */
  release(): void
}

interface Waiter {
  readonly resume: (value: unknown) => void
  granted: boolean
}

/** Creates a semaphore; `scheduler` is the kernel or a room's `ctx`. */
export function createSemaphore(scheduler: Pick<Kernel, 'schedule'>, permits: number): Semaphore {
  assert(Number.isInteger(permits) && permits >= 0, `a semaphore of ${permits} permits`)
  const line = createFifo<Waiter>()
  let free = permits

  const release = (): void => {
    const next = line.pop()
    if (next === undefined) {
      free++
      assert(free <= permits, 'more permits given back than taken')
      return
    }
    next.granted = true
    // In an event of its own, so that whoever releases goes on first.
    scheduler.schedule(ZERO, () => next.resume(undefined))
  }

  const tryTake = (): boolean => {
    if (free === 0) return false
    free--
    return true
  }

  return {
    get free() {
      return free
    },
    get waiting() {
      return line.size
    },
    tryTake,
    *take() {
      if (tryTake()) return
      yield (resume) => {
        const waiter: Waiter = { resume, granted: false }
        line.push(waiter)
        return () => {
          if (waiter.granted) release()
          else line.remove(waiter)
        }
      }
    },
    release,
  }
}
