import { type HeaderField, type Headers, bodyLength, findHeader } from './body.ts'
import { base64Encode, bodyBytes, utf8Decode } from './bytes.ts'
import type { HttpRequest } from './http.ts'

/** All that an event is made from, whichever its format. */
export interface ProxyRequest {
  readonly request: HttpRequest
  /** Who made the event: the two differ in the headers that they add. */
  readonly front: 'http-api' | 'function-url' | 'websocket'
  /** `GET /items/{id}`, `$default` */
  readonly routeKey: string
  /** What the path's variables are. */
  readonly parameters: Readonly<Record<string, string>>
  readonly accountId: string
  readonly apiId: string
  readonly domainName: string
  /** `JKJaXmPLvHcESHA=` */
  readonly requestId: string
  /** `Root=1-…`, for requests that bring none. */
  readonly traceHeader: string
  /** When the request came; milliseconds since the Unix epoch. */
  readonly epochMs: number
  readonly stageVariables: Readonly<Record<string, string>> | undefined
  /** Who signed the request, as a function URL of `AWS_IAM` shows it; null where nobody had to. */
  readonly iam: Readonly<Record<string, string | null>> | null
  /** The stage's name; absent: `$default`. */
  readonly stage?: string
  /** What an authorizer of the route found, by payload format; absent: nobody was asked. */
  readonly authorizer?: { readonly v2: object | null; readonly v1: object | null }
}

/** A percent-encoded text decoded; as it is where it is not valid. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Every HTTP API here has the one stage that needs no path, and a function URL has no other. */
export const STAGE = '$default'
/** `a1b2c3d4e5` of `a1b2c3d4e5.execute-api.us-east-1.amazonaws.com`. */
export const prefixOf = (domainName: string): string => {
  const end = domainName.indexOf('.')
  return end < 0 ? domainName : domainName.slice(0, end)
}

/** What the gateway speaks to functions about, whatever the client spoke. */
export const PROTOCOL = 'HTTP/1.1'

/** Concern one connection only, so they end at the gateway (RFC 9110 §7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** A function URL says how the client's connection was secured; as in AWS's sample event. */
const TLS_HEADERS: Headers = [
  ['X-Amzn-Tls-Cipher-Suite', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ['X-Amzn-Tls-Version', 'TLSv1.2'],
]

/** The client's own `X-Amzn-Trace-Id`, or the front end's. */
export const traceHeaderFor = ({ request, traceHeader }: ProxyRequest): string =>
  findHeader(request.headers, 'x-amzn-trace-id') ?? traceHeader

/** What the front end always sets itself; of the length and what tells of TLS it depends. */
const ALWAYS_SET = new Set([
  'host',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
])
const TLS_NAMES = new Set(TLS_HEADERS.map(([name]) => name.toLowerCase()))

/** By name, as AWS's samples have it; fields of one name stay in their order. */
export const sortHeaders = (headers: HeaderField[]): Headers =>
  headers.sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0))

/**
 * The headers that the function sees: the client's, and those that the front end adds, in the case in which format
 * 1.0 shows them, in no order yet.
 */
export function frontHeaders(from: ProxyRequest): HeaderField[] {
  const { request, domainName, front } = from
  const forwardedFor = findHeader(request.headers, 'x-forwarded-for')
  const length = bodyLength(request.body)
  const hasLength = length > 0 || front === 'http-api'
  const hasTls = front === 'function-url'
  const headers: HeaderField[] = [
    ['Host', domainName],
    ['X-Amzn-Trace-Id', traceHeaderFor(from)],
    [
      'X-Forwarded-For',
      forwardedFor === undefined ? request.sourceIp : `${forwardedFor}, ${request.sourceIp}`,
    ],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
  if (hasLength) headers.push(['Content-Length', String(length)])
  if (hasTls) headers.push(...TLS_HEADERS)
  for (const field of request.headers) {
    const lower = field[0].toLowerCase()
    if (ALWAYS_SET.has(lower) || HOP_BY_HOP.has(lower)) continue
    if (hasLength && lower === 'content-length') continue
    if (hasTls && TLS_NAMES.has(lower)) continue
    headers.push(field)
  }
  return headers
}

/** The same in the order of their names. */
export const proxyHeaders = (from: ProxyRequest): Headers => sortHeaders(frontHeaders(from))

/** The query's parameters in order, `+` and percent escapes decoded. */
export function parseQuery(query: string): readonly (readonly [string, string])[] {
  const decode = (text: string): string => decodePercent(text.replaceAll('+', ' '))
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      return equals < 0
        ? [decode(part), '']
        : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
    })
}

/** Every name with all its values, in order of first appearance. */
export function groupValues(
  pairs: readonly (readonly [string, string])[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const values = groups.get(name)
    if (values === undefined) groups.set(name, [value])
    else values.push(value)
  }
  return groups
}

const TEXT_TYPE = /^(text\/.*|application\/(json|javascript|xml)|[^/]+\/[^/]+\+(json|xml))$/

/** Whether a body of this content type reaches the function as text. Any other, and a missing one, comes as base64. */
const isTextType = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  TEXT_TYPE.test((contentType.split(';')[0] ?? '').trim().toLowerCase())

/** The body as the event has it; null where there is none. */
export function proxyBody(request: HttpRequest): {
  readonly body: string | null
  readonly isBase64Encoded: boolean
} {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false }
  const isText =
    isTextType(findHeader(request.headers, 'content-type')) &&
    (findHeader(request.headers, 'content-encoding') ?? 'identity') === 'identity'
  if (isText) {
    const text = typeof request.body === 'string' ? request.body : utf8Decode(request.body)
    if (text !== null) return { body: text, isBase64Encoded: false }
  }
  return { body: base64Encode(bodyBytes(request.body)), isBase64Encoded: true }
}
