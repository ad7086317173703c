import { type Instant, ms, seconds } from '#kernel/time.ts'
import { readColumns } from '#kernel/recorder.ts'
import type { Scenario } from '#scenario/schema.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { SimulationCrash, type Simulation } from './simulation.ts'
import { noHandlers, toyModules, toyScenario } from './toyRooms.ts'

const at = (time: number): Instant => time as Instant
const HOUR = at(seconds(3_600))

const create = (scenario: Scenario): Simulation =>
  createSimulation({ scenario, handlers: noHandlers, modules: toyModules })

const runToEnd = (scenario: Scenario): Simulation => {
  const simulation = create(scenario)
  expect(simulation.runUntil(HOUR)).toBe('idle')
  return simulation
}

const client = (simulation: Simulation, node: string) =>
  simulation.inspect(node) as { replies: number; failures: number }

describe('a run is a function of its document and seed', () => {
  test('twice the same document, twice the same hash', () => {
    const first = runToEnd(toyScenario)
    const second = runToEnd(toyScenario)
    expect(second.traceHash).toBe(first.traceHash)
    expect(second.events).toBe(first.events)
    expect(client(first, 'A').replies).toBe(200)
  })

  test('order in the document, positions and names change nothing', () => {
    const { traceHash } = runToEnd(toyScenario)
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...toyScenario.nodes], { minLength: 4 }),
        fc.shuffledSubarray([...toyScenario.edges], { minLength: 2 }),
        fc.string({ maxLength: 20 }),
        fc.integer({ min: -1_000, max: 1_000 }),
        (nodes, edges, name, x) => {
          const shuffled = {
            ...toyScenario,
            name,
            nodes: nodes.map((node) => ({ ...node, name, position: { x, y: -x } })),
            edges,
          }
          expect(runToEnd(shuffled).traceHash).toBe(traceHash)
        },
      ),
      { numRuns: 20, seed: 7 },
    )
  })

  test('another seed is another run', () => {
    const hashes = [1, 2, 3, 2 ** 40].map((seed) => runToEnd({ ...toyScenario, seed }).traceHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  test("a new node does not shift the others' chances", () => {
    const latencies = (scenario: Scenario): readonly number[] =>
      readColumns(runToEnd(scenario).takeTrace()).flatMap((event) =>
        event.type === 'sample' && event.node === 'A' ? [event.value] : [],
      )
    const more: Scenario = {
      ...toyScenario,
      nodes: [{ id: '0', type: 'Coldstart::Client' }, ...toyScenario.nodes],
      edges: [{ id: '0y', source: '0', target: 'Y' }, ...toyScenario.edges],
    }
    expect(latencies(more)).toEqual(latencies(toyScenario))
  })
})

test("Little's law: mean number in the system = arrival rate × mean time in it", () => {
  const simulation = runToEnd(toyScenario)
  const events = readColumns(simulation.takeTrace())
  const begun = new Map<number, number>()
  let inSystem = 0
  let area = 0
  let timeInSystem = 0
  let last = 0
  for (const event of events) {
    if (event.node !== 'X' || (event.type !== 'span-begin' && event.type !== 'span-end')) continue
    area += inSystem * (event.at - last)
    last = event.at
    if (event.type === 'span-begin') {
      begun.set(event.span, event.at)
      inSystem++
    } else {
      timeInSystem += event.at - (begun.get(event.span) ?? Number.NaN)
      inSystem--
    }
  }
  expect(begun.size).toBe(200)
  expect(inSystem).toBe(0)
  // Over a window that begins and ends empty the law is an identity, not a limit.
  expect(area).toBe(timeInSystem)
})

describe('edges', () => {
  test('both hops of a call are recorded with their arrival, in-Region within a few ms', () => {
    const events = readColumns(runToEnd(toyScenario).takeTrace())
    const hops = events.filter((event) => event.type === 'hop')
    expect(hops.length).toBe(800)
    for (const hop of hops) {
      expect(hop.arriveAt - hop.at).toBeGreaterThan(ms(0.1))
      expect(hop.arriveAt - hop.at).toBeLessThan(ms(1.5))
    }
    expect(new Set(hops.map((hop) => `${hop.edge} ${hop.phase} ${hop.outcome}`))).toEqual(
      new Set(['ax request ok', 'ax reply ok', 'by request ok', 'by reply ok']),
    )
  })

  test('a client in Ireland is about 67 ms round trip from us-east-1 (cloudping p50)', () => {
    const nodes = toyScenario.nodes.map((node) =>
      node.id === 'A' ? { ...node, properties: { Location: 'eu-west-1' } } : node,
    )
    const events = readColumns(runToEnd({ ...toyScenario, nodes }).takeTrace())
    const ways = events.flatMap((event) =>
      event.type === 'hop' && event.edge === 'ax' ? [(event.arriveAt - event.at) / 1_000] : [],
    )
    const mean = ways.reduce((sum, way) => sum + way, 0) / ways.length
    expect(mean).toBeGreaterThan(30)
    expect(mean).toBeLessThan(40)
  })
})

describe('live edits', () => {
  test('removing a node answers calls under way with a network failure, and later ones too', () => {
    const simulation = create(toyScenario)
    const inFlight = () => (simulation.inspect('X') as { inFlight: number }).inFlight
    simulation.runUntil(at(seconds(1)))
    while (inFlight() < 2) simulation.step()
    expect(simulation.apply({ type: 'remove-node', node: 'X' })).toEqual([])
    expect(simulation.runUntil(HOUR)).toBe('idle')
    expect(client(simulation, 'A').failures).toBeGreaterThanOrEqual(2)
    expect(simulation.openTraces).toBe(0)
    expect(client(simulation, 'B')).toMatchObject({ replies: 200, failures: 0 })
    expect(simulation.inspect('X')).toBeNull()
  })

  test('an edit happens at the present instant, is marked, and reaches the room', () => {
    const simulation = create(toyScenario)
    simulation.runUntil(at(1_234_567))
    const properties = { Name: 'other' }
    expect(simulation.apply({ type: 'set-properties', node: 'X', properties })).toEqual([])
    expect(simulation.inspect('X')).toMatchObject({ changes: ['properties'] })
    const marks = readColumns(simulation.takeTrace()).filter((event) => event.type === 'mark')
    expect(marks).toMatchObject([
      { at: 1_234_567, node: 'X', mark: 'edit', detail: 'set-properties' },
    ])
  })

  test('moving and renaming leave no mark and change no hash', () => {
    const simulation = create(toyScenario)
    simulation.runUntil(at(seconds(1)))
    simulation.apply({ type: 'move-nodes', positions: { A: { x: 9, y: 9 } } })
    simulation.apply({ type: 'rename-node', node: 'A', name: 'Someone' })
    simulation.runUntil(HOUR)
    expect(simulation.traceHash).toBe(runToEnd(toyScenario).traceHash)
    expect(simulation.inputs).toEqual([])
  })

  test('a bad edit is answered with its problem and changes nothing', () => {
    const simulation = create(toyScenario)
    const edge = { id: 'xa', source: 'X', target: 'A' }
    expect(simulation.apply({ type: 'add-edge', edge })).toMatchObject([
      { kind: 'error', path: 'edges[2] xa', message: 'Clients cannot be called' },
    ])
    simulation.runUntil(HOUR)
    expect(simulation.traceHash).toBe(runToEnd(toyScenario).traceHash)
  })

  test('seed and region wait for the next run, and say so', () => {
    const simulation = create(toyScenario)
    simulation.runUntil(at(seconds(1)))
    const problems = simulation.apply({ type: 'set-document', seed: 5, region: 'eu-west-1' })
    expect(problems.map(({ path }) => path)).toEqual(['seed', 'region'])
    expect(simulation.inspect('A')).toMatchObject({ region: 'us-east-1' })
    simulation.runUntil(HOUR)
    expect(simulation.traceHash).toBe(runToEnd(toyScenario).traceHash)
  })

  test('a node added while running starts to work', () => {
    const simulation = create(toyScenario)
    simulation.runUntil(at(seconds(1)))
    simulation.apply({
      type: 'batch',
      edits: [
        { type: 'add-node', node: { id: 'C', type: 'Coldstart::Client' } },
        { type: 'add-edge', edge: { id: 'cx', source: 'C', target: 'X' } },
      ],
    })
    simulation.runUntil(HOUR)
    expect(client(simulation, 'C')).toMatchObject({ replies: 200, failures: 0 })
  })
})

test('a bug in a room stops the run and tells the seed and the instant', () => {
  const simulation = create({ ...toyScenario, seed: 99 })
  simulation.runUntil(at(5_000_000))
  expect(() => simulation.command('X', 'break')).toThrowError(
    expect.objectContaining({ name: 'SimulationCrash', seed: 99, at: 5_000_000 }),
  )
  expect(SimulationCrash.name).toBe('SimulationCrash')
})
