import { seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import type { Timeline } from './definition.ts'
import { createFakeFunction } from './testing/fakeFunction.ts'

test('of a long life the newest phases are remembered, and the rest is told as forgotten', () => {
  const fn = createFakeFunction()
  for (let at = 0; at < 200; at++) fn.ask(fn.invoke())
  const timeline = (from: number, to: number): Timeline =>
    fn.service.query?.({ type: 'timeline', from, to }) as Timeline
  const [row] = timeline(0, seconds(3_600)).rows
  const [first, second] = row?.bars ?? []
  expect(first).toMatchObject({ phase: 'forgotten', from: 0, to: second?.from })
  // What was there before what is remembered is no empty row, nor none at all.
  expect(timeline(0, 1).rows[0]?.bars).toEqual([first])
})

test('nothing of a short life is forgotten', () => {
  const fn = createFakeFunction()
  fn.ask(fn.invoke())
  const { rows } = fn.service.query?.({ type: 'timeline', from: 0, to: seconds(60) }) as Timeline
  expect(rows[0]?.bars.map(({ phase }) => phase)).toEqual(['starting', 'init', 'busy', 'idle'])
})
