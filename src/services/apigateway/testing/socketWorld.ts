// For the tests of WebSocket APIs: one at work, with functions and clients that are scripted.

import type { Body } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { SocketClose, SocketEnd } from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, ms, seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { createApiAccount } from '../accountThrottle.ts'
import { httpApiDefinition } from '../definition.ts'
import { createWebSocketApi } from '../websocket/service.ts'

export const wire = (id: string, properties: object): Edge => ({
  id,
  contract: 'invoke',
  source: 'Node',
  target: `fn-${id}`,
  port: null,
  properties,
})

export const INCOMING: Edge<'http'> = {
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

export const FAILS: InvokeReply = {
  type: 'completed',
  statusCode: 200,
  payload: '{"errorType":"Error","errorMessage":"x"}',
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
}

/** As much of an event as these tests look at. */
interface Event {
  readonly requestContext: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A WebSocket API whose functions are `lambda`; without overhead unless the model says so. */
export function createWorld(options: {
  properties?: object
  model?: object
  edges?: readonly Edge[]
  lambda?: (event: Event) => InvokeReply
}) {
  const events: Event[] = []
  const world = createFakeWorld(httpApiDefinition, {
    properties: { ProtocolType: 'WEBSOCKET', ...options.properties },
    model: { OverheadMs: 0, ...options.model },
    edges: options.edges ?? [
      wire('e1', { RouteKeys: ['$connect', '$disconnect', '$default', 'ping'] }),
    ],
    *answer(_edge, request, kernel): Process<InvokeReply> {
      if (!('payload' in request)) throw new Error('not an invoke')
      const event = JSON.parse(request.payload) as Event
      events.push(event)
      const reply = options.lambda?.(event) ?? returns({ statusCode: 200 })
      yield kernel.sleep(ms(10))
      return reply
    },
  })
  const api = createWebSocketApi(world.ctx, createApiAccount())
  const ask = (request: Partial<HttpRequest>, wait: Duration = seconds(1)): HttpResponse => {
    const answers: HttpResponse[] = []
    const whole: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path: '/production',
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
    world.run(wait)
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  /** Shakes hands; what the client then hears lands in `messages` and `closes`. */
  const connect = (request: Partial<HttpRequest> = {}) => {
    const messages: Body[] = []
    const closes: SocketClose[] = []
    const response = ask({
      headers: [
        ['Connection', 'Upgrade'],
        ['Upgrade', 'websocket'],
        ['Sec-WebSocket-Key', 'x'],
        ['User-Agent', 'tests'],
      ],
      upgrade: {
        message: ({ data }) => void messages.push(data),
        closed: (close) => void closes.push(close),
      },
      ...request,
    })
    const send = (data: Body, frameBytes?: number): void => {
      const size = frameBytes === undefined ? {} : { frameBytes }
      response.upgraded?.message({ context: { trace: 2, span: 0 }, data, ...size })
      world.run(seconds(1))
    }
    return { response, server: response.upgraded as SocketEnd, messages, closes, send }
  }
  const manage = (method: string, id: string, body: Body = ''): HttpResponse =>
    ask({
      method,
      path: `/production/@connections/${encodeURIComponent(id)}`,
      headers: [['authorization', 'AWS4-HMAC-SHA256 Credential=…']],
      body,
    })
  const idOf = (event: Event | undefined): string => String(event?.requestContext['connectionId'])
  return { ...world, api, ask, connect, manage, events, idOf }
}

export const texts = (messages: readonly Body[]): readonly unknown[] =>
  messages.map((data) => (JSON.parse(String(data)) as { message: unknown }).message)
