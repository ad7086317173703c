import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeTicks, formatTick, move, placeBars, zoom } from './timelineBars.ts'

const S = 1e6

test('bars stand where their time is, cut at the edges of what is shown', () => {
  const bars = [
    { phase: 'init', from: 0, to: 2 * S },
    { phase: 'busy', from: 2 * S, to: 2 * S + 100 },
    { phase: 'idle', from: 2 * S + 100, to: 30 * S },
  ] as const
  expect(placeBars(bars, { from: 1 * S, to: 11 * S }, 100)).toEqual([
    { phase: 'init', x: 0, width: 10 },
    { phase: 'busy', x: 10, width: 1 },
    { phase: 'idle', x: expect.closeTo(10, 2), width: expect.closeTo(90, 2) },
  ])
})

test('no bar leaves the row, however short what is shown', () => {
  const instant = fc.integer({ min: 0, max: 1e9 })
  fc.assert(
    fc.property(instant, instant, instant, instant, (a, b, c, d) => {
      const bar = { phase: 'busy', from: Math.min(a, b), to: Math.max(a, b) } as const
      const span = { from: Math.min(c, d), to: Math.max(c, d) + 1 }
      for (const { x, width } of placeBars([bar], span, 300)) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + width).toBeLessThanOrEqual(301)
      }
    }),
  )
})

test('ticks are round and some seventy pixels apart', () => {
  expect(computeTicks({ from: 0, to: 60 * S }, 300)).toEqual([0, 15, 30, 45, 60].map((s) => s * S))
  expect(formatTick(45 * S, { from: 0, to: 60 * S })).toBe('45 s')
  expect(formatTick(125 * S, { from: 0, to: 600 * S })).toBe('2:05')
  expect(formatTick(1.25 * S, { from: S, to: 1.05 * S })).toBe('1.250 s')
})

test('zooming in while following keeps the end; elsewhere the middle', () => {
  expect(zoom({ from: 0, to: 100 * S }, 0.5, 100 * S)).toEqual({ from: 50 * S, to: 100 * S })
  expect(zoom({ from: 20 * S, to: 60 * S }, 0.5, 100 * S)).toEqual({ from: 30 * S, to: 50 * S })
  expect(zoom({ from: 50 * S, to: 100 * S }, 8, 100 * S)).toEqual({ from: 0, to: 100 * S })
})

test('moving stops at the beginning and at now', () => {
  expect(move({ from: 10 * S, to: 30 * S }, -1, 100 * S)).toEqual({ from: 0, to: 20 * S })
  expect(move({ from: 70 * S, to: 90 * S }, 1, 100 * S)).toEqual({ from: 80 * S, to: 100 * S })
})
