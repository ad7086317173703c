import type { Body, HeaderField, Headers } from '#contracts/body.ts'
import {
  type Malformed,
  type ProxyResponse,
  readFunctionResult,
} from '#contracts/functionResult.ts'
import type { InvokeReply, StreamedChunk, StreamedPayload } from '#contracts/invoke.ts'
import { findBody, findInstant, joinChunks } from '#contracts/streamedResult.ts'
import type { Instant } from '#kernel/time.ts'
import type { FunctionUrlConfig } from '../properties/functionUrl.ts'

/** What the client of a URL gets, before the headers that every answer bears. */
export interface UrlResponse extends ProxyResponse {
  /** Why it is not the function's own answer; null where it is. */
  readonly error: string | null
  /** Set where it was streamed. */
  readonly firstByteAt?: Instant
  /** The stream broke off after the headers were sent. */
  readonly isTruncated?: boolean
}

const refusal = (status: number, body: string, error: string): UrlResponse => ({
  status,
  headers: [
    ['content-type', 'application/json'],
    ...(status === 403 ? [['x-amzn-errortype', 'AccessDeniedException'] as const] : []),
  ],
  body,
  error,
})

/** AWS's words for what it refuses. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export const urlErrors = {
  forbidden: refusal(
    403,
    '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
    'The request is not signed',
  ),
  // As LocalStack's tests found it at AWS, for a host name that is nobody's.
  noUrl: refusal(403, '{"Message":null}', 'The function has no URL'),
  // Bodies of the next two are assumptions: the guide names the status only.
  tooLarge: refusal(413, '{"Message":"Request Entity Too Large"}', 'The payload is over 6 MB'),
  throttled: (reason: string): UrlResponse => refusal(429, '{"Message":"Rate Exceeded."}', reason),
} as const

/** "Internal Server Error": the function failed, or what it returned is no response. */
const badGateway = (error: string): UrlResponse => refusal(502, 'Internal Server Error', error)

/** Characters of a function's error that are told; the function's log has it all. */
const ERROR_LENGTH_MAX = 300

const isMalformed = (result: ProxyResponse | Malformed): result is Malformed =>
  'malformed' in result

/** `awslambda.HttpResponseStream.from` marks its streams by it. */
const INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response'
/** Status, headers and cookies of a streamed response: as in a result of format 2.0, without its body. */
function readPrelude(prelude: string): ProxyResponse | Malformed {
  let value: unknown
  try {
    value = JSON.parse(prelude)
  } catch {
    return { malformed: 'the prelude is not JSON' }
  }
  if (typeof value !== 'object' || value === null) return { malformed: 'the prelude is no object' }
  // "statusCode" may be left out: 200.
  const whole = { statusCode: 200, ...value, body: '', isBase64Encoded: false }
  return readFunctionResult(JSON.stringify(whole), '2.0')
}

/**
 * A streamed response. Without `HttpResponseStream.from` it is a 200 of the stream's content type.
 * https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */
function readStream(stream: StreamedPayload, isTruncated: boolean): UrlResponse {
  const bytes = joinChunks(stream.chunks)
  const assemble = (status: number, headers: Headers, from: number): UrlResponse => {
    const at = findInstant(stream, from)
    return {
      status,
      headers,
      body: bytes.subarray(from),
      error: isTruncated ? 'The function failed while it streamed' : null,
      isTruncated,
      ...(at !== undefined && { firstByteAt: at }),
    }
  }
  if (stream.contentType !== INTEGRATION_TYPE) {
    return assemble(200, [['content-type', stream.contentType]], 0)
  }
  const found = findBody(bytes)
  if (found === null) return badGateway('The stream has no end to its prelude')
  const head = readPrelude(found.prelude)
  if (isMalformed(head)) return badGateway(`Malformed response: ${head.malformed}`)
  const headers = head.headers.map(([name, value]): HeaderField =>
    // What a streamed response has without a content type of its own is bytes.
    name === 'content-type' && !found.prelude.toLowerCase().includes('"content-type"')
      ? [name, 'application/octet-stream']
      : [name, value],
  )
  return assemble(head.status, headers, found.from)
}

/** Reads a streamed response while it comes: its head as soon as that is whole, then every piece of its body. */
export function createStreamReader(to: {
  readonly begin: (response: UrlResponse) => void
  readonly piece: (bytes: Uint8Array) => void
}): (stream: StreamedPayload) => void {
  const head: StreamedChunk[] = []
  let hasBegun = false
  return ({ contentType, chunks }) => {
    if (hasBegun) {
      for (const { bytes } of chunks) to.piece(bytes)
      return
    }
    head.push(...chunks)
    if (head.length === 0) return
    const response = readStream({ contentType, chunks: head }, false)
    // The rest of its prelude is still to come, or it has none: the end will tell.
    if (response.error !== null) return
    hasBegun = true
    to.begin(response)
    if (typeof response.body !== 'string' && response.body.length > 0) to.piece(response.body)
  }
}

/**
 * A buffered result, by the rules of payload format 2.0: a `statusCode`, or JSON that is the body itself. Without a content type
 * it is JSON either way, unlike behind an HTTP API (measured: LocalStack's tests against AWS).
 */
function readResult(payload: string): UrlResponse {
  const result = readFunctionResult(payload, '2.0', 'application/json')
  if (isMalformed(result)) return badGateway(`Malformed response: ${result.malformed}`)
  return { ...result, error: null }
}

/** A result that was not streamed goes out as it is where the URL streams: no `statusCode` is read out of it. Measured by the same tests. */
const passResult = (payload: Body): UrlResponse => ({
  status: 200,
  headers: [['content-type', 'application/json']],
  body: payload,
  error: null,
})

/**
 * What the client of a function URL gets of Lambda's answer: "a function error: 502", "throttled: 429".
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function readUrlReply(
  reply: InvokeReply,
  mode: FunctionUrlConfig['InvokeMode'],
): UrlResponse {
  switch (reply.type) {
    case 'completed': {
      const { functionError, payload, stream } = reply
      const hasBegun = stream !== undefined && stream.chunks.length > 0
      if (mode === 'RESPONSE_STREAM' && hasBegun) return readStream(stream, functionError !== null)
      if (functionError !== null) {
        return badGateway(`The function returned an error: ${payload.slice(0, ERROR_LENGTH_MAX)}`)
      }
      return mode === 'RESPONSE_STREAM' ? passResult(payload) : readResult(payload)
    }
    case 'refused': {
      const error = `Lambda refused: ${reply.errorType}`
      if (reply.statusCode === 429) return urlErrors.throttled(error)
      if (reply.statusCode === 413) return urlErrors.tooLarge
      // An alias that was deleted, with its permission. Measured by the same tests.
      if (reply.statusCode === 404) return { ...urlErrors.forbidden, error }
      return badGateway(error)
    }
    case 'accepted':
      return badGateway('Lambda accepted without an answer')
    default:
      return reply satisfies never
  }
}
