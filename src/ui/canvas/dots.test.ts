import type { Instant } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createDots, DOTS_MAX, type Dot, type Hop, kindOf, shareOf, travelMs } from './dots.ts'

const wire = { source: 'Api', target: 'Fn', length: 120 }
const hop = (part: Partial<Hop> = {}): Hop => ({
  type: 'hop',
  sequence: 1,
  at: 1_000 as Instant,
  arriveAt: 1_400 as Instant,
  node: 'Api',
  trace: 7,
  span: 1,
  edge: 'e1',
  phase: 'request',
  outcome: 'ok',
  attempt: 1,
  ...part,
})
/** Display ms per virtual µs at 1× speed. */
const AT_1X = 0.001

const only = (dots: readonly Dot[]): Dot => {
  const [dot] = dots
  if (dot === undefined || dots.length !== 1) throw new Error(`${dots.length} dots`)
  return dot
}

test('a hop of 0.4 ms is stretched so that it can be seen; slow motion shows its true time', () => {
  expect(travelMs(120, 0.4)).toBe(214)
  expect(travelMs(120, 400)).toBe(400)
})

test('a dot’s place is a function of its hop and the time: it stands still while time does', () => {
  const dots = createDots()
  dots.add(hop(), wire, 1_000, AT_1X)
  const dot = only(dots.all)
  expect(shareOf(dot, 999)).toBeNull()
  expect(shareOf(dot, 1_107)).toBe(0.5)
  expect(shareOf(dot, 1_107)).toBe(0.5)
  expect(shareOf({ ...dot, phase: 'reply' }, 1_053.5)).toBe(0.75)
})

test('the hops of one request follow each other, those of another do not wait', () => {
  const dots = createDots()
  dots.add(hop({ edge: 'e0' }), { source: 'Users', target: 'Api', length: 120 }, 0, AT_1X)
  dots.add(hop(), wire, 2, AT_1X)
  dots.add(hop({ trace: 8 }), wire, 2, AT_1X)
  expect(dots.all.map((dot) => dot.begin)).toEqual([0, 214, 2])
})

test('two calls that a handler makes at once travel at once', () => {
  const dots = createDots()
  dots.add(hop(), wire, 0, AT_1X)
  for (const edge of ['e2', 'e3']) {
    dots.add(hop({ edge }), { source: 'Fn', target: edge, length: 120 }, 5, AT_1X)
  }
  expect(dots.all.map((dot) => dot.begin)).toEqual([0, 214, 214])
})

test('what a dot says: failure before retry before cold start', () => {
  const dots = createDots()
  dots.add(hop(), wire, 0, AT_1X)
  const dot = only(dots.all)
  expect(kindOf(dot, false)).toBe('request')
  expect(kindOf({ ...dot, phase: 'reply' }, false)).toBe('reply')
  expect(kindOf(dot, true)).toBe('cold')
  expect(kindOf({ ...dot, attempt: 2 }, true)).toBe('retry')
  expect(kindOf({ ...dot, phase: 'reply', outcome: 'throttle', attempt: 2 }, true)).toBe('throttle')
  expect(kindOf({ ...dot, phase: 'reply', outcome: 'fault' }, true)).toBe('error')
})

test('a reply says what the cache made of its request, unless it went wrong; what it had is no longer cold', () => {
  const dots = createDots()
  expect(dots.hasCaches).toBe(false)
  dots.add(hop({ phase: 'reply', cache: 'miss' }), wire, 0, AT_1X)
  const dot = only(dots.all)
  expect(dots.hasCaches).toBe(true)
  expect(kindOf(dot, true)).toBe('miss')
  for (const cache of ['hit', 'refresh', 'stale'] as const) {
    expect(kindOf({ ...dot, cache }, false)).toBe(cache)
  }
  expect(kindOf({ ...dot, cache: 'hit', outcome: 'error' }, false)).toBe('error')
  dots.clear()
  expect(dots.hasCaches).toBe(false)
})

test('traffic too dense for dots tells the share that caches had', () => {
  const dots = createDots()
  expect(dots.flow('e1', 0).hits).toBeNull()
  for (let index = 0; index < 400; index++) {
    const cache = index % 4 === 0 ? 'miss' : 'hit'
    dots.add(hop({ trace: index, phase: 'reply', cache }), wire, 0, AT_1X)
  }
  expect(dots.flow('e1', 0).hits).toBeGreaterThan(0.7)
  expect(dots.flow('e1', 0).hits).toBeLessThan(0.8)
})

test('too much traffic becomes flow, and dots again when it calms down', () => {
  const dots = createDots()
  for (let index = 0; index < 500; index++) dots.add(hop({ trace: index }), wire, 10, AT_1X)
  expect(dots.flow('e1', 10).merged).toBe(true)
  expect(dots.flow('e1', 10).rate).toBeCloseTo(500 / 1.5)
  const before = dots.all.length
  expect(before).toBeLessThan(300)
  dots.add(hop({ trace: 501, phase: 'reply', outcome: 'throttle' }), wire, 10, AT_1X)
  expect(dots.all.length).toBe(before + 1)
  dots.advance(4_000)
  expect(dots.all).toEqual([])
  expect(dots.flow('e1', 4_000).merged).toBe(false)
})

test('hops that come as a number alone are flow', () => {
  const dots = createDots()
  dots.addFlow('e1', 3_000, 0)
  expect(dots.flow('e1', 0)).toEqual({ rate: 1_000, bad: 0, hits: null, merged: true })
})

test('there is a bound over all wires', () => {
  const dots = createDots()
  for (let index = 0; index < 9_000; index++) {
    dots.add(hop({ trace: index, edge: `e${index % 400}` }), wire, 0, AT_1X)
  }
  expect(dots.all.length).toBe(DOTS_MAX)
})

test('wires are still once all has arrived and their flow has faded; a seek empties them at once', () => {
  const dots = createDots()
  expect(dots.isStill(0)).toBe(true)
  dots.add(hop(), wire, 1_000, AT_1X)
  expect(dots.isStill(1_000)).toBe(false)
  dots.advance(2_000)
  expect(dots.isStill(2_000)).toBe(true)

  dots.markCold(7)
  dots.addFlow('e1', 10_000, 2_000)
  dots.add(hop(), wire, 2_000, AT_1X)
  expect(dots.isStill(2_000)).toBe(false)
  dots.empty()
  expect(dots.isStill(2_000)).toBe(true)
  expect(dots.isCold(7)).toBe(true)
})
