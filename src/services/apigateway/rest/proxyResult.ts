import type { Body, HeaderField } from '#contracts/body.ts'
import { base64Decode } from '#contracts/bytes.ts'
import { type RestResponse, remapHeaders } from './restResponse.ts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All that a proxy's result may have; anything more is malformed. */
const KEYS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

const readStatus = (value: unknown): number | null => {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  const isStatus = typeof status === 'number' && Number.isInteger(status)
  return isStatus && status >= 100 && status <= 599 ? status : null
}

const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** Single and multi-value headers as one list; null where a value is no text. */
function readHeaders({ headers, multiValueHeaders }: Json): readonly HeaderField[] | null {
  const fields: HeaderField[] = []
  const single = headers ?? {}
  const multi = multiValueHeaders ?? {}
  if (!isObject(single) || !isObject(multi)) return null
  const many: HeaderField[] = []
  for (const [name, values] of Object.entries(multi)) {
    if (!Array.isArray(values)) return null
    for (const value of values) {
      const text = textOf(value)
      if (text === null) return null
      many.push([name, text])
    }
  }
  for (const [name, value] of Object.entries(single)) {
    const text = textOf(value)
    if (text === null) return null
    // "If the same key-value pair is specified in both, only the values from multiValueHeaders will appear."
    if (!many.some((other) => other[0] === name && other[1] === text)) fields.push([name, text])
  }
  return [...fields, ...many]
}

function readBody({ body, isBase64Encoded }: Json, takesBinary: boolean): Body | null {
  if (body === undefined || body === null) return ''
  if (typeof body !== 'string') return null
  // Base64 stays text for a client whose Accept is none of the API's binary media types.
  return isBase64Encoded === true && takesBinary ? base64Decode(body) : body
}

/** All that the metadata of a streamed response may have. */
const STREAMED_KEYS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'cookies'])

const readCookies = (value: unknown): readonly HeaderField[] | null => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return null
  const fields = value.flatMap((each: unknown): HeaderField[] =>
    typeof each === 'string' ? [['Set-Cookie', each]] : [],
  )
  return fields.length === value.length ? fields : null
}

const withType = (headers: readonly HeaderField[]): readonly HeaderField[] =>
  headers.some(([name]) => name.toLowerCase() === 'content-type')
    ? headers
    : [['Content-Type', 'application/json'], ...headers]

/**
 * The metadata that a function streams before its body, as the head of an answer; null where it is malformed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function readStreamedHead(prelude: string): Pick<RestResponse, 'status' | 'headers'> | null {
  let head: unknown
  try {
    head = JSON.parse(prelude)
  } catch {
    return null
  }
  if (!isObject(head) || !Object.keys(head).every((key) => STREAMED_KEYS.has(key))) return null
  const status = readStatus(head['statusCode'] ?? 200)
  const headers = readHeaders(head)
  const cookies = readCookies(head['cookies'])
  if (status === null || headers === null || cookies === null) return null
  return { status, headers: withType(remapHeaders([...headers, ...cookies])) }
}

/**
 * What a Lambda proxy integration's function returned, as an answer; null where it is malformed: "Malformed Lambda
 * proxy response". https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readProxyResult(payload: string, takesBinary: boolean): RestResponse | null {
  let result: unknown
  try {
    result = JSON.parse(payload)
  } catch {
    return null
  }
  if (!isObject(result) || !Object.keys(result).every((key) => KEYS.has(key))) return null
  const status = readStatus(result['statusCode'])
  const headers = readHeaders(result)
  const body = readBody(result, takesBinary)
  if (status === null || headers === null || body === null) return null
  return { status, headers: withType(remapHeaders(headers)), body }
}
