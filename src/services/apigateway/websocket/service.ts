import { outcomeOf } from '#contracts/contracts.ts'
import { decodePercent, type ProxyRequest, STAGE } from '#contracts/proxyRequest.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { ABNORMAL } from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import { ms, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, JsonValue, Service, ServiceContext } from '#services/service.ts'
import type { ApiAccount } from '../accountThrottle.ts'
import type { httpApiDefinition, WebSocketApiState } from '../definition.ts'
import { readBucket, takeFromAll } from '../throttle.ts'
import { createAuthorizing } from '../authorizers/authorize.ts'
import { traceHeaderOf } from '../identity.ts'
import {
  createConnectEvent,
  createSocketAuthorizerEvent,
  identityOf,
  type SocketOrigin,
} from './event.ts'
import { acceptHandshake, isHandshake, refuseHandshake } from './handshake.ts'
import { contextOf, integrateSocket } from './integrate.ts'
import { createManager } from './manage.ts'
import { createManagementReplies, isManagementPath, isSigned, notAuthorized } from './management.ts'
import { createSocketKeys } from './apiKeys.ts'
import { listConnections } from './connections.ts'
import { createSockets } from './sockets.ts'
import { createStage } from './stage.ts'
import * as z from 'zod/mini'

type Definition = typeof httpApiDefinition

const connectionsQuery = z.object({
  type: z.literal('connections'),
  from: z.int().check(z.nonnegative()),
  count: z.int().check(z.minimum(1), z.maximum(200)),
})

/** An authorizer's context as events of WebSocket APIs have it: texts. */
const textsOf = (context: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )

/** Refuses, and says why where a trace shows it. */
interface Refusal {
  readonly status: number
  readonly why: string
}

/** One WebSocket API at work: handshakes, messages, `@connections`. */
export function createWebSocketApi(
  ctx: ServiceContext<Definition>,
  account: ApiAccount,
): Service<Definition, WebSocketApiState> {
  const stage = createStage(ctx, account)
  const sockets = createSockets(ctx, stage)
  const manage = createManager(ctx, stage, sockets)
  const authorizing = createAuthorizing(ctx)
  const keys = createSocketKeys(ctx, stage, account.plans)
  const { statistics } = stage

  /** Why a handshake gets no further; null where it does. */
  const findRefusal = (request: HttpRequest): Refusal | null => {
    const [, name = '', ...rest] = request.path.split('/')
    const { mapped } = request
    const isNamed = decodePercent(name) === stage.name || (mapped?.stage === STAGE && name === '')
    const isOpen = mapped !== undefined || !ctx.node.properties.DisableExecuteApiEndpoint
    if (!isOpen || !isNamed || rest.some((part) => part !== ''))
      return { status: 403, why: `no stage ${request.path}` }
    if (!isHandshake(request) || request.upgrade === undefined)
      return { status: 403, why: 'not a WebSocket handshake' }
    const buckets = [account.connects.bucket, ...stage.throttles.bucketsOf('$connect', ctx.now)]
    return takeFromAll(buckets, ctx.now) ? null : { status: 429, why: 'connection rate' }
  }

  /** What `$connect`'s integration says; without one everybody is welcome. */
  function* askRoute(
    event: object,
    { request, traceHeader }: ProxyRequest,
    span: TraceContext,
  ): Process<Pick<HttpResponse, 'status' | 'headers'>> {
    const route = stage.routes.get('$connect')
    if (route === undefined) {
      statistics.end('ok')
      stage.log(span, contextOf(event), { status: 200, latencyMs: null, error: null })
      return { status: 200, headers: [] }
    }
    const result = yield* integrateSocket(ctx, route, {
      span,
      event,
      data: '',
      templates: stage.templates,
      stageVariables: ctx.node.properties.StageVariables,
      traceHeader,
      sourceIp: request.sourceIp,
    })
    stage.tellIntegration(span, result, '$connect')
    stage.log(span, contextOf(event), result)
    return result
  }

  function* connect(
    request: HttpRequest,
    origin: SocketOrigin,
    as: { readonly span: TraceContext; readonly requestId: string; readonly along: Edge },
  ): Process<HttpResponse> {
    const { span, requestId } = as
    const { connectionId } = origin
    const epochMs = toEpochMs(ctx.now)
    const refuse = ({ status, why }: Refusal): HttpResponse => {
      statistics.end('ClientError')
      stage.note(span, 'refusedBy', why)
      statistics.refuse(why)
      const mark = status === 429 ? 'throttle' : 'refused'
      ctx.record({ type: 'mark', trace: span.trace, mark, detail: `${status} $connect: ${why}` })
      const known = { ...origin, requestId, routeKey: '$connect', eventType: 'CONNECT' }
      stage.log(span, known, { status, latencyMs: null, error: why })
      return refuseHandshake(status, { requestId, connectionId, epochMs: toEpochMs(ctx.now) })
    }
    const refusal = findRefusal(request)
    yield ctx.sleep(ms(stage.overheadMs()))
    if (refusal !== null) return refuse(refusal)
    const proxy: ProxyRequest = {
      request,
      front: 'websocket',
      routeKey: '$connect',
      parameters: {},
      accountId: ctx.account.accountId,
      apiId: stage.apiId,
      domainName: origin.domainName,
      requestId,
      traceHeader: traceHeaderOf(span.trace, epochMs),
      epochMs,
      stageVariables: ctx.node.properties.StageVariables,
      iam: null,
    }
    const moment = { routeKey: '$connect', requestId, extendedRequestId: requestId, epochMs }
    const { region, accountId } = ctx.account
    const resource = `arn:aws:execute-api:${region}:${accountId}:${stage.apiId}/${stage.name}/$connect`
    const verdict = yield* authorizing.check({
      request,
      routeKey: '$connect',
      routes: ctx.node.properties.Routes,
      domainName: origin.domainName,
      stageVariables: ctx.node.properties.StageVariables,
      traceHeader: proxy.traceHeader,
      span,
      resource,
      createEvent: () =>
        createSocketAuthorizerEvent(origin, moment, { proxy, methodArn: resource }),
    })
    if (verdict.type === 'refused')
      return refuse({ status: verdict.response.status, why: verdict.why })
    const keyed = keys.check(request, verdict)
    if (keyed.type === 'refused') return refuse(keyed)
    const known: SocketOrigin = {
      ...origin,
      ...(verdict.v1 !== null && { authorizer: textsOf(verdict.v1) }),
      ...(keyed.apiKey !== null && { identity: { ...origin.identity, apiKey: keyed.apiKey } }),
    }
    const event = createConnectEvent(known, moment, proxy)
    const { status, headers } = yield* askRoute(event, proxy, span)
    if (status >= 300 || status < 200) {
      return refuseHandshake(status, { requestId, connectionId, epochMs: toEpochMs(ctx.now) })
    }
    const peer = request.upgrade
    if (peer === undefined) return refuse({ status: 403, why: 'nobody to talk to' })
    const end = sockets.open({ origin: known, edge: as.along, peer, from: request.from })
    return acceptHandshake(headers, end, toEpochMs(ctx.now))
  }

  function* shakeHands(request: HttpRequest, along: Edge): Process<HttpResponse> {
    const span = ctx.beginSpan(request.context, 'API Gateway $connect')
    const requestId = stage.drawId()
    statistics.connect()
    const origin: SocketOrigin = {
      apiId: stage.apiId,
      domainName: request.mapped?.domainName ?? stage.domainName,
      stage: stage.name,
      connectionId: stage.drawId(),
      connectedAtMs: toEpochMs(ctx.now),
      identity: identityOf({ request }),
      authorizer: null,
      stageVariables: ctx.node.properties.StageVariables,
    }
    stage.note(span, 'connectionId', origin.connectionId)
    const response = yield* connect(request, origin, { span, requestId, along })
    stage.note(span, 'status', String(response.status))
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }

  const query = (asked: JsonValue): JsonValue => {
    const parsed = z.safeParse(connectionsQuery, asked)
    if (!parsed.success) return null
    const { total, connections } = listConnections(sockets.connections, parsed.data, ctx.now)
    return { total, connections: connections.map((each) => ({ ...each })) }
  }

  return {
    serve: {
      http: (request, along) =>
        isManagementPath(request.path) ? manage(request) : shakeHands(request, along),
    },
    changed(what) {
      if (what === 'edges' || what === 'properties') stage.route()
      if (what !== 'model') authorizing.redeploy()
      if (what === 'model' || what === 'properties') stage.deploy()
      if (what === 'properties') keys.deploy()
    },
    query,
    hostnames: () => [stage.domainName],
    forbid(request, principalArn) {
      const replies = createManagementReplies(stage.drawId(), toEpochMs(ctx.now))
      if (!isSigned(request)) return replies.unsigned()
      const at = { ...ctx.account, apiId: stage.apiId, request }
      return replies.forbidden(notAuthorized(principalArn, at))
    },
    usage: () => ({
      messages: statistics.billedMessages,
      transferOut: statistics.transferOut,
      connectionMinutes: sockets.connections.heldSeconds(ctx.now) / 60,
    }),
    pending: () => sockets.inFlight,
    inspect: () => ({
      protocol: 'WEBSOCKET',
      connections: sockets.connections.count,
      density: sockets.connections.density(ctx.now),
      inFlight: sockets.inFlight,
      ...statistics.read(),
      bucket: readBucket(account.requests.bucket, ctx.now),
      routes: [...stage.routes.keys()],
    }),
    dispose() {
      account.requests.remove(ctx.node.id, ctx.now)
      account.connects.remove(ctx.node.id, ctx.now)
      account.plans.set(ctx.node.id, null)
      sockets.drop(ABNORMAL)
    },
  }
}
