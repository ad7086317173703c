import type { ApiReply } from '#contracts/api.ts'
import type { HeaderField } from '#contracts/body.ts'
import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import { encodeEvent } from './eventStream.ts'
import { apiError, apiReply } from './replies.ts'

type Completed = Extract<InvokeReply, { type: 'completed' }>

const logResult = ({ logTail }: Completed): string | undefined =>
  logTail === undefined ? undefined : base64Encode(utf8Encode(logTail))

/** Lambda's refusal on the wire. "Retry-After: the number of seconds the caller should wait before retrying." */
const refused = (reply: Extract<InvokeReply, { type: 'refused' }>, requestId: string): ApiReply => {
  const error = apiError(requestId, { status: reply.statusCode, ...reply })
  if (error.type !== 'response' || reply.statusCode !== 429) return error
  return { ...error, headers: [...error.headers, ['retry-after', '1']] }
}

/** Invoke's answer. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function toInvokeReply(reply: InvokeReply, requestId: string): ApiReply {
  switch (reply.type) {
    case 'completed': {
      const headers: HeaderField[] = [
        ['x-amzn-remapped-content-length', '0'],
        ['x-amz-executed-version', reply.executedVersion],
      ]
      if (reply.functionError !== null) headers.push(['x-amz-function-error', reply.functionError])
      const log = logResult(reply)
      if (log !== undefined) headers.push(['x-amz-log-result', log])
      return apiReply(reply.requestId ?? requestId, {
        status: reply.statusCode,
        body: reply.payload,
        headers,
      })
    }
    case 'accepted':
      return apiReply(requestId, { status: reply.statusCode, body: '' })
    case 'refused':
      return refused(reply, requestId)
    default:
      return reply satisfies never
  }
}

/** Bytes of one `PayloadChunk` at most: ours, as large as what a handler's stream hands on at once. */
const CHUNK_BYTES_MAX = 1_048_576

/** The chunks of an answer as events, `InvokeComplete` at the end with what went wrong midway. */
function encodeStream(reply: Completed): Uint8Array {
  const pieces = reply.stream?.chunks.map(({ bytes }) => bytes) ?? []
  const failed = reply.functionError !== null
  const whole = pieces.length === 0 && !failed ? [utf8Encode(reply.payload)] : pieces
  const events: Uint8Array[] = []
  for (const bytes of whole) {
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES_MAX) {
      const part = bytes.subarray(from, from + CHUNK_BYTES_MAX)
      events.push(encodeEvent('PayloadChunk', 'application/octet-stream', part))
    }
  }
  const log = logResult(reply)
  const end = {
    ...(failed && { ErrorCode: reply.functionError, ErrorDetails: reply.payload }),
    ...(log !== undefined && { LogResult: log }),
  }
  events.push(encodeEvent('InvokeComplete', 'application/json', utf8Encode(JSON.stringify(end))))
  const stream = new Uint8Array(events.reduce((sum, event) => sum + event.length, 0))
  let at = 0
  for (const event of events) {
    stream.set(event, at)
    at += event.length
  }
  return stream
}

/**
 * InvokeWithResponseStream's answer. It comes when the stream is over: SDKs here hear no half answers.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export function toStreamReply(reply: InvokeReply, requestId: string): ApiReply {
  if (reply.type !== 'completed') return toInvokeReply(reply, requestId)
  return apiReply(reply.requestId ?? requestId, {
    status: reply.statusCode,
    body: encodeStream(reply),
    headers: [
      ['content-type', 'application/vnd.amazon.eventstream'],
      ['x-amz-executed-version', reply.executedVersion],
    ],
  })
}
