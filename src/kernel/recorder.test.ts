import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'
import { createRecorder, readColumns } from './recorder.ts'
import { type Instant, ms, seconds, START } from './time.ts'
import type { TraceBody } from './trace.ts'

const at = (milliseconds: number): Instant => (START + ms(milliseconds)) as Instant

const outcome = fc.constantFrom('ok', 'error', 'throttle', 'fault')
const id = fc.nat({ max: 2 ** 40 })
const traceOrNone = fc.option(id)
const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
const text = fc.string({ unit: 'grapheme' })
const type = <T extends TraceBody['type']>(one: T): fc.Arbitrary<T> => fc.constant(one)

const bodies: fc.Arbitrary<TraceBody> = fc.oneof(
  fc.record({
    type: type('hop'),
    trace: id,
    span: id,
    edge: text,
    phase: fc.constant('reply' as const),
    outcome,
    attempt: fc.integer({ min: 1, max: 20 }),
    arriveAt: id.map((n) => n as Instant),
    way: text,
    cache: fc.constantFrom('hit', 'refresh', 'stale', 'miss'),
  }),
  fc.record({
    type: type('span-begin'),
    trace: id,
    span: id,
    parent: fc.option(id),
    name: text,
  }),
  fc.record({ type: type('span-end'), trace: id, span: id, outcome }),
  fc.record({ type: type('note'), trace: id, span: id, key: text, value: text }),
  fc.record({
    type: type('hop'),
    trace: id,
    span: id,
    edge: text,
    phase: fc.constantFrom('request' as const, 'reply' as const),
    outcome,
    attempt: fc.integer({ min: 1, max: 20 }),
    arriveAt: id.map((n) => n as Instant),
  }),
  fc.record({ type: type('log'), trace: traceOrNone, stream: text, line: text }),
  fc.record({ type: type('gauge'), name: text.map((name) => `gauge ${name}`), value }),
  fc.record({ type: type('counter'), name: text.map((name) => `counter ${name}`), value }),
  fc.record({ type: type('sample'), name: text.map((name) => `sample ${name}`), value }),
  fc.record({ type: type('mark'), trace: traceOrNone, mark: text, detail: text }),
)

const hashOf = (recorded: readonly TraceBody[], rowsMax = 65_536): string => {
  const recorder = createRecorder({ rowsMax })
  recorded.forEach((body, index) => recorder.record(at(index), 'node', body))
  return recorder.hash
}

describe('the trace', () => {
  test('reads back, field by field, as it was recorded', () => {
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 60 }), (recorded) => {
        const recorder = createRecorder()
        recorded.forEach((body, index) => recorder.record(at(index), `node-${index % 3}`, body))
        expect(readColumns(recorder.takeTrace())).toEqual(
          recorded.map((body, index) => ({
            sequence: index,
            at: at(index),
            node: `node-${index % 3}`,
            ...body,
          })),
        )
        expect(recorder.takeTrace().rows).toBe(0)
      }),
      { seed: 1 },
    )
  })

  test('sequence numbers and strings go on from batch to batch', () => {
    const recorder = createRecorder()
    recorder.record(at(1), 'items', { type: 'mark', trace: null, mark: 'cold-start', detail: 'a' })
    recorder.takeTrace()
    recorder.record(at(2), 'items', { type: 'mark', trace: 7, mark: 'timeout', detail: 'b' })
    expect(readColumns(recorder.takeTrace())).toEqual([
      {
        sequence: 1,
        at: at(2),
        node: 'items',
        type: 'mark',
        trace: 7,
        mark: 'timeout',
        detail: 'b',
      },
    ])
  })

  test('a full batch keeps whole traces and all marks, and counts the rest', () => {
    const recorder = createRecorder({ rowsMax: 256 })
    const open: number[] = []
    for (let trace = 0; trace < 1_000; trace++) {
      recorder.record(at(trace), 'api', {
        type: 'span-begin',
        trace,
        span: trace * 10,
        parent: null,
        name: 'GET /items',
      })
      open.push(trace)
      // Three are in flight at any time.
      if (open.length <= 3) continue
      const done = open.shift() ?? 0
      recorder.record(at(trace), 'api', {
        type: 'span-end',
        trace: done,
        span: done * 10,
        outcome: 'ok',
      })
      if (trace % 100 === 0) {
        recorder.record(at(trace), 'api', { type: 'mark', trace: null, mark: 'edit', detail: '' })
      }
    }
    const batch = recorder.takeTrace()
    const events = readColumns(batch)
    const begun = events.flatMap((event) => (event.type === 'span-begin' ? [event.trace] : []))
    const ended = events.flatMap((event) => (event.type === 'span-end' ? [event.trace] : []))
    expect(begun.length).toBeGreaterThan(90)
    expect(ended).toEqual(begun)
    expect(events.filter((event) => event.type === 'mark')).toHaveLength(9)
    expect(batch.rows + batch.dropped).toBe(recorder.recorded)
    // What was left out is not picked up in the middle by the next batch.
    recorder.record(at(2_000), 'api', { type: 'span-end', trace: 998, span: 9_980, outcome: 'ok' })
    expect(recorder.takeTrace()).toMatchObject({ rows: 0, dropped: 1 })
  })

  test('a batch never exceeds its bound', () => {
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 80 }), fc.nat({ max: 40 }), (recorded, rowsMax) => {
        const recorder = createRecorder({ rowsMax })
        recorded.forEach((body, index) => recorder.record(at(index), 'node', body))
        const batch = recorder.takeTrace()
        expect(batch.rows).toBeLessThanOrEqual(rowsMax)
        expect(batch.rows + batch.dropped).toBe(recorded.length)
      }),
      { seed: 2 },
    )
  })
})

test('a batch is bounded in text too: long log lines give way, marks included', () => {
  const recorder = createRecorder()
  for (let n = 0; n < 100; n++) {
    const line = `${n} `.padEnd(256 * 1024, 'x')
    recorder.record(at(n), 'fn', { type: 'log', trace: n, stream: 'stream', line })
  }
  const batch = recorder.takeTrace()
  expect(batch.strings.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(9 * 1024 * 1024)
  expect([batch.rows > 30, batch.rows + batch.dropped]).toEqual([true, 100])
})

test('a text that comes twice in a row, as a log line and as a note, stands in the batch once', () => {
  const recorder = createRecorder()
  const line = 'REPORT RequestId: 1\tDuration: 2.00 ms'
  recorder.record(at(0), 'fn', {
    type: 'note',
    trace: 1,
    span: 2,
    key: 'report',
    value: 'before it',
  })
  recorder.record(at(0), 'fn', { type: 'log', trace: 1, stream: 'stream', line })
  recorder.record(at(0), 'fn', { type: 'note', trace: 1, span: 2, key: 'report', value: line })
  const batch = recorder.takeTrace()
  expect(batch.strings.filter((text) => text === line)).toHaveLength(1)
  expect(readColumns(batch)).toMatchObject([{ value: 'before it' }, { line }, { value: line }])
})

describe('the trace hash', () => {
  test('is 16 hexadecimal digits, the same for the same events, whatever was kept of them', () => {
    fc.assert(
      fc.property(fc.array(bodies), (recorded) => {
        expect(hashOf(recorded)).toMatch(/^[0-9a-f]{16}$/)
        expect(hashOf(recorded, 0)).toBe(hashOf(recorded))
      }),
      { seed: 3 },
    )
  })

  test('is pinned: a changed value means that links made before no longer give the same run', () => {
    const hash = hashOf([
      { type: 'span-begin', trace: 1, span: 2, parent: null, name: 'GET /items' },
      { type: 'sample', name: 'Duration', value: 12.34 },
      { type: 'log', trace: 1, stream: '2026/01/01/[$LATEST]ab', line: 'START RequestId: ☃' },
      { type: 'span-end', trace: 1, span: 2, outcome: 'ok' },
    ])
    expect(hash).toBe('17d2a479384be5f6')
  })

  test('changes with every field of every kind of event', () => {
    const changed = (field: string | number | null): string | number => {
      if (field === null) return 5
      if (typeof field === 'number') return field + 1
      if (field === 'request') return 'reply'
      return field === 'ok' ? 'fault' : `${field}!`
    }
    const samples: readonly TraceBody[] = [
      { type: 'span-begin', trace: 1, span: 2, parent: null, name: 'n' },
      { type: 'span-end', trace: 1, span: 2, outcome: 'ok' },
      { type: 'note', trace: 1, span: 2, key: 'status', value: '200' },
      {
        type: 'hop',
        trace: 1,
        span: 2,
        edge: 'e',
        phase: 'request',
        outcome: 'ok',
        attempt: 1,
        arriveAt: at(3),
      },
      { type: 'log', trace: 1, stream: 's', line: 'l' },
      { type: 'gauge', name: 'ConcurrentExecutions', value: 0.5 },
      { type: 'counter', name: 'Invocations', value: 1 },
      { type: 'sample', name: 'Duration', value: 1.25 },
      { type: 'mark', trace: null, mark: 'throttle', detail: '' },
    ]
    const seen = new Set<string>()
    let variants = 0
    for (const body of samples) {
      seen.add(hashOf([body]))
      variants++
      for (const [key, field] of Object.entries(body)) {
        if (key === 'type') continue
        seen.add(hashOf([{ ...body, [key]: changed(field) }]))
        variants++
      }
    }
    expect(seen.size).toBe(variants)
  })

  test('depends on instant, node and order', () => {
    const mark = (detail: string): TraceBody => ({
      type: 'mark',
      trace: null,
      mark: 'edit',
      detail,
    })
    const hash = (when: Instant, node: string): string => {
      const recorder = createRecorder()
      recorder.record(when, node, mark('a'))
      return recorder.hash
    }
    const hashes = [hash(at(1), 'a'), hash(at(2), 'a'), hash(at(1), 'b'), hashOf([])]
    expect(new Set(hashes).size).toBe(4)
    expect(hashOf([mark('a'), mark('b')])).not.toBe(hashOf([mark('b'), mark('a')]))
  })
})

describe('metrics', () => {
  const second = (n: number): Instant => (START + seconds(n)) as Instant

  test('counters add up within a second, samples give a distribution, gauges their highest value', () => {
    const recorder = createRecorder()
    for (let n = 0; n < 10; n++) {
      recorder.record(at(n * 300), 'fn', { type: 'counter', name: 'Invocations', value: 1 })
      recorder.record(at(n * 300), 'fn', { type: 'sample', name: 'Duration', value: 10 * (n + 1) })
    }
    recorder.record(at(100), 'fn', { type: 'gauge', name: 'ConcurrentExecutions', value: 3 })
    recorder.record(at(200), 'fn', { type: 'gauge', name: 'ConcurrentExecutions', value: 1 })
    const { points, width } = recorder.takeMetrics(at(2_900))
    expect(width).toBe(seconds(1))
    const values = (name: string): readonly (readonly [Instant, number])[] =>
      points.filter((point) => point.name === name).map((point) => [point.at, point.value])
    expect(values('Invocations')).toEqual([
      [second(0), 4],
      [second(1), 3],
      [second(2), 3],
    ])
    expect(values('ConcurrentExecutions')).toEqual([
      [second(0), 3],
      [second(1), 1],
      [second(2), 1],
    ])
    expect(values('Duration')).toEqual([
      [second(0), 25],
      [second(1), 60],
      [second(2), 90],
    ])
    expect(recorder.totals('fn').map(({ name, kind }) => [name, kind])).toEqual([
      ['Invocations', 'counter'],
      ['Duration', 'sample'],
      ['ConcurrentExecutions', 'gauge'],
    ])
    expect(recorder.totals('fn')[0]).toEqual({ name: 'Invocations', kind: 'counter', sum: 10 })
    expect(recorder.totals('fn')[1]).toMatchObject({ summary: { count: 10, mean: 55, max: 100 } })
    expect(recorder.totals('fn')[2]).toMatchObject({ last: 1, max: 3 })
    expect(recorder.totals('nobody')).toEqual([])
  })

  test('only what changed since the last call comes', () => {
    const recorder = createRecorder()
    const count = (when: Instant): void =>
      recorder.record(when, 'fn', { type: 'counter', name: 'Errors', value: 1 })
    count(second(0))
    count(second(1))
    expect(recorder.takeMetrics().points).toHaveLength(2)
    count(second(1))
    const { points } = recorder.takeMetrics()
    expect(points.map((point) => [point.at, point.value])).toEqual([[second(1), 2]])
    expect(recorder.takeMetrics().points).toEqual([])
  })

  test('past the bound the width doubles, neighbours merge, and no sum is lost', () => {
    const recorder = createRecorder({ bucketsMax: 8 })
    for (let n = 0; n < 20; n++) {
      recorder.record(second(n), 'fn', { type: 'counter', name: 'Invocations', value: 1 })
      recorder.record(second(n), 'fn', { type: 'sample', name: 'Duration', value: n })
    }
    const { points, width } = recorder.takeMetrics()
    expect(width).toBe(seconds(4))
    const counts = points.filter((point) => point.name === 'Invocations')
    expect(counts.map((point) => point.value)).toEqual([4, 4, 4, 4, 4])
    const durations = points.filter((point) => point.name === 'Duration')
    expect(durations.map((point) => [point.value, point.summary?.count])).toEqual([
      [1.5, 4],
      [5.5, 4],
      [9.5, 4],
      [13.5, 4],
      [17.5, 4],
    ])
  })

  test('a gauge set once holds through hours in bounded memory', () => {
    const recorder = createRecorder({ bucketsMax: 16 })
    recorder.record(second(1), 'fn', { type: 'gauge', name: 'Limit', value: 7 })
    const { points, width } = recorder.takeMetrics(second(100_000))
    expect(points.length).toBeLessThanOrEqual(16)
    expect(points.every((point) => point.value === 7)).toBe(true)
    expect(points.at(-1)?.at).toBe(Math.floor(100_000 / (width / 1e6)) * width)
  })

  test('many metrics share one bound: their stretches widen sooner, and no sum is lost', () => {
    const metrics = createMetrics(1_800, 1_000)
    const nodes = Array.from({ length: 100 }, (_, index) => `node${index}`)
    for (let n = 0; n < 60; n++) {
      for (const node of nodes) metrics.add(second(n), node, 'counter', 'Count', 1)
    }
    const { points, width } = metrics.take(second(59))
    expect(width).toBe(seconds(8))
    expect(points.length).toBeLessThanOrEqual(1_000)
    expect(points.reduce((sum, point) => sum + point.value, 0)).toBe(6_000)
    // Where there are more metrics than the bound has room for, each still has two stretches or one.
    const crowded = createMetrics(1_800, 10)
    for (let n = 0; n < 60; n++) {
      for (const node of nodes) crowded.add(second(n), node, 'counter', 'Count', 1)
    }
    const all = crowded.take(second(59)).points
    expect(all.length).toBeLessThanOrEqual(200)
    expect(all.reduce((sum, point) => sum + point.value, 0)).toBe(6_000)
  })
})
