import { findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { reasonOf, type OwnAnswer } from '../errors.ts'
import { isHeaderName, isHeaderValue, isUri, membersOf } from './reading.ts'

/** What both kinds of events tell of the distribution. */
export interface EventContext {
  readonly distributionDomainName: string
  readonly distributionId: string
  readonly eventType: 'viewer-request' | 'viewer-response'
  readonly requestId: string
}

interface Value {
  readonly value: string
  readonly multiValue?: readonly { readonly value: string }[]
}
type Values = Readonly<Record<string, Value>>

/** Pairs as the event has them: the last value, and all of them where there are several. */
function toValues(pairs: readonly (readonly [string, string])[]): Values {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value])
  return Object.fromEntries(
    [...groups].map(([name, values]) => {
      const value = values.at(-1) ?? ''
      const multiValue = values.map((each) => ({ value: each }))
      return [name, values.length === 1 ? { value } : { value, multiValue }]
    }),
  )
}

const queryPairs = (query: string): readonly (readonly [string, string])[] =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
    })

const cookiePairs = (cookie: string | undefined): readonly (readonly [string, string])[] =>
  (cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
    })

const lowered = (headers: Headers, but: string): readonly (readonly [string, string])[] =>
  headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== but)

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export const createFunctionEvent = (
  context: EventContext,
  request: HttpRequest,
  response: { readonly status: number; readonly headers: Headers } | null,
): object => ({
  version: '1.0',
  context,
  viewer: { ip: request.sourceIp },
  request: {
    method: request.method,
    uri: request.path,
    querystring: toValues(queryPairs(request.query)),
    headers: toValues(lowered(request.headers, 'cookie')),
    cookies: toValues(cookiePairs(findHeader(request.headers, 'cookie'))),
  },
  ...(response !== null && {
    response: {
      statusCode: response.status,
      statusDescription: reasonOf(response.status),
      headers: toValues(lowered(response.headers, 'set-cookie')),
      cookies: toValues(
        response.headers
          .filter(([name]) => name.toLowerCase() === 'set-cookie')
          .flatMap(([, value]) => cookiePairs(value.split(';')[0])),
      ),
    },
  }),
})

/** Pairs out of what a function returned; null where it is no such object. */
function fromValues(given: unknown): readonly (readonly [string, string])[] | null {
  if (given === undefined) return []
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null
  const pairs: (readonly [string, string])[] = []
  for (const [name, entry] of Object.entries(given)) {
    const { value, multiValue } = membersOf(entry)
    const values = Array.isArray(multiValue)
      ? multiValue.map((each) => membersOf(each)['value'])
      : [value]
    for (const each of values) {
      if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean')
        return null
      if (!isHeaderValue(String(each))) return null
      pairs.push([name, String(each)])
    }
  }
  return pairs
}

const headersOf = (given: unknown): Headers | null => {
  const pairs = fromValues(given)
  return pairs === null || pairs.some(([name]) => !isHeaderName(name)) ? null : pairs
}

const join = (pairs: readonly (readonly [string, string])[], by: string): string =>
  pairs.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join(by)

/** What a function made of a viewer's request: another one, an answer of its own, or nothing that can be read. */
export type RequestResult =
  | { readonly type: 'request'; readonly request: HttpRequest }
  | { readonly type: 'response'; readonly answer: OwnAnswer }
  | { readonly type: 'invalid'; readonly why: string }

const invalid = (why: string) => ({ type: 'invalid', why }) as const

function readResponse(given: Readonly<Record<string, unknown>>): OwnAnswer | string {
  const status = given['statusCode']
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return 'statusCode is none'
  }
  const headers = headersOf(given['headers'])
  const cookies = fromValues(given['cookies'])
  if (headers === null || cookies === null) return 'headers or cookies are malformed'
  const { body } = given
  const { data, encoding } = membersOf(body)
  const text = typeof body === 'string' ? body : typeof data === 'string' ? data : ''
  if (encoding === 'base64') return 'bodies in base64 are not simulated'
  const all: HeaderField[] = headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => [name, value])
  for (const [name, value] of cookies) all.push(['set-cookie', `${name}=${value}`])
  return { status, headers: all, body: text }
}

/** Reads what a function of a viewer request returned. */
export function readRequestResult(returned: unknown, request: HttpRequest): RequestResult {
  const given = membersOf(returned)
  if ('statusCode' in given) {
    const answer = readResponse(given)
    return typeof answer === 'string' ? invalid(answer) : { type: 'response', answer }
  }
  const { uri, method } = given
  const headers = headersOf(given['headers'])
  const query = fromValues(given['querystring'])
  const cookies = fromValues(given['cookies'])
  if (!isUri(uri)) return invalid('uri is none')
  if (method !== request.method) return invalid('method is read-only')
  if (headers === null || query === null || cookies === null) {
    return invalid('headers, querystring or cookies are malformed')
  }
  const cookie: Headers = cookies.length === 0 ? [] : [['cookie', join(cookies, '; ')]]
  return {
    type: 'request',
    request: { ...request, path: uri, query: join(query, '&'), headers: [...headers, ...cookie] },
  }
}

/** Reads what a function of a viewer response returned: status, headers and cookies; the body stays. Text: why it cannot be read. */
export function readResponseResult(
  returned: unknown,
): Pick<OwnAnswer, 'status' | 'headers'> | string {
  return readResponse(membersOf(returned))
}
