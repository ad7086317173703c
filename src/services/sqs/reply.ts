import type { ApiReply } from '#contracts/api.ts'
import { utf8Length } from '#contracts/body.ts'
import type { Refusal, Wire } from './refusal.ts'

const CONTENT_TYPE = 'application/x-amz-json-1.0'

/** A reply of JSON protocol 1.0; nothing at all for an action without a result. */
export function toReply(requestId: string, body: Wire | null): ApiReply {
  const text = body === null ? '' : JSON.stringify(body)
  return {
    type: 'response',
    status: 200,
    headers: [
      ['x-amzn-requestid', requestId],
      ['content-type', CONTENT_TYPE],
      ['content-length', String(utf8Length(text))],
    ],
    body: text,
  }
}

/** A refusal of JSON protocol 1.0; the header keeps the older protocol's code, which SDKs show. */
export function toRefusalReply(requestId: string, refusal: Refusal): ApiReply {
  const text = JSON.stringify({
    __type: `com.amazonaws.sqs#${refusal.code}`,
    message: refusal.message,
  })
  const fault = refusal.status < 500 ? 'Sender' : 'Receiver'
  return {
    type: 'response',
    status: refusal.status,
    headers: [
      ['x-amzn-requestid', requestId],
      ['x-amzn-query-error', `${refusal.queryCode};${fault}`],
      ['content-type', CONTENT_TYPE],
      ['content-length', String(utf8Length(text))],
    ],
    body: text,
  }
}
