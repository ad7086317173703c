import type { InvokeRequest } from '#contracts/invoke.ts'
import type { PolledRecord } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import { between, toMs } from '#kernel/time.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import { findOtherTraces, type PollingHost } from './host.ts'

/** A batch on its way, as its traces show it. */
export interface BatchSpan {
  readonly context: TraceContext
  /** X-Amzn-Trace-Id of the first record: its trace goes on. */
  readonly traceHeader: Pick<InvokeRequest, 'traceHeader'>
  end(outcome: Outcome): Process<void>
}

/**
 * Shows a batch: it goes on in the trace of its first record, and each other trace that has a record in it is told whose
 * invocation that one is part of, as X-Ray links them. The dots go to the function, and back when the batch is done with.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function* beginBatch(
  host: PollingHost,
  records: readonly PolledRecord[],
): Process<BatchSpan> {
  const { ctx, edge, source } = host
  const [first] = records
  const name = 'Event source mapping'
  const context = ctx.beginSpan(first?.causedBy ?? null, name)
  const note = (key: string, value: string): void =>
    ctx.record({ type: 'note', ...context, key, value })
  note('source', source.eventSourceArn)
  note('records', String(records.length))
  if (first !== undefined)
    note('waited', `${toMs(between(first.arrivedAt, ctx.now)).toFixed(1)} ms`)
  const linked = findOtherTraces(records).map(({ causedBy }) => {
    const span = ctx.beginSpan(causedBy, name)
    ctx.record({ type: 'note', ...span, key: 'invoked with', value: `trace ${context.trace}` })
    return span
  })
  const show = (phase: 'request' | 'reply', outcome: Outcome): Process<void> => {
    for (const one of linked)
      ctx.start(ctx.travel(edge, { phase, context: one, outcome, attempt: 1 }))
    return ctx.travel(edge, { phase, context, outcome, attempt: 1 })
  }
  yield* show('request', 'ok')
  const header = first?.traceHeader ?? null
  return {
    context,
    traceHeader: header === null ? {} : { traceHeader: header },
    *end(outcome) {
      yield* show('reply', outcome)
      for (const one of linked) ctx.endSpan(one, outcome)
      ctx.endSpan(context, outcome)
    },
  }
}
