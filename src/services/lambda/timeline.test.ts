import { seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import type { Timeline } from './definition.ts'
import { createFakeFunction, type FakeFunction } from './testing/fakeFunction.ts'

const timelineOf = ({ service }: FakeFunction, from: number, to: number): Timeline =>
  service.query?.({ type: 'timeline', from, to }) as Timeline

test('of a long life the newest phases are remembered, and the rest is told as forgotten', () => {
  const fn = createFakeFunction()
  for (let at = 0; at < 200; at++) fn.ask(fn.invoke())
  const [row] = timelineOf(fn, 0, seconds(3_600)).rows
  const [first, second] = row?.bars ?? []
  expect(first).toMatchObject({ phase: 'forgotten', from: 0, to: second?.from })
  // What was there before what is remembered is no empty row, nor none at all.
  expect(timelineOf(fn, 0, 1).rows[0]?.bars).toEqual([first])
})

test('nothing of a short life is forgotten', () => {
  const fn = createFakeFunction()
  fn.ask(fn.invoke())
  const { rows } = timelineOf(fn, 0, seconds(60))
  expect(rows[0]?.bars.map(({ phase }) => phase)).toEqual(['starting', 'init', 'busy', 'idle'])
})
