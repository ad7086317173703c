import type { Outcome, TraceEvent } from '#kernel/trace.ts'
import { SEGMENT_NOTE } from '#contracts/xray.ts'
import type { Mutable } from '#contracts/mutable.ts'
import { round, table } from './text.ts'

/** One span of a trace, with what was said about it. */
export interface SpanView {
  readonly span: number
  readonly parent: number | null
  readonly node: string
  readonly name: string
  readonly startMs: number
  readonly durationMs: number | null
  readonly outcome: Outcome | null
  readonly notes: Readonly<Record<string, string>>
}

/** A trace, ready to be shown: spans as a tree read from top to bottom, log lines in their order. */
export interface TraceView {
  readonly spans: readonly SpanView[]
  readonly logs: readonly string[]
  /** X-Ray's documents, where the request was sampled. */
  readonly segments: readonly unknown[]
}

type Building = Omit<Mutable<SpanView>, 'notes'> & { notes: Record<string, string> }

/** Puts the events of one trace together. `events` is in order; times count from the first span's begin. */
export function createTraceView(events: readonly TraceEvent[], trace: number): TraceView {
  const spans = new Map<number, Building>()
  const logs: string[] = []
  const segments: unknown[] = []
  let begin: number | null = null
  for (const event of events) {
    if (!('trace' in event) || event.trace !== trace) continue
    if (event.type === 'log') logs.push(event.line.trimEnd())
    if (event.type === 'span-begin') {
      begin ??= event.at
      const { span, parent, node, name } = event
      const startMs = (event.at - begin) / 1_000
      spans.set(span, {
        span,
        parent,
        node,
        name,
        startMs,
        durationMs: null,
        outcome: null,
        notes: {},
      })
    }
    if (event.type === 'note') {
      const span = spans.get(event.span)
      if (event.key === SEGMENT_NOTE) segments.push(JSON.parse(event.value))
      else if (span !== undefined) span.notes[event.key] = event.value
    }
    if (event.type === 'span-end') {
      const span = spans.get(event.span)
      if (span === undefined) continue
      span.durationMs = (event.at - (begin ?? event.at)) / 1_000 - span.startMs
      span.outcome = event.outcome
    }
  }
  const children = (parent: number | null): readonly Building[] =>
    [...spans.values()]
      .filter((span) => span.parent === parent)
      .flatMap((span) => [span, ...children(span.span)])
  return { spans: children(null), logs, segments }
}

const BAR_WIDTH = 32

const MARKS: Readonly<Record<Outcome, string>> = { ok: '', error: '▲', throttle: '◆', fault: '▲' }

/** A trace as a waterfall of text. */
export function describeTrace({ spans, logs, segments }: TraceView): string {
  const total = Math.max(0.001, ...spans.map((span) => span.startMs + (span.durationMs ?? 0)))
  const depth = new Map<number, number>()
  const rows = spans.map((span) => {
    const level = span.parent === null ? 0 : (depth.get(span.parent) ?? 0) + 1
    depth.set(span.span, level)
    const from = Math.min(BAR_WIDTH - 1, Math.floor((span.startMs / total) * BAR_WIDTH))
    const length = Math.max(1, Math.round(((span.durationMs ?? 0) / total) * BAR_WIDTH))
    const bar = '█'.repeat(Math.min(length, BAR_WIDTH - from))
    return [
      `  ${(' '.repeat(from) + bar).padEnd(BAR_WIDTH)}  ${'  '.repeat(level)}${span.node}: ${span.name} ${MARKS[span.outcome ?? 'ok']}`,
      `+${round(span.startMs, 2)}`,
      span.durationMs === null ? 'open' : `${round(span.durationMs, 2)} ms`,
    ]
  })
  return [
    table(rows),
    ...logs.map((line) => `  │ ${line.replaceAll('\r', '\n  │ ')}`),
    ...segments.map((segment) => `  X-Ray ${JSON.stringify(segment)}`),
  ].join('\n')
}
