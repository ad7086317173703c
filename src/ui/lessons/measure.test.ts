import { expect, test } from 'vitest'
import { findChoice, type Measure } from '#gallery/lesson.ts'
import { lessons } from '#gallery/lessons.ts'
import { applyEdit } from '#scenario/edit.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { Scenario } from '#scenario/schema.ts'
import * as z from 'zod/mini'
import { type Trace, TRACES_MAX } from '../stores/traces.ts'
import { type Facts, takeMeasure } from './measure.ts'

const trace = (ms: number, over: Partial<Trace> = {}): Trace => ({
  id: ms,
  node: 'Users',
  name: 'GET /',
  begin: 0,
  end: ms * 1_000,
  outcome: 'ok',
  cold: false,
  retried: false,
  spans: [],
  hops: [],
  logs: [],
  marks: [],
  ...over,
})
const factsOf = (traces: readonly Trace[], states: Facts['states'] = {}): Facts => ({
  states,
  traces: { backwards: (visit) => traces.forEach((each) => visit(each)) },
})
const requests = (
  which: 'all' | 'cold' | 'warm' | 'failed',
  stat: 'count' | 'median' | 'max',
): Measure => ({
  of: 'requests',
  which,
  stat,
})

test('requests are told apart by how they went; one that is on its way is not over', () => {
  const facts = factsOf([
    trace(300, { cold: true }),
    trace(10),
    trace(30),
    trace(5, { outcome: 'throttle' }),
    trace(1, { end: null }),
  ])
  expect(takeMeasure(facts, requests('all', 'count'))).toBe(4)
  expect(takeMeasure(facts, requests('warm', 'median'))).toBe(20)
  expect(takeMeasure(facts, requests('failed', 'max'))).toBe(5)
  const ratio: Measure = {
    of: 'ratio',
    over: requests('cold', 'max'),
    under: requests('warm', 'median'),
  }
  expect(takeMeasure(facts, ratio)).toBe(15)
})

test('what a node shows of itself; NaN where there is nothing to measure', () => {
  const facts = factsOf([], { Fn: { environmentCount: { idle: 3 } } })
  expect(takeMeasure(facts, { of: 'state', node: 'Fn', path: ['environmentCount', 'idle'] })).toBe(
    3,
  )
  expect(takeMeasure(facts, { of: 'state', node: 'Fn', path: ['nothing', 'there'] })).toBeNaN()
  expect(takeMeasure(facts, requests('warm', 'median'))).toBeNaN()
})

const clientLoad = z.looseObject({
  Load: z.looseObject({
    Stages: z.array(z.looseObject({ DurationSeconds: z.number(), TargetPerSecond: z.number() })),
  }),
})

/** Requests that the clients of a step send by their stages. */
const requestsOf = ({ nodes }: Scenario): number =>
  nodes.reduce((sum, { properties }) => {
    const load = clientLoad.safeParse(properties)
    if (!load.success) return sum
    const { Stages } = load.data.Load
    return sum + Stages.reduce((all, each) => all + each.DurationSeconds * each.TargetPerSecond, 0)
  }, 0)

test.each(lessons.map(({ id, load }) => [id, load] as const))(
  '%s: what is measured of single requests is measured of all of them: none falls out of the record',
  async (id, load) => {
    const { scenario, steps } = await load()
    let now = scenario
    for (const { edits, readings, title } of steps) {
      now = applyEdit(now, { type: 'batch', edits })
      if (!readings.some(({ measure }) => measure.of === 'requests')) continue
      expect(requestsOf(now), `${id}: ${title}`).toBeLessThan(TRACES_MAX * 0.95)
    }
  },
)

test.each(lessons.map(({ id, load }) => [id, load] as const))(
  '%s: its documents are valid, its choices cover every value once',
  async (id, load) => {
    const lesson = await load()
    expect(lesson.id).toBe(id)
    for (const { edits, choices } of lesson.steps) {
      const scenario = applyEdit(lesson.scenario, { type: 'batch', edits })
      expect(parseScenario(scenario)).toMatchObject({ ok: true })
      for (const value of [0, 0.5, 1, 2, 3, 5, 10, 1e9]) {
        expect(choices.filter((choice) => findChoice([choice], value) !== undefined)).toHaveLength(
          1,
        )
      }
    }
  },
)
