import type { Instant } from '#kernel/time.ts'
import type { Outcome } from '#kernel/trace.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StoryEvent } from '../stores/record.ts'
import type { Span, Trace } from '../stores/traces.ts'
import { explain } from './explain.ts'
import { narrate } from './narrate.ts'
import { computeShares, layOut } from './waterfall.ts'

type SpanRow = readonly [
  id: number,
  parent: number | null,
  name: string,
  begin: number,
  end: number | null,
  outcome?: Outcome,
]

const spanOf = ([id, parent, name, begin, end, outcome]: SpanRow): Span => ({
  id,
  parent,
  node: parent === null ? 'Users' : 'Fn',
  name,
  begin,
  end,
  outcome: end === null ? null : (outcome ?? 'ok'),
  notes: [],
})

const traceOf = (rows: readonly SpanRow[], part: Partial<Trace> = {}): Trace => {
  const spans = rows.map(spanOf)
  const root = spans[0]
  return {
    id: 1,
    node: root?.node ?? '',
    name: root?.name ?? '',
    begin: root?.begin ?? 0,
    end: root?.end ?? null,
    outcome: root?.outcome ?? null,
    cold: false,
    retried: false,
    spans,
    hops: [],
    logs: [],
    marks: [],
    ...part,
  }
}

const nameOf = (node: string): string => (node === 'Fn' ? 'ItemsFunction' : node)

const coldRequest = traceOf([
  [1, null, 'GET /items', 0, 1_000_000],
  [2, 1, 'Lambda items', 100_000, 900_000],
  [3, 2, 'Environment creation', 100_000, 300_000],
  [4, 2, 'Initialization', 300_000, 600_000],
  [6, 2, 'Handler', 600_000, 900_000],
  [5, 4, 'Init: runtime', 300_000, 600_000],
  [7, 6, 'DynamoDB GetItem', 700_000, 750_000],
  [8, 6, 'DynamoDB GetItem', 800_000, 850_000],
])

describe('the waterfall', () => {
  test('nests spans below their parents in order of time', () => {
    const rows = layOut(coldRequest, 1_000_000)
    expect(rows.map(({ span, depth, look }) => [span.name, depth, look])).toEqual([
      ['GET /items', 0, 'plain'],
      ['Lambda items', 1, 'plain'],
      ['Environment creation', 2, 'init'],
      ['Initialization', 2, 'init'],
      ['Init: runtime', 3, 'init'],
      ['Handler', 2, 'handler'],
      ['DynamoDB GetItem', 3, 'plain'],
      ['DynamoDB GetItem', 3, 'plain'],
    ])
  })

  test('ends what is under way at the present instant, and adopts orphans', () => {
    const rows = layOut(
      traceOf([
        [1, null, 'GET /', 5, null],
        [9, 4, 'lost', 7, 8],
      ]),
      20,
    )
    expect(rows.map(({ begin, end, open, depth }) => [begin, end, open, depth])).toEqual([
      [0, 15, true, 0],
      [2, 3, false, 1],
    ])
  })

  test('shares every moment of the trace out exactly once, whatever the spans', () => {
    const span = fc.tuple(fc.nat(6), fc.nat(100), fc.nat(100))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (parts) => {
        const children = parts.map(([parent, begin, length], index): SpanRow => {
          return [index + 2, Math.min(parent, index) + 1, `s${index}`, begin, begin + length]
        })
        const shares = computeShares(traceOf([[1, null, 'root', 0, 100], ...children]), 100)
        const sum = shares.reduce((total, { own }) => total + own, 0)
        expect(sum).toBe(100)
        expect(shares.every(({ own }) => own > 0)).toBe(true)
      }),
    )
  })
})

describe('the sentence', () => {
  test('says where the time went', () => {
    expect(explain(coldRequest, 1_000_000, nameOf)).toBe(
      'Took 1.00 s: 50 % was the cold start, 20 % the network, 20 % the handler of ItemsFunction.',
    )
  })

  test('says what went wrong and where', () => {
    const throttled = traceOf(
      [
        [1, null, 'GET /items', 0, 10_000, 'throttle'],
        [2, 1, 'Lambda items', 0, 10_000, 'throttle'],
      ],
      {
        marks: [
          {
            at: 0,
            node: 'Fn',
            mark: 'throttle',
            detail: '429 · reserved concurrency of 1 reached',
          },
        ],
      },
    )
    expect(explain(throttled, 10_000, nameOf)).toBe(
      'Took 10 ms: 100 % was the Lambda service. It was throttled at ItemsFunction: 429 · reserved concurrency of 1 reached.',
    )
  })
})

describe('the story', () => {
  const cast = {
    nameOf,
    edge: (id: string) => (id === 'e1' ? { source: 'Users', target: 'Fn' } : undefined),
    trace: (id: number) => (id === 1 ? coldRequest : undefined),
  }
  const tell = (event: object): string | undefined => {
    const full = { sequence: 1, at: 600_000 as Instant, node: 'Fn', trace: 1, span: 4, ...event }
    return narrate(full as StoryEvent, cast)?.text
  }

  test('tells each step in words', () => {
    const hop = { type: 'hop', edge: 'e1', attempt: 1, arriveAt: 600_400 }
    expect([
      tell({ ...hop, phase: 'request', outcome: 'ok' }),
      tell({ ...hop, phase: 'request', outcome: 'ok', attempt: 2 }),
      tell({ ...hop, phase: 'reply', outcome: 'throttle' }),
      tell({ type: 'span-end', outcome: 'ok' }),
      tell({ type: 'mark', mark: 'cold-start', detail: 'environment 1' }),
      tell({ type: 'log', stream: 's', line: '2026-01-01T00:00:00.000Z\tid\tINFO\thello\n' }),
      tell({ type: 'note', key: 'report', value: 'REPORT' }),
    ]).toEqual([
      'Users calls ItemsFunction; on the wire for 400 µs',
      'Users calls ItemsFunction again (attempt 2); on the wire for 400 µs',
      'ItemsFunction throttles: 429 travels back to Users; on the wire for 400 µs',
      'ItemsFunction: Initialization is done after 300 ms',
      'ItemsFunction: cold start, environment 1',
      'ItemsFunction logs: hello',
      undefined,
    ])
  })
})
