import { findHeader } from '#contracts/body.ts'
import { formatRequestTime } from '#contracts/calendar.ts'
import { prefixOf, PROTOCOL, traceHeaderFor } from '#contracts/proxyRequest.ts'
import type { Process } from '#kernel/process.ts'
import { between, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import {
  type AuthorizedRequest,
  type Authorizing,
  createAuthorizing,
} from './authorizers/authorize.ts'
import { createAuthorizerEvent } from './authorizers/authorizerEvent.ts'
import type { httpApiDefinition } from './definition.ts'
import type { IntegrationResult } from './errors.ts'
import { integrateHttp } from './httpProxy.ts'
import { integrate } from './integrate.ts'
import type { IntegratedRoute, Integration } from './integrations.ts'
import { mapRequest, type MappingPlace, mapResponse } from './parameterMapping.ts'
import type { GatewayRequest } from './payload1.ts'
import type { RouteMatch } from './routes.ts'
import { integrateService } from './serviceProxy.ts'

/** What became of a request that found its route, as its access log tells it. */
export interface RouteResult extends IntegrationResult {
  /** Of the integration; null where it was not asked. */
  readonly integrationMs: number | null
  readonly integrationStatus: number | null
  /** Who refused it, and why; null where nobody did. */
  readonly refusedBy: string | null
  /** What an authorizer found, as `$context.authorizer` tells it; null where none was asked. */
  readonly authorizer: object | null
}

/** A request without a route, or one that was not let in. */
export const withoutIntegration = (
  response: IntegrationResult['response'],
  refusedBy: string | null = null,
): RouteResult => ({
  response,
  error: null,
  integrationMs: null,
  integrationStatus: null,
  refusedBy,
  authorizer: null,
})

/** `$context` as far as it is known before the answer. */
export const contextOf = (
  from: GatewayRequest,
  stage: string,
): Readonly<Record<string, string>> => ({
  accountId: from.accountId,
  apiId: from.apiId,
  domainName: from.domainName,
  domainPrefix: prefixOf(from.domainName),
  extendedRequestId: from.requestId,
  httpMethod: from.request.method,
  'identity.sourceIp': from.request.sourceIp,
  'identity.userAgent': findHeader(from.request.headers, 'user-agent') ?? '-',
  path: from.request.path,
  protocol: PROTOCOL,
  requestId: from.requestId,
  requestTime: formatRequestTime(from.epochMs),
  requestTimeEpoch: String(from.epochMs),
  routeKey: from.routeKey,
  stage,
})

/** The route of a request, with what its stage's deployment says of routes. */
interface RouteTarget {
  readonly match: RouteMatch<IntegratedRoute>
  readonly routes: AuthorizedRequest['routes']
}

/** Serves requests that have a route. */
export interface RouteServer extends Pick<Authorizing, 'redeploy'> {
  serve(from: GatewayRequest, to: RouteTarget, span: TraceContext): Process<RouteResult>
}

/** Creates what authorizes, maps and integrates for one HTTP API. */
export function createRouteServer(ctx: ServiceContext<typeof httpApiDefinition>): RouteServer {
  const authorizing = createAuthorizing(ctx)

  function* integrateAny(
    from: GatewayRequest,
    to: {
      readonly integration: Integration
      readonly span: TraceContext
      readonly place: MappingPlace
    },
  ): Process<IntegrationResult> {
    const { integration, span, place } = to
    if (integration.type === 'lambda') return yield* integrate(ctx, from, { integration, span })
    if (integration.type === 'service') {
      return yield* integrateService(ctx, from, { integration, span, place })
    }
    // A path that a mapping wrote stands over the integration's own.
    const isWritten = from.request.path !== place.request.path
    const proxied = isWritten ? { ...integration, uri: undefined } : integration
    return yield* integrateHttp(ctx, from, { integration: proxied, span })
  }

  function* ask(
    from: GatewayRequest,
    match: RouteMatch<IntegratedRoute>,
    span: TraceContext,
  ): Process<RouteResult> {
    const { integration, mappings } = match.route
    const place: MappingPlace = {
      request: from.request,
      parameters: from.parameters,
      stageVariables: from.stageVariables,
      context:
        mappings.request === undefined &&
        mappings.response === undefined &&
        integration.type !== 'service'
          ? {}
          : contextOf(from, from.stage ?? '$default'),
    }
    const mapped =
      mappings.request === undefined
        ? from
        : { ...from, request: mapRequest(mappings.request, place) }
    const begun = ctx.now
    const result = yield* integrateAny(mapped, { integration, span, place })
    const integrationMs = toMs(between(begun, ctx.now))
    const { response, error } = result
    const status = String(response.status)
    const { response: byStatus } = mappings
    const mapping =
      byStatus !== undefined && Object.hasOwn(byStatus, status) ? byStatus[status] : null
    return {
      response:
        error === null && mapping != null ? mapResponse(mapping, { ...place, response }) : response,
      error,
      integrationMs,
      integrationStatus: response.status,
      refusedBy: null,
      authorizer: from.authorizer?.v1 ?? null,
    }
  }

  return {
    *serve(from, { match, routes }, span) {
      const { region, accountId } = ctx.account
      const path = from.request.path.slice(from.stage === undefined ? 1 : from.stage.length + 2)
      const place = `${from.apiId}/${from.stage ?? '$default'}/${from.request.method}/${path}`
      const resource = `arn:aws:execute-api:${region}:${accountId}:${place}`
      const verdict = yield* authorizing.check({
        request: from.request,
        routeKey: from.routeKey,
        routes,
        domainName: from.domainName,
        stageVariables: from.stageVariables,
        traceHeader: traceHeaderFor(from),
        span,
        resource,
        createEvent: (asked) => createAuthorizerEvent(from, asked),
      })
      if (verdict.type === 'refused') return withoutIntegration(verdict.response, verdict.why)
      const { v1, v2 } = verdict
      return yield* ask(v2 === null ? from : { ...from, authorizer: { v1, v2 } }, match, span)
    },
    redeploy: () => authorizing.redeploy(),
  }
}
