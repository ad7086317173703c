import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import type { Files } from '#contracts/files.ts'
import { assert } from '#kernel/assert.ts'
import { createKernel, type Kernel } from '#kernel/kernel.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, ZERO } from '#kernel/time.ts'
import type { TraceBody } from '#kernel/trace.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type * as z from 'zod/mini'
import type { ServiceDefinition } from './definition.ts'
import type { Edge, ServiceContext } from './service.ts'

// For the tests of rooms: a room at work over a real kernel, with scripted neighbours.

/** Answers the calls that the room makes along its edges. */
type Answer = (
  edge: Edge,
  request: Request<ContractName>,
  kernel: Kernel,
) => Process<Reply<ContractName>>

interface FakeOptions {
  readonly properties?: object
  readonly model?: object
  readonly edges?: readonly Edge[]
  readonly answer?: Answer
  /** Answers what the room asks of AWS's services by itself. */
  readonly callApi?: (request: ApiRequest, kernel: Kernel) => Process<ApiReply>
  readonly seed?: number
  readonly code?: Files
  /** To wherever its edges lead. */
  readonly roundTripMs?: number
  /** Runs the room's handlers; none run where it is absent. */
  readonly handlers?: HandlerRuntime
}

/** A room's surroundings, and what it recorded in them. */
export interface FakeWorld<D extends ServiceDefinition> {
  readonly kernel: Kernel
  readonly ctx: ServiceContext<D>
  readonly records: readonly (TraceBody & { readonly at: number })[]
  /** An edit: properties anew, as the document would give them. */
  deploy(change: {
    properties?: object
    model?: object
    edges?: readonly Edge[]
    code?: Files
  }): void
  /** Runs all that is due within `duration`. */
  run(duration: Duration): void
  /** The sum of the counter `name`. */
  counted(name: string): number
  samples(name: string): readonly number[]
}

const NO_HANDLERS: HandlerRuntime = {
  supports: () => false,
  check: () => [],
  createIsolate: () => assert(false, 'this room runs no handlers') as never,
  createDisk: () => assert(false, 'this room runs no handlers') as never,
}

/** Surrounds a room of `definition` with a kernel and a recorder of its own. */
export function createFakeWorld<D extends ServiceDefinition>(
  definition: D,
  options: FakeOptions = {},
): FakeWorld<D> {
  const kernel = createKernel(options.seed ?? 1)
  const records: (TraceBody & { at: number })[] = []
  const parse = (change: { properties?: object; model?: object }) => ({
    properties: definition.properties.parse(change.properties ?? {}) as z.output<D['properties']>,
    model: definition.model.parse(change.model ?? {}) as z.output<D['model']>,
  })
  let node = {
    id: 'Node',
    name: 'Node',
    code: options.code ?? {},
    layers: {},
    data: null,
    ...parse(options),
  }
  let edges = options.edges ?? []
  let spans = 0
  let traces = 0
  const record = (body: TraceBody): void => void records.push({ ...body, at: kernel.now })
  const { answer } = options

  const ctx: ServiceContext<D> = {
    get node() {
      return node
    },
    account: { accountId: '123456789012', region: 'us-east-1' },
    get now() {
      return kernel.now
    },
    random: (purpose) => kernel.random(`Node/${purpose}`),
    handlers: options.handlers ?? NO_HANDLERS,
    sleep: (delay) => kernel.sleep(delay),
    schedule: (delay, run) => kernel.schedule(delay, run),
    start: (process) => kernel.start(process),
    *timeout<T>(process: Process<T>, limit: Duration): Process<T | 'timed-out'> {
      return (yield (resume) => {
        const stop = kernel.schedule(limit, () => resume('timed-out'))
        kernel.start(
          (function* () {
            const value = yield* process
            stop()
            resume(value)
          })(),
        )
      }) as T | 'timed-out'
    },
    *settle(work) {
      return work instanceof Promise ? yield* kernel.external(work) : work
    },
    edges: <C extends ContractName>(contract: C) =>
      edges.filter((edge): edge is Edge<C> => edge.contract === contract),
    *call<C extends ContractName>(edge: Edge<C>, request: Request<C>): Process<Reply<C>> {
      assert(answer !== undefined, 'nobody answers this room')
      return yield* answer(edge, request, kernel)
    },
    *travel(edge, hop) {
      record({ type: 'hop', ...hop.context, ...hop, edge: edge.id, arriveAt: kernel.now })
      yield kernel.sleep(ZERO)
    },
    lane: (edge, phase) => ({
      send(hop, arrive) {
        if (hop !== null) {
          const { trace, span } = hop.context
          const sent = { phase, outcome: 'ok', attempt: 1, edge: edge.id } as const
          record({ type: 'hop', trace, span, ...sent, arriveAt: kernel.now })
        }
        kernel.schedule(ZERO, arrive)
      },
    }),
    amend(parts) {
      node = { ...node, ...parts }
    },
    roundTripMs: () => options.roundTripMs ?? 0,
    destination: () => undefined,
    callApi: (request) =>
      options.callApi?.(request, kernel) ?? (assert(false, 'this room calls no API') as never),
    callHost: () => assert(false, 'this room calls no host') as never,
    record,
    beginSpan(parent, name) {
      const context = { trace: parent?.trace ?? ++traces, span: ++spans }
      record({ type: 'span-begin', ...context, parent: parent?.span ?? null, name })
      return context
    },
    endSpan: (span, outcome) => record({ type: 'span-end', ...span, outcome }),
  }

  return {
    kernel,
    ctx,
    records,
    deploy(change) {
      node = { ...node, ...parse(change), code: change.code ?? node.code }
      edges = change.edges ?? edges
    },
    run(duration) {
      const limit = kernel.now + duration
      kernel.schedule(duration, () => undefined)
      while (kernel.nextAt !== null && kernel.nextAt <= limit) kernel.step()
    },
    counted: (name) =>
      records.reduce(
        (sum, body) => (body.type === 'counter' && body.name === name ? sum + body.value : sum),
        0,
      ),
    samples: (name) =>
      records.flatMap((body) => (body.type === 'sample' && body.name === name ? [body.value] : [])),
  }
}
