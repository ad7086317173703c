import type { Instant } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'
import type { CommandName, Commands } from '#worker/protocol.ts'
import { expect, test } from 'vitest'
import { tune, type TuningPlan } from './tune.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'One function',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client' },
    { id: 'Fn', type: 'AWS::Lambda::Function', properties: { Timeout: 10 } },
  ],
  edges: [],
}

const plan: TuningPlan = {
  scenario,
  node: 'Fn',
  tuning: {
    property: 'MemorySize',
    title: 'Memory',
    unit: 'MB',
    values: [128, 1_024],
    min: 128,
    max: 10_240,
    durationMetric: 'Duration',
    meter: 'requests',
  },
  values: [128, 1_024],
  untilSeconds: 10,
}

/** An engine whose function works 800 ms with 128 MB, and in proportion faster with more. */
function createEngine(break_?: 'crash') {
  const loaded: Scenario[] = []
  const disposed: boolean[] = []
  const createClient = (listeners: SimListeners): SimClient => {
    const answer = (name: CommandName, payload: unknown): unknown => {
      const memory = Number(loaded.at(-1)?.nodes[1]?.properties?.['MemorySize'] ?? 128)
      const ms = (800 * 128) / memory
      if (name === 'load') {
        loaded.push((payload as Commands['load']['payload']).scenario)
        return { problems: [] }
      }
      if (name === 'seek') {
        listeners.onSeeking(5e6 as Instant, 10e6 as Instant)
        if (break_ !== 'crash') return { now: 10e6 }
        listeners.onCrash({ message: 'a bug of ours', seed: 7, at: 0 as Instant })
        return new Promise(() => {})
      }
      if (name === 'totals') {
        const summary = { count: 100, mean: ms, p50: ms, p90: ms, p95: 2 * ms, p99: ms, max: ms }
        return [
          { name: 'Errors', kind: 'counter', sum: 0 },
          { name: 'Duration', kind: 'sample', summary },
        ]
      }
      const gbSeconds = (100 * ms * memory) / 1_000 / 1_024
      return { now: 10e6, usage: { Fn: { requests: 100, 'duration-x86_64': gbSeconds } } }
    }
    return {
      call: (name, payload) => Promise.resolve(answer(name, payload) as never),
      restart: () => undefined,
      dispose: () => void disposed.push(true),
    }
  }
  return { loaded, disposed, createClient }
}

const run = (engine: ReturnType<typeof createEngine>, signal = new AbortController().signal) => {
  const shares: number[] = []
  const points = tune(plan, {
    createClient: engine.createClient,
    signal,
    onProgress: ({ share }) => shares.push(share),
  })
  return { points, shares }
}

test('every value runs the same document with the same seed, and its figures come from that run', async () => {
  const engine = createEngine()
  const { points, shares } = run(engine)
  expect(await points).toEqual([
    {
      value: 128,
      count: 100,
      meanMs: 800,
      p95Ms: 1_600,
      usdPerMillion: expect.closeTo(1.86667, 4),
    },
    {
      value: 1_024,
      count: 100,
      meanMs: 100,
      p95Ms: 200,
      usdPerMillion: expect.closeTo(1.86667, 4),
    },
  ])
  expect(engine.loaded.map(({ seed }) => seed)).toEqual([7, 7])
  expect(engine.loaded[1]?.nodes[1]?.properties).toEqual({ Timeout: 10, MemorySize: 1_024 })
  expect(shares).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(engine.disposed).toEqual([true])
})

test('a bug of ours ends the tuning with its message, and its worker', async () => {
  const engine = createEngine('crash')
  await expect(run(engine).points).rejects.toThrow('a bug of ours')
  expect(engine.disposed).toEqual([true])
})

test('who stops early keeps what has been run', async () => {
  const engine = createEngine()
  const controller = new AbortController()
  const points = tune(plan, {
    createClient: engine.createClient,
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.points.length === 1) controller.abort()
    },
  })
  expect((await points).map(({ value }) => value)).toEqual([128])
})
