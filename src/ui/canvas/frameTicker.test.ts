import { expect, test } from 'vitest'
import { createTicker } from './frameTicker.ts'

test('many nodes are redrawn over several frames, each in its turn', () => {
  const frames: (() => void)[] = []
  const ticker = createTicker((draw) => frames.push(draw))
  const drawn: number[] = []
  for (let node = 0; node < 48; node++) ticker.subscribe(() => drawn.push(node))
  const perFrame: number[] = []
  for (let frame = 0; frame < 40; frame++) {
    if (frame === 3) ticker.changed()
    const before = drawn.length
    frames.shift()?.()
    perFrame.push(drawn.length - before)
  }
  expect(Math.max(...perFrame)).toBe(2)
  expect(drawn.slice(0, 48)).toEqual(Array.from({ length: 48 }, (_, node) => node))
  expect(drawn.slice(48)).toEqual([0, 1, 2, 3, 4, 5])
  expect(frames.length).toBe(0)
})
