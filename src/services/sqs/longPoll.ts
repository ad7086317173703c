import { createFifo } from '#kernel/fifo.ts'
import type { Cancel, Wait } from '#kernel/process.ts'
import { between, type Instant, ZERO } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { sqsDefinition } from './definition.ts'
import type { Queue } from './queue.ts'

/** Receives that wait until a message is there or their time is over, first come, first served. */
export interface LongPoll {
  /** Waits until there may be a message for this receive, at most until `until`. */
  wait(until: Instant): Wait
  /** Something may have become visible: wakes the first that waits, or comes back when the next message does. */
  tend(): void
  readonly waiting: number
}

interface Waiter {
  wake(): void
}

/** Creates a line in front of `queue`. */
export function createLongPoll(
  ctx: Pick<ServiceContext<typeof sqsDefinition>, 'now' | 'schedule'>,
  queue: Queue,
): LongPoll {
  const line = createFifo<Waiter>()
  let alarm: { readonly at: Instant; readonly cancel: Cancel } | null = null

  const setAlarm = (): void => {
    const at = line.size === 0 ? null : queue.nextVisibleAt()
    if (alarm !== null && at !== null && alarm.at <= at) return
    alarm?.cancel()
    alarm = null
    if (at === null) return
    const cancel = ctx.schedule(between(ctx.now, at), () => {
      alarm = null
      tend()
    })
    alarm = { at, cancel }
  }

  const tend = (): void => {
    if (line.size === 0) return
    queue.advance(ctx.now)
    if (queue.visible > 0) line.pop()?.wake()
    setAlarm()
  }

  return {
    wait: (until) => (resume) => {
      const waiter: Waiter = {
        wake() {
          timeout()
          ctx.schedule(ZERO, () => resume(null))
        },
      }
      const timeout = ctx.schedule(between(ctx.now, until), () => {
        line.remove(waiter)
        resume(null)
      })
      line.push(waiter)
      setAlarm()
      return () => {
        timeout()
        line.remove(waiter)
      }
    },
    tend,
    get waiting() {
      return line.size
    },
  }
}
