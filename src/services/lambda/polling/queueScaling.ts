// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html

/** Batches at once with which Lambda begins when messages are there. */
export const CONCURRENCY_FIRST = 5
/** Batches at once that stay ready while nothing is there. */
export const CONCURRENCY_IDLE = 2
/** Batches at once of one mapping, at most. */
export const CONCURRENCY_MAX = 1_250
/** Batches at once that are added in a minute while messages remain. */
export const ADDED_PER_MINUTE = 300

/** Seconds between two looks. assumption */
export const LOOK_SECONDS = 1
const ADDED_PER_LOOK = (ADDED_PER_MINUTE * LOOK_SECONDS) / 60

/** What happened since the last look. */
export interface QueueLook {
  /** Pollers at work or waiting for messages. */
  readonly workers: number
  /** Those of them that wait: nothing remains in the queue while there are any. */
  readonly waiting: number
  /** Batches that failed or were throttled. */
  readonly failures: number
  readonly maximum: number | null
}

/**
 * How many pollers there should be now: five at once, then 5 a second more while messages remain, up to the maximum; one
 * less for each batch that failed or was throttled, for then Lambda backs off.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function planWorkers({ workers, waiting, failures, maximum }: QueueLook): number {
  const most = Math.min(maximum ?? CONCURRENCY_MAX, CONCURRENCY_MAX)
  const least = Math.min(CONCURRENCY_IDLE, most)
  if (failures > 0) return Math.max(least, Math.min(most, workers - failures))
  if (waiting > 0) return Math.max(least, Math.min(most, workers))
  const wanted = workers < CONCURRENCY_FIRST ? CONCURRENCY_FIRST : workers + ADDED_PER_LOOK
  return Math.max(least, Math.min(most, wanted))
}
