import type { LoadBrotli } from '#contracts/brotli.ts'
import { createKernel, type Kernel } from '#kernel/kernel.ts'
import { createRecorder } from '#kernel/recorder.ts'
import { between, type Instant, START } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import { applyEdit, type ScenarioEdit } from '#scenario/edit.ts'
import { CONSOLE } from '#scenario/outside.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { modules as allModules } from '#services/modules.ts'
import type { JsonValue } from '#services/service.ts'
import { findRegion } from '#world/regions.ts'
import { amendmentOf } from './amendment.ts'
import { createOutsideApi } from './outside.ts'
import { createConsole } from './console.ts'
import { createOutsideHttp } from './outsideHttp.ts'
import { carryOut, isNoticeable, type Modules, planChange } from './change.ts'
import { createWays } from './network.ts'
import type { AnyModule } from './room.ts'
import { createSpans, type Run } from './run.ts'
import { type Input, type Simulation, SimulationCrash } from './simulation.ts'

/** AWS's documentation uses this account in its examples. */
const ACCOUNT_ID = '123456789012'

/** What a simulation is made from. */
export interface SimulationOptions {
  /** A valid document: `parseScenario` says so. */
  readonly scenario: Scenario
  readonly handlers: HandlerRuntime
  /** Packs bodies with Brotli; absent: nobody does. */
  readonly brotli?: LoadBrotli
  /** Rooms by type; for tests. */
  readonly modules?: Readonly<Record<string, AnyModule>>
  /** When the run begins; absent: at `START`. */
  readonly startAt?: Instant
  /** Rows of the trace kept between two `takeTrace`; 0 keeps none (headless runs). */
  readonly traceRowsMax?: number
}

const EMPTY = { nodes: [], edges: [] }

/** Lets a kernel in which nothing has happened yet begin at `at`. */
function skipTo(kernel: Kernel, at: Instant): void {
  if (at === START) return
  kernel.schedule(between(START, at), () => undefined)
  kernel.step()
}

function createRun(options: SimulationOptions): { run: Run; modules: Modules } {
  const { scenario, handlers } = options
  const kernel = createKernel(scenario.seed)
  skipTo(kernel, options.startAt ?? START)
  const recorder = createRecorder(
    options.traceRowsMax === undefined ? {} : { rowsMax: options.traceRowsMax },
  )
  const begunAt = options.startAt ?? START
  const account = { accountId: ACCOUNT_ID, region: scenario.region, begunAt }
  const byType: Readonly<Record<string, AnyModule>> = options.modules ?? allModules
  const shared = new Map<string, unknown>()
  const run: Run = {
    kernel,
    recorder,
    handlers,
    brotli: options.brotli,
    account,
    place: findRegion(account.region),
    ways: createWays(),
    rooms: new Map(),
    wires: new Map(),
    endpoints: new Map(),
    hosts: new Map(),
    births: new Map(),
    hops: new Map(),
    askedAt: null,
    spans: createSpans((node, body) => recorder.record(kernel.now, node, body)),
  }
  // Types that name one and the same function have it together: an account's limit holds for all its kinds of API.
  const made = new Map<unknown, unknown>()
  for (const [type, module] of Object.entries(byType)) {
    const { createShared } = module
    const common = made.has(createShared)
      ? made.get(createShared)
      : createShared?.(account, kernel.random(`shared/${type}`))
    made.set(createShared, common)
    shared.set(type, common)
    for (const endpoint of module.endpoints?.(common, account) ?? []) {
      run.endpoints.set(endpoint.service, endpoint)
    }
  }
  return { run, modules: { byType, shared } }
}

/** Which node an edit is marked on: none where it concerns several. */
const nodeOf = (edit: ScenarioEdit): NodeId =>
  'node' in edit ? (typeof edit.node === 'string' ? edit.node : edit.node.id) : ''

const describe = (edit: ScenarioEdit): string =>
  edit.type === 'batch' ? edit.edits.map(describe).join(', ') : edit.type

/** What a run stands on from its beginning: a change waits for the next one. */
const findLateParts = (before: Scenario, after: Scenario): readonly Problem[] =>
  (['seed', 'region'] as const)
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ kind: 'warning', path, message: 'takes effect when the run begins anew' }))

/** Builds a run of `scenario`: nothing happens before the first step. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { seed } = options.scenario
  const { run, modules } = createRun(options)
  const { kernel, recorder } = run
  const byHand = createConsole(run)
  const inputs: Input[] = []
  let scenario = options.scenario
  let reached = options.startAt ?? START

  const now = (): Instant => (kernel.now > reached ? kernel.now : reached)

  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw error instanceof SimulationCrash ? error : new SimulationCrash(error, seed, now())
    }
  }

  /** Lets a room answer as of how far the run has come: rates fade and buckets fill while nothing happens. */
  const ask = <T>(work: () => T): T => {
    run.askedAt = now()
    try {
      return work()
    } finally {
      run.askedAt = null
    }
  }

  /** Runs `work` as an event of the present instant, after all that is already due at it. */
  const atPresent = (work: () => void): void => {
    const event = { done: false }
    kernel.schedule(between(kernel.now, now()), () => {
      work()
      event.done = true
    })
    guarded(() => {
      while (!event.done && kernel.step() === 'ran') continue
    })
  }

  guarded(() => carryOut(run, planChange({ ...scenario, ...EMPTY }, scenario), scenario, modules))

  return {
    get now() {
      return now()
    },
    get nextAt() {
      return kernel.nextAt
    },
    get traceHash() {
      return recorder.hash
    },
    get events() {
      return kernel.steps
    },
    get openTraces() {
      return run.spans.open
    },
    get pending() {
      return ask(() => {
        let sum = 0
        for (const { service } of run.rooms.values()) sum += service.pending?.() ?? 0
        return sum
      })
    },
    get scenario() {
      return scenario
    },
    inputs,
    step: () => guarded(() => kernel.step()),
    runUntil: (limit, maxSteps = Number.POSITIVE_INFINITY) =>
      guarded(() => {
        for (let steps = 0; ; steps++) {
          const { nextAt } = kernel
          if (nextAt === null || nextAt > limit) {
            if (limit > reached && Number.isFinite(limit)) reached = limit
            return nextAt === null ? 'idle' : 'reached'
          }
          if (steps >= maxSteps) return 'paused'
          if (kernel.step() === 'blocked') return 'blocked'
        }
      }),
    settled: () => kernel.settled(),
    apply(edit): readonly Problem[] {
      const parsed = parseScenario(applyEdit(scenario, edit))
      if (!parsed.ok) return parsed.problems
      const before = scenario
      const after = parsed.scenario
      scenario = after
      const notices = findLateParts(before, after)
      const plan = planChange(before, after)
      if (!isNoticeable(plan)) return notices
      inputs.push({ at: now(), events: kernel.steps, type: 'edit', edit })
      atPresent(() => {
        recorder.record(kernel.now, nodeOf(edit), {
          type: 'mark',
          trace: null,
          mark: 'edit',
          detail: describe(edit),
        })
        carryOut(run, plan, after, modules)
      })
      return notices
    },
    command(node, command) {
      inputs.push({ at: now(), events: kernel.steps, type: 'command', node, command })
      atPresent(() => {
        if (node === CONSOLE) byHand.command(command)
        else run.rooms.get(node)?.service.command?.(command as JsonValue)
      })
    },
    query: (node, query) =>
      node === CONSOLE
        ? byHand.query(query)
        : ask(() => run.rooms.get(node)?.service.query?.(query as JsonValue) ?? null),
    amended(node) {
      const room = run.rooms.get(node)
      return room === undefined ? null : amendmentOf(room)
    },
    inspect: (node) => ask(() => run.rooms.get(node)?.service.inspect() ?? null),
    usage: () =>
      ask(() =>
        Object.fromEntries(
          [...run.rooms].flatMap(([id, { service }]) => {
            const usage = service.usage?.()
            return usage === undefined ? [] : [[id, usage]]
          }),
        ),
      ),
    totals: (node) => recorder.totals(node),
    api: (service) => createOutsideApi(run, service, atPresent),
    http: createOutsideHttp(run, atPresent),
    takeTrace: () => recorder.takeTrace(),
    takeHops() {
      const hops = [...run.hops].map(([edge, count]) => ({ edge, count }))
      run.hops.clear()
      return hops
    },
    takeMetrics: () => recorder.takeMetrics(now()),
    dispose() {
      for (const room of run.rooms.values()) room.service.dispose?.()
      run.rooms.clear()
    },
  }
}
