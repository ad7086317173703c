import { type Duration, toSeconds } from '#kernel/time.ts'
import { SYNC_RESPONSE_BYTES_MAX } from './limits.ts'

/** How an invocation failed: the error's type, and the body that its caller gets. */
export interface FunctionError {
  readonly errorType: string
  readonly payload: string
}

/** What the runtime told of an error, without its type. */
export function messageOf({ payload }: FunctionError): string {
  let message: unknown = payload
  try {
    const told: unknown = JSON.parse(payload)
    if (typeof told === 'object' && told !== null && 'errorMessage' in told) {
      message = told.errorMessage
    }
  } catch {
    // The payload itself is the message.
  }
  return typeof message === 'string' ? message : ''
}

/** Characters of a message that a badge has room for. */
const TOLD_LENGTH_MAX = 100

/** An error on one short line: `TypeError: Cannot read properties of undefined (reading 'id')`. */
export function describeError(error: FunctionError): string {
  const [line = ''] = messageOf(error).split('\n', 1)
  // Messages of Lambda's own name the request: each would be another.
  if (line === '' || line.startsWith('RequestId: ')) return error.errorType
  const told = line.length > TOLD_LENGTH_MAX ? `${line.slice(0, TOLD_LENGTH_MAX)}…` : line
  return `${error.errorType}: ${told}`
}

const errorOf = (errorType: string, errorMessage: string): FunctionError => ({
  errorType,
  payload: JSON.stringify({ errorType, errorMessage }),
})

/** https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html; the type as public logs show it since 2023 */
export const timedOut = (requestId: string, timeout: Duration): FunctionError =>
  errorOf(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${toSeconds(timeout).toFixed(2)} seconds`,
  )

/** The kernel of the micro-VM ends a process that outgrows `MemorySize`. Seen in public logs. */
export const outOfMemory = (requestId: string): FunctionError =>
  errorOf(
    'Runtime.OutOfMemory',
    `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  )

/** https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
export const responseTooLarge = (): FunctionError =>
  errorOf(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${SYNC_RESPONSE_BYTES_MAX} bytes).`,
  )

/** Why Lambda refuses an invoke for lack of concurrency. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'

/** The body of a 429 `TooManyRequestsException`. */
export const throttledBody = (reason: ThrottleReason): string =>
  JSON.stringify({ Reason: reason, Type: 'User', message: 'Rate Exceeded.' })

/**
 * An error's type as REPORT and INIT_REPORT name it: Lambda lets through what has the form `Runtime.X` or `Function.X`; any
 * other is unknown to it. Its runtime interface emulator: `GetValidRuntimeOrFunctionErrorType`, `fatalerror.go`.
 */
export function toReportedType(errorType: string): string {
  if (/(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown'
}
