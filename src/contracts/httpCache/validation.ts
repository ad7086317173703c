import { parseHttpDate } from '../calendar.ts'
import { findHeader, type HeaderField, type Headers } from '../body.ts'
import { findDirectives } from './directives.ts'
import {
  computeInitialAge,
  computeLifetime,
  type Received,
  type ResponseHead,
} from './freshness.ts'
import { type CachedResponse, endToEndHeaders, type OwnRules, type RequestHead } from './storing.ts'

const CONDITIONS = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range',
])

/** A request's headers without its conditions and its range: what asks for the whole. */
export const withoutConditions = (headers: Headers): Headers =>
  headers.filter(([name]) => !CONDITIONS.has(name.toLowerCase()))

/**
 * The request headers that ask the origin whether a kept response still holds (RFC 9111 §4.3.1): the caller's own with the
 * response's validators in place of the caller's conditions and range.
 */
export function validatingHeaders(cached: CachedResponse, requestHeaders: Headers): Headers {
  const etag = findHeader(cached.headers, 'etag')
  const changed = findHeader(cached.headers, 'last-modified')
  const validators: HeaderField[] = []
  if (etag !== undefined) validators.push(['If-None-Match', etag])
  if (changed !== undefined) validators.push(['If-Modified-Since', changed])
  return [...withoutConditions(requestHeaders), ...validators]
}

/** What a kept body was made with: a 304 does not change it (RFC 9111 §3.2). */
const OF_THE_BODY = new Set([
  'content-encoding',
  'content-length',
  'content-md5',
  'content-range',
  'etag',
])

/**
 * A kept response after a 304 said that it holds (RFC 9111 §4.3.4): the 304's fields replace its own, and it is as old as
 * the 304 is.
 */
export function freshen(
  cached: CachedResponse,
  notModified: ResponseHead,
  received: Received,
  rules: (response: ResponseHead) => OwnRules = () => ({}),
): CachedResponse {
  const fresh = endToEndHeaders(notModified.headers).filter(
    ([name]) => !OF_THE_BODY.has(name.toLowerCase()),
  )
  const replaced = new Set(fresh.map(([name]) => name.toLowerCase()))
  const headers = [
    ...cached.headers.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...fresh.filter(([name]) => name.toLowerCase() !== 'age'),
  ]
  const own = rules({ status: cached.status, headers })
  // An old Age was no statement about the response as it is now.
  const initialAge = computeInitialAge([...headers, ...agesOf(fresh)], received)
  return {
    ...cached,
    headers,
    receivedMs: received.receivedMs,
    initialAge: own.initialAge ?? initialAge,
    lifetime:
      own.lifetime ?? computeLifetime({ status: cached.status, headers }, received.receivedMs),
    directives: own.directives ?? findDirectives(headers),
  }
}

const agesOf = (headers: Headers): Headers =>
  headers.filter(([name]) => name.toLowerCase() === 'age')

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')

/** The entity tags of a field: commas inside quotes do not part them. */
const tagsOf = (field: string): readonly string[] => field.match(/(?:W\/)?"[^"]*"|[^\s,]+/g) ?? []

/**
 * Whether a response that would be sent has not changed since the caller got it: `If-None-Match` by weak comparison, and only
 * without it `If-Modified-Since` (RFC 9110 §13.2.2). The answer is then a 304.
 */
export function isNotModified(request: RequestHead, response: ResponseHead): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  if (response.status !== 200) return false
  const known = findHeader(request.headers, 'if-none-match')
  if (known !== undefined) {
    if (known.trim() === '*') return true
    const etag = findHeader(response.headers, 'etag')
    return etag !== undefined && tagsOf(known).some((tag) => opaque(tag) === opaque(etag))
  }
  const asked = findHeader(request.headers, 'if-modified-since')
  if (asked === undefined) return false
  const since = parseHttpDate(asked)
  const changed = parseHttpDate(findHeader(response.headers, 'last-modified') ?? '')
  return since !== null && changed !== null && changed <= since
}

/** RFC 9110 §15.4.5: a 304 tells what a cache behind would need, and nothing of the body. */
const OF_THE_BODY_ONLY = new Set([
  'content-length',
  'content-type',
  'content-encoding',
  'content-range',
])

/** The 304 that stands for a response. */
export const toNotModified = ({ headers }: ResponseHead): ResponseHead => ({
  status: 304,
  headers: headers.filter(([name]) => !OF_THE_BODY_ONLY.has(name.toLowerCase())),
})
