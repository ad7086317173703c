import type { MetricPoint } from '#kernel/columns.ts'
import { readColumns } from '#kernel/recorder.ts'
import type { Instant } from '#kernel/time.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { Simulation } from '#simulation/simulation.ts'
import { noHandlers, toyModules, toyScenario } from '#simulation/toyRooms.ts'
import { describe, expect, test } from 'vitest'
import { createPacer } from './pacer.ts'
import type { CommandName, Commands, Frame, Report } from './protocol.ts'

const at = (time: number): Instant => time as Instant

/**
 * A host whose real clock stands still unless the test moves it; engine work costs `costMs` a look at the clock, and
 * `stepMs` each event.
 */
function createBench(
  options: {
    readonly costMs?: number
    readonly stepMs?: number
    readonly drawsAtOnce?: boolean
  } = {},
) {
  const { costMs = 0.1, stepMs = 0, drawsAtOnce = true } = options
  const reports: Report[] = []
  let wallMs = 0
  let id = 0
  let timers: { at: number; work: () => void }[] = []
  const pacer = createPacer({
    wallMs: () => (wallMs += costMs),
    later(work, delayMs) {
      const timer = { at: wallMs + delayMs, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    post: (report) => reports.push(structuredClone(report)),
    createSimulation(scenario) {
      const simulation = createSimulation({ scenario, handlers: noHandlers, modules: toyModules })
      const runUntil: typeof simulation.runUntil = (limit, maxSteps) => {
        const before = simulation.events
        const result = simulation.runUntil(limit, maxSteps)
        wallMs += (simulation.events - before) * stepMs
        return result
      }
      return Object.create(simulation, { runUntil: { value: runUntil } }) as Simulation
    },
    checkHandlers: () => [],
  })
  const frames = (): readonly Frame[] => reports.filter((report) => report.type === 'frame')
  const call = <N extends CommandName>(name: N, payload: Commands[N]['payload']): number => {
    id++
    pacer.handle({ id, name, payload } as Parameters<typeof pacer.handle>[0])
    return id
  }
  /** Lets `forMs` of real time pass, running what is due and drawing frames as a page would. */
  const pass = (forMs: number): void => {
    const end = wallMs + forMs
    for (;;) {
      const due = timers.toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined || due.at > end) break
      timers = timers.filter((other) => other !== due)
      wallMs = Math.max(wallMs, due.at)
      due.work()
      const frame = frames().at(-1)
      if (drawsAtOnce && frame !== undefined) call('drawn', { frame: frame.frame })
    }
    wallMs = Math.max(wallMs, end)
  }
  const replyTo = (wanted: number): unknown =>
    reports.find((report) => report.type === 'reply' && report.id === wanted)
  /** Real time in which no timer fires, as in a background tab. */
  const sleep = (forMs: number): void => {
    wallMs += forMs
  }
  return { reports, frames, call, pass, sleep, replyTo, wallMs: () => wallMs }
}

/** The hash of a run that nobody paced, at `time`. */
const plainHash = (time: number): string => {
  const simulation = createSimulation({
    scenario: toyScenario,
    handlers: noHandlers,
    modules: toyModules,
  })
  simulation.runUntil(at(time))
  return simulation.traceHash
}

describe('pacing', () => {
  test('at 1× a second of real time is a second of virtual time', () => {
    const { call, pass, frames } = createBench()
    call('load', { scenario: toyScenario })
    call('play', { speed: 1 })
    pass(1_000)
    const last = frames().at(-1)
    expect((last?.now ?? 0) / 1_000).toBeGreaterThan(980)
    expect((last?.now ?? 0) / 1_000).toBeLessThanOrEqual(1_000)
    expect(last?.reachedSpeed).toBeCloseTo(1, 1)
    expect(last?.traceHash).toBe(plainHash(last?.now ?? 0))
  })

  test('dots come with every frame, states and metrics ten times a second, and all that is known at a pause', () => {
    const { call, pass, frames } = createBench()
    call('load', { scenario: toyScenario })
    call('play', { speed: 1 })
    pass(1_000)
    const told = frames().filter(({ metrics }) => metrics.length > 0)
    expect(frames().length).toBeGreaterThan(60)
    expect(told.length).toBeGreaterThan(5)
    expect(told.length).toBeLessThanOrEqual(12)
    call('pause', null)
    // One was on its way: the last one waits for it to be drawn.
    call('drawn', { frame: frames().at(-1)?.frame ?? 0 })
    const simulation = createSimulation({
      scenario: toyScenario,
      handlers: noHandlers,
      modules: toyModules,
    })
    simulation.runUntil(at(frames().at(-1)?.now ?? 0))
    const samples = (points: readonly MetricPoint[]) =>
      new Map(
        points
          .filter(({ kind }) => kind === 'sample')
          .map(({ node, name, at: begin, value }) => [`${node} ${name} ${begin}`, value]),
      )
    const wanted = samples(simulation.takeMetrics().points)
    expect(wanted.size).toBeGreaterThan(0)
    expect(samples(frames().flatMap(({ metrics }) => metrics))).toEqual(wanted)
  })

  test('nodes take turns to tell their states: a few with each frame, all of them ten times a second', () => {
    const pairs = Array.from({ length: 20 }, (_, index) => index)
    const { call, pass, frames } = createBench()
    call('load', {
      scenario: {
        ...toyScenario,
        nodes: pairs.flatMap((index) => [
          { id: `A${index}`, type: 'Coldstart::Client' as const },
          { id: `X${index}`, type: 'AWS::ApiGatewayV2::Api' as const },
        ]),
        edges: pairs.map((index) => ({
          id: `e${index}`,
          source: `A${index}`,
          target: `X${index}`,
        })),
      },
    })
    call('play', { speed: 1 })
    pass(1_000)
    const [whole, ...turns] = frames().map(({ states }) => Object.keys(states))
    expect(whole).toHaveLength(40)
    expect(Math.max(...turns.map(({ length }) => length))).toBeLessThan(20)
    expect(new Set(turns.flat()).size).toBeGreaterThanOrEqual(20)
  })

  test.each([0.001, 0.1, 10])('at %f× it passes accordingly', (speed) => {
    const { call, pass, frames } = createBench({ costMs: 0.01 })
    call('load', { scenario: toyScenario })
    call('play', { speed })
    pass(200)
    const came = frames().at(-1)?.now ?? 0
    expect(came / (200_000 * speed)).toBeGreaterThan(0.9)
    expect(came / (200_000 * speed)).toBeLessThanOrEqual(1)
  })

  test('a machine too slow for the speed falls behind without running away', () => {
    const { call, pass, frames } = createBench({ costMs: 4 })
    call('load', { scenario: toyScenario })
    call('play', { speed: 1_000 })
    pass(60)
    const reached = frames().at(-1)?.reachedSpeed ?? 0
    expect(reached).toBeGreaterThan(0)
    expect(reached).toBeLessThan(900)
    call('pause', null)
    const paused = frames().at(-1)?.now
    pass(1_000)
    expect(frames().at(-1)?.now).toBe(paused)
  })

  test('where single events take seconds of real time, a Pause waits for one of them, not for sixteen', () => {
    const { call, pass, frames, wallMs, reports } = createBench({ stepMs: 2_000 })
    call('load', { scenario: toyScenario })
    call('play', { speed: 'max' })
    pass(0)
    const first = wallMs()
    expect(first).toBeLessThanOrEqual(16 * 2_000 + 10)
    for (let heard = 1; heard <= 20; heard++) {
      const before = wallMs()
      pass(0)
      expect(wallMs() - before).toBeLessThan(2_010)
    }
    const id = call('pause', null)
    expect(reports.at(-1)).toMatchObject({ type: 'reply', id })
    call('drawn', { frame: frames().at(-1)?.frame ?? 0 })
    expect(frames().at(-1)?.playing).toBe(false)
  })

  test('a background tab whose timers sleep a second makes up for it', () => {
    const { call, pass, sleep, frames } = createBench()
    call('load', { scenario: toyScenario })
    call('play', { speed: 1 })
    pass(100)
    const before = frames().at(-1)?.now ?? 0
    for (let second = 0; second < 3; second++) {
      sleep(1_000)
      pass(1)
    }
    pass(100)
    expect((frames().at(-1)?.now ?? 0) - before).toBeGreaterThan(3_000_000)
  })

  test('max runs to the end and says that nothing is left', () => {
    const { call, pass, frames } = createBench()
    call('load', { scenario: toyScenario })
    call('play', { speed: 'max' })
    pass(10_000)
    expect(frames().at(-1)).toMatchObject({ idle: true, playing: false })
    expect(frames().at(-1)?.traceHash).toBe(plainHash(3_600_000_000))
  })

  test('step runs exactly one event', () => {
    const { call, frames } = createBench()
    call('load', { scenario: toyScenario })
    call('drawn', { frame: 1 })
    call('step', null)
    expect(frames().length).toBe(2)
    expect(frames()[1]).toMatchObject({ now: 0, playing: false })
  })
})

describe('frames', () => {
  test('at most one is on its way; what happens meanwhile comes in the next', () => {
    const { call, pass, frames } = createBench({ drawsAtOnce: false })
    call('load', { scenario: toyScenario })
    call('play', { speed: 1 })
    pass(500)
    expect(frames().length).toBe(1)
    call('drawn', { frame: 1 })
    expect(frames().length).toBe(2)
    const [, second] = frames()
    expect(second?.now).toBeGreaterThan(400_000)
    const events = readColumns(second!.trace)
    expect(events.length).toBeGreaterThan(50)
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index))
  })

  test('only states that changed are sent', () => {
    const { call, pass, frames } = createBench()
    call('load', { scenario: toyScenario })
    expect(Object.keys(frames()[0]?.states ?? {})).toEqual(['A', 'B', 'X', 'Y'])
    call('drawn', { frame: 1 })
    call('pause', null)
    pass(100)
    expect(frames().at(-1)?.states).toEqual({})
  })
})

describe('seeking', () => {
  test('backwards it re-runs, edits and commands included, and counts a new run', () => {
    const { call, pass, frames, replyTo } = createBench()
    call('load', { scenario: toyScenario })
    call('play', { speed: 1 })
    pass(500)
    call('edit', { edit: { type: 'remove-edge', edge: 'ax' } })
    call('command', { node: 'B', command: 'send' })
    pass(1_500)
    call('pause', null)
    const before = frames().at(-1)
    const seek = call('seek', { to: at(300_000) })
    pass(1_000)
    expect(replyTo(seek)).toMatchObject({ value: { now: 300_000 } })
    expect(frames().at(-1)).toMatchObject({ run: (before?.run ?? 0) + 1, now: 300_000 })
    expect(frames().at(-1)?.traceHash).toBe(plainHash(300_000))
    // Forward again over the recorded edit and command: the same run.
    call('seek', { to: before?.now ?? at(0) })
    pass(1_000)
    expect(frames().at(-1)).toMatchObject({ now: before?.now, traceHash: before?.traceHash })
  })

  test('a long one reports how far it has come, and another command can end it', () => {
    const { call, pass, reports, replyTo } = createBench({ costMs: 2 })
    call('load', { scenario: toyScenario })
    const seek = call('seek', { to: at(3_600_000_000) })
    pass(150)
    expect(reports.some((report) => report.type === 'seeking')).toBe(true)
    expect(replyTo(seek)).toBeUndefined()
    call('pause', null)
    expect(replyTo(seek)).toBeDefined()
  })

  test('an edit that comes during a re-run waits for its end', () => {
    const { call, pass, replyTo, frames } = createBench({ costMs: 2 })
    call('load', { scenario: toyScenario })
    call('seek', { to: at(2_000_000) })
    const edit = call('edit', { edit: { type: 'remove-node', node: 'Y' } })
    expect(replyTo(edit)).toBeUndefined()
    pass(5_000)
    expect(replyTo(edit)).toMatchObject({ value: { problems: [] } })
    const marks = frames()
      .flatMap((frame) => readColumns(frame.trace))
      .filter((event) => event.type === 'mark')
    expect(marks).toMatchObject([{ at: 2_000_000, mark: 'edit', detail: 'remove-node' }])
  })
})

describe('what goes wrong', () => {
  test('a document that does not hold is refused again here', () => {
    const { call, replyTo } = createBench()
    const scenario = { ...toyScenario, edges: [{ id: 'e', source: 'A', target: 'Nowhere' }] }
    const load = call('load', { scenario })
    expect(replyTo(load)).toMatchObject({
      value: { problems: [{ path: 'edges[0] e: target', message: 'there is no node Nowhere' }] },
    })
  })

  test('without a document commands are refused', () => {
    const { call, reports } = createBench()
    const id = call('play', { speed: 1 })
    expect(reports).toEqual([
      {
        type: 'rejected',
        id,
        problem: { kind: 'error', path: 'simulation', message: 'nothing is loaded' },
      },
    ])
  })

  test('a bug of ours is reported with the seed, and the next load begins afresh', () => {
    const { call, reports, frames } = createBench()
    call('load', { scenario: { ...toyScenario, seed: 42 } })
    call('command', { node: 'X', command: 'break' })
    expect(reports.find((report) => report.type === 'crashed')).toEqual({
      type: 'crashed',
      message: 'a bug of ours',
      seed: 42,
      at: 0,
    })
    call('drawn', { frame: 1 })
    call('load', { scenario: toyScenario })
    expect(frames().at(-1)).toMatchObject({ run: 2, now: 0 })
  })
})
