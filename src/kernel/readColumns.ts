import type { TraceColumns } from './columns.ts'
import type { Instant } from './time.ts'
import type { CacheUse, Outcome, TraceBody, TraceEvent } from './trace.ts'

/** The code of a row's kind is its place here. */
export const rowKinds: readonly TraceBody['type'][] = [
  'span-begin',
  'span-end',
  'note',
  'hop',
  'log',
  'gauge',
  'counter',
  'sample',
  'mark',
]

const kindCode = (type: TraceBody['type']): number => rowKinds.indexOf(type)

/** The code of each kind: looked up for every row. */
export const codeOfKind: { readonly [K in TraceBody['type']]: number } = {
  'span-begin': kindCode('span-begin'),
  'span-end': kindCode('span-end'),
  note: kindCode('note'),
  hop: kindCode('hop'),
  log: kindCode('log'),
  gauge: kindCode('gauge'),
  counter: kindCode('counter'),
  sample: kindCode('sample'),
  mark: kindCode('mark'),
}

/** The code of an outcome is its place here. */
export const outcomes: readonly Outcome[] = ['ok', 'error', 'throttle', 'fault']

/** The code of each outcome. */
export const codeOfOutcome: { readonly [O in Outcome]: number } = {
  ok: outcomes.indexOf('ok'),
  error: outcomes.indexOf('error'),
  throttle: outcomes.indexOf('throttle'),
  fault: outcomes.indexOf('fault'),
}

/** The code of a cache's use is its place here; 0: no cache was asked. */
export const cacheUses: readonly (CacheUse | undefined)[] = [
  undefined,
  'hit',
  'refresh',
  'stale',
  'miss',
]

/** The code of each use of a cache. */
export const codeOfCacheUse: { readonly [U in CacheUse]: number } = {
  hit: cacheUses.indexOf('hit'),
  refresh: cacheUses.indexOf('refresh'),
  stale: cacheUses.indexOf('stale'),
  miss: cacheUses.indexOf('miss'),
}

/** How a hop's facts lie in one number: outcome, phase, whether it has a way, the cache's use, the attempt. */
export const hopBits = { phase: 4, way: 8, cache: 16, attempt: 128 } as const

/** The code of a hop's phase is its place here. */
export const phases = ['request', 'reply'] as const

const orNull = (value: number): number | null => (value < 0 ? null : value)

/** The trace event in row `row`; undefined past the end. */
export function readRow(columns: TraceColumns, row: number): TraceEvent | undefined {
  if (row >= columns.rows) return undefined
  const type = rowKinds[columns.kind[row] ?? 0] ?? 'mark'
  const text = columns.strings[columns.text[row] ?? 0] ?? ''
  const text2 = columns.strings[columns.text2[row] ?? 0] ?? ''
  const [a, b, c] = [columns.a[row] ?? 0, columns.b[row] ?? 0, columns.c[row] ?? 0]
  const where = {
    sequence: columns.sequence[row] ?? 0,
    at: (columns.at[row] ?? 0) as Instant,
    node: columns.strings[columns.node[row] ?? 0] ?? '',
  }
  switch (type) {
    case 'span-begin':
      return { ...where, type, trace: a, span: b, parent: orNull(c), name: text }
    case 'span-end':
      return { ...where, type, trace: a, span: b, outcome: outcomes[c] ?? 'ok' }
    case 'note':
      return { ...where, type, trace: a, span: b, key: text, value: text2 }
    case 'hop': {
      const arriveAt = (columns.d[row] ?? 0) as Instant
      const phase = (c & hopBits.phase) === 0 ? phases[0] : phases[1]
      const outcome = outcomes[c & 3] ?? 'ok'
      const attempt = Math.floor(c / hopBits.attempt)
      const cache = cacheUses[(c % hopBits.attempt) >> 4]
      const hop = { trace: a, span: b, edge: text, phase, outcome, attempt, arriveAt }
      const far = (c & hopBits.way) === 0 ? null : { way: text2 }
      return { ...where, type, ...hop, ...far, ...(cache !== undefined && { cache }) }
    }
    case 'log':
      return { ...where, type, trace: orNull(a), stream: text, line: text2 }
    case 'gauge':
    case 'counter':
    case 'sample':
      return { ...where, type, name: text, value: a }
    case 'mark':
      return { ...where, type, trace: orNull(a), mark: text, detail: text2 }
  }
}

/** Turns a batch back into trace events, in the order in which they were recorded. */
export function readColumns(columns: TraceColumns): TraceEvent[] {
  const events: TraceEvent[] = []
  for (let row = 0; row < columns.rows; row++) {
    const event = readRow(columns, row)
    if (event !== undefined) events.push(event)
  }
  return events
}
