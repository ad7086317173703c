import type { Body } from '#contracts/body.ts'
import { base64Encode } from '#contracts/bytes.ts'
import { readFunctionResult } from '#contracts/functionResult.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import { type httpApiDefinition } from '../definition.ts'
import { integrationSchema } from '../integrationSchema.ts'
import * as z from 'zod/mini'
import { apiIdOf } from '../identity.ts'
import { parseServiceUri } from '../rest/integrationUri.ts'
import { createServiceCall, readServiceReply } from '../rest/serviceIntegration.ts'
import type { Templates } from '../rest/templates.ts'
import { INTEGRATION_MS_MAX } from './limits.ts'
import {
  mapSocketRequest,
  mapSocketResponse,
  mockStatus,
  type SocketMapping,
  type SocketMessageParts,
} from './mapping.ts'

/** A wire of a WebSocket API: to a function, a server, a table or a queue. */
export type SocketEdge = Edge<'invoke'> | Edge<'http'> | Edge<'api'>

/** Where a WebSocket route leads. */
export interface SocketIntegration {
  /** Null: a mock. */
  readonly edge: SocketEdge | null
  readonly timeoutMs: number
  readonly qualifier: string | undefined
  readonly method: string
  readonly path: string
  /** By a VPC link. */
  readonly isPrivate: boolean
  /** Null: messages and answers pass as they are. */
  readonly mapping: SocketMapping | null
}

/** How an integration came out. `status` is what a handshake would be answered with. */
export interface SocketResult {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Body
  /** Why there is no answer of the integration's own; null where there is one. */
  readonly error: string | null
}

type Routes = NonNullable<ServiceContext<typeof httpApiDefinition>['node']['properties']['Routes']>

const MOCK = {
  edge: null,
  timeoutMs: INTEGRATION_MS_MAX,
  qualifier: undefined,
  method: 'POST',
  path: '/',
  isPrivate: false,
}

/** The routes of a WebSocket API, by their keys. Where two wires claim a key, the first by edge id has it. */
export function collectSocketRoutes(
  edges: readonly SocketEdge[],
  properties: Routes = {},
): ReadonlyMap<string, SocketIntegration> {
  const routes = new Map<string, SocketIntegration>()
  const mappingOf = (key: string): SocketMapping | null => {
    const own = Object.hasOwn(properties, key) ? properties[key]?.Integration : undefined
    return own === undefined || own.IntegrationType.endsWith('PROXY') ? null : own
  }
  for (const edge of edges) {
    if (edge.port !== null) continue
    const wire = z.parse(integrationSchema, edge.properties)
    const integration: Omit<SocketIntegration, 'mapping'> = {
      edge,
      timeoutMs: Math.min(wire.TimeoutInMillis, INTEGRATION_MS_MAX),
      qualifier: wire.Qualifier,
      method: wire.IntegrationMethod ?? 'POST',
      path: wire.IntegrationUri ?? '/',
      isPrivate: wire.ConnectionType === 'VPC_LINK',
    }
    for (const key of wire.RouteKeys) {
      if (!routes.has(key)) routes.set(key, { ...integration, mapping: mappingOf(key) })
    }
  }
  for (const key of Object.keys(properties)) {
    const mapping = mappingOf(key)
    if (routes.has(key) || mapping?.IntegrationType !== 'MOCK') continue
    routes.set(key, { ...MOCK, mapping })
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

function readInvoke(reply: InvokeReply, isMapped: boolean): SocketResult {
  if (reply.type === 'accepted') return failed(502, 'Lambda accepted without an answer')
  if (reply.type === 'refused') return failed(500, `Lambda refused: ${reply.errorType}`)
  if (reply.functionError !== null) {
    const told = reply.payload.slice(0, ERROR_LENGTH_MAX)
    return failed(502, `The Lambda function returned an error: ${told}`)
  }
  if (isMapped) return { status: 200, headers: [], body: reply.payload, error: null }
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
  readonly templates: Templates
  readonly stageVariables: Readonly<Record<string, string>> | undefined
  /** The message alone: what an HTTP integration is sent. */
  readonly data: Body
  readonly traceHeader: string
  readonly sourceIp: string
}

type Context = ServiceContext<typeof httpApiDefinition>

/** AWS to a table or a queue, without code between: the wire is the permission. */
function* askService(
  ctx: Context,
  { mapping, timeoutMs }: SocketIntegration,
  { call, body }: { readonly call: SocketCall; readonly body: Body },
): Process<SocketResult> {
  const uri = parseServiceUri(mapping?.IntegrationUri ?? '')
  const nothing: ReadonlyMap<string, string> = new Map()
  const sent = { mapped: { header: nothing, querystring: nothing }, body }
  const at = { span: call.span, region: ctx.account.region }
  const service = uri === null ? null : createServiceCall(at, uri, sent)
  if (service === null) return failed(500, 'Invalid endpoint address')
  const principal = `arn:aws:sts::${ctx.account.accountId}:assumed-role/${apiIdOf(ctx.node.id)}/BackplaneAssumeRoleSession`
  const reply = yield* ctx.timeout(ctx.callApi(service.request, principal), ms(timeoutMs))
  if (reply === 'timed-out') return failed(504, `Endpoint request timed out after ${timeoutMs} ms`)
  if (reply.type === 'unreachable') return failed(504, reply.message)
  const { headers, body: told } = readServiceReply(reply, service)
  return { status: reply.status, headers, body: told, error: null }
}

/** Asks along the wire, no longer than the integration may take. `mapped`: what a template made of the message. */
function* askEdge(
  ctx: Context,
  integration: SocketIntegration,
  { call, mapped }: { readonly call: SocketCall; readonly mapped: Body | null },
): Process<SocketResult> {
  const { edge, timeoutMs, qualifier } = integration
  const context = call.span
  const limit = ms(timeoutMs)
  if (edge === null) return failed(500, 'no wire has this route')
  if (edge.contract === 'api') {
    return yield* askService(ctx, integration, { call, body: mapped ?? '' })
  }
  let result: SocketResult | 'timed-out'
  if (edge.contract === 'invoke') {
    const invoke = ctx.call(edge, {
      context,
      payload: mapped === null ? JSON.stringify(call.event) : jsonText(mapped),
      invocationType: 'RequestResponse',
      ...(qualifier !== undefined && { qualifier }),
      attempt: 1,
      traceHeader: call.traceHeader,
    })
    const reply = yield* ctx.timeout(invoke, limit)
    result = reply === 'timed-out' ? reply : readInvoke(reply, mapped !== null)
  } else {
    const request = ctx.call(edge, {
      context,
      method: integration.method,
      path: integration.path,
      query: '',
      headers: [['x-amzn-trace-id', call.traceHeader]],
      body: mapped ?? call.data,
      sourceIp: call.sourceIp,
      attempt: 1,
      inRegion: true,
      ...(integration.isPrivate && { inVpc: true }),
    })
    const reply = yield* ctx.timeout(request, limit)
    result = reply === 'timed-out' ? reply : readHttp(reply)
  }
  return result === 'timed-out'
    ? failed(504, `Endpoint request timed out after ${timeoutMs} ms`)
    : result
}

/** A function is invoked with JSON: what is none goes as a text. */
const jsonText = (body: Body): string => {
  const text = typeof body === 'string' ? body : base64Encode(body)
  try {
    JSON.parse(text)
    return text
  } catch {
    return JSON.stringify(text)
  }
}

/** An event's `requestContext`. */
export const contextOf = (event: object): object =>
  'requestContext' in event && typeof event.requestContext === 'object'
    ? (event.requestContext ?? {})
    : {}

/** Maps the message, asks or mocks, and maps the answer. */
function* askMapped(
  ctx: Context,
  integration: SocketIntegration & { readonly mapping: SocketMapping },
  call: SocketCall,
): Process<SocketResult> {
  const { mapping } = integration
  const { templates, data, stageVariables } = call
  const parts: SocketMessageParts = { data, context: contextOf(call.event), stageVariables }
  const sent = mapSocketRequest(mapping, parts, templates)
  if (sent.type === 'failed') return failed(500, sent.why)
  let answer: SocketResult
  if (mapping.IntegrationType === 'MOCK') {
    const status = mockStatus(sent.text)
    if (status === null) return failed(500, 'Unable to parse statusCode of the mock')
    answer = { status, headers: [], body: '', error: null }
  } else answer = yield* askEdge(ctx, integration, { call, mapped: sent.text })
  if (answer.error !== null) return answer
  const told = mapSocketResponse(mapping, answer, { parts, templates })
  return told.type === 'failed' ? failed(500, told.why) : { ...answer, body: told.text }
}

/** Asks the integration of a route, mapping both ways where it says so. */
export function* integrateSocket(
  ctx: Context,
  integration: SocketIntegration,
  call: SocketCall,
): Process<SocketResult & { readonly latencyMs: number }> {
  const begun = ctx.now
  const { mapping } = integration
  const result =
    mapping === null
      ? yield* askEdge(ctx, integration, { call, mapped: null })
      : yield* askMapped(ctx, { ...integration, mapping }, call)
  return { ...result, latencyMs: toMs(between(begun, ctx.now)) }
}
