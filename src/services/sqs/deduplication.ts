import { after, type Instant, seconds } from '#kernel/time.ts'
import { DEDUPLICATION_SECONDS } from './limits.ts'

/** What the first sending of a message was answered with. */
export interface Accepted {
  readonly messageId: string
  readonly sequenceNumber: string
}

/**
 * The messages a FIFO queue took in the last five minutes: a second one with the same deduplication id is accepted with
 * the first one's answer and not delivered, even if the first was received and deleted.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export interface Deduplication {
  find(key: string, now: Instant): Accepted | undefined
  remember(key: string, now: Instant, accepted: Accepted): void
}

/** Creates a memory of five minutes. */
export function createDeduplication(): Deduplication {
  const known = new Map<string, { readonly accepted: Accepted; readonly until: Instant }>()
  const forget = (now: Instant): void => {
    for (const [key, { until }] of known) {
      if (until > now) return
      known.delete(key)
    }
  }
  return {
    find(key, now) {
      forget(now)
      return known.get(key)?.accepted
    },
    remember(key, now, accepted) {
      known.delete(key)
      known.set(key, { accepted, until: after(now, seconds(DEDUPLICATION_SECONDS)) })
    },
  }
}
