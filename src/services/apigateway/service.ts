import { bodyLength, type Headers } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toEpochMs, toMs, us } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { type AccountThrottle, createAccountThrottle } from './accountThrottle.ts'
import { formatHttpDate } from './calendar.ts'
import { applyCors, type CorsConfiguration, isPreflight } from './cors.ts'
import { httpApiDefinition, type HttpApiState } from './definition.ts'
import { gatewayErrors, type IntegrationResult, readInvokeReply } from './errors.ts'
import { apiIdOf, domainNameOf, drawRequestId, traceHeaderOf } from './identity.ts'
import { collectRoutes, type IntegratedRoute } from './integrations.ts'
import { HEADER_BYTES_MAX, PAYLOAD_BYTES_MAX } from './limits.ts'
import { createPayload1 } from './payload1.ts'
import { createPayload2 } from './payload2.ts'
import type { ProxyRequest } from './proxyRequest.ts'
import type { ProxyResponse } from './response.ts'
import { findRoute, type RouteMatch } from './routes.ts'
import { createRouteThrottles } from './routeThrottles.ts'
import { createStatistics } from './statistics.ts'
import { takeFromAll } from './throttle.ts'

type Definition = typeof httpApiDefinition
type Match = RouteMatch<IntegratedRoute>

/** Spread of the gateway's own time around its median. assumption: p99 about 2.3 times the median */
const OVERHEAD_SIGMA = 0.35
/** How much of the gateway's own time passes before the integration is called. */
const OVERHEAD_BEFORE = 0.5

const PREFLIGHT: ProxyResponse = { status: 204, headers: [], body: '' }

/** Request line and headers as HTTP/1.1 writes them, in bytes (they are ASCII). */
const headerBytes = (request: HttpRequest): number => {
  const line = request.method.length + request.path.length + request.query.length + 12
  return request.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, line)
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
  const overheadRandom = ctx.random('overhead')
  const requestIds = ctx.random('requestId')
  const statistics = createStatistics(ctx)
  const routeThrottles = createRouteThrottles()
  let routes = collectRoutes(ctx.edges('invoke'))

  const readModel = (): void => {
    const { AccountRatePerSecond, AccountBurst } = ctx.node.model
    const limit = { ratePerSecond: AccountRatePerSecond, burst: AccountBurst }
    account.set(ctx.node.id, limit, ctx.now)
    routeThrottles.deploy(ctx.node.properties, limit, ctx.now)
  }
  readModel()

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })
  const mark = (span: TraceContext, name: string, detail: string): void =>
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })

  /** What the gateway answers without asking anybody; null when the request goes on to its integration. */
  const decide = (request: HttpRequest, match: Match | null, span: TraceContext) => {
    const cors: CorsConfiguration | undefined = ctx.node.properties.CorsConfiguration
    const isThrottled = !takeFromAll(
      [account.bucket, ...routeThrottles.bucketsOf(match?.route.key, ctx.now)],
      ctx.now,
    )
    if (isThrottled) {
      mark(span, 'throttle', '429 Too Many Requests')
      return gatewayErrors.tooManyRequests
    }
    if (headerBytes(request) > HEADER_BYTES_MAX) return gatewayErrors.headersTooLarge
    if (bodyLength(request.body) > PAYLOAD_BYTES_MAX) return gatewayErrors.payloadTooLarge
    if (match !== null) return null
    const isCorsPreflight = cors !== undefined && isPreflight(request.method, request.headers)
    return isCorsPreflight ? PREFLIGHT : gatewayErrors.notFound
  }

  function* integrate(from: ProxyRequest, match: Match, span: TraceContext) {
    const { edge, format, timeoutMs } = match.route.integration
    const begun = ctx.now
    const event = format === '2.0' ? createPayload2(from) : createPayload1(from)
    const reply = yield* ctx.timeout(
      ctx.call(edge, {
        context: span,
        payload: JSON.stringify(event),
        invocationType: 'RequestResponse',
        attempt: 1,
      }),
      ms(timeoutMs),
    )
    const latencyMs = toMs(between(begun, ctx.now))
    ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
    note(span, 'integrationLatency', `${latencyMs} ms`)
    if (reply === 'timed-out') {
      const error = `Integration timed out after ${timeoutMs} ms`
      mark(span, 'timeout', error)
      return { response: gatewayErrors.unavailable, error } satisfies IntegrationResult
    }
    const result = readInvokeReply(reply, format)
    // "6 MB" is Lambda's bound; what a function returns can still be too large once decoded and put together.
    return bodyLength(result.response.body) > PAYLOAD_BYTES_MAX
      ? { response: gatewayErrors.internal, error: 'The response is larger than 10 MB' }
      : result
  }

  function* answer(
    request: HttpRequest,
    span: TraceContext,
    match: Match | null,
  ): Process<HttpResponse> {
    const begun = ctx.now
    const epochMs = toEpochMs(begun)
    const requestId = drawRequestId(requestIds)
    note(span, 'requestId', requestId)
    const overheadMs = sample(
      logNormalOf({ median: ctx.node.model.OverheadMs, sigma: OVERHEAD_SIGMA }),
      overheadRandom,
    )
    const refused = decide(request, match, span)
    yield ctx.sleep(us(overheadMs * 1_000 * OVERHEAD_BEFORE))
    let response = refused ?? gatewayErrors.notFound
    if (refused === null && match !== null) {
      const { accountId, region } = ctx.account
      const from: ProxyRequest = {
        request,
        match,
        accountId,
        apiId,
        domainName: domainNameOf(apiId, region),
        requestId,
        traceHeader: traceHeaderOf(span.trace, epochMs),
        epochMs,
        stageVariables: ctx.node.properties.StageVariables,
      }
      const result = yield* integrate(from, match, span)
      response = result.response
      if (result.error !== null) note(span, 'integrationError', result.error)
    }
    yield ctx.sleep(us(overheadMs * 1_000 * (1 - OVERHEAD_BEFORE)))
    const cors: CorsConfiguration | undefined = ctx.node.properties.CorsConfiguration
    const headers =
      cors === undefined ? response.headers : applyCors(cors, request, response.headers)
    const { method } = request
    return withGatewayHeaders(response, headers, { method, requestId, epochMs: toEpochMs(ctx.now) })
  }

  return {
    serve: {
      *http(request) {
        const begun = ctx.now
        const match = findRoute(routes, request.method, request.path)
        const span = ctx.beginSpan(
          request.context,
          match?.route.key ?? `${request.method} ${request.path}`,
        )
        statistics.begin()
        const response = yield* answer(request, span, match)
        const latencyMs = toMs(between(begun, ctx.now))
        const bytes = bodyLength(request.body) + bodyLength(response.body)
        statistics.end({ status: response.status, latencyMs, bytes })
        note(span, 'status', String(response.status))
        if (response.status >= 500)
          mark(span, 'error', `${response.status} ${match?.route.key ?? ''}`)
        ctx.endSpan(span, outcomeOf.http(response))
        return response
      },
    },
    changed(what) {
      if (what === 'edges') routes = collectRoutes(ctx.edges('invoke'))
      if (what === 'model' || what === 'properties') readModel()
    },
    inspect: () => ({
      ...statistics.read(),
      bucket: { level: account.bucket.level(ctx.now), ...account.bucket.limit },
      routes: routes.map((route) => route.key),
    }),
    dispose: () => account.remove(ctx.node.id, ctx.now),
  }
}

/** API Gateway's HTTP API, as the simulation sees it. */
export const httpApi: ServiceModule<Definition, HttpApiState, AccountThrottle> = {
  definition: httpApiDefinition,
  createShared: createAccountThrottle,
  create: createHttpApi,
}
