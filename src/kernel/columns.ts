import type { Instant } from './time.ts'
import type { NodeId } from './trace.ts'

/**
 * A batch of trace events in columns, all of them in one buffer, ready to be transferred. Row by row it means what `TraceEvent` says;
 * `readColumns` turns it back. Texts are indices into `strings`, which each batch carries for itself.
 */
export interface TraceColumns {
  readonly rows: number
  /** The sequence number of row 0. Rows that did not fit leave gaps, so each row has its own in `sequence`. */
  readonly sequence: Float64Array
  readonly at: Float64Array
  readonly kind: Uint8Array
  readonly node: Uint32Array
  readonly a: Float64Array
  readonly b: Float64Array
  readonly c: Float64Array
  readonly d: Float64Array
  readonly text: Uint32Array
  readonly text2: Uint32Array
  readonly strings: readonly string[]
  /** Rows that did not fit into this batch; counted in metrics and hash all the same. */
  readonly dropped: number
}

/** What a histogram says of a distribution, in the metric's own unit. */
export interface Summary {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** One metric of one node over one stretch of virtual time. */
export interface MetricPoint {
  readonly node: NodeId
  readonly name: string
  readonly kind: 'gauge' | 'counter' | 'sample'
  /** When the stretch began; it lasts `MetricSeries.width`. */
  readonly at: Instant
  /** counter: sum · gauge: highest value · sample: mean. */
  readonly value: number
  /** Only for samples. */
  readonly summary: Summary | null
}
