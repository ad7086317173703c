import type { Instant } from '#kernel/time.ts'
import type { Outcome, TraceEvent } from '#kernel/trace.ts'
import { expect, test } from 'vitest'
import { createNodeActivity } from './nodeActivity.ts'

const base = { sequence: 1, at: 0 as Instant, node: 'Fn' }
const ended = (outcome: Outcome): TraceEvent => ({
  ...base,
  type: 'span-end',
  trace: 1,
  span: 1,
  outcome,
})
const throttled = (detail: string): TraceEvent => ({
  ...base,
  type: 'mark',
  trace: 1,
  mark: 'throttle',
  detail,
})

test('a badge counts its reason and leaves four seconds after the last one', () => {
  const activity = createNodeActivity()
  activity.add(throttled('reserved concurrency reached'), 0)
  activity.add(throttled('reserved concurrency reached'), 1_000)
  expect(activity.badges('Fn', 4_999)).toEqual([
    { tone: 'throttle', reason: 'reserved concurrency reached', count: 2, at: 1_000 },
  ])
  expect(activity.badges('Fn', 5_000)).toEqual([])
  expect(activity.badges('Other', 0)).toEqual([])
})

test('a cold start is no failure: it leaves no badge', () => {
  const activity = createNodeActivity()
  activity.add({ ...base, type: 'mark', trace: 1, mark: 'cold-start', detail: '' }, 0)
  expect(activity.badges('Fn', 0)).toEqual([])
})

test('health is the share of the last seconds and recovers by itself', () => {
  const activity = createNodeActivity()
  for (let index = 0; index < 10; index++) activity.add(ended('fault'), 0)
  expect(activity.health('Fn')).toEqual({ throttled: 0, failed: 1 })
  for (let second = 1; second <= 10; second++) {
    activity.advance(second * 1_000)
    activity.add(ended('ok'), second * 1_000)
  }
  expect(activity.health('Fn').failed).toBeLessThan(0.1)
  activity.advance(60_000)
  expect(activity.health('Fn')).toEqual({ throttled: 0, failed: 0 })
})

test('a caller’s mistake (4xx) is not the node’s ill health', () => {
  const activity = createNodeActivity()
  activity.add(ended('error'), 0)
  expect(activity.health('Fn').failed).toBe(0)
})
