import { bodyLength, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import { applyCors, type CorsConfiguration } from '#contracts/cors.ts'
import type { ProxyResponse } from '#contracts/functionResult.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { STAGE } from '#contracts/proxyRequest.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { type AccountThrottle, type ApiAccount, createApiAccount } from './accountThrottle.ts'
import { admit } from './admission.ts'
import { type ApiState, httpApiDefinition, type HttpApiState } from './definition.ts'
import { createLogFormat } from './accessLog.ts'
import { gatewayErrors } from './errors.ts'
import { apiIdOf, domainNameOf, drawRequestId, traceHeaderOf } from './identity.ts'
import { collectRoutes, type IntegratedRoute } from './integrations.ts'
import type { GatewayRequest } from './payload1.ts'
import { findRoute, type RouteMatch } from './routes.ts'
import { createRouteThrottles } from './routeThrottles.ts'
import { contextOf, createRouteServer, type RouteResult, withoutIntegration } from './serveRoute.ts'
import { createStatistics } from './statistics.ts'
import { switchProtocol } from './switchProtocol.ts'
import { readBucket } from './throttle.ts'
import { createWebSocketApi } from './websocket/service.ts'

type Definition = typeof httpApiDefinition
type Match = RouteMatch<IntegratedRoute>

/** Spread of the gateway's own time around its median. assumption: p99 about 2.3 times the median */
const OVERHEAD_SIGMA = 0.35
/** How much of the gateway's own time passes before the integration is called. */
const OVERHEAD_BEFORE = 0.5

/**
 * The path without the stage's name, which a named stage's requests begin with; null where this is another stage's.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
function stripStage(path: string, stage: string): string | null {
  if (stage === STAGE) return path
  const prefix = `/${stage}`
  if (path === prefix) return '/'
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null
}

/** Bears no body, whatever the function returned (RFC 9110 §6.4.1). */
const isBodyless = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304

/** The answer with the headers that every answer of an HTTP API bears. */
const withGatewayHeaders = (
  response: ProxyResponse,
  headers: Headers,
  at: { readonly method: string; readonly requestId: string; readonly epochMs: number },
): HttpResponse => ({
  status: response.status,
  headers: [
    ['date', formatHttpDate(at.epochMs)],
    ...headers,
    ...(response.status === 204
      ? []
      : [['content-length', String(bodyLength(response.body))] as const]),
    ['connection', 'keep-alive'],
    ['apigw-requestid', at.requestId],
  ],
  body: isBodyless(at.method, response.status) ? '' : response.body,
})

/** One HTTP API at work: throttle, route, integrate, answer. */
export function createHttpApi(
  ctx: ServiceContext<Definition>,
  account: AccountThrottle,
): Service<Definition, HttpApiState> {
  const apiId = apiIdOf(ctx.node.id)
  const domainName = domainNameOf(apiId, ctx.account.region)
  const overheadRandom = ctx.random('overhead')
  const requestIds = ctx.random('requestId')
  const statistics = createStatistics(ctx)
  const routeThrottles = createRouteThrottles()
  const collect = () => collectRoutes([...ctx.edges('invoke'), ...ctx.edges('http')])
  let routes = collect()
  const server = createRouteServer(ctx)
  let logged = { format: '', write: createLogFormat('') }
  const findStage = (): string => ctx.node.properties.StageName ?? STAGE

  const deploy = (): void => {
    const { AccountRatePerSecond, AccountBurst } = ctx.node.model
    const limit = { ratePerSecond: AccountRatePerSecond, burst: AccountBurst }
    account.set(ctx.node.id, limit, ctx.now)
    routeThrottles.deploy(ctx.node.properties, limit, ctx.now)
  }
  deploy()

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', trace: span.trace, span: span.span, key, value })

  const findCors = (): CorsConfiguration | undefined => ctx.node.properties.CorsConfiguration

  const gatewayRequest = (
    request: HttpRequest,
    match: Match,
    as: { readonly span: TraceContext; readonly requestId: string },
  ): GatewayRequest => {
    const epochMs = toEpochMs(ctx.now)
    const stage = findStage()
    return {
      request,
      match,
      front: 'http-api',
      routeKey: match.route.key,
      parameters: match.parameters,
      iam: null,
      accountId: ctx.account.accountId,
      apiId,
      domainName,
      requestId: as.requestId,
      traceHeader: traceHeaderOf(as.span.trace, epochMs),
      epochMs,
      stageVariables: ctx.node.properties.StageVariables,
      ...(stage !== STAGE && { stage }),
    }
  }

  /** A line of the access log, where the stage keeps one. */
  const log = (from: GatewayRequest, result: RouteResult, answer: HttpResponse): void => {
    const format = ctx.node.properties.AccessLogSettings?.Format
    if (format === undefined) return
    if (format !== logged.format) logged = { format, write: createLogFormat(format) }
    const { integrationMs, integrationStatus, error, refusedBy } = result
    const optional = (value: number | null): string | undefined =>
      value === null ? undefined : String(Math.round(value))
    const line = logged.write({
      ...contextOf(from, findStage()),
      status: String(answer.status),
      responseLength: String(bodyLength(answer.body)),
      responseLatency: String(Math.round(toEpochMs(ctx.now) - from.epochMs)),
      dataProcessed: String(bodyLength(from.request.body) + bodyLength(answer.body)),
      integrationLatency: optional(integrationMs),
      'integration.latency': optional(integrationMs),
      integrationStatus: optional(integrationStatus),
      'integration.integrationStatus': optional(integrationStatus),
      integrationErrorMessage: error ?? undefined,
      'integration.error': error ?? undefined,
      'authorizer.error': refusedBy ?? undefined,
    })
    ctx.record({ type: 'log', trace: from.request.context.trace, stream: 'access', line })
  }

  /** Refuses, or asks the integration. */
  function* respond(
    request: HttpRequest,
    match: Match | null,
    as: { readonly span: TraceContext; readonly requestId: string },
  ): Process<RouteResult> {
    const overheadMs = sample(
      logNormalOf({ median: ctx.node.model.OverheadMs, sigma: OVERHEAD_SIGMA }),
      overheadRandom,
    )
    const refusal = admit(request, {
      buckets: [account.bucket, ...routeThrottles.bucketsOf(match?.route.key, ctx.now)],
      hasRoute: match !== null,
      cors: findCors(),
      now: ctx.now,
    })
    yield ctx.sleep(ms(overheadMs * OVERHEAD_BEFORE))
    const result =
      match === null || refusal !== null
        ? withoutIntegration(refusal ?? gatewayErrors.notFound)
        : yield* server.serve(gatewayRequest(request, match, as), match, as.span)
    yield ctx.sleep(ms(overheadMs * (1 - OVERHEAD_BEFORE)))
    return result
  }

  /** Notes on the span, and marks for what a person should see. */
  const tell = (span: TraceContext, result: RouteResult, what: string): void => {
    const { response, error, refusedBy } = result
    const { status } = response
    note(span, 'status', String(status))
    if (refusedBy !== null) note(span, 'refusedBy', refusedBy)
    if (error !== null) note(span, 'integrationError', error)
    const name = status === 429 ? 'throttle' : status >= 500 ? 'error' : null
    if (name === null) return
    const detail = error === null ? `${status} ${what}` : `${status} ${what}: ${error}`
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })
  }

  function* http(request: HttpRequest): Process<HttpResponse> {
    const begun = ctx.now
    const epochMs = toEpochMs(begun)
    const path = stripStage(request.path, findStage())
    const match = path === null ? null : findRoute(routes, request.method, path)
    const what = match?.route.key ?? `${request.method} ${request.path}`
    // The caller's own span says method and path as well: the service's name tells the two apart in a trace.
    const span = ctx.beginSpan(request.context, `API Gateway ${what}`)
    const requestId = drawRequestId(requestIds)
    note(span, 'requestId', requestId)
    statistics.begin()

    const result = yield* respond(request, match, { span, requestId })

    const cors = findCors()
    const { headers } = result.response
    const response = withGatewayHeaders(
      result.response,
      cors === undefined ? headers : applyCors(cors, request, headers),
      { method: request.method, requestId, epochMs: toEpochMs(ctx.now) },
    )
    const latencyMs = toMs(between(begun, ctx.now))
    statistics.end({
      status: response.status,
      latencyMs,
      requestBytes: bodyLength(request.body),
      responseBytes: bodyLength(response.body),
    })
    tell(span, result, what)
    if (match !== null && ctx.node.properties.AccessLogSettings !== undefined)
      log({ ...gatewayRequest(request, match, { span, requestId }), epochMs }, result, response)
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }

  return {
    serve: { http },
    changed(what) {
      if (what === 'edges') routes = collect()
      if (what !== 'model') server.redeploy()
      if (what === 'model' || what === 'properties') deploy()
    },
    usage: () => ({ requests: statistics.billedRequests() }),
    hostnames: () => [domainName],
    inspect: () => ({
      protocol: 'HTTP',
      ...statistics.read(),
      bucket: readBucket(account.bucket, ctx.now),
      routeBuckets: routeThrottles.all.map(({ route, bucket }) => ({
        route,
        ...readBucket(bucket, ctx.now),
      })),
      routes: routes.map((route) => route.key),
    }),
    dispose: () => account.remove(ctx.node.id, ctx.now),
  }
}

/** API Gateway's HTTP and WebSocket APIs, as the simulation sees them. */
export const httpApi: ServiceModule<Definition, ApiState, ApiAccount> = {
  definition: httpApiDefinition,
  createShared: createApiAccount,
  create: (ctx, account) =>
    switchProtocol(ctx, {
      HTTP: () => createHttpApi(ctx, account.requests),
      WEBSOCKET: () => createWebSocketApi(ctx, account),
    }),
}
