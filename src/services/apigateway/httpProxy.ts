import { bodyLength, type Headers } from '#contracts/body.ts'
import { readHttpHeaders } from '#contracts/functionResult.ts'
import { proxyHeaders } from '#contracts/proxyRequest.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { between, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { httpApiDefinition } from './definition.ts'
import { gatewayErrors, type IntegrationResult } from './errors.ts'
import type { HttpIntegration } from './integrations.ts'
import { PAYLOAD_BYTES_MAX } from './limits.ts'
import type { GatewayRequest } from './payload1.ts'

/** A path's `{id}` and `{proxy}` filled in, each segment encoded again. */
const fillPath = (template: string, parameters: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{([^}+]+)\+?\}/g, (whole, name: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (value === undefined) return whole
    return value
      .split('/')
      .map((part) => encodeURIComponent(part))
      .join('/')
  })

/** The path of `http://host/items/{id}`, or of `/items/{id}`. */
const pathOf = (uri: string): string => {
  const path = uri.replace(/^https?:\/\/[^/]*/, '')
  return path.startsWith('/') ? path : `/${path}`
}

/** "For HTTP integrations, API Gateway adds the Forwarded header" in place of `X-Forwarded-*`. */
const forwardedOf = ({ request, domainName }: GatewayRequest): string =>
  `for=${request.sourceIp};host=${domainName};proto=https`

/** Names that the gateway's own headers to a function have and those to a server have not. */
const OWN = /^(x-forwarded-(for|port|proto)|host|content-length)$/

/**
 * The request as the integration's server gets it: method and path by the integration, everything else the client's.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export function createProxyRequest(
  from: GatewayRequest,
  integration: HttpIntegration,
  context: TraceContext,
): HttpRequest {
  const { request } = from
  const { method, uri, isPrivate } = integration
  const headers: Headers = [
    ...proxyHeaders(from).filter(([name]) => !OWN.test(name.toLowerCase())),
    ['Forwarded', forwardedOf(from)],
  ]
  return {
    context,
    method: method === undefined || method === 'ANY' ? request.method : method,
    path: uri === undefined ? request.path : fillPath(pathOf(uri), from.parameters),
    query: request.query,
    headers,
    body: request.body,
    sourceIp: request.sourceIp,
    attempt: 1,
    inRegion: true,
    ...(isPrivate && { inVpc: true }),
  }
}

function readReply({ status, headers, body, networkError }: HttpResponse): IntegrationResult {
  if (networkError !== undefined) {
    const error = `Network error communicating with endpoint: ${networkError.message}`
    return { response: gatewayErrors.unavailable, error }
  }
  if (bodyLength(body) > PAYLOAD_BYTES_MAX)
    return { response: gatewayErrors.internal, error: 'The response is larger than 10 MB' }
  return { response: { status, headers: readHttpHeaders(headers), body }, error: null }
}

/** Passes a request on to a server, and its answer back, waiting no longer than the integration may. */
export function* integrateHttp(
  ctx: ServiceContext<typeof httpApiDefinition>,
  from: GatewayRequest,
  to: { readonly integration: HttpIntegration; readonly span: TraceContext },
): Process<IntegrationResult> {
  const { integration, span } = to
  const begun = ctx.now
  const reply = yield* ctx.timeout(
    ctx.call(integration.edge, createProxyRequest(from, integration, span)),
    ms(integration.timeoutMs),
  )
  const latencyMs = toMs(between(begun, ctx.now))
  ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
  ctx.record({ type: 'note', ...span, key: 'integrationLatency', value: `${latencyMs} ms` })
  if (reply !== 'timed-out') return readReply(reply)
  const error = `Integration timed out after ${integration.timeoutMs} ms`
  ctx.record({ type: 'mark', trace: span.trace, mark: 'timeout', detail: error })
  return { response: gatewayErrors.unavailable, error }
}
