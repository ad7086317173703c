import { createSmoothedRate } from '#kernel/ewma.ts'
import { type Instant, toSeconds } from '#kernel/time.ts'
import type { SqsState } from './definition.ts'
import type { OwnQueue } from './ownQueue.ts'
import { toQueueName } from './settings.ts'

/** What a queue node shows of its work, smoothed so that it can be read. */
export interface Statistics {
  sent(now: Instant): void
  received(many: number, now: Instant): void
  deleted(many: number, now: Instant): void
  deadLettered(): void
  read(own: OwnQueue, now: Instant): SqsState
}

/** Creates statistics of a queue that nobody has used. */
export function createStatistics(): Statistics {
  const rates = {
    sent: createSmoothedRate(),
    received: createSmoothedRate(),
    deleted: createSmoothedRate(),
  }
  const totals = { sent: 0, received: 0, deleted: 0, deadLettered: 0 }
  const count = (what: keyof typeof rates, many: number, now: Instant): void => {
    totals[what] += many
    rates[what].add(now, many)
  }
  return {
    sent: (now) => count('sent', 1, now),
    received: (many, now) => count('received', many, now),
    deleted: (many, now) => count('deleted', many, now),
    deadLettered() {
      totals.deadLettered++
    },
    read({ queue, settings }, now) {
      const { redrive } = settings
      return {
        visible: queue.visible,
        inFlight: queue.inFlight,
        delayed: queue.delayed,
        oldestSeconds: toSeconds(queue.oldestAge(now)),
        ...totals,
        expired: queue.expired,
        sentPerSecond: rates.sent.read(now),
        receivedPerSecond: rates.received.read(now),
        deletedPerSecond: rates.deleted.read(now),
        groups: queue.groups,
        lockedGroups: queue.lockedGroups,
        deadLetterQueue: redrive === null ? null : toQueueName(redrive.deadLetterTargetArn),
      }
    },
  }
}
