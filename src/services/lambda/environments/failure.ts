import { isLongerThan } from '#contracts/body.ts'
import type { Duration } from '#kernel/time.ts'
import {
  type FunctionError,
  outOfMemory,
  responseTooLarge,
  timedOut,
  toReportedType,
} from '../errorPayloads.ts'
import type { HandlerEnd } from './handlerDriver.ts'
import { SYNC_RESPONSE_BYTES_MAX } from '../limits.ts'
import type { Crash } from '../logs/logLines.ts'

/** How an invocation or an init failed. */
export interface Failure {
  readonly error: FunctionError
  /** Set where the environment goes with it: what its REPORT says. */
  readonly crash: Crash | null
}

/** As public logs have it; a process that exits with 0 gives no reason. */
const exitOf = (exitStatus: number | undefined): string =>
  exitStatus === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${exitStatus ?? 1}`

const exited = (exitStatus: number | undefined): Crash => ({
  status: 'error',
  errorType: 'Runtime.ExitError',
  exit: exitOf(exitStatus),
})

/**
 * The error that an ending means, or null where it is none. `timeout` is the limit that a time-out would have struck.
 * Past init, an exception that nobody caught is the caller's answer, but what ended the environment is the exit: "Status:
 * error  Error Type: Runtime.ExitError". https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
export function failureOf(
  end: HandlerEnd,
  at: { readonly requestId: string; readonly timeout: Duration; readonly isInit: boolean },
): Failure | null {
  const { requestId, timeout, isInit } = at
  switch (end.type) {
    case 'returned':
      return isLongerThan(end.payload, SYNC_RESPONSE_BYTES_MAX)
        ? { error: responseTooLarge(), crash: null }
        : null
    case 'failed': {
      const error = { errorType: end.errorType, payload: end.payload }
      if (end.origin !== 'exit') return { error, crash: null }
      return { error, crash: isInit ? initCrash(end) : exited(end.exitStatus) }
    }
    case 'timed-out':
      return { error: timedOut(requestId, timeout), crash: initCrash(end) }
    case 'exhausted': {
      const error = end.limit === 'cpu' ? timedOut(requestId, timeout) : outOfMemory(requestId)
      return { error, crash: initCrash(end) }
    }
  }
}

/** What brought the environment down, if anything did: a process may die of a rejection once it has answered. */
export const crashOf = (end: HandlerEnd, failure: Failure | null): Crash | null =>
  failure?.crash ??
  (end.type === 'returned' && end.exitStatus !== undefined ? exited(end.exitStatus) : null)

/** What an INIT_REPORT says of an init that failed. */
export const initCrash = (end: HandlerEnd): Crash => {
  if (end.type === 'failed') {
    const errorType = toReportedType(end.errorType)
    return { status: 'error', errorType, exit: exitOf(end.exitStatus) }
  }
  if (end.type === 'exhausted' && end.limit === 'memory') {
    const exit = 'Runtime exited with error: signal: killed'
    return { status: 'error', errorType: 'Runtime.OutOfMemory', exit }
  }
  return { status: 'timeout' }
}
