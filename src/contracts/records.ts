import type { TraceContext } from '#kernel/trace.ts'

/** The target polls the source, as Lambda's pollers do. */
export interface PollRequest {
  readonly context: TraceContext
  readonly max: number
  /** Where the poller stands (a shard iterator, a receipt); absent on a first poll. */
  readonly position?: string
}

/** What a poll brought, and where the poller stands after it. */
export interface RecordBatch {
  /** Each record is the JSON text that stands in the event's `Records`. */
  readonly records: readonly string[]
  readonly position: string
}
