import type { MetricPoint, TraceColumns } from './columns.ts'
import { createMetrics, type MetricTotal } from './metrics.ts'
import { outcomes, phases, rowKinds } from './readColumns.ts'
import { type Duration, type Instant, START } from './time.ts'
import type { NodeId, TraceBody } from './trace.ts'
import { createTraceHash, type TraceHash } from './traceHash.ts'
import { createTraceRows } from './traceRows.ts'

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

const hashBody = (hash: TraceHash, body: TraceBody): void => {
  hash.number(rowKinds.indexOf(body.type))
  switch (body.type) {
    case 'span-begin':
      hash.number(body.trace)
      hash.number(body.span)
      hash.number(body.parent ?? -1)
      return hash.name(body.name)
    case 'span-end':
      hash.number(body.trace)
      hash.number(body.span)
      return hash.number(outcomes.indexOf(body.outcome))
    case 'note':
      hash.number(body.trace)
      hash.number(body.span)
      hash.name(body.key)
      return hash.text(body.value)
    case 'hop':
      hash.number(body.trace)
      hash.number(body.span)
      hash.name(body.edge)
      hash.number(outcomes.indexOf(body.outcome) + 4 * phases.indexOf(body.phase))
      hash.number(body.attempt)
      return hash.number(body.arriveAt)
    case 'log':
      hash.number(body.trace ?? -1)
      hash.name(body.stream)
      return hash.text(body.line)
    case 'gauge':
    case 'counter':
    case 'sample':
      hash.name(body.name)
      return hash.number(body.value)
    case 'mark':
      hash.number(body.trace ?? -1)
      hash.name(body.mark)
      return hash.text(body.detail)
  }
}

/** Creates a recorder at the beginning of a run. Its memory is bounded, however long the run. */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const rows = createTraceRows(options.rowsMax ?? ROWS_MAX)
  const metrics = createMetrics(options.bucketsMax ?? BUCKETS_MAX)
  const hash = createTraceHash()
  let recorded = 0
  let latest = START

  return {
    record(at, node, body) {
      latest = at
      hash.number(at)
      hash.name(node)
      hashBody(hash, body)
      if (body.type === 'gauge' || body.type === 'counter' || body.type === 'sample') {
        metrics.add(at, node, body.type, body.name, body.value)
      }
      rows.add(recorded++, at, node, body)
    },
    get hash() {
      return hash.digest
    },
    get recorded() {
      return recorded
    },
    takeTrace: () => rows.take(),
    takeMetrics: (now = latest) => metrics.take(now),
    totals: (node) => metrics.totals(node),
  }
}
