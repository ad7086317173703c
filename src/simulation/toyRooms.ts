import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { ServiceContext } from '#services/service.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { AnyModule } from './room.ts'

// Rooms of a few lines for this folder's tests: a client that sends at exponential gaps, an API that takes its time.

type Context = ServiceContext<ServiceDefinition>

function* sendOne(ctx: Context, replies: HttpResponse[]): Process<void> {
  const edge = ctx.edges('http')[0]
  const context = ctx.beginSpan(null, 'GET /')
  if (edge !== undefined) {
    const request: HttpRequest = {
      context,
      method: 'GET',
      path: '/',
      query: '',
      headers: [],
      body: '',
      sourceIp: '192.0.2.1',
      attempt: 1,
    }
    const from = ctx.now
    const reply = yield* ctx.call(edge, request)
    replies.push(reply)
    ctx.record({ type: 'sample', name: 'Latency', value: (ctx.now - from) / 1_000 })
  }
  ctx.endSpan(context, 'ok')
}

const toyClient: AnyModule = {
  definition: { type: 'Coldstart::Client' },
  create(ctx) {
    const replies: HttpResponse[] = []
    const gaps = ctx.random('gaps')
    function* load(): Process<void> {
      for (let sent = 0; sent < 200; sent++) {
        yield ctx.sleep(ms(40 * gaps.next()))
        ctx.start(sendOne(ctx, replies))
      }
    }
    return {
      serve: {},
      start: () => void ctx.start(load()),
      command: () => void ctx.start(sendOne(ctx, replies)),
      query: () => replies.filter((reply) => reply.status === 200).length,
      inspect: () => ({
        replies: replies.length,
        failures: replies.filter((reply) => reply.networkError !== undefined).length,
        region: ctx.account.region,
      }),
    }
  },
}

const toyApi: AnyModule = {
  definition: { type: 'AWS::ApiGatewayV2::Api' },
  create(ctx) {
    const work = ctx.random('work')
    const changes: string[] = []
    let inFlight = 0
    return {
      serve: {
        *http(request): Process<HttpResponse> {
          const span = ctx.beginSpan(request.context, 'serve')
          ctx.record({ type: 'gauge', name: 'InFlight', value: ++inFlight })
          yield ctx.sleep(ms(30 * work.next()))
          ctx.record({ type: 'gauge', name: 'InFlight', value: --inFlight })
          ctx.endSpan(span, 'ok')
          return { status: 200, headers: [], body: '' }
        },
      },
      changed: (what) => void changes.push(what),
      command(command) {
        if (command === 'break') throw new Error('a bug of ours')
      },
      inspect: () => ({ inFlight, changes: [...changes] }),
    }
  },
}

/** Rooms of the tests, under the names of real ones. */
export const toyModules: Readonly<Record<string, AnyModule>> = {
  'Coldstart::Client': toyClient,
  'AWS::ApiGatewayV2::Api': toyApi,
}

/** For scenarios without functions. */
export const noHandlers: HandlerRuntime = {
  supports: () => false,
  createIsolate() {
    throw new Error('there are no handlers here')
  },
  createDisk() {
    throw new Error('there are no handlers here')
  },
  check: () => [],
}

/** Two clients, two APIs, each client wired to its own. */
export const toyScenario: Scenario = {
  coldstart: 1,
  name: 'toy',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'A', type: 'Coldstart::Client', name: 'a', position: { x: 0, y: 0 } },
    { id: 'B', type: 'Coldstart::Client' },
    { id: 'X', type: 'AWS::ApiGatewayV2::Api' },
    { id: 'Y', type: 'AWS::ApiGatewayV2::Api' },
  ],
  edges: [
    { id: 'ax', source: 'A', target: 'X' },
    { id: 'by', source: 'B', target: 'Y' },
  ],
}
