import type { Measure } from '#gallery/lesson.ts'
import type { Trace, TraceStore } from '../stores/traces.ts'

/** What a lesson's measures are taken of. */
export interface Facts {
  readonly traces: Pick<TraceStore, 'backwards'>
  /** What each node shows of itself, by its id. */
  readonly states: Readonly<Record<string, unknown>>
}

const US_PER_MS = 1_000

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  )
}

const isWanted = (trace: Trace, which: (Measure & { of: 'requests' })['which']): boolean => {
  switch (which) {
    case 'all':
      return true
    case 'cold':
      return trace.cold
    case 'warm':
      return !trace.cold && trace.outcome === 'ok'
    case 'failed':
      return trace.outcome !== 'ok'
  }
}

/** Durations of the wanted requests that are over, in ms. */
function durations(
  { traces }: Facts,
  { which, node }: Measure & { of: 'requests' },
): readonly number[] {
  const found: number[] = []
  traces.backwards((trace) => {
    const isOf = node === undefined || trace.node === node
    if (trace.end !== null && isOf && isWanted(trace, which)) {
      found.push((trace.end - trace.begin) / US_PER_MS)
    }
  })
  return found
}

function spanDurations({ traces }: Facts, name: string): readonly number[] {
  const found: number[] = []
  traces.backwards((trace) => {
    for (const span of trace.spans) {
      if (span.name === name && span.end !== null) found.push((span.end - span.begin) / US_PER_MS)
    }
  })
  return found
}

const read = (state: unknown, path: readonly string[]): number => {
  let value = state
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return Number.NaN
    value = Object.entries(value).find(([key]) => key === name)?.[1]
  }
  return typeof value === 'number' ? value : Number.NaN
}

/** Takes a measure; NaN where the run has produced nothing to take it of. */
export function takeMeasure(facts: Facts, measure: Measure): number {
  switch (measure.of) {
    case 'requests': {
      const found = durations(facts, measure)
      if (measure.stat === 'count') return found.length
      if (found.length === 0) return Number.NaN
      return measure.stat === 'max' ? Math.max(...found) : median(found)
    }
    case 'spans': {
      const found = spanDurations(facts, measure.name)
      if (found.length === 0) return Number.NaN
      return measure.stat === 'max' ? Math.max(...found) : median(found)
    }
    case 'state':
      return read(facts.states[measure.node], measure.path)
    case 'ratio':
      return takeMeasure(facts, measure.over) / takeMeasure(facts, measure.under)
  }
}
