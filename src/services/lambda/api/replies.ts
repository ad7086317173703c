import type { ApiReply } from '#contracts/api.ts'
import { type Body, bodyLength, type Headers } from '#contracts/body.ts'

/** Headers that every answer of Lambda's API bears. */
const withCommon = (requestId: string, body: Body, headers: Headers): Headers => [
  ['content-type', 'application/json'],
  ['content-length', String(bodyLength(body))],
  ['connection', 'keep-alive'],
  ['x-amzn-requestid', requestId],
  ...headers,
]

/** An answer as it travels. */
export const apiReply = (
  requestId: string,
  { status, body, headers = [] }: { status: number; body: Body; headers?: Headers },
): ApiReply => {
  const own = new Set(headers.map(([name]) => name.toLowerCase()))
  const common = withCommon(requestId, body, []).filter(([name]) => !own.has(name))
  return { type: 'response', status, headers: [...common, ...headers], body }
}

/** A refusal: REST-JSON names the exception in a header, and Lambda whose fault it is in `Type`. */
export const apiError = (
  requestId: string,
  refusal: { readonly status: number; readonly errorType: string; readonly payload: string },
): ApiReply =>
  apiReply(requestId, {
    status: refusal.status,
    body: refusal.payload,
    headers: [['x-amzn-errortype', refusal.errorType]],
  })
