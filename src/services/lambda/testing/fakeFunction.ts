import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import type { Files } from '#contracts/files.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import { assert } from '#kernel/assert.ts'
import type { Process } from '#kernel/process.ts'
import { ms, seconds } from '#kernel/time.ts'
import { createFakeRuntime, type ScriptCue, type ScriptedStep } from '#sandbox/fake.ts'
import { createFakeWorld, type FakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { lambdaDefinition } from '../definition.ts'
import { createLambda, createLambdaRegion } from '../service.ts'

// For this room's tests: a function with a scripted handler, called by its contracts.

/** What a scripted handler does at a cue; null: init is over, or `null` is returned. */
export type Script = (cue: ScriptCue) => ScriptedStep | null

/** A handler's result. */
export const returns = (value: unknown): ScriptedStep => ({
  type: 'returned',
  payload: JSON.stringify(value),
  calls: [],
})

/** A handler's error. */
export const throws = (errorMessage: string): ScriptedStep => ({
  type: 'failed',
  origin: 'handler',
  errorType: 'Error',
  errorMessage,
  stack: [],
  payload: JSON.stringify({ errorType: 'Error', errorMessage, trace: [] }),
})

/** What a neighbour was asked along an edge. */
interface Asked {
  readonly edge: Edge
  readonly request: Request<ContractName>
}

interface FunctionOptions {
  readonly properties?: object
  readonly model?: object
  readonly code?: Files
  /** What the handler does with each event. */
  readonly handle?: Script
  /** What its init does; it succeeds where absent. */
  readonly init?: Script
  readonly edges?: readonly Edge[]
  /** What a neighbour says, a millisecond after it was asked. */
  readonly answer?: (edge: Edge, request: Request<ContractName>) => Reply<ContractName>
}

/** Where a call goes, once it is answered. */
export interface Pending<T> {
  reply: T | null
}

/** A wire of the function. */
export const edgeOf = <C extends ContractName>(
  contract: C,
  port: string | null = null,
  properties: object = {},
): Edge<C> => ({
  id: `edge-${contract}-${port ?? 'default'}`,
  contract,
  source: 'Node',
  target: 'Other',
  port,
  properties,
})

/** A function named `Node` at work, with what it asked of others. */
export interface FakeFunction extends FakeWorld<typeof lambdaDefinition> {
  readonly service: ReturnType<typeof createLambda>
  readonly asked: readonly Asked[]
  /** Begins a call; the reply is there when it has come. */
  begin<T>(process: Process<T>): Pending<T>
  /** Calls and runs until the reply has come, an hour at most. */
  ask<T>(process: Process<T>): T
  invoke(request?: Partial<InvokeRequest>): Process<InvokeReply>
  /** An edit of the node. */
  edit(change: { properties?: object; code?: Files; edges?: readonly Edge[] }): void
}

/** Creates a function. Its handler returns `{ ok: true }` where `handle` is absent. */
export function createFakeFunction(options: FunctionOptions = {}): FakeFunction {
  const asked: Asked[] = []
  const handle = options.handle ?? (() => returns({ ok: true }))
  const model = { OverheadMs: 0, PlacementMs: 100, AsyncDispatchMs: 0, ...options.model }
  const world = createFakeWorld(lambdaDefinition, {
    code: { 'index.mjs': 'export const handler = async () => ({ ok: true })' },
    ...options,
    model,
    handlers: createFakeRuntime((cue) =>
      cue.kind === 'init' ? (options.init?.(cue) ?? null) : handle(cue),
    ),
    *answer(edge, request, kernel) {
      asked.push({ edge, request })
      assert(options.answer !== undefined, 'nobody answers this function')
      yield kernel.sleep(ms(1))
      return options.answer(edge, request)
    },
  })
  const service = createLambda(world.ctx, createLambdaRegion())
  const begin = <T>(process: Process<T>): Pending<T> => {
    const pending: Pending<T> = { reply: null }
    world.kernel.start(
      (function* () {
        pending.reply = yield* process
      })(),
    )
    return pending
  }
  return {
    ...world,
    service,
    asked,
    begin,
    ask(process) {
      const pending = begin(process)
      const limit = world.kernel.now + seconds(3_600)
      while (pending.reply === null && (world.kernel.nextAt ?? limit) < limit) world.kernel.step()
      assert(pending.reply !== null, 'no reply within an hour')
      return pending.reply
    },
    invoke: (request) =>
      service.serve.invoke(
        {
          context: { trace: 1, span: 0 },
          payload: '{}',
          invocationType: 'RequestResponse',
          attempt: 1,
          ...request,
        },
        edgeOf('invoke'),
      ),
    edit(change) {
      world.deploy({ model, ...change })
      service.changed?.('properties')
    },
  }
}
