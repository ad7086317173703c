import { isLongerThan, utf8Length } from '#contracts/body.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { InvocationResult } from './environments/invocation.ts'
import { ASYNC_REQUEST_BYTES_MAX, SYNC_REQUEST_BYTES_MAX } from './limits.ts'

/** What Invoke answers once the function has run; an error of the function is a 200 with `X-Amz-Function-Error`. */
export const toReply = (result: InvocationResult, executedVersion: string): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: result.payload,
  functionError: result.error === null ? null : 'Unhandled',
  executedVersion,
})

/** 413 for a payload over the limit of its invocation type; null where it fits. */
export function refuseTooLarge(request: InvokeRequest): InvokeReply | null {
  const isAsync = request.invocationType === 'Event'
  const limit = isAsync ? ASYNC_REQUEST_BYTES_MAX : SYNC_REQUEST_BYTES_MAX
  if (!isLongerThan(request.payload, limit)) return null
  const bytes = utf8Length(request.payload)
  const message = `${bytes} byte payload is too large for the ${request.invocationType} invocation type (limit ${limit} bytes)`
  return {
    type: 'refused',
    statusCode: 413,
    errorType: 'RequestTooLargeException',
    payload: JSON.stringify({ Type: 'User', message }),
  }
}
