import type { MetricPoint } from '#kernel/columns.ts'
import type { Instant } from '#kernel/time.ts'
import type { TraceBody, TraceEvent } from '#kernel/trace.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelOf } from './logs.ts'
import { createMarkStore, MARKS_MAX } from './marks.ts'
import { createRing } from './ring.ts'
import { createSeriesStore } from './series.ts'
import { createTraceStore } from './traces.ts'

let sequence = 0
const event = (at: number, node: string, body: TraceBody): TraceEvent => ({
  sequence: sequence++,
  at: at as Instant,
  node,
  ...body,
})

test('a ring holds the last things pushed, oldest first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (pushed, capacity) => {
      const ring = createRing<number>(capacity)
      for (const item of pushed) ring.push(item)
      const held = Array.from({ length: ring.size }, (_, index) => ring.at(index))
      expect(held).toEqual(pushed.slice(-capacity))
      const backwards: number[] = []
      ring.backwards((item) => {
        backwards.push(item)
      })
      expect(backwards).toEqual(held.toReversed())
    }),
  )
})

describe('traces', () => {
  test('are put together from their events', () => {
    const traces = createTraceStore()
    const parts: TraceEvent[] = [
      event(0, 'Users', {
        type: 'span-begin',
        trace: 1,
        span: 1,
        parent: null,
        name: 'GET /items',
      }),
      event(2, 'Fn', { type: 'span-begin', trace: 1, span: 2, parent: 1, name: 'Lambda' }),
      event(3, 'Fn', { type: 'mark', trace: 1, mark: 'cold-start', detail: 'environment 1' }),
      event(4, 'Fn', { type: 'note', trace: 1, span: 2, key: 'status', value: '200' }),
      event(5, 'Fn', { type: 'log', trace: 1, stream: 's', line: 'START' }),
      event(9, 'Fn', { type: 'span-end', trace: 1, span: 2, outcome: 'ok' }),
      event(11, 'Users', { type: 'span-end', trace: 1, span: 1, outcome: 'error' }),
    ]
    for (const part of parts) traces.add(part)
    expect(traces.find(1)).toEqual({
      id: 1,
      node: 'Users',
      name: 'GET /items',
      begin: 0,
      end: 11,
      outcome: 'error',
      cold: true,
      retried: false,
      spans: [
        {
          id: 1,
          parent: null,
          node: 'Users',
          name: 'GET /items',
          begin: 0,
          end: 11,
          outcome: 'error',
          notes: [],
        },
        {
          id: 2,
          parent: 1,
          node: 'Fn',
          name: 'Lambda',
          begin: 2,
          end: 9,
          outcome: 'ok',
          notes: [['status', '200']],
        },
      ],
      hops: [],
      logs: [{ at: 5, node: 'Fn', line: 'START' }],
      marks: [{ at: 3, node: 'Fn', mark: 'cold-start', detail: 'environment 1' }],
    })
  })

  test('beyond the bound forget the oldest, and later news of it', () => {
    const traces = createTraceStore(2)
    for (const trace of [1, 2, 3]) {
      traces.add(
        event(trace, 'U', { type: 'span-begin', trace, span: trace, parent: null, name: '' }),
      )
    }
    traces.add(event(9, 'U', { type: 'note', trace: 1, span: 1, key: 'k', value: 'v' }))
    expect([traces.size, traces.find(1)]).toEqual([2, undefined])
  })
})

describe('series', () => {
  const point = (
    at: number,
    value: number,
    kind: MetricPoint['kind'] = 'counter',
  ): MetricPoint => ({
    node: 'A',
    name: 'Invocations',
    kind,
    at: at as Instant,
    value,
    summary: null,
  })

  test('keep the last word on each stretch, in order of time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(9))), (told) => {
        const series = createSeriesStore()
        for (const [at, value] of told) series.add([point(at, value)], 1)
        const last = new Map(told)
        const wanted = [...last.entries()].sort(([a], [b]) => a - b)
        const found = series.find('A', 'Invocations')
        expect(found?.at ?? []).toEqual(wanted.map(([at]) => at))
        expect(found?.value ?? []).toEqual(wanted.map(([, value]) => value))
      }),
    )
  })

  test('are laid onto wider stretches when the run outgrows its buckets', () => {
    const series = createSeriesStore()
    series.add([point(0, 3), point(1_000_000, 4), point(2_000_000, 5)], 1_000_000)
    series.add([point(2_000_000, 6)], 2_000_000)
    expect(series.width).toBe(2_000_000)
    expect(series.find('A', 'Invocations')).toMatchObject({ at: [0, 2_000_000], value: [7, 6] })
  })
})

describe('marks', () => {
  const mark = (sequence: number, name: string) => ({
    sequence,
    at: sequence * 10,
    node: 'A',
    mark: name,
    detail: '',
    trace: null,
  })

  test('told again by a re-run are not doubled, and what an edit made void is forgotten', () => {
    const marks = createMarkStore()
    for (const sequence of [1, 2, 3, 1, 2]) marks.add(mark(sequence, 'throttle'))
    expect(marks.all.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    marks.forgetAfter(20)
    expect(marks.next(10, () => true)?.at).toBe(20)
    expect(marks.next(20, () => true)).toBeUndefined()
  })

  test('are thinned beyond the bound, the rare kinds never', () => {
    const marks = createMarkStore()
    marks.add(mark(0, 'cold-start'))
    for (let index = 1; index <= MARKS_MAX; index++) marks.add(mark(index, 'throttle'))
    expect(marks.all.length).toBeLessThan(MARKS_MAX)
    expect(marks.all[0]?.mark).toBe('cold-start')
  })
})

test("a line's level is what Lambda's runtime wrote into it", () => {
  expect([
    levelOf('START RequestId: 1 Version: $LATEST'),
    levelOf('REPORT RequestId: 1\tDuration: 3000.00 ms Status: timeout'),
    levelOf('2026-01-01T00:00:00.000Z\tid\tERROR\tInvoke Error\t{}'),
    levelOf('2026-01-01T00:00:00.000Z\tid\tWARN\tslow'),
    levelOf('plain text'),
    levelOf('2026-01-01T00:00:00.000Z id Task timed out after 3.00 seconds'),
  ]).toEqual(['platform', 'error', 'error', 'warn', 'info', 'error'])
})
