// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html and quotas-queues.html

/** All entries of a batch together, in bytes. */
export const BATCH_BYTES_MAX = 1_048_576
/** Entries of a batch, and messages of a receive. */
export const BATCH_ENTRIES_MAX = 10
/** Attributes of a message. */
export const ATTRIBUTES_MAX = 10
/** Seconds of a visibility timeout, counted from the first receive: 12 hours. */
export const VISIBILITY_SECONDS_MAX = 43_200
/** Seconds of a delay: 15 minutes. */
export const DELAY_SECONDS_MAX = 900
/** Seconds of a long poll. */
export const WAIT_SECONDS_MAX = 20
/** Messages in flight, of standard queues (about) and of FIFO queues. */
export const IN_FLIGHT_MAX = 120_000
/** Seconds for which a deduplication id is remembered. */
export const DEDUPLICATION_SECONDS = 300
/** Seconds between two purges. */
export const PURGE_SECONDS = 60
/** Calls a second of each action on a FIFO queue without high throughput. */
export const FIFO_CALLS_PER_SECOND = 300
/** Messages a second that a move task moves at most. */
export const MOVES_PER_SECOND_MAX = 500
/** A message received more often than this is left out of the age of the oldest message. */
export const POISON_RECEIVES = 3

/** Messages that one simulated queue holds: ours, SQS has no such bound. */
export const MESSAGES_MAX = 500_000
/** Bytes that one simulated queue holds: ours. */
export const QUEUE_BYTES_MAX = 268_435_456

const HIGH_THROUGHPUT: Readonly<Record<string, number>> = {
  'us-east-1': 70_000,
  'us-west-2': 70_000,
  'eu-west-1': 70_000,
  'us-east-2': 19_000,
  'eu-central-1': 19_000,
  'ap-south-1': 9_000,
  'ap-southeast-1': 9_000,
  'ap-southeast-2': 9_000,
  'ap-northeast-1': 9_000,
  'eu-west-2': 4_500,
  'sa-east-1': 4_500,
}

/** Calls a second of each action on a FIFO queue with high throughput, in `region`. */
export const highThroughputOf = (region: string): number => HIGH_THROUGHPUT[region] ?? 2_400
