import {
  type Body,
  bodyLength,
  findHeader,
  type HeaderField,
  type Headers,
} from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { findAge } from '#contracts/httpCache/directives.ts'
import { cutToRange } from '#contracts/httpCache/ranges.ts'
import { isNotModified, toNotModified } from '#contracts/httpCache/validation.ts'
import type { Random } from '#kernel/random.ts'
import { cacheUseOf } from './caching/answer.ts'
import type { ResultType } from './definition.ts'
import type { Behavior } from './distribution.ts'
import { applyResponseHeaders } from './policies/responseHeaders.ts'

/** What goes back to the viewer, before the edge's own headers are on it. */
export interface Served {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  /** Of `body`, where a cache has counted them. */
  readonly bodyBytes?: number | undefined
  readonly result: ResultType
  /** Where the object was found; null: at the origin, or nowhere. */
  readonly from: string | null
  /** Seconds; null where it came out of no cache. */
  readonly age: number | null
  readonly isStale?: boolean
  readonly why: string
  readonly detail?: string | undefined
  readonly ttl?: number | null | undefined
  /** Whether a cache may cut it and compare it: it is the whole object. */
  readonly isWhole: boolean
}

const X_CACHE: Readonly<Record<ResultType, string>> = {
  Hit: 'Hit from cloudfront',
  RefreshHit: 'RefreshHit from cloudfront',
  Miss: 'Miss from cloudfront',
  Error: 'Error from cloudfront',
  Redirect: 'Redirect from cloudfront',
  LimitExceeded: 'LimitExceeded from cloudfront',
  FunctionGeneratedResponse: 'FunctionGeneratedResponse from cloudfront',
  LambdaGeneratedResponse: 'LambdaGeneratedResponse from cloudfront',
  FunctionExecutionError: 'FunctionExecutionError from cloudfront',
  LambdaExecutionError: 'LambdaExecutionError from cloudfront',
}

const OWN_NAMES = new Set(['via', 'x-cache', 'x-amz-cf-pop', 'x-amz-cf-id', 'age', 'connection'])

/** What the edge says of itself. */
interface Self {
  readonly behavior: Behavior
  readonly via: string
  readonly pop: string
  readonly requestId: string
  /** Chance has it whether this response has Server-Timing. */
  readonly timing: Random
  readonly layer: 'EDGE' | 'REC'
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#server-timing-header */
function serverTiming(served: Served, self: Self): string {
  const isHit = served.result === 'Hit' || served.result === 'RefreshHit'
  const parts = [
    isHit ? 'cdn-cache-hit' : 'cdn-cache-miss',
    ...(served.result === 'RefreshHit' ? ['cdn-cache-refresh'] : []),
    `cdn-pop;desc="${self.pop}"`,
    `cdn-rid;desc="${self.requestId}"`,
  ]
  if (served.from !== null)
    parts.push(`cdn-hit-layer;desc="${served.from === self.pop ? 'EDGE' : 'REC'}"`)
  else parts.push(`cdn-upstream-layer;desc="${self.layer}"`)
  return parts.join(', ')
}

/** A viewer's condition and range met out of the whole object. */
function meet(request: HttpRequest, served: Served): Pick<Served, 'status' | 'headers' | 'body'> {
  if (!served.isWhole || served.status !== 200) return served
  if (isNotModified(request, served)) return { ...toNotModified(served), body: '' }
  return cutToRange(request, served)
}

/** Fields that the edge sets itself: whatever came under their names goes. Most answers have none of them. */
function withoutOwn(headers: Headers): Headers {
  for (const [name] of headers) {
    // All of them are as long as one of these.
    if (OWN_LENGTHS[name.length] === true && OWN_NAMES.has(name.toLowerCase())) {
      return headers.filter(([each]) => !OWN_NAMES.has(each.toLowerCase()))
    }
  }
  return headers
}
const OWN_LENGTHS: boolean[] = []
for (const { length } of OWN_NAMES) OWN_LENGTHS[length] = true

/** The response as the viewer gets it. */
export function toResponse(request: HttpRequest, served: Served, self: Self): HttpResponse {
  const { status, headers: met, body } = meet(request, served)
  const policy = self.behavior.responseHeaders
  const shaped = policy === null ? met : applyResponseHeaders(policy, request, met)
  const headers: HeaderField[] = withoutOwn(shaped).slice()
  headers.push(
    ['X-Cache', X_CACHE[served.result]],
    ['Via', self.via],
    ['X-Amz-Cf-Pop', self.pop],
    ['X-Amz-Cf-Id', self.requestId],
  )
  // Out of no cache of ours: as old as a cache before the origin says.
  const age = served.age ?? (findHeader(shaped, 'age') === undefined ? null : findAge(shaped))
  // Of unknown age where its origin's could not be read: then nobody is told one.
  if (age !== null && Number.isFinite(age))
    headers.push(['Age', String(Math.max(0, Math.floor(age)))])
  const timing = policy?.ServerTimingHeadersConfig
  if (timing?.Enabled === true && 100 * self.timing.next() < timing.SamplingRate) {
    headers.push(['Server-Timing', serverTiming(served, self)])
  }
  const isBodyless = request.method === 'HEAD' || status === 204 || status === 304
  const cache = cacheUseOf(served)
  const sent = isBodyless ? '' : body
  return cache === undefined
    ? { status, headers, body: sent }
    : { status, headers, body: sent, cache }
}

/** Bytes on the wire, roughly: header lines and body, whose own are `bodyBytes` where somebody has counted them. */
export function bytesOf(
  message: { readonly headers: Headers; readonly body: Body },
  bodyBytes: number = bodyLength(message.body),
): number {
  let bytes = bodyBytes
  for (const [name, value] of message.headers) bytes += name.length + value.length + 4
  return bytes
}
