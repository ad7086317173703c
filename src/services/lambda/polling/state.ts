/** One event source mapping, as its function shows it. Counts are events since the run began. */
export interface EventSourceState {
  /** The wire's id. */
  readonly edge: string
  /** The source's node id. */
  readonly source: string
  /** null: the source has not answered yet. */
  readonly kind: 'queue' | 'fifo' | 'stream' | null
  readonly isEnabled: boolean
  /** Pollers of a queue, shards of a stream that are read. */
  readonly workers: number
  /** Batches with which the function is being invoked. */
  readonly batches: number
  readonly maximumConcurrency: number | null
  /** Event pollers of provisioned mode; null: it is not chosen. */
  readonly pollers: number | null
  readonly polled: number
  readonly filteredOut: number
  readonly invoked: number
  readonly failed: number
  readonly deleted: number
  readonly dropped: number
  /** Given up and taken by the on-failure destination. */
  readonly delivered: number
  /** Stream: how old the last record of the last batch was; ms, null before the first. */
  readonly iteratorAgeMs: number | null
}
