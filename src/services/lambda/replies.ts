import { isLongerThan, utf8Length } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import { joinChunks } from '#contracts/streamedResult.ts'
import type { InvocationResult } from './environments/invocation.ts'
import { responseTooLarge } from './errorPayloads.ts'
import type { CollectingTap } from './invokeTap.ts'
import { STREAMED_BYTES_MAX, SYNC_REQUEST_BYTES_MAX, SYNC_RESPONSE_BYTES_MAX } from './limits.ts'

type Refusal = Extract<InvokeReply, { type: 'refused' }>

/** What else a reply says of an invocation that ran. */
interface Ran {
  readonly requestId: string
  readonly executedVersion: string
  readonly tap: CollectingTap
  readonly request: InvokeRequest
}

/**
 * What Invoke answers once the function has run; an error of the function is a 200 with `X-Amz-Function-Error`. What was
 * streamed is there as it was streamed, and whole.
 */
export function toReply(result: InvocationResult, ran: Ran): InvokeReply {
  const { requestId, executedVersion, tap, request } = ran
  const stream = tap.stream()
  const bytesMax = request.wantsStream === true ? STREAMED_BYTES_MAX : SYNC_RESPONSE_BYTES_MAX
  const error = result.error ?? (tap.streamedBytes() > bytesMax ? responseTooLarge() : null)
  const whole = stream === null ? null : utf8Decode(joinChunks(stream.chunks))
  const reply: Extract<InvokeReply, { type: 'completed' }> = {
    type: 'completed',
    statusCode: 200,
    payload: error?.payload ?? whole ?? result.payload,
    functionError: error === null ? null : 'Unhandled',
    executedVersion,
    requestId,
  }
  if (request.wantsLogTail !== true && stream === null) return reply
  return {
    ...reply,
    ...(request.wantsLogTail === true && { logTail: tap.logTail() }),
    ...(stream !== null && { stream }),
  }
}

/** 413 for a payload over the limit of its invocation type; null where it fits. */
export function refuseTooLarge(request: InvokeRequest, asyncLimitKB: number): Refusal | null {
  const isAsync = request.invocationType === 'Event'
  const limit = isAsync ? asyncLimitKB * 1_024 : SYNC_REQUEST_BYTES_MAX
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

/** 400 for an invoke that names no tenant where it must, or one where it must not. Null: it is as it should be. */
export function refuseTenant(tenantId: string | undefined, isIsolated: boolean): Refusal | null {
  if ((tenantId !== undefined) === isIsolated) return null
  const message = isIsolated
    ? 'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.'
    : 'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.'
  return {
    type: 'refused',
    statusCode: 400,
    errorType: 'InvalidParameterValueException',
    payload: JSON.stringify({ Type: 'User', message }),
  }
}

/** 404 for an alias or a version that there is not. `functionArn` has the qualifier. */
export const notFound = (functionArn: string): Refusal => ({
  type: 'refused',
  statusCode: 404,
  errorType: 'ResourceNotFoundException',
  payload: JSON.stringify({ Type: 'User', Message: `Function not found: ${functionArn}` }),
})

/** 400 for an invocation that would go on with a loop. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const recursiveLoop = (): Refusal => ({
  type: 'refused',
  statusCode: 400,
  errorType: 'RecursiveInvocationException',
  payload: JSON.stringify({
    Type: 'User',
    Message:
      "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation.",
  }),
})

/** 408 for a snapshot whose restore took more than 10 s. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const restoreTimedOut = (): Refusal => ({
  type: 'refused',
  statusCode: 408,
  errorType: 'SnapStartTimeoutException',
  payload: JSON.stringify({
    Type: 'User',
    Message: "Lambda couldn't restore the snapshot within the timeout limit.",
  }),
})
