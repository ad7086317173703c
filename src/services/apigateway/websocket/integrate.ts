import type { Body } from '#contracts/body.ts'
import { readFunctionResult } from '#contracts/functionResult.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import { type httpApiDefinition, integrationSchema } from '../definition.ts'
import * as z from 'zod/mini'
import { INTEGRATION_MS_MAX } from './limits.ts'

/** Where a WebSocket route leads. */
export interface SocketIntegration {
  readonly edge: Edge<'invoke'> | Edge<'http'>
  readonly timeoutMs: number
  readonly qualifier: string | undefined
  readonly method: string
  readonly path: string
}

/** How an integration came out. `status` is what a handshake would be answered with. */
export interface SocketResult {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Body
  /** Why there is no answer of the integration's own; null where there is one. */
  readonly error: string | null
}

/** The routes of a WebSocket API, by their keys. Where two wires claim a key, the first by edge id has it. */
export function collectSocketRoutes(
  edges: readonly (Edge<'invoke'> | Edge<'http'>)[],
): ReadonlyMap<string, SocketIntegration> {
  const routes = new Map<string, SocketIntegration>()
  for (const edge of edges) {
    if (edge.port !== null) continue
    const properties = z.parse(integrationSchema, edge.properties)
    const integration: SocketIntegration = {
      edge,
      timeoutMs: Math.min(properties.TimeoutInMillis, INTEGRATION_MS_MAX),
      qualifier: properties.Qualifier,
      method: properties.IntegrationMethod ?? 'POST',
      path: properties.IntegrationUri ?? '/',
    }
    for (const key of properties.RouteKeys) if (!routes.has(key)) routes.set(key, integration)
  }
  return routes
}

const failed = (status: number, error: string): SocketResult => ({
  status,
  headers: [],
  body: '',
  error,
})

/** Characters of a function's error that are told. */
const ERROR_LENGTH_MAX = 300

function readInvoke(reply: InvokeReply): SocketResult {
  if (reply.type === 'accepted') return failed(502, 'Lambda accepted without an answer')
  if (reply.type === 'refused') return failed(500, `Lambda refused: ${reply.errorType}`)
  if (reply.functionError !== null) {
    const told = reply.payload.slice(0, ERROR_LENGTH_MAX)
    return failed(502, `The Lambda function returned an error: ${told}`)
  }
  const result = readFunctionResult(reply.payload, '1.0')
  return 'malformed' in result
    ? failed(502, `Malformed Lambda proxy response: ${result.malformed}`)
    : { ...result, error: null }
}

const readHttp = ({ status, headers, body, networkError }: HttpResponse): SocketResult =>
  networkError === undefined
    ? { status, headers, body, error: null }
    : failed(504, `Network error communicating with endpoint: ${networkError.message}`)

/** What an integration is asked with. */
export interface SocketCall {
  readonly span: TraceContext
  readonly event: object
  /** The message alone: what an HTTP integration is sent. */
  readonly data: Body
  readonly traceHeader: string
  readonly sourceIp: string
}

/** Asks the integration, no longer than it may take. */
export function* integrateSocket(
  ctx: ServiceContext<typeof httpApiDefinition>,
  integration: SocketIntegration,
  call: SocketCall,
): Process<SocketResult & { readonly latencyMs: number }> {
  const begun = ctx.now
  const { edge, timeoutMs, qualifier } = integration
  const context = call.span
  const limit = ms(timeoutMs)
  let result: SocketResult | 'timed-out'
  if (edge.contract === 'invoke') {
    const invoke = ctx.call(edge, {
      context,
      payload: JSON.stringify(call.event),
      invocationType: 'RequestResponse',
      ...(qualifier !== undefined && { qualifier }),
      attempt: 1,
      traceHeader: call.traceHeader,
    })
    const reply = yield* ctx.timeout(invoke, limit)
    result = reply === 'timed-out' ? reply : readInvoke(reply)
  } else {
    const request = ctx.call(edge, {
      context,
      method: integration.method,
      path: integration.path,
      query: '',
      headers: [['x-amzn-trace-id', call.traceHeader]],
      body: call.data,
      sourceIp: call.sourceIp,
      attempt: 1,
    })
    const reply = yield* ctx.timeout(request, limit)
    result = reply === 'timed-out' ? reply : readHttp(reply)
  }
  const latencyMs = toMs(between(begun, ctx.now))
  return result === 'timed-out'
    ? { ...failed(504, `Endpoint request timed out after ${timeoutMs} ms`), latencyMs }
    : { ...result, latencyMs }
}
