import { expect, test } from 'vitest'
import { findDotAt } from './dotAt.ts'
import type { Dot } from './dots.ts'
import { computeWire } from './wireCurve.ts'

const wire = computeWire({ source: { x: 0, y: 0 }, target: { x: 200, y: 0 }, way: 'across' })

const dotOf = (trace: number, begin: number): Dot => ({
  edge: 'e1',
  trace,
  phase: 'request',
  outcome: 'ok',
  attempt: 1,
  cache: null,
  begin,
  end: begin + 100,
})

test('a click means the dot nearest to it, wherever the view is; none where none is near', () => {
  const scene = {
    // At 50 ms the first is half-way, the second a quarter, and the third has not begun.
    dots: [dotOf(1, 0), dotOf(2, 25), dotOf(3, 60)],
    wires: new Map([['e1', wire]]),
    now: 50,
    view: { x: 30, y: 40, zoom: 2 },
  }
  const traceAt = (x: number, y: number) => findDotAt(scene, { x, y })?.trace ?? null
  expect(traceAt(30 + 200, 40)).toBe(1)
  expect(traceAt(30 + 100, 36)).toBe(2)
  expect(traceAt(30 + 150, 40)).toBeNull()
  expect(traceAt(30, 40)).toBeNull()
})
