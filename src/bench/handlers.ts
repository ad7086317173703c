import type { ApiEndpoint, ApiReply } from '#contracts/api.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import { itemsApi } from '#gallery/itemsApi.ts'
import type { Process } from '#kernel/process.ts'
import type { Instant } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { QuickJsIsolate } from '#sandbox/quickjs/isolate.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Scenario } from '#scenario/schema.ts'
import { modules } from '#services/modules.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { AnyModule } from '#simulation/room.ts'
import { CONTEXT, LIMITS, MEMORY_MB, SLICE, VARIABLES } from './bareEnvironment.ts'
import { type Bench, compare, type Contender } from './figure.ts'
import { HTTP_EVENT as EVENT } from './httpEvent.ts'

/** What both halves run: the same code, event, environment and replies. */
interface Load {
  readonly name: string
  readonly code: string
  /** How what it returns begins. */
  readonly answer: string
  /** The least share of the bare sandbox's speed that is accepted; null where it is only told. */
  readonly ratioMin: number | null
  /** Invocations in one round. */
  readonly invocations: number
}

/** Many short ones: whatever else the machine does then hits both halves alike. */
const ROUNDS = 15

/** DynamoDB's answer to GetItem, always the same. */
const REPLY: ApiReply = {
  type: 'response',
  status: 200,
  headers: [
    ['content-type', 'application/x-amz-json-1.0'],
    ['x-amzn-requestid', 'VVN0B0K2QJ6VQ1C5S4GJ5O5T6RVV4KQNSO5AEMVJF66Q9ASUAAJG'],
    ['x-amz-crc32', '3903876135'],
  ],
  body: '{"Item":{"id":{"S":"7"},"price":{"N":"16"}}}',
}

const codeOf = (node: string): string => {
  const content = itemsApi.nodes.find(({ id }) => id === node)?.code?.['index.mjs']
  return typeof content === 'string' ? content : ''
}

/**
 * Typical is what the default scenario's function does when a client reads an item: look at an HTTP API's event, call
 * DynamoDB through the SDK's document client once, answer with JSON. The bound holds there. The others tell what the
 * room costs beside a handler that awaits nothing, and beside one that does nothing at all.
 */
const loads: readonly Load[] = [
  {
    name: 'GET /items/{id}, one SDK call',
    code: codeOf('ItemsFunction'),
    answer: '{"statusCode":200,',
    ratioMin: 0.7,
    invocations: 1_000,
  },
  {
    name: 'a JSON answer without calls',
    code: `export const handler = async (event) => ({
      statusCode: 200,
      body: JSON.stringify({ hello: event.rawPath, at: Date.now() }),
    })`,
    answer: '{"statusCode":200,',
    ratioMin: null,
    invocations: 2_000,
  },
  {
    name: 'an empty handler',
    code: 'export const handler = async () => {}',
    answer: 'null',
    ratioMin: null,
    invocations: 2_000,
  },
]

function checkPayload({ name, answer }: Load, payload: string): void {
  if (!payload.startsWith(answer)) throw new Error(`${name} answered ${payload}`)
}

function invokeBare(load: Load, isolate: QuickJsIsolate): void {
  let step = isolate.invoke(SLICE, EVENT, CONTEXT)
  while (step.type === 'waiting') {
    const [call] = step.calls
    step = call === undefined ? isolate.wake(SLICE) : isolate.resume(SLICE, call.id, REPLY)
  }
  if (step.type !== 'returned') throw new Error(`the handler ${step.type}`)
  checkPayload(load, step.payload)
}

/** One warm environment, nothing around it: calls are answered at once. */
function createBare(load: Load): () => number {
  const isolate = loadQuickJs().createIsolate(
    {
      files: { 'index.mjs': load.code },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: VARIABLES,
      seed: [1, 2, 3, 4],
    },
    LIMITS,
  )
  const step = isolate.init(SLICE)
  if (step.type !== 'returned') throw new Error(`init ${step.type}`)
  return () => {
    for (let done = 0; done < load.invocations; done++) invokeBare(load, isolate)
    return load.invocations
  }
}

/** Invokes the function it is wired to, one after the other, for ever. */
const createDriver = (heard: (reply: InvokeReply) => void): AnyModule => ({
  definition: { type: 'AWS::ApiGatewayV2::Api' },
  create(ctx) {
    function* invoke(): Process<void> {
      const [edge] = ctx.edges('invoke')
      if (edge === undefined) throw new Error('no function to invoke')
      for (;;) {
        const context = ctx.beginSpan(null, 'invoke')
        const reply = yield* ctx.call(edge, {
          context,
          payload: EVENT,
          invocationType: 'RequestResponse',
          attempt: 1,
        })
        ctx.endSpan(context, 'ok')
        heard(reply)
      }
    }
    return { serve: {}, start: () => void ctx.start(invoke()), inspect: () => null }
  },
})

/** A table that has but one answer. */
const fixedTable: AnyModule = {
  definition: { type: 'AWS::DynamoDB::Table' },
  endpoints: (): readonly ApiEndpoint[] => [
    { service: 'dynamodb', route: () => ({ nodes: ['Table'] }) },
  ],
  create: () => ({
    serve: {
      // oxlint-disable-next-line require-yield -- it answers at once
      *api(): Process<ApiReply> {
        return REPLY
      },
    },
    inspect: () => null,
  }),
}

const scenarioOf = (code: string): Scenario => ({
  coldstart: 1,
  name: 'bench',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Driver', type: 'AWS::ApiGatewayV2::Api' },
    {
      id: 'Function',
      type: 'AWS::Lambda::Function',
      properties: {
        MemorySize: MEMORY_MB,
        Environment: { Variables: { TABLE_NAME: VARIABLES.TABLE_NAME } },
      },
      code: { 'index.mjs': code },
    },
    { id: 'Table', type: 'AWS::DynamoDB::Table' },
  ],
  edges: [
    { id: 'invoke', source: 'Driver', target: 'Function' },
    { id: 'query', source: 'Function', target: 'Table' },
  ],
})

/** As the worker keeps it, and about how much a frame of a busy run takes. */
const ROWS_PER_FRAME_MAX = 6_000
const INVOCATIONS_PER_FRAME = 50
/** Events between two looks at the clock, as the worker paces a run. */
const STEPS_PER_LOOK = 16
const FOREVER = Number.POSITIVE_INFINITY as Instant

/** The same environment behind the Lambda room in a whole simulation, recorder and network included. */
function createWhole(load: Load, handlers: HandlerRuntime): () => number {
  const done = { invocations: 0 }
  const driver = createDriver((reply) => {
    if (reply.type !== 'completed') throw new Error(`invoke ${reply.type}`)
    checkPayload(load, reply.payload)
    done.invocations++
  })
  const simulation = createSimulation({
    scenario: scenarioOf(load.code),
    handlers,
    modules: {
      'AWS::ApiGatewayV2::Api': driver,
      'AWS::Lambda::Function': modules['AWS::Lambda::Function'],
      'AWS::DynamoDB::Table': fixedTable,
    },
    traceRowsMax: ROWS_PER_FRAME_MAX,
  })
  return () => {
    const before = done.invocations
    const goal = before + load.invocations
    let nextFrame = before + INVOCATIONS_PER_FRAME
    while (done.invocations < goal) {
      simulation.runUntil(FOREVER, STEPS_PER_LOOK)
      if (done.invocations < nextFrame) continue
      nextFrame += INVOCATIONS_PER_FRAME
      simulation.takeTrace()
      simulation.takeMetrics()
    }
    return done.invocations - before
  }
}

const contendersOf = (load: Load): readonly Contender[] => [
  { name: 'bare sandbox', work: createBare(load), ratioMin: null },
  {
    name: 'through the Lambda room',
    work: createWhole(load, loadQuickJs()),
    ratioMin: load.ratioMin,
  },
]

/** Warm invocations a second through the whole simulation against the sandbox alone. */
export const handlerBenches: readonly Bench[] = loads.map((load) => ({
  title: `Handler invocations: ${load.name}`,
  run: () => compare(contendersOf(load), ROUNDS),
}))
