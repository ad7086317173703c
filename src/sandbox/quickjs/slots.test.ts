import { expect, test } from 'vitest'
import { createRandom } from '#kernel/random.ts'
import type { HandlerStep } from '../runtime.ts'
import type { QuickJsIsolate } from './isolate.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, open, slice } from './testing.ts'

/** Keeps and drops enough for the garbage collector to run now and then. */
const CODE = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
  const client = new DynamoDBClient({ region: 'eu-west-1' })
  const kept = new Map()
  let round = 0
  export const handler = async ({ id }) => {
    const cycle = { id }
    cycle.self = cycle
    kept.set(round++ % 7, Array.from({ length: 300 }, (_, n) => ({ id, n, cycle })))
    return [round, id, kept.size, [...kept.values()].flat().length, Math.random(), await client.config.region()]
  }`
const files = { 'index.mjs': CODE }
const start = (runtime: ReturnType<typeof loadQuickJs>, id: number): QuickJsIsolate => {
  const isolate = open(runtime, { files, seed: [id, 2, 3, 4] })
  isolate.init(slice())
  return isolate
}
const invoke = (isolate: QuickJsIsolate, id: number): HandlerStep =>
  isolate.invoke(slice(), JSON.stringify({ id }), context())

test('environments that take turns in one place do to the byte what each does alone', () => {
  const runtime = loadQuickJs()
  // More than have room of their own; and a few that come and go meanwhile.
  const count = 150
  const crowd = Array.from({ length: count }, (_, id) => start(runtime, id))
  const alone = [0, 77, 149].map((id) => ({ id, isolate: start(loadQuickJs(), id) }))
  const random = createRandom(5, 'turns')
  const rounds = new Map<number, number>()
  for (let turn = 0; turn < 700; turn++) {
    const id = random.integer(0, count - 1)
    const done = crowd[id]
    if (done === undefined) continue
    const step = invoke(done, id)
    const round = (rounds.get(id) ?? 0) + 1
    rounds.set(id, round)
    const text = step.type === 'returned' ? step.payload : step.type
    expect(text).toMatch(`[${round},${id},${Math.min(round, 7)},${Math.min(round, 7) * 300},0.`)
    const twin = alone.find((other) => other.id === id)
    if (twin !== undefined) expect(step).toEqual(invoke(twin.isolate, id))
    if (turn % 50 === 0) start(runtime, 1_000 + turn).dispose()
  }
  for (const isolate of crowd) isolate.dispose()
}, 60_000)
