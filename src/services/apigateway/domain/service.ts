import { findHeader } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { STAGE } from '#contracts/proxyRequest.ts'
import type { SocketEnd } from '#contracts/socket.ts'
import { createSmoothedRate } from '#kernel/ewma.ts'
import type { Process } from '#kernel/process.ts'
import { toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, Service, ServiceContext, ServiceModule } from '#services/service.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import { drawUuid } from '../identity.ts'
import { domainNameDefinition, type DomainNameState } from './definition.ts'
import { collectMappings, findMapping } from './mapping.ts'
import { collectRules, findRule } from './routingRules.ts'

type Definition = typeof domainNameDefinition

/** Where a request leads, and by which path or rule. */
interface Destination {
  readonly edge: Edge<'http'>
  readonly stage: string
  /** What the API does not see of the path. */
  readonly basePath: string
  readonly rest: string
  readonly name: string
}

const BODY = '{"message":"Forbidden"}'

/** Passes what arrives at one wire on along the other: the domain stands in the middle of a WebSocket connection. */
const relay = (lane: ReturnType<ServiceContext<Definition>['lane']>, to: SocketEnd): SocketEnd => ({
  message: (message) => lane.send({ context: message.context }, () => to.message(message)),
  closed: (close) => lane.send(null, () => to.closed(close)),
  ping: () => lane.send(null, () => to.ping?.()),
})

/** One custom domain at work: the certificate, the path, the API behind it. */
function createDomainName(ctx: ServiceContext<Definition>): Service<Definition, DomainNameState> {
  const arrivals = createSmoothedRate()
  const ids = ctx.random('requestId')
  const counts = new Map<string, number>()
  let mappings = collectMappings(ctx.edges('http'))
  let rules = collectRules(ctx.edges('http'))
  let refused = 0

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })

  /** Why nobody behind the domain is asked; null where somebody is. */
  const findRefusal = ({ headers, caller }: HttpRequest): string | null => {
    const { DomainName, EndpointType, MutualTlsAuthentication: tls } = ctx.node.properties
    const host = findHeader(headers, 'host')
    if (host !== undefined && host !== DomainName) return `host: ${host} is another name`
    if (EndpointType === 'PRIVATE' && caller?.vpceId === undefined) {
      return 'private endpoint: the request came through no VPC endpoint'
    }
    if (tls === undefined) return null
    const issuer = caller?.certificate?.issuerDN
    if (issuer === undefined) return 'mutual TLS: the client showed no certificate'
    const isTrusted = tls.TrustedIssuers.length === 0 || tls.TrustedIssuers.includes(issuer)
    return isTrusted ? null : `mutual TLS: ${issuer} is not in the truststore`
  }

  /** Rules and paths that count, as the node shows them. */
  const listed = () => {
    const { RoutingMode } = ctx.node.properties
    return [
      ...(RoutingMode === 'API_MAPPING_ONLY' ? [] : rules).map(({ edge, stage, rule }) => ({
        path: `rule ${rule.Priority}`,
        stage,
        edge,
      })),
      ...(RoutingMode === 'ROUTING_RULE_ONLY' ? [] : mappings).map(({ edge, stage, key }) => ({
        path: `/${key}`,
        stage,
        edge,
      })),
    ]
  }

  const refuse = (span: TraceContext, why: string): HttpResponse => {
    refused++
    note(span, 'refusedBy', why)
    ctx.record({ type: 'mark', trace: span.trace, mark: 'refused', detail: `403 ${why}` })
    return {
      status: 403,
      headers: [
        ['Date', formatHttpDate(toEpochMs(ctx.now))],
        ['Content-Type', 'application/json'],
        ['x-amzn-ErrorType', 'ForbiddenException'],
        ['Content-Length', String(BODY.length)],
        ['x-amzn-RequestId', drawUuid(ids)],
      ],
      body: BODY,
    }
  }

  /** By the domain's routing mode: rules, then paths. */
  const find = (request: HttpRequest): Destination | null => {
    const { RoutingMode } = ctx.node.properties
    const ruled = RoutingMode === 'API_MAPPING_ONLY' ? null : findRule(rules, request)
    if (ruled !== null) {
      const { edge, stage, rule } = ruled.wired
      const { basePath, rest } = ruled
      return { edge, stage, basePath, rest, name: `rule ${rule.Priority}` }
    }
    const found = RoutingMode === 'ROUTING_RULE_ONLY' ? null : findMapping(mappings, request.path)
    if (found === null) return null
    const { edge, stage, key } = found.mapping
    return { edge, stage, basePath: key, rest: found.rest, name: `/${key}` }
  }

  /** The request as the API's own endpoint would get it, with what it was before. */
  const rewrite = (
    request: HttpRequest,
    { stage, basePath, rest }: Destination,
    span: TraceContext,
  ): HttpRequest => {
    const prefix = stage === STAGE ? '' : `/${stage}`
    const path = prefix !== '' && rest === '/' ? prefix : `${prefix}${rest}`
    return {
      ...request,
      context: span,
      path,
      mapped: {
        domainName: ctx.node.properties.DomainName,
        basePath,
        stage,
        path: request.path,
      },
    }
  }

  function* pass(
    request: HttpRequest,
    along: Edge<'http'>,
    span: TraceContext,
  ): Process<HttpResponse> {
    const why = findRefusal(request)
    if (why !== null) return refuse(span, why)
    const found = find(request)
    if (found === null) return refuse(span, `no mapping of ${request.path}`)
    const { edge, stage, name } = found
    counts.set(name, (counts.get(name) ?? 0) + 1)
    note(span, 'mapping', `${name} → ${edge.target} ${stage}`)
    const peer = request.upgrade
    const sent = rewrite(request, found, span)
    const response = yield* ctx.call(
      edge,
      peer === undefined ? sent : { ...sent, upgrade: relay(ctx.lane(along, 'reply'), peer) },
    )
    const { upgraded } = response
    return upgraded === undefined
      ? response
      : { ...response, upgraded: relay(ctx.lane(edge, 'request'), upgraded) }
  }

  return {
    serve: {
      *http(request, along) {
        const span = ctx.beginSpan(request.context, `Domain ${request.method} ${request.path}`)
        arrivals.add(ctx.now)
        const response = yield* pass(request, along, span)
        note(span, 'status', String(response.status))
        ctx.endSpan(span, outcomeOf.http(response))
        return response
      },
    },
    changed(what) {
      if (what !== 'edges') return
      mappings = collectMappings(ctx.edges('http'))
      rules = collectRules(ctx.edges('http'))
    },
    hostnames: () => [ctx.node.properties.DomainName],
    inspect: () => ({
      requestsPerSecond: arrivals.read(ctx.now),
      refused,
      mappings: listed().map(({ path, stage, edge }) => ({
        path,
        stage,
        target: edge.target,
        count: counts.get(path) ?? 0,
      })),
    }),
  }
}

/** API Gateway's custom domains, as the simulation sees them. */
export const domainName: ServiceModule<Definition, DomainNameState> = {
  definition: domainNameDefinition,
  create: createDomainName,
}
