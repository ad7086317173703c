import type { Instant } from '#kernel/time.ts'
import type { Outcome, TraceBody } from '#kernel/trace.ts'
import { expect, test } from 'vitest'
import { createTraceStore } from '../stores/traces.ts'
import { filterTraces, findNote } from './traceList.ts'

const store = createTraceStore()
let sequence = 0
const add = (at: number, body: TraceBody, node = 'Users') =>
  store.add({ sequence: sequence++, at: at as Instant, node, ...body })

const request = (
  trace: number,
  begin: number,
  end: number | null,
  outcome: Outcome,
  name: string,
) => {
  add(begin, { type: 'span-begin', trace, span: trace * 10, parent: null, name })
  add(
    begin,
    { type: 'span-begin', trace, span: trace * 10 + 1, parent: trace * 10, name: 'Lambda' },
    'Fn',
  )
  add(begin, { type: 'note', trace, span: trace * 10, key: 'status', value: `status of ${trace}` })
  if (end !== null) add(end, { type: 'span-end', trace, span: trace * 10, outcome })
}
request(1, 0, 100, 'ok', 'GET /items')
request(2, 10, 20, 'throttle', 'PUT /items')
request(3, 30, 40, 'fault', 'GET /items/7')
request(4, 50, null, 'ok', 'GET /late')
add(1, { type: 'mark', trace: 1, mark: 'cold-start', detail: 'environment 1' })

const ALL = { traceText: '', traceKind: 'all', between: null } as const
const ids = (filter: Partial<Parameters<typeof filterTraces>[1]>): readonly number[] =>
  filterTraces(store, { ...ALL, ...filter }).map(({ id }) => id)

test('traces are filtered by outcome, cold start, slowness and text', () => {
  expect(ids({})).toEqual([1, 2, 3, 4])
  expect(ids({ traceKind: 'throttle' })).toEqual([2])
  expect(ids({ traceKind: 'cold' })).toEqual([1])
  expect(ids({ traceKind: 'open' })).toEqual([4])
  expect(ids({ traceKind: 'slow' })).toEqual([1])
  expect(ids({ traceText: 'get /ITEMS' })).toEqual([1, 3])
  expect(ids({ traceText: 'environment 1' })).toEqual([1])
})

test('a moment on a chart lists what was under way in it at that node', () => {
  expect(ids({ between: { from: 15, to: 35, node: 'Fn' } })).toEqual([1, 2, 3])
  expect(ids({ between: { from: 15, to: 35, node: 'Table' } })).toEqual([])
  expect(ids({ between: { from: 60, to: 70, node: null } })).toEqual([1, 4])
})

test('a note is found wherever it stands in the trace', () => {
  const [first] = filterTraces(store, ALL)
  expect(first && findNote(first, 'status')).toBe('status of 1')
  expect(first && findNote(first, 'nothing')).toBeUndefined()
})
