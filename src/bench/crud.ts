import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { createRequire } from 'node:module'
import { itemsApi } from '#gallery/itemsApi.ts'
import type { Instant } from '#kernel/time.ts'
import { createGuest } from '#sandbox/quickjs/guest.ts'
import { compileQuickJs } from '#sandbox/quickjs/instance.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { modules } from '#services/modules.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import { type Bench, compare } from './figure.ts'
import { HTTP_EVENT } from './httpEvent.ts'

const ROUNDS = 11
/** Handlings in one round. */
const TRIVIAL = 4_000
const REQUESTS = 2_000
/** As in its rush: few environments more than are busy. */
const REQUESTS_PER_SECOND = 40
/** Before anything is measured: environments are started, and V8 has compiled what is hot. */
const WARM_UP = 6_000

const TRIVIAL_HANDLER = `(function () {
  const handler = (event) => ({ statusCode: 200, body: JSON.stringify({ hello: event.rawPath }) })
  return (text) => JSON.stringify(handler(JSON.parse(text)))
})()`

/** QuickJS and nothing else: no Lambda, no Node.js, no promise; the event comes and the answer goes as text. */
function createBareInterpreter(): () => number {
  const require = createRequire(import.meta.url)
  const wasm = readFileSync(require.resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm'))
  const instance = compileQuickJs(wasm).createInstance()
  instance.vacate()
  const guest = createGuest(instance, instance.newContext(instance.newRuntime(), 0))
  const handle = guest.evaluate(TRIVIAL_HANDLER, 'trivial.js', 0)
  return () => {
    for (let done = 0; done < TRIVIAL; done++) {
      const answer = guest.callForText(handle, [HTTP_EVENT])
      if (!('text' in answer) || answer.text?.startsWith('{"statusCode":200') !== true) {
        throw new Error('the bare interpreter failed')
      }
    }
    return TRIVIAL
  }
}

const steady = (node: ScenarioNode): ScenarioNode =>
  node.id === 'Users'
    ? {
        ...node,
        properties: {
          ...node.properties,
          Load: { Stages: [{ DurationSeconds: 86_400, TargetPerSecond: REQUESTS_PER_SECOND }] },
        },
      }
    : node

/** The default scenario under a steady load, all of it: client, HTTP API, function, table, network. */
const scenario: Scenario = { ...itemsApi, nodes: itemsApi.nodes.map(steady) }

/** The same runtime, counting what it is asked to handle. */
function countInvocations(runtime: HandlerRuntime, count: () => void): HandlerRuntime {
  return {
    ...runtime,
    createIsolate(...options) {
      const isolate = runtime.createIsolate(...options)
      return {
        ...isolate,
        invoke(slice, event, context) {
          count()
          return isolate.invoke(slice, event, context)
        },
      }
    },
  }
}

function createWhole(): (requests: number) => number {
  let handled = 0
  const handlers = countInvocations(loadQuickJs(), () => handled++)
  const simulation = createSimulation({ scenario, handlers, modules, traceRowsMax: 0 })
  return (requests) => {
    const before = handled
    for (;;) {
      simulation.runUntil((simulation.now + 10_000_000) as Instant)
      simulation.takeTrace()
      simulation.takeMetrics()
      if (handled - before >= requests) return handled - before
    }
  }
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly url: string } }[]
  readonly samples?: readonly number[]
  readonly timeDeltas?: readonly number[]
}

/** The share of time that `work` spends in WebAssembly, as V8's own profiler samples it. */
function measureShareInside(work: () => void): number {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.start')
  work()
  let share = 0
  session.post('Profiler.stop', (_error, { profile }: { readonly profile: Profile }) => {
    const { nodes, samples = [], timeDeltas = [] } = profile
    const inside = new Set(
      nodes.filter(({ callFrame }) => callFrame.url.startsWith('wasm:')).map(({ id }) => id),
    )
    let all = 0
    let within = 0
    samples.forEach((id, at) => {
      const time = timeDeltas[at] ?? 0
      all += time
      if (inside.has(id)) within += time
    })
    share = within / all
  })
  session.disconnect()
  return share
}

/** Requests a second through the whole default scenario, beside a bare interpreter's trivial handlers. Wanted: 10 k/s, 70 %. */
export const crudBench: Bench = {
  title: 'Requests: the default scenario, headless',
  run() {
    const runWhole = createWhole()
    runWhole(WARM_UP)
    const figures = compare(
      [
        { name: 'bare interpreter, trivial', work: createBareInterpreter(), ratioMin: null },
        { name: 'the whole scenario', work: () => runWhole(REQUESTS), ratioMin: null },
      ],
      ROUNDS,
    )
    const value = 100 * measureShareInside(() => runWhole(4 * REQUESTS))
    const share = {
      name: 'of it inside the interpreter',
      value,
      unit: '%',
      valueMax: null,
    } as const
    return [...figures, share]
  },
}
