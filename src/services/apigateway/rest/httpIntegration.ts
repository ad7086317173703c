import { type Body, bodyLength, findHeader, type HeaderField } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { PAYLOAD_BYTES_MAX } from '../limits.ts'
import type { Call } from './call.ts'
import { httpTarget } from './integrationUri.ts'
import type { MappedParameters } from './mapping.ts'
import { configurationError } from './requestBody.ts'
import { type Outcome, refuse, remapHeaders, type RestResponse } from './restResponse.ts'

/** A client's own headers that an HTTP proxy does not pass on. */
const NOT_PASSED =
  /^(connection|content-length|host|keep-alive|proxy-connection|te|transfer-encoding|upgrade|x-amzn-trace-id)$/i

const encode = (text: string): string => encodeURIComponent(text)

/** What an HTTP integration is sent beside what the call itself brings. */
export interface MappedRequest {
  readonly mapped: MappedParameters
  readonly body: Body
  /** `X-Amzn-Trace-Id` for the back end. */
  readonly traceHeader: string
}

/** The client's query with mapped parameters over it; a plain integration passes what is mapped only. */
function queryOf(call: Call, own: string, { querystring }: MappedParameters): string {
  const isProxy = call.match.method.type === 'HTTP_PROXY'
  const kept = (isProxy ? call.request.query : '').split('&').filter((part) => {
    const name = part.split('=')[0] ?? ''
    return part !== '' && !querystring.has(name)
  })
  const mapped = [...querystring].map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return [own, ...kept, ...mapped].filter((part) => part !== '').join('&')
}

function headersFor(
  call: Call,
  { mapped: { header }, traceHeader }: MappedRequest,
): readonly HeaderField[] {
  const { request, api } = call
  const isProxy = call.match.method.type === 'HTTP_PROXY'
  const replaced = new Set([...header.keys()].map((name) => name.toLowerCase()))
  const own = (isProxy ? request.headers : []).filter(
    ([name]) => !NOT_PASSED.test(name) && !replaced.has(name.toLowerCase()),
  )
  const plain: readonly HeaderField[] = isProxy
    ? []
    : [
        ['Accept', 'application/json'],
        ['Content-Type', findHeader(request.headers, 'content-type') ?? 'application/json'],
      ]
  const added: readonly HeaderField[] = [
    ...plain.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...(replaced.has('user-agent') || (isProxy && findHeader(own, 'user-agent') !== undefined)
      ? []
      : [['User-Agent', `AmazonAPIGateway_${api.apiId}`] as const]),
    ['X-Amzn-Trace-Id', traceHeader],
    ['x-amzn-apigateway-api-id', api.apiId],
  ]
  return [...own, ...header, ...added]
}

/** The request of an HTTP or HTTP_PROXY integration. */
export function createHttpRequest(call: Call, sent: MappedRequest): HttpRequest {
  const { mapped, body } = sent
  const { IntegrationHttpMethod, ConnectionType } = call.match.method.properties.Integration
  const isOwn = IntegrationHttpMethod === undefined || IntegrationHttpMethod === 'ANY'
  const { path, query } = httpTarget(call, mapped)
  return {
    context: call.span,
    method: isOwn ? call.request.method : IntegrationHttpMethod,
    path,
    query: queryOf(call, query, mapped),
    headers: headersFor(call, sent),
    body,
    sourceIp: call.request.sourceIp,
    attempt: 1,
    inRegion: true,
    ...(ConnectionType === 'VPC_LINK' && { inVpc: true }),
  }
}

/** An HTTP_PROXY integration's status and headers, but for those that are the gateway's. */
export const passHead = ({
  status,
  headers,
}: HttpResponse): Pick<RestResponse, 'status' | 'headers'> => ({
  status,
  headers: remapHeaders(
    headers.filter(([name]) => !/^(content-length|date|connection)$/i.test(name)),
  ),
})

/** An HTTP_PROXY integration's answer passes as it is. */
export function passResponse(response: HttpResponse): Outcome {
  if (bodyLength(response.body) > PAYLOAD_BYTES_MAX) {
    return refuse(configurationError('The response is larger than 10 MB'))
  }
  return { type: 'response', response: { ...passHead(response), body: response.body } }
}
