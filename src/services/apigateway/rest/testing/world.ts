import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { utf8Encode } from '#contracts/bytes.ts'
import type { InvokeReply, InvokeRequest, StreamedChunk } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { minutes, ms } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { restApiDefinition } from '../definition.ts'
import { restApi } from '../service.ts'

/** A wire with the methods that it has. */
export const wire = (
  contract: 'invoke' | 'http' = 'invoke',
  Methods: readonly string[] = ['ANY /', 'ANY /{proxy+}'],
): Edge => ({
  id: 'e1',
  contract,
  source: 'Node',
  target: 'backend',
  port: null,
  properties: { Methods },
})

const INCOMING: Edge<'http'> = {
  id: 'in',
  contract: 'http',
  source: 'Users',
  target: 'Node',
  port: null,
  properties: {},
}

export const returns = (payload: unknown): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify(payload),
  functionError: null,
  executedVersion: '$LATEST',
})

export const fails = (errorMessage: string): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify({ errorMessage, errorType: 'Error' }),
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
})

export const OK = returns({ statusCode: 200, body: 'ok' })

interface Options {
  readonly properties?: object
  readonly model?: object
  readonly edges?: readonly Edge[]
  readonly lambda?: (event: never, request: InvokeRequest) => InvokeReply
  readonly backend?: (request: HttpRequest) => HttpResponse
  readonly delayMs?: number
  /** What a function streams, and how long it takes before each of it. */
  readonly streams?: readonly (readonly [ms: number, text: string])[]
}

/** An API before a scripted back end. Without a model of its own it has no overhead. */
export function createWorld(options: Options = {}) {
  const invokes: InvokeRequest[] = []
  const requests: HttpRequest[] = []
  const world = createFakeWorld(restApiDefinition, {
    properties: options.properties ?? {},
    model: { OverheadMs: 0, ...options.model },
    edges: options.edges ?? [wire()],
    *answer(_, request, kernel): Process<InvokeReply | HttpResponse> {
      yield kernel.sleep(ms(options.delayMs ?? 10))
      if ('payload' in request) {
        invokes.push(request)
        const chunks: StreamedChunk[] = []
        for (const [delay, text] of options.streams ?? []) {
          yield kernel.sleep(ms(delay))
          const chunk = { at: kernel.now, bytes: utf8Encode(text) }
          chunks.push(chunk)
          request.heard?.({ contentType: 'text/plain', chunks: [chunk] })
        }
        if (options.streams !== undefined) {
          const reply = options.lambda?.(JSON.parse(request.payload) as never, request) ?? OK
          return { ...reply, stream: { contentType: 'text/plain', chunks } } as InvokeReply
        }
        return options.lambda?.(JSON.parse(request.payload) as never, request) ?? OK
      }
      if (!('sourceIp' in request)) throw new Error('neither an invocation nor HTTP')
      requests.push(request)
      return options.backend?.(request) ?? { status: 200, headers: [], body: 'ok' }
    },
  })
  const account = restApi.createShared?.(world.ctx.account, world.ctx.random('shared'))
  if (account === undefined) throw new Error('REST APIs share their account’s throttle')
  const api = restApi.create(world.ctx, account)
  const send = (request: Partial<HttpRequest> = {}): HttpResponse[] => {
    const answers: HttpResponse[] = []
    const whole: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path: '/prod/items',
      query: '',
      headers: [],
      body: '',
      sourceIp: '203.0.113.1',
      attempt: 1,
      ...request,
    }
    world.kernel.start(
      (function* () {
        answers.push(yield* api.serve.http(whole, INCOMING))
      })(),
    )
    return answers
  }
  const ask = (request: Partial<HttpRequest> = {}): HttpResponse => {
    const answers = send(request)
    world.run(minutes(1))
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  const told = ({ status, headers, body }: HttpResponse) => ({
    status,
    body,
    type: findHeader(headers, 'x-amzn-errortype') ?? null,
  })
  return { world, api, send, ask, told, invokes, requests }
}

export const json = (value: object) => ({
  headers: [['Content-Type', 'application/json']] as const,
  body: JSON.stringify(value),
})

/** A method of its own: what the document says beside the wire. */
export const method = (Integration: object, more: object = {}) => ({
  MethodResponses: [{ StatusCode: '200' }, { StatusCode: '400' }, { StatusCode: '404' }],
  ...more,
  Integration: { IntegrationResponses: [{ StatusCode: '200' }], ...Integration },
})
