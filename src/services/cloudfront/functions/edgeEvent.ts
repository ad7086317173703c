import { bodyLength, type HeaderField, type Headers } from '#contracts/body.ts'
import { base64Decode, base64Encode, bodyBytes } from '#contracts/bytes.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Origin } from '../distribution.ts'
import { type OwnAnswer, reasonOf } from '../errors.ts'
import { isHeaderName, isHeaderValue, isUri, membersOf } from './reading.ts'

/** Which of a request's four moments a function of Lambda@Edge sees. */
export type EdgeEventType =
  | 'viewer-request'
  | 'viewer-response'
  | 'origin-request'
  | 'origin-response'

/** What the event tells of the distribution. */
export interface EdgeConfig {
  readonly distributionDomainName: string
  readonly distributionId: string
  readonly eventType: EdgeEventType
  readonly requestId: string
}

/** Bytes of a body that an event has: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
const BODY_BYTES_MAX = { viewer: 40_000, origin: 1_000_000 } as const
/** Bytes of an answer that a function makes. */
const ANSWER_BYTES_MAX = { viewer: 40_000, origin: 1_000_000 } as const

const sideOf = (type: EdgeEventType): 'viewer' | 'origin' =>
  type.startsWith('viewer') ? 'viewer' : 'origin'

type EdgeHeaders = Readonly<
  Record<string, readonly { readonly key: string; readonly value: string }[]>
>

function toEdgeHeaders(headers: Headers): EdgeHeaders {
  const groups: Record<string, { key: string; value: string }[]> = {}
  for (const [key, value] of headers) {
    const lower = key.toLowerCase()
    const group = Object.hasOwn(groups, lower) ? groups[lower] : undefined
    if (group === undefined) groups[lower] = [{ key, value }]
    else group.push({ key, value })
  }
  return groups
}

const originOf = ({
  Id,
  DomainName,
  OriginPath,
  OriginCustomHeaders,
  CustomOriginConfig,
}: Origin) => ({
  custom: {
    domainName: DomainName ?? Id,
    path: OriginPath,
    port: 443,
    protocol: 'https',
    readTimeout: CustomOriginConfig?.OriginReadTimeout ?? 30,
    keepaliveTimeout: CustomOriginConfig?.OriginKeepaliveTimeout ?? 5,
    sslProtocols: ['TLSv1.2'],
    customHeaders: toEdgeHeaders(
      OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue]),
    ),
  },
})

interface Told {
  readonly request: HttpRequest
  readonly origin: Origin | null
  readonly response: { readonly status: number; readonly headers: Headers } | null
  readonly includeBody: boolean
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
export function createEdgeEvent(config: EdgeConfig, told: Told): object {
  const { request, origin, response, includeBody } = told
  const max = BODY_BYTES_MAX[sideOf(config.eventType)]
  const bytes = bodyBytes(request.body)
  const body = includeBody && {
    body: {
      action: 'read-only',
      data: base64Encode(bytes.subarray(0, max)),
      encoding: 'base64',
      inputTruncated: bytes.length > max,
    },
  }
  return {
    Records: [
      {
        cf: {
          config,
          request: {
            clientIp: request.sourceIp,
            headers: toEdgeHeaders(request.headers),
            method: request.method,
            querystring: request.query,
            uri: request.path,
            ...(origin !== null && { origin: originOf(origin) }),
            ...body,
          },
          ...(response !== null && {
            response: {
              status: String(response.status),
              statusDescription: reasonOf(response.status),
              headers: toEdgeHeaders(response.headers),
            },
          }),
        },
      },
    ],
  }
}

function readHeaders(given: unknown): Headers | null {
  const headers: HeaderField[] = []
  for (const [name, list] of Object.entries(membersOf(given))) {
    if (!Array.isArray(list)) return null
    for (const entry of list) {
      const { key = name, value } = membersOf(entry)
      if (typeof key !== 'string' || !isHeaderName(key)) return null
      if (typeof value !== 'string' || !isHeaderValue(value)) return null
      headers.push([key, value])
    }
  }
  return headers
}

/** What a function of Lambda@Edge made of an event. Text: why it cannot be read. */
export type EdgeResult =
  | { readonly type: 'request'; readonly request: HttpRequest }
  | {
      readonly type: 'response'
      readonly answer: Pick<OwnAnswer, 'status' | 'headers'> & {
        readonly body: OwnAnswer['body'] | null
      }
    }
  | string

function readAnswer(given: Readonly<Record<string, unknown>>, type: EdgeEventType): EdgeResult {
  const status = Number(given['status'])
  if (!Number.isInteger(status) || status < 200 || status > 599) return 'status is none'
  const headers = readHeaders(given['headers'])
  if (headers === null) return 'headers are malformed'
  const { body, bodyEncoding } = given
  if (body === undefined) return { type: 'response', answer: { status, headers, body: null } }
  if (typeof body !== 'string') return 'body is no text'
  const bytes = bodyEncoding === 'base64' ? base64Decode(body) : body
  if (bytes === null) return 'body is no base64'
  if (bodyLength(bytes) > ANSWER_BYTES_MAX[sideOf(type)]) return 'body is too large'
  const own = headers.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name))
  return { type: 'response', answer: { status, headers: own, body: bytes } }
}

/** Reads what a function returned: of a request event a request or an answer, of a response event a response. */
export function readEdgeResult(
  payload: string,
  type: EdgeEventType,
  request: HttpRequest,
): EdgeResult {
  const given = membersOf(JSON.parse(payload))
  if (type.endsWith('response') || 'status' in given) return readAnswer(given, type)
  const { uri, querystring, method, body } = given
  if (!isUri(uri)) return 'uri is none'
  if (typeof querystring !== 'string' || querystring.includes(' ')) return 'querystring is none'
  if (method !== request.method) return 'method is read-only'
  const headers = readHeaders(given['headers'])
  if (headers === null) return 'headers are malformed'
  // "You cannot add, delete or change" these: what came stays.
  const fixed = (name: string): boolean => /^(via|content-length|transfer-encoding)$/i.test(name)
  const kept = request.headers.filter(([name]) => fixed(name))
  const { action, data, encoding } = membersOf(body)
  const replaced = action === 'replace' && typeof data === 'string'
  const bytes = replaced ? (encoding === 'base64' ? base64Decode(data) : data) : request.body
  if (bytes === null) return 'body is no base64'
  return {
    type: 'request',
    request: {
      ...request,
      path: uri,
      query: querystring,
      headers: [...kept, ...headers.filter(([name]) => !fixed(name))],
      body: bytes,
    },
  }
}
