import { bodyLength, type HeaderField, type Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import { applyCors, type CorsConfiguration } from '#contracts/cors.ts'
import type { ProxyResponse } from '#contracts/functionResult.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { STAGE } from '#contracts/proxyRequest.ts'
import type { Mutable } from '#contracts/mutable.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { type AccountThrottle, type ApiAccount, createApiAccount } from './accountThrottle.ts'
import { admit } from './admission.ts'
import { type ApiState, httpApiDefinition, type HttpApiState } from './definition.ts'
import { authorizerVariables, createLogFormat } from './accessLog.ts'
import { gatewayErrors } from './errors.ts'
import { apiIdOf, domainNameOf, drawRequestId, traceHeaderOf } from './identity.ts'
import { isPlaceQuery } from './placeQuery.ts'
import { createHttpStages, type HttpStage } from './httpStages.ts'
import type { IntegratedRoute } from './integrations.ts'
import type { GatewayRequest } from './payload1.ts'
import { findRoute, type RouteMatch } from './routes.ts'
import { contextOf, createRouteServer, type RouteResult, withoutIntegration } from './serveRoute.ts'
import { createStatistics } from './statistics.ts'
import { createTransfer } from './transfer.ts'
import { switchProtocol } from './switchProtocol.ts'
import { readBucket } from './throttle.ts'
import { createWebSocketApi } from './websocket/service.ts'

type Definition = typeof httpApiDefinition

/** The route that takes a request, at its stage. */
interface Found {
  readonly match: RouteMatch<IntegratedRoute>
  readonly stage: HttpStage
}

/** Spread of the gateway's own time around its median. assumption: p99 about 2.3 times the median */
const OVERHEAD_SIGMA = 0.35
/** How much of the gateway's own time passes before the integration is called. */
const OVERHEAD_BEFORE = 0.5

/** Bears no body, whatever the function returned (RFC 9110 §6.4.1). */
const isBodyless = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304

const KEEP_ALIVE: HeaderField = ['connection', 'keep-alive']

/** The answer with the headers that every answer of an HTTP API bears. */
const withGatewayHeaders = (
  response: ProxyResponse,
  headers: Headers,
  at: { readonly method: string; readonly requestId: string; readonly epochMs: number },
): HttpResponse => {
  const all: HeaderField[] = [['date', formatHttpDate(at.epochMs)]]
  for (const field of headers) all.push(field)
  if (response.status !== 204) all.push(['content-length', String(bodyLength(response.body))])
  all.push(KEEP_ALIVE, ['apigw-requestid', at.requestId])
  return {
    status: response.status,
    headers: all,
    body: isBodyless(at.method, response.status) ? '' : response.body,
  }
}

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
  const stages = createHttpStages(ctx)
  const server = createRouteServer(ctx)
  const transfer = createTransfer()
  let logged = { format: '', write: createLogFormat('') }

  const deploy = (): void => {
    const { AccountRatePerSecond, AccountBurst } = ctx.node.model
    const limit = { ratePerSecond: AccountRatePerSecond, burst: AccountBurst }
    account.set(ctx.node.id, limit, ctx.now)
    stages.deploy(limit)
  }
  deploy()

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', trace: span.trace, span: span.span, key, value })

  const findCors = (): CorsConfiguration | undefined => ctx.node.properties.CorsConfiguration

  const gatewayRequest = (
    request: HttpRequest,
    { match, stage }: Found,
    as: { readonly span: TraceContext; readonly requestId: string },
  ): GatewayRequest => {
    const epochMs = toEpochMs(ctx.now)
    const from: Mutable<GatewayRequest> = {
      request,
      match,
      front: 'http-api',
      routeKey: match.route.key,
      parameters: match.parameters,
      iam: null,
      accountId: ctx.account.accountId,
      apiId,
      domainName: request.mapped?.domainName ?? domainName,
      requestId: as.requestId,
      traceHeader: traceHeaderOf(as.span.trace, epochMs),
      epochMs,
      stageVariables: stage.settings.StageVariables,
    }
    if (stage.name !== STAGE) from.stage = stage.name
    return from
  }

  /** A line of a stage's access log. */
  const log = (
    { stage, from }: { readonly stage: HttpStage; readonly from: GatewayRequest },
    format: string,
    { result, answer }: { readonly result: RouteResult; readonly answer: HttpResponse },
  ): void => {
    if (format !== logged.format) logged = { format, write: createLogFormat(format) }
    const { integrationMs, integrationStatus, error, refusedBy } = result
    const optional = (value: number | null): string | undefined =>
      value === null ? undefined : String(Math.round(value))
    const line = logged.write({
      ...contextOf(from, stage.name),
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
      ...authorizerVariables(result.authorizer),
    })
    ctx.record({ type: 'log', trace: from.request.context.trace, stream: 'access', line })
  }

  /** Refuses, or asks the integration. */
  function* respond(
    request: HttpRequest,
    found: Found | null,
    as: { readonly span: TraceContext; readonly requestId: string },
  ): Process<RouteResult> {
    const overheadMs = sample(
      logNormalOf({ median: ctx.node.model.OverheadMs, sigma: OVERHEAD_SIGMA }),
      overheadRandom,
    )
    const refusal = admit(request, {
      buckets: [
        account.bucket,
        ...(found?.stage.throttles.bucketsOf(found.match.route.key, ctx.now) ?? []),
      ],
      hasRoute: found !== null,
      cors: findCors(),
      now: ctx.now,
    })
    yield ctx.sleep(ms(overheadMs * OVERHEAD_BEFORE))
    const result =
      found === null || refusal !== null
        ? withoutIntegration(refusal ?? gatewayErrors.notFound)
        : yield* server.serve(
            gatewayRequest(request, found, as),
            { match: found.match, routes: found.stage.routeProperties },
            as.span,
          )
    yield ctx.sleep(ms(overheadMs * (1 - OVERHEAD_BEFORE)))
    return result
  }

  /** Notes on the span, and marks for what a person should see. */
  const tell = (span: TraceContext, result: RouteResult, what: string): void => {
    const { response, error, refusedBy } = result
    const { status } = response
    note(span, 'status', String(status))
    if (refusedBy !== null) {
      note(span, 'refusedBy', refusedBy)
      statistics.refuse(refusedBy)
    } else if (status === 429 && error === null) statistics.refuse(`throttle: rate of ${what}`)
    if (error !== null) note(span, 'integrationError', error)
    const name =
      status === 429 ? 'throttle' : status >= 500 ? 'error' : refusedBy === null ? null : 'refused'
    if (name === null) return
    const why = error ?? refusedBy
    const detail = why === null ? `${status} ${what}` : `${status} ${what}: ${why}`
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })
  }

  function* http(request: HttpRequest): Process<HttpResponse> {
    const begun = ctx.now
    const epochMs = toEpochMs(begun)
    const isClosed = ctx.node.properties.DisableExecuteApiEndpoint && request.mapped === undefined
    const at = isClosed ? null : stages.find(request.path)
    const match = at === null ? null : findRoute(at.stage.routes, request.method, at.path)
    const found = at === null || match === null ? null : { match, stage: at.stage }
    const what = match?.route.key ?? `${request.method} ${request.path}`
    // The caller's own span says method and path as well: the service's name tells the two apart in a trace.
    const span = ctx.beginSpan(request.context, `API Gateway ${what}`)
    const requestId = drawRequestId(requestIds)
    note(span, 'requestId', requestId)
    statistics.begin()

    const result = yield* respond(request, found, { span, requestId })

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
      stage: at?.stage.name ?? null,
      detail: found?.stage.isDetailed(found.match.route.key) === true ? what : null,
    })
    transfer.answer(request, response)
    tell(span, result, what)
    const format = found?.stage.settings.AccessLogSettings?.Format
    if (found !== null && format !== undefined) {
      const from = { ...gatewayRequest(request, found, { span, requestId }), epochMs }
      log({ stage: found.stage, from }, format, { result, answer: response })
    }
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }

  return {
    serve: { http },
    changed(what) {
      if (what !== 'model') server.redeploy()
      if (what === 'model' || what === 'properties' || what === 'edges') deploy()
    },
    usage: () => ({
      requests: statistics.billedRequests(),
      transferOut: transfer.gigabytes,
    }),
    query: (query) => (isPlaceQuery(query) ? { ...ctx.account } : null),
    hostnames: () => [domainName],
    inspect: () => ({
      protocol: 'HTTP',
      ...statistics.read(),
      bucket: readBucket(account.bucket, ctx.now),
      routeBuckets: stages.all.flatMap(({ name, throttles }) =>
        throttles.all.map(({ route, bucket }) => ({
          route: name === STAGE ? route : `${name} ${route}`,
          ...readBucket(bucket, ctx.now),
        })),
      ),
      routes: [...new Set(stages.all.flatMap(({ routes }) => routes.map(({ key }) => key)))],
      wires: stages.current.map(({ key, integration }) => ({
        wire: integration.edge.id,
        target: integration.edge.target,
        route: key,
        kind: integration.type,
        format: integration.type === 'lambda' ? integration.format : '1.0',
        timeoutMs: integration.timeoutMs,
        ...(integration.type === 'service' &&
          integration.subtype !== null && {
            subtype: `SQS-${integration.subtype.action}`,
            parameters: integration.parameters,
          }),
      })),
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
