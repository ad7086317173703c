import type { ApiReply } from '#contracts/api.ts'
import { itemsApi } from '#gallery/itemsApi.ts'
import type { QuickJsRuntime } from '#sandbox/quickjs/createQuickJsRuntime.ts'
import { compileQuickJs } from '#sandbox/quickjs/instance.ts'
import type { QuickJsIsolate } from '#sandbox/quickjs/isolate.ts'
import { loadQuickJs, readAssets } from '#sandbox/quickjs/loadNode.ts'
import { CONTEXT, LIMITS, SLICE, VARIABLES } from './bareEnvironment.ts'
import type { Bench, Measure } from './figure.ts'

const EMPTY = 'export const handler = async () => {}'
const CRUD = itemsApi.nodes.find(({ id }) => id === 'ItemsFunction')?.code?.['index.mjs']

const EVENT = JSON.stringify({
  version: '2.0',
  routeKey: 'GET /items/{id}',
  rawPath: '/items/7',
  requestContext: { http: { method: 'GET', path: '/items/7' } },
  pathParameters: { id: '7' },
})
const REPLY: ApiReply = {
  type: 'response',
  status: 200,
  headers: [['content-type', 'application/x-amz-json-1.0']],
  body: '{"Item":{"id":{"S":"7"},"price":{"N":"16"}}}',
}

function start(runtime: QuickJsRuntime, code: string, seed: number): QuickJsIsolate {
  const isolate = runtime.createIsolate(
    {
      files: { 'index.mjs': code },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: VARIABLES,
      seed: [seed, 2, 3, 4],
    },
    LIMITS,
  )
  const step = isolate.init(SLICE)
  if (step.type !== 'returned') throw new Error(`init ${step.type}`)
  return isolate
}

function invoke(isolate: QuickJsIsolate): void {
  let step = isolate.invoke(SLICE, EVENT, CONTEXT)
  while (step.type === 'waiting') {
    const [call] = step.calls
    step = call === undefined ? isolate.wake(SLICE) : isolate.resume(SLICE, call.id, REPLY)
  }
  if (step.type !== 'returned') throw new Error(`the handler ${step.type}`)
}

const ROUNDS = 11
const MADE_PER_ROUND = 60

/** CPU time in ms that one call of `work` takes: the median over rounds. */
function measureCpu(work: () => void): number {
  const rounds: number[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const begun = process.cpuUsage()
    for (let done = 0; done < MADE_PER_ROUND; done++) work()
    const { user, system } = process.cpuUsage(begun)
    // The first round only warms up.
    if (round >= 0) rounds.push((user + system) / 1_000 / MADE_PER_ROUND)
  }
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

/** QuickJS by itself, without any of Node's surroundings: a runtime and a context, made and given back. */
function createBareInterpreter(): () => void {
  const instance = compileQuickJs(readAssets().wasm).createInstance()
  instance.vacate()
  return () => {
    const runtime = instance.newRuntime()
    instance.freeContext(instance.newContext(runtime, 0))
    instance.freeRuntime(runtime)
  }
}

const startAndDispose = (runtime: QuickJsRuntime, code: string) => (): void =>
  start(runtime, code, 1).dispose()

function measureCreation(code: string): readonly Measure[] {
  const runtime = loadQuickJs()
  return [
    {
      name: 'bare interpreter',
      value: measureCpu(createBareInterpreter()),
      unit: 'ms',
      valueMax: null,
    },
    {
      name: 'an empty handler',
      value: measureCpu(startAndDispose(runtime, EMPTY)),
      unit: 'ms',
      valueMax: 1,
    },
    {
      name: 'the default one, with the SDK',
      value: measureCpu(startAndDispose(runtime, code)),
      unit: 'ms',
      valueMax: 1.5,
    },
  ]
}

const LIVE = 1_000
const MB = 1e6

/** What the process grows by while so many environments live, each invoked once. */
function measureMemory(code: string): readonly Measure[] {
  const before = process.memoryUsage.rss()
  const runtime = loadQuickJs()
  const isolates = Array.from({ length: LIVE }, (_, seed) => start(runtime, code, seed))
  isolates.forEach(invoke)
  const value = (process.memoryUsage.rss() - before) / MB
  for (const isolate of isolates) isolate.dispose()
  return [{ name: `${LIVE} alive, invoked once`, value, unit: 'MB', valueMax: 300 }]
}

/** What an execution environment costs: CPU time to create, initialise and dispose of, its own code's included; memory. */
export const environmentBench: Bench = {
  title: 'Execution environments',
  run() {
    if (typeof CRUD !== 'string') throw new Error('the default scenario has no ItemsFunction')
    return [...measureMemory(CRUD), ...measureCreation(CRUD)]
  },
}
