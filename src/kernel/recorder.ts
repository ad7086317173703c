import type { MetricPoint, TraceColumns } from './columns.ts'
import { createMetrics, type Metrics, type MetricTotal } from './metrics.ts'
import { type Duration, type Instant, START } from './time.ts'
import type { NodeId, TraceBody } from './trace.ts'
import { createTraceHash } from './traceHash.ts'
import { TraceRow } from './traceRow.ts'
import { createTraceRows, type TraceRows } from './traceRows.ts'

export { readColumns, readRow, rowKinds } from './readColumns.ts'

/** Everything a run tells of itself: one ordered log, the metrics drawn from it, and a hash over all of it. */
export interface Recorder {
  record(at: Instant, node: NodeId, body: TraceBody): void
  /** 16 hexadecimal digits over every field of every event recorded so far, whatever was kept of it. */
  readonly hash: string
  /** Events recorded so far; also the sequence number of the next one. */
  readonly recorded: number
  /** What was recorded since the last call, as far as it fitted; begins a new batch. */
  takeTrace(): TraceColumns
  /**
   * Metric points changed since the last call; gauges hold their value up to `now` (by default, the last event).
   * When `width` differs from the last call's, forget all earlier points: every one comes anew.
   */
  takeMetrics(now?: Instant): {
    readonly points: readonly MetricPoint[]
    readonly width: Duration
  }
  /** Every metric of `node` over the whole run, in the order in which it first appeared. */
  totals(node: NodeId): readonly MetricTotal[]
}

/** How much a recorder keeps. */
export interface RecorderOptions {
  /** Rows in one batch of the trace; 0 keeps none and only counts, sums and hashes. */
  readonly rowsMax?: number
  /** Stretches of time in a metric's series. */
  readonly bucketsMax?: number
}

/** 4 MB of columns in the worst case: what one frame may carry to the page. */
const ROWS_MAX = 65_536
/** Half an hour of virtual time at one second each. */
const BUCKETS_MAX = 1_800

/** A class: an object literal with getters is a dictionary in V8, and every row of a run passes here. */
class RunRecorder implements Recorder {
  recorded = 0
  private readonly rows: TraceRows
  private readonly metrics: Metrics
  private readonly row = new TraceRow()
  private readonly rolling = createTraceHash()
  private latest = START

  constructor({ rowsMax = ROWS_MAX, bucketsMax = BUCKETS_MAX }: RecorderOptions) {
    this.rows = createTraceRows(rowsMax)
    this.metrics = createMetrics(bucketsMax)
  }

  get hash(): string {
    return this.rolling.digest
  }

  record(at: Instant, node: NodeId, body: TraceBody): void {
    this.latest = at
    this.row.set(at, node, body)
    this.rolling.add(this.row)
    if (body.type === 'gauge' || body.type === 'counter' || body.type === 'sample') {
      this.metrics.add(at, node, body.type, body.name, body.value)
    }
    this.rows.add(this.recorded++, this.row)
  }

  takeTrace(): TraceColumns {
    return this.rows.take()
  }

  takeMetrics(now: Instant = this.latest): ReturnType<Recorder['takeMetrics']> {
    return this.metrics.take(now)
  }

  totals(node: NodeId): readonly MetricTotal[] {
    return this.metrics.totals(node)
  }
}

/** Creates a recorder at the beginning of a run. Its memory is bounded, however long the run. */
export const createRecorder = (options: RecorderOptions = {}): Recorder => new RunRecorder(options)
