import type { Duration, Instant } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'

/**
 * What a poller asks of an event source. The edge points as the records flow, from the source to the poller; the calls
 * go against it.
 */
export type PollRequest = { readonly context: TraceContext } &
  /** What kind of source it is and how it is divided at this instant. */
  (
    | { readonly type: 'describe' }
    /** The next records. A queue hides what it hands out; a stream only reads. */
    | {
        readonly type: 'poll'
        /** Of a stream; null for a queue. */
        readonly shardId: string | null
        /** What the last poll of the shard answered; null begins at `startingPosition`. */
        readonly position: string | null
        readonly startingPosition: 'TRIM_HORIZON' | 'LATEST'
        /** Records at most. */
        readonly max: number
        /** How long a queue may hold the poll until something comes; ms. */
        readonly waitMs: number
      }
    /** A queue forgets these messages; a stream ignores it. */
    | { readonly type: 'delete'; readonly receipts: readonly string[] }
  )

/** One record as a poller gets it. */
export interface PolledRecord {
  /** The JSON text that stands in the event's `Records`. */
  readonly json: string
  /** What `batchItemFailures` names it: `messageId`, `SequenceNumber`. */
  readonly itemIdentifier: string
  /** What deletes it: the receipt handle; the sequence number of a stream. */
  readonly receipt: string
  /** Records of one group stay in order: the partition key, the `MessageGroupId`; null where order is free. */
  readonly orderKey: string | null
  /** When it entered the source. */
  readonly arrivedAt: Instant
  /** `AWSTraceHeader` of a message, where it has one. */
  readonly traceHeader: string | null
  /** The trace that put it there, so that its way can be followed on; null where there was none. */
  readonly causedBy: TraceContext | null
}

/** A shard of a stream. Its parent is read to the end before it. */
export interface ShardDescription {
  readonly shardId: string
  readonly parentShardId: string | null
}

/** What a source answers. */
export type RecordBatch =
  | {
      readonly type: 'source'
      /** `fifo`: a queue whose groups stay in order. */
      readonly kind: 'queue' | 'fifo' | 'stream'
      readonly eventSourceArn: string
      readonly shards: readonly ShardDescription[]
      /** Of a queue: how long what it handed out stays hidden. */
      readonly visibilityTimeout?: Duration
    }
  | {
      readonly type: 'records'
      readonly records: readonly PolledRecord[]
      /** Where the poller stands after it; null: the shard is closed and read to its end. */
      readonly position: string | null
    }
  | { readonly type: 'deleted' }
  /** The source is gone, or access was denied. */
  | { readonly type: 'unavailable' }
