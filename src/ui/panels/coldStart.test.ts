import { expect, test } from 'vitest'
import type { Span, Trace } from '../stores/traces.ts'
import { computeColdParts, findThrottle } from './coldStart.ts'

const spanOf = (
  id: number,
  parent: number | null,
  [name, begin, end]: readonly [string, number, number],
  notes: Span['notes'] = [],
): Span => ({ id, parent, node: 'Fn', name, begin, end, outcome: 'ok', notes })

const traceOf = (spans: readonly Span[]): Trace => ({
  id: 1,
  node: 'Users',
  name: 'GET /',
  begin: 0,
  end: spans[0]?.end ?? 0,
  outcome: 'ok',
  cold: true,
  retried: false,
  spans: [...spans],
  hops: [],
  logs: [],
  marks: [],
})

test('every millisecond of a cold start has a name, in the order in which it passed', () => {
  const parts = computeColdParts(
    traceOf([
      spanOf(1, null, ['GET /', 0, 400]),
      spanOf(2, 1, ['Lambda Fn', 5, 395]),
      spanOf(3, 2, ['Environment creation', 10, 130]),
      spanOf(4, 3, ['Placement', 10, 110]),
      spanOf(5, 3, ['Code download', 110, 130]),
      spanOf(6, 2, ['Initialization', 130, 330]),
      spanOf(7, 6, ['Init: runtime', 130, 270]),
      spanOf(8, 6, ['Init: your code', 270, 330]),
      spanOf(9, 8, ['Init: loading', 310, 330]),
      spanOf(10, 2, ['Handler', 330, 390]),
      spanOf(11, 10, ['First call', 330, 345]),
    ]),
    400,
  )
  expect(parts.map(({ title, took }) => [title, took])).toEqual([
    ['Placing the environment', 100],
    ['Fetching the code', 20],
    ['The runtime boots', 140],
    ['Your top-level code runs', 40],
    ['Loading the source', 20],
    ['The first call of the handler', 15],
  ])
  // REPORT's Init Duration is what is within Initialization.
  const reported = parts.filter(({ isReported }) => isReported)
  expect(reported.reduce((sum, { took }) => sum + took, 0)).toBe(200)
})

test('a warm request has no cold parts', () => {
  const trace = traceOf([spanOf(1, null, ['GET /', 0, 20]), spanOf(2, 1, ['Handler', 5, 15])])
  expect(computeColdParts(trace, 20)).toEqual([])
})

test('a throttled request says which limit bit, its value and what was in use', () => {
  const trace = traceOf([
    spanOf(1, null, ['GET /', 0, 9]),
    spanOf(2, 1, ['Lambda Fn', 2, 3], [['throttledBy', 'reserved: 5 of 5 in use']]),
  ])
  expect(findThrottle(trace)).toMatchObject({
    limit: "the function's reserved concurrency",
    inUse: '5',
    value: '5',
  })
  expect(findThrottle(traceOf([spanOf(1, null, ['GET /', 0, 9])]))).toBeNull()
})
