import type { Instant } from '#kernel/time.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { createReplay } from './replay.ts'
import type { Simulation } from './simulation.ts'
import { noHandlers, toyModules, toyScenario } from './toyRooms.ts'

const create = (): Simulation =>
  createSimulation({ scenario: toyScenario, handlers: noHandlers, modules: toyModules })

const END = 20_000_000 as Instant

const inputs = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 6_000_000 }),
    /** Single steps taken after `at`, so that inputs also fall between the events of one instant. */
    steps: fc.nat(5),
    kind: fc.constantFrom('command', 'rename-api', 'drop-wire', 'lay-wire', 'drop-node'),
  }),
  { maxLength: 8 },
)

const act = (simulation: Simulation, kind: string): void => {
  if (kind === 'command') simulation.command('A', 'send')
  if (kind === 'rename-api') {
    const properties = { Name: String(simulation.events) }
    simulation.apply({ type: 'set-properties', node: 'X', properties })
  }
  if (kind === 'drop-wire') simulation.apply({ type: 'remove-edge', edge: 'ax' })
  const edge = { id: 'ax', source: 'A', target: 'X' }
  if (kind === 'lay-wire') simulation.apply({ type: 'add-edge', edge })
  if (kind === 'drop-node') simulation.apply({ type: 'remove-node', node: 'Y' })
}

test('a re-run with the recorded inputs is the same run, event for event', () => {
  fc.assert(
    fc.property(inputs, fc.integer({ min: 1, max: 500 }), (plan, slice) => {
      const first = create()
      for (const { at, steps, kind } of plan.toSorted((a, b) => a.at - b.at)) {
        first.runUntil(at as Instant)
        for (let step = 0; step < steps; step++) first.step()
        act(first, kind)
      }
      first.runUntil(END)

      const second = create()
      const replay = createReplay(second, first.inputs)
      while (replay.runUntil(END, slice) === 'paused') continue
      expect(second.traceHash).toBe(first.traceHash)
      expect(second.events).toBe(first.events)
      expect(second.inputs).toEqual(first.inputs)
      expect(second.scenario).toEqual(first.scenario)
    }),
    { numRuns: 60, seed: 5 },
  )
})

test('step by step it is the same run too', () => {
  const first = create()
  first.runUntil(1_000_000 as Instant)
  first.command('A', 'send')
  first.step()
  first.apply({ type: 'remove-edge', edge: 'by' })
  first.runUntil(END)
  const second = create()
  const replay = createReplay(second, first.inputs)
  while (replay.step() === 'ran') continue
  expect(second.traceHash).toBe(first.traceHash)
})

test('a new input brings edits still to come forward and forgets commands', () => {
  const first = create()
  first.runUntil(1_000_000 as Instant)
  first.command('A', 'send')
  first.apply({ type: 'remove-edge', edge: 'by' })
  const second = create()
  const replay = createReplay(second, first.inputs)
  replay.runUntil(500_000 as Instant)
  replay.bringForward()
  expect(replay.coming).toEqual([])
  expect(second.inputs).toMatchObject([{ at: 500_000, type: 'edit' }])
  expect(second.scenario).toEqual(first.scenario)
})
