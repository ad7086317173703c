import type { Outcome } from '#kernel/trace.ts'
import type { Span, Trace } from '../stores/traces.ts'

/** One row of the waterfall. Times in µs from the beginning of the trace. */
export interface WaterfallRow {
  readonly span: Span
  readonly depth: number
  readonly begin: number
  readonly end: number
  /** Still under way at the instant that is shown. */
  readonly open: boolean
  readonly look: 'plain' | 'init' | 'wait' | 'handler' | Exclude<Outcome, 'ok'>
}

const INIT =
  /^(Init|Initialization|Environment creation|Placement|Code download|Image blocks|VPC attachment|Restore|First call)\b/
const WAIT = /\b(wait|queue|backoff|back-off|retry)\b/i
const HANDLER = /^Handler\b/

/** What kind of work a span is, by its outcome first and its name then. */
export function lookOfSpan(span: Pick<Span, 'name' | 'outcome'>): WaterfallRow['look'] {
  if (span.outcome !== null && span.outcome !== 'ok') return span.outcome
  if (INIT.test(span.name)) return 'init'
  if (WAIT.test(span.name)) return 'wait'
  return HANDLER.test(span.name) ? 'handler' : 'plain'
}

const childrenOf = (spans: readonly Span[]): ReadonlyMap<number | null, readonly Span[]> => {
  const known = new Set(spans.map(({ id }) => id))
  const children = new Map<number | null, Span[]>()
  for (const [index, span] of spans.entries()) {
    // A parent that was dropped on the way leaves its children under the root.
    const root = spans[0]?.id ?? null
    const parent = span.parent !== null && known.has(span.parent) ? span.parent : root
    const key = index === 0 ? null : parent
    const list = children.get(key)
    if (list === undefined) children.set(key, [span])
    else list.push(span)
  }
  return children
}

/** The trace's spans as nested rows, children in order of time below their parent. `now` ends what is open. */
export function layOut(trace: Trace, now: number): readonly WaterfallRow[] {
  const children = childrenOf(trace.spans)
  const rows: WaterfallRow[] = []
  const visit = (span: Span, depth: number): void => {
    const end = span.end ?? Math.max(now, span.begin)
    rows.push({
      span,
      depth,
      begin: span.begin - trace.begin,
      end: end - trace.begin,
      open: span.end === null,
      look: lookOfSpan(span),
    })
    const below = [...(children.get(span.id) ?? [])].sort(
      (a, b) => a.begin - b.begin || a.id - b.id,
    )
    for (const child of below) visit(child, depth + 1)
  }
  for (const root of children.get(null) ?? []) visit(root, 0)
  return rows
}

/** How much of a trace's time one span spent by itself, its children's time taken off. */
export interface Share {
  readonly span: Span
  /** µs */
  readonly own: number
  /** 0-1 of the whole trace. */
  readonly share: number
}

/** Time under `[begin, end)` that none of `spans` covers. */
function uncovered(begin: number, end: number, spans: readonly Span[], now: number): number {
  let covered = 0
  let from = begin
  for (const span of [...spans].sort((a, b) => a.begin - b.begin)) {
    const first = Math.max(from, span.begin)
    const last = Math.min(end, span.end ?? now)
    if (last > first) {
      covered += last - first
      from = last
    }
  }
  return end - begin - covered
}

/** Where the time of a trace went: each span's own time, the largest first; the shares add up to 1. */
export function computeShares(trace: Trace, now: number): readonly Share[] {
  const total = (trace.end ?? now) - trace.begin
  if (total <= 0) return []
  const children = childrenOf(trace.spans)
  const shares: Share[] = []
  /** What of a span's stretch is its own: within its parent's, and not where an earlier sibling stands. */
  const visit = (span: Span, begin: number, end: number): void => {
    const below = [...(children.get(span.id) ?? [])].sort(
      (a, b) => a.begin - b.begin || a.id - b.id,
    )
    const own = uncovered(begin, end, below, now)
    if (own > 0) shares.push({ span, own, share: own / total })
    let from = begin
    for (const child of below) {
      const first = Math.max(from, child.begin)
      const last = Math.min(end, child.end ?? now)
      if (last <= first) continue
      visit(child, first, last)
      from = last
    }
  }
  for (const root of children.get(null) ?? []) visit(root, trace.begin, trace.begin + total)
  return shares.sort((a, b) => b.own - a.own)
}
