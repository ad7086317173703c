import type { ProvisionedPollers } from './mapping.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html

/** Batches at once with which Lambda begins when messages are there. */
const CONCURRENCY_FIRST = 5
/** Batches at once that stay ready while nothing is there. */
export const CONCURRENCY_IDLE = 2
/** Batches at once of one mapping, at most. */
export const CONCURRENCY_MAX = 1_250
/** Batches at once that are added in a minute while messages remain. */
export const ADDED_PER_MINUTE = 300

/** Batches at once that one event poller of provisioned mode drives. */
export const BATCHES_PER_POLLER = 10
/** Batches at once that are added in a minute in provisioned mode. */
export const ADDED_PER_MINUTE_PROVISIONED = 1_000

/** Seconds between two looks. assumption */
export const LOOK_SECONDS = 1
const ADDED_PER_LOOK = (ADDED_PER_MINUTE * LOOK_SECONDS) / 60
const ADDED_PER_LOOK_PROVISIONED = Math.floor((ADDED_PER_MINUTE_PROVISIONED * LOOK_SECONDS) / 60)

/** What happened since the last look. */
export interface QueueLook {
  /** Pollers at work or waiting for messages. */
  readonly workers: number
  /** Those of them that wait: nothing remains in the queue while there are any. */
  readonly waiting: number
  /** Batches that failed or were throttled. */
  readonly failures: number
  readonly maximum: number | null
  /** Provisioned mode; null: not chosen. */
  readonly provisioned: ProvisionedPollers | null
}

interface Bounds {
  /** While nothing is there, or all fails. */
  readonly least: number
  readonly first: number
  readonly most: number
  readonly added: number
}

/**
 * Provisioned mode: "each event poller handles up to … 10 concurrent invocations", up to 1,000 more of these a minute,
 * never fewer pollers than the least. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
function boundsOf({ maximum, provisioned }: Pick<QueueLook, 'maximum' | 'provisioned'>): Bounds {
  if (provisioned !== null) {
    const least = provisioned.minimum * BATCHES_PER_POLLER
    const most = provisioned.maximum * BATCHES_PER_POLLER
    return { least, first: least, most, added: ADDED_PER_LOOK_PROVISIONED }
  }
  const most = Math.min(maximum ?? CONCURRENCY_MAX, CONCURRENCY_MAX)
  const least = Math.min(CONCURRENCY_IDLE, most)
  return { least, first: CONCURRENCY_FIRST, most, added: ADDED_PER_LOOK }
}

/** Event pollers that so many batches at once take. */
export const countPollers = (workers: number, { minimum }: ProvisionedPollers): number =>
  Math.max(minimum, Math.ceil(workers / BATCHES_PER_POLLER))

/**
 * How many pollers there should be now: five at once, then 5 a second more while messages remain, up to the maximum; one
 * less for each batch that failed or was throttled, for then Lambda backs off.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function planWorkers(look: QueueLook): number {
  const { workers, waiting, failures } = look
  const { least, first, most, added } = boundsOf(look)
  if (failures > 0) return Math.max(least, Math.min(most, workers - failures))
  if (waiting > 0) return Math.max(least, Math.min(most, workers))
  const wanted = workers < first ? first : workers + added
  return Math.max(least, Math.min(most, wanted))
}
