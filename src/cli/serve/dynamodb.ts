import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { crc32, gzipSync } from 'node:zlib'
import type { ApiReply } from '#contracts/api.ts'
import type { Headers } from '#contracts/body.ts'
import type { OutsideApi, OutsideRequest } from '#simulation/simulation.ts'
import type { Exposure, RequestHead, WireRequest, WireResponse } from './exposure.ts'
import { findSignatureFault } from './signature.ts'

/** Largest body of a request, in bytes: 16 MB, as BatchWriteItem's. */
const BODY_BYTES_MAX = 16_777_216
/** Bodies from here on are compressed for those who ask. assumption: AWS tells no number */
const GZIP_BYTES_MIN = 1_024
/** For how long a browser may remember what it was told before a request, in seconds. measured by dynalite */
const CORS_SECONDS = 172_800

const CORAL = 'com.amazon.coral.service#'
const JSON_TYPES = ['application/json', 'application/x-amz-json-1.0']
const UNKNOWN_PAGE = '<UnknownOperationException/>\n'

/** Where a request of the API goes. */
export interface DynamodbApi {
  readonly region: string
  /** By the prefix of X-Amz-Target: DynamoDB's own API and its streams'. */
  readonly apis: ReadonlyMap<string, OutsideApi>
  /** Answers once all that was changed so far is safe, and after the time that the model says, if it is on. */
  readonly send: (api: OutsideApi, request: OutsideRequest) => Promise<ApiReply>
}

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const createRequestId = (): string =>
  Array.from(randomBytes(52), (byte) => ID_LETTERS.charAt(byte % ID_LETTERS.length)).join('')

type Field = readonly [name: string, value: string]

/** A reply with what every one of them has. */
function toResponse(
  head: RequestHead,
  status: number,
  body: string,
  more: readonly Field[] = [],
): WireResponse {
  const cors: readonly Field[] =
    head.headers['origin'] === undefined ? [] : [['Access-Control-Allow-Origin', '*']]
  const isCompressed =
    body.length >= GZIP_BYTES_MIN && /\bgzip\b/.test(head.headers['accept-encoding'] ?? '')
  const bytes = isCompressed ? gzipSync(body) : Buffer.from(body)
  return {
    status,
    headers: [
      ['Server', 'Server'],
      ['x-amzn-RequestId', createRequestId()],
      ...cors,
      ...more,
      ...(isCompressed ? [['Content-Encoding', 'gzip'] as const] : []),
      // Of the bytes as they are sent: SDKs that check it do so before they unpack.
      ['x-amz-crc32', String(crc32(bytes))],
    ],
    body: bytes,
  }
}

const contentTypeOf = (head: RequestHead): string =>
  (head.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''

/** The type that replies have: the request's, if it is one of JSON. */
const replyType = (head: RequestHead): Field => [
  'Content-Type',
  contentTypeOf(head) === 'application/x-amz-json-1.0'
    ? 'application/x-amz-json-1.0'
    : 'application/json',
]

const refuse = (head: RequestHead, code: string, message: string | null): WireResponse => {
  const body = { __type: `${CORAL}${code}`, ...(message === null ? {} : { message }) }
  return toResponse(head, 400, JSON.stringify(body), [replyType(head)])
}

/** What a browser is told before it asks. */
function preflight(head: RequestHead): WireResponse {
  const { 'access-control-request-headers': names, 'access-control-request-method': method } =
    head.headers
  return {
    status: 200,
    headers: [
      ['x-amzn-RequestId', createRequestId()],
      ['Access-Control-Allow-Origin', '*'],
      ...(names === undefined ? [] : [['Access-Control-Allow-Headers', names] as const]),
      ...(method === undefined ? [] : [['Access-Control-Allow-Methods', method] as const]),
      ['Access-Control-Expose-Headers', 'x-amzn-RequestId,x-amz-crc32'],
      ['Access-Control-Max-Age', String(CORS_SECONDS)],
    ],
    body: '',
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const toFields = (headers: RequestHead['headers']): Headers => Object.entries(headers)

/** The engine's reply on this wire. A connection that the model refuses is one that breaks here. */
function toWire(head: RequestHead, reply: ApiReply): WireResponse {
  if (reply.type === 'unreachable') return toResponse(head, 503, reply.message)
  const body = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body).toString()
  return toResponse(head, reply.status, body, [replyType(head)])
}

/** DynamoDB's JSON protocol over HTTP, as its public endpoint speaks it. It takes whatever nobody before it took. */
export function createDynamodbExposure({ region, apis, send }: DynamodbApi): Exposure {
  const findApi = (head: RequestHead): OutsideApi | null => {
    const target = head.headers['x-amz-target'] ?? ''
    const api = apis.get(target.split('.')[0] ?? '')
    return api?.knows(toFields(head.headers)) === true ? api : null
  }

  async function handleJson(request: WireRequest): Promise<WireResponse> {
    const text = request.body.toString()
    const isBroken = text !== '' && !isUtf8(request.body)
    const serialization = (): WireResponse => refuse(request, 'SerializationException', null)
    if (isBroken) return serialization()
    const api = findApi(request)
    const fault = api === null ? null : findSignatureFault(request)
    // Only where something else is wrong, too, does it matter here: the engine reads the body itself.
    if ((api === null || fault !== null) && text !== '' && !isJson(text)) return serialization()
    if (api === null) return refuse(request, 'UnknownOperationException', null)
    if (fault !== null) return refuse(request, fault.code, fault.message)
    if (text === '') return serialization()
    const { method, path, query, headers } = request
    const reply = await send(api, { method, path, query, headers: toFields(headers), body: text })
    return toWire(request, reply)
  }

  return {
    name: 'DynamoDB',
    takes: () => true,
    bodyBytesMax: BODY_BYTES_MAX,
    tooLarge: () => ({ status: 413, headers: [['Transfer-Encoding', 'chunked']], body: '' }),
    handle(request) {
      const { method, path, body } = request
      if (method === 'OPTIONS' && request.headers['origin'] !== undefined) return preflight(request)
      if (method === 'GET' && (path === '/' || path === '/ping')) {
        // (sic) A blank at its end.
        return toResponse(request, 200, `healthy: dynamodb.${region}.amazonaws.com `)
      }
      const isRead = body.length === 0 || JSON_TYPES.includes(contentTypeOf(request))
      if (method !== 'POST' || !isRead) return toResponse(request, 404, UNKNOWN_PAGE)
      return handleJson(request)
    },
  }
}
