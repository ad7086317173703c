import type { Trace, TraceStore } from '../stores/traces.ts'
import type { ExploreState, TraceKind } from './explore.ts'

export const TRACE_KINDS: readonly { readonly value: TraceKind; readonly label: string }[] = [
  { value: 'all', label: 'All outcomes' },
  { value: 'ok', label: 'OK' },
  { value: 'error', label: 'Errors (4xx)' },
  { value: 'throttle', label: 'Throttled (429)' },
  { value: 'fault', label: 'Faults (5xx)' },
  { value: 'cold', label: 'Cold starts' },
  { value: 'slow', label: 'Slowest 10 %' },
  { value: 'open', label: 'Under way' },
]

/** The value of the first note of this key within a trace, the root's first. */
export function findNote(trace: Trace, key: string): string | undefined {
  for (const span of trace.spans) {
    const note = span.notes.find(([each]) => each === key)
    if (note !== undefined) return note[1]
  }
  return undefined
}

const durationOf = (trace: Trace): number => (trace.end ?? Infinity) - trace.begin

/** The duration that a tenth of the ended traces reaches, µs. */
function computeSlow(traces: readonly Trace[]): number {
  const ended = traces.filter(({ end }) => end !== null).map(durationOf)
  const sorted = ended.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.9)] ?? Infinity
}

function isOfKind(trace: Trace, kind: TraceKind, slow: number): boolean {
  switch (kind) {
    case 'all':
      return true
    case 'cold':
      return trace.cold
    case 'open':
      return trace.end === null
    case 'slow':
      return trace.end !== null && durationOf(trace) >= slow
    case 'ok':
    case 'error':
    case 'throttle':
    case 'fault':
      return trace.outcome === kind
  }
}

function holdsText(trace: Trace, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return true
  const held = (value: string) => value.toLowerCase().includes(wanted)
  return (
    held(trace.name) ||
    trace.marks.some(({ detail, mark }) => held(detail) || held(mark)) ||
    trace.spans.some((span) => held(span.name) || span.notes.some(([, value]) => held(value)))
  )
}

/** The traces that the filter lets through, oldest first. */
export function filterTraces(
  store: Pick<TraceStore, 'backwards'>,
  filter: Pick<ExploreState, 'traceText' | 'traceKind' | 'between'>,
): readonly Trace[] {
  const all: Trace[] = []
  store.backwards((trace) => {
    all.push(trace)
  })
  const slow = filter.traceKind === 'slow' ? computeSlow(all) : Infinity
  const { between } = filter
  const kept = all.filter((trace) => {
    if (!isOfKind(trace, filter.traceKind, slow) || !holdsText(trace, filter.traceText))
      return false
    if (between === null) return true
    if (trace.begin >= between.to || (trace.end ?? Infinity) < between.from) return false
    return between.node === null || trace.spans.some(({ node }) => node === between.node)
  })
  return kept.reverse()
}
