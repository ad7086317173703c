import { type Body, bodyLength, findHeader, type Headers } from '../body.ts'
import { type Directives, findDirectives, listOf } from './directives.ts'
import {
  computeInitialAge,
  computeLifetime,
  type Lifetime,
  type Received,
  type ResponseHead,
} from './freshness.ts'

/** What a cache needs to know of a request. */
export interface RequestHead {
  readonly method: string
  readonly headers: Headers
}

/** A response in a cache: what came, for which request, and for how long it is fresh. */
export interface CachedResponse {
  /** What `Vary` names, in lower case, with the values that the request had which brought it. */
  readonly vary: readonly (readonly [name: string, value: string | undefined])[]
  /** ms since the Unix epoch. */
  readonly receivedMs: number
  /** How old it was then, in seconds. */
  readonly initialAge: number
  readonly status: number
  /** Without those that belong to one connection (RFC 9111 §3.1), and without `Age`. */
  readonly headers: Headers
  readonly body: Body
  /** Of `body`: it is sent many times, and counted once. */
  readonly bodyBytes: number
  readonly lifetime: Lifetime
  /** Its `Cache-Control`, parsed once. */
  readonly directives: Directives
}

/** Why a response is not kept. */
export type StoreRefusal =
  | 'method'
  | 'status'
  | 'no-store'
  | 'private'
  | 'authorization'
  | 'vary-star'
  | 'request-no-store'
  | 'no-freshness'

/** What this cache knows how to deal with (RFC 9111 §3: "the response status code is final", and `must-understand`). */
const UNDERSTOOD = new Set([
  200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 414, 416, 500,
  501, 502, 503, 504,
])

/** Fields of one connection; a proxy takes them out (RFC 9110 §7.6.1, RFC 9111 §3.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The same list where nothing goes: a cache keeps many, and what V8's `filter` makes has room for ten fields more. */
const without = (headers: Headers, isUnwanted: (name: string) => boolean): Headers =>
  headers.some(([name]) => isUnwanted(name))
    ? headers.filter(([name]) => !isUnwanted(name)).slice()
    : headers

/** The fields that travel on and may be kept: all but those of the connection and those that `Connection` names. */
export function endToEndHeaders(headers: Headers): Headers {
  const named = listOf(headers, 'connection')
  return without(headers, (name) => {
    const lower = name.toLowerCase()
    return HOP_BY_HOP.has(lower) || named.includes(lower)
  })
}

/** Whether a response can be asked for again with "only if it changed". */
export const hasValidator = ({ headers }: Pick<ResponseHead, 'headers'>): boolean =>
  findHeader(headers, 'etag') !== undefined || findHeader(headers, 'last-modified') !== undefined

/** Answers to requests with `Authorization` may be shared only where one of these says so (RFC 9111 §3.5). */
const isSharedThough = (directives: Directives): boolean =>
  directives.has('public') || directives.has('must-revalidate') || directives.has('s-maxage')

/**
 * Whether a shared cache may keep a response by RFC 9111 §3, and why not. A response that is neither fresh for a moment nor
 * can be validated is of no use, and not kept either.
 */
export function findStoreRefusal(
  request: RequestHead,
  response: ResponseHead,
  lifetime: Lifetime,
): StoreRefusal | null {
  const directives = findDirectives(response.headers)
  const isUnderstood = UNDERSTOOD.has(response.status)
  if (request.method !== 'GET') return 'method'
  if (response.status < 200 || response.status === 304) return 'status'
  // §5.2.2.3: whoever understands both must-understand and the status passes over the no-store beside it.
  if (directives.has('must-understand') && !isUnderstood) return 'status'
  if (directives.has('no-store') && !directives.has('must-understand')) return 'no-store'
  if (findDirectives(request.headers).has('no-store')) return 'request-no-store'
  if (directives.has('private')) return 'private'
  if (findHeader(request.headers, 'authorization') !== undefined && !isSharedThough(directives)) {
    return 'authorization'
  }
  if (listOf(response.headers, 'vary').includes('*')) return 'vary-star'
  const isExplicit = directives.has('public') || lifetime.source !== 'none'
  const isKeepable = isExplicit || (isUnderstood && hasValidator(response))
  return isKeepable && (lifetime.seconds > 0 || hasValidator(response)) ? null : 'no-freshness'
}

const normal = (headers: Headers, name: string): string | undefined =>
  findHeader(headers, name)
    ?.split(',')
    .map((member) => member.trim())
    .join(',')

const NO_VARY: CachedResponse['vary'] = []

const varyOf = (headers: Headers, requestHeaders: Headers): CachedResponse['vary'] => {
  const names = listOf(headers, 'vary')
  if (names.length === 0) return NO_VARY
  return names.map((name) => [name, normal(requestHeaders, name)] as const)
}

/** What a cache may know better than RFC 9111 has it. */
export interface OwnRules {
  readonly lifetime?: Lifetime
  /** Seconds. */
  readonly initialAge?: number
  readonly directives?: Directives
}

/** A response as a cache keeps it; `own` is what its own rules say otherwise. */
export function toCached(
  request: RequestHead,
  response: ResponseHead & { readonly body: Body },
  received: Received,
  own: OwnRules = {},
): CachedResponse {
  const headers = without(
    endToEndHeaders(response.headers),
    (name) => name.length === 3 && name.toLowerCase() === 'age',
  )
  return {
    vary: varyOf(headers, request.headers),
    status: response.status,
    headers,
    body: response.body,
    bodyBytes: bodyLength(response.body),
    receivedMs: received.receivedMs,
    initialAge: own.initialAge ?? computeInitialAge(response.headers, received),
    lifetime: own.lifetime ?? computeLifetime(response, received.receivedMs),
    directives: own.directives ?? findDirectives(headers),
  }
}

/** Whether a kept response answers a request that has these headers: all that `Vary` names must agree (RFC 9111 §4.1). */
export const matchesVary = ({ vary }: CachedResponse, requestHeaders: Headers): boolean =>
  vary.every(([name, value]) => name !== '*' && value === normal(requestHeaders, name))
