import type { Body, HeaderField } from './body.ts'
import { base64Decode } from './bytes.ts'

/** What a function's result means to the client, before the gateway's own headers. */
export interface ProxyResponse {
  readonly status: number
  readonly headers: readonly HeaderField[]
  readonly body: Body
}

/** Why a result cannot be turned into a response: `$context.integrationErrorMessage` would tell. */
export interface Malformed {
  readonly malformed: string
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parseJson = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

/** The gateway sets these itself, or they concern one connection only: a function's own are dropped. */
const DROPPED = new Set([
  'apigw-requestid',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A server's own headers as a gateway passes them on. */
export const readHttpHeaders = (headers: readonly HeaderField[]): readonly HeaderField[] =>
  headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !DROPPED.has(name))

/** Strings, and what `@types/aws-lambda` allows besides: numbers and booleans. */
const headerText = (value: unknown): string | null => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

const readHeaders = (value: unknown): HeaderField[] | Malformed => {
  if (value === undefined || value === null) return []
  if (!isObject(value)) return { malformed: 'headers is not an object' }
  const headers: HeaderField[] = []
  for (const [name, raw] of Object.entries(value)) {
    const text = headerText(raw)
    if (text === null) return { malformed: `the value of header ${name} is not a string` }
    if (!DROPPED.has(name.toLowerCase())) headers.push([name.toLowerCase(), text])
  }
  return headers
}

const readMultiValueHeaders = (value: unknown): HeaderField[] | Malformed => {
  if (value === undefined || value === null) return []
  if (!isObject(value)) return { malformed: 'multiValueHeaders is not an object' }
  const headers: HeaderField[] = []
  for (const [name, list] of Object.entries(value)) {
    if (!Array.isArray(list)) return { malformed: `the values of header ${name} are not an array` }
    for (const raw of list) {
      const text = headerText(raw)
      if (text === null) return { malformed: `a value of header ${name} is not a string` }
      if (!DROPPED.has(name.toLowerCase())) headers.push([name.toLowerCase(), text])
    }
  }
  return headers
}

const readCookies = (value: unknown): HeaderField[] | Malformed => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return { malformed: 'cookies is not an array' }
  const headers: HeaderField[] = []
  for (const cookie of value) {
    if (typeof cookie !== 'string') return { malformed: 'a cookie is not a string' }
    headers.push(['set-cookie', cookie])
  }
  return headers
}

/** A number from 100 to 599, or its decimal text. */
const readStatus = (value: unknown): number | null => {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599
    ? status
    : null
}

const readBody = (result: Json): { readonly body: Body } | Malformed => {
  const { body, isBase64Encoded } = result as { body?: unknown; isBase64Encoded?: unknown }
  if (body === undefined || body === null) return { body: '' }
  if (typeof body !== 'string') return { malformed: 'body is not a string' }
  if (isBase64Encoded !== true) return { body }
  const bytes = base64Decode(body)
  return bytes === null ? { malformed: 'body is not base64' } : { body: bytes }
}

const isMalformed = (part: object): part is Malformed => 'malformed' in part

/**
 * "API Gateway merges them into a single list. If the same key-value pair is specified in both, only the values from
 * multiValueHeaders will appear." https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
const mergeHeaders = (single: HeaderField[], multi: HeaderField[]): HeaderField[] => [
  ...single.filter(
    ([name, value]) => !multi.some((other) => other[0] === name && other[1] === value),
  ),
  ...multi,
]

const withContentType = (headers: HeaderField[], type: string): HeaderField[] =>
  headers.some(([name]) => name === 'content-type') ? headers : [['content-type', type], ...headers]

/** The content type of a result that has a `statusCode` but names none. */
const DEFAULT_TYPE = { '1.0': 'application/json', '2.0': 'text/plain; charset=utf-8' }

const readStructured = (
  result: Json,
  format: '1.0' | '2.0',
  contentType: string,
): ProxyResponse | Malformed => {
  const status = readStatus(result['statusCode'])
  if (status === null) return { malformed: 'statusCode is not a valid status code' }
  const headers = readHeaders(result['headers'])
  if (isMalformed(headers)) return headers
  const more =
    format === '2.0'
      ? readCookies(result['cookies'])
      : readMultiValueHeaders(result['multiValueHeaders'])
  if (isMalformed(more)) return more
  const body = readBody(result)
  if (isMalformed(body)) return body
  const all = format === '2.0' ? [...headers, ...more] : mergeHeaders(headers, more)
  return { status, headers: withContentType(all, contentType), body: body.body }
}

/**
 * Turns what a function returned (JSON text) into a response. Format 2.0: valid JSON without `statusCode` is inferred to
 * be the body of a 200 of type application/json. Format 1.0 knows the structured form only. `contentType` is that of a result
 * with a `statusCode` that names none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function readFunctionResult(
  payload: string,
  format: '1.0' | '2.0',
  contentType: string = DEFAULT_TYPE[format],
): ProxyResponse | Malformed {
  const parsed = parseJson(payload)
  if (parsed === null) return { malformed: 'the result is not valid JSON' }
  const { value } = parsed
  if (isObject(value) && value['statusCode'] !== undefined) {
    return readStructured(value, format, contentType)
  }
  if (format === '1.0') return { malformed: 'the result has no statusCode' }
  const body = typeof value === 'string' ? value : payload
  return { status: 200, headers: [['content-type', 'application/json']], body }
}
