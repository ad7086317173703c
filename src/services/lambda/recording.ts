import type { InvokeReply } from '#contracts/invoke.ts'
import { type Duration, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition } from './definition.ts'
import { throttledBody } from './errorPayloads.ts'
import type { InvocationResult } from './environments/invocation.ts'
import type { Throttle } from './scaling/admission.ts'
import type { Statistics } from './statistics.ts'

/** How an invocation came about. */
interface Circumstances {
  readonly isCold: boolean
  readonly timeoutSeconds: number
  readonly span: TraceContext
}

/** Writes what happens to a function into the run's record, by CloudWatch's names, and into what its node shows. */
export interface Recording {
  count(name: string): void
  concurrency(inUse: number): void
  coldStart(environment: number, span: TraceContext): void
  initialised(took: Duration): void
  result(result: InvocationResult, how: Circumstances): void
  /** Records a throttle and answers what its caller gets. */
  throttle(throttle: Throttle, span: TraceContext): InvokeReply
}

/** Creates the recording of one function. */
export function createRecording(
  ctx: ServiceContext<typeof lambdaDefinition>,
  statistics: Statistics,
): Recording {
  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })
  const sample = (name: string, duration: Duration): void =>
    ctx.record({ type: 'sample', name, value: toMs(duration) })
  const mark = (span: TraceContext, name: string, detail: string): void =>
    ctx.record({ type: 'mark', trace: span.trace, mark: name, detail })

  return {
    count,
    concurrency: (inUse) =>
      ctx.record({ type: 'gauge', name: 'ConcurrentExecutions', value: inUse }),
    coldStart(environment, span) {
      count('ColdStarts')
      statistics.coldStarted()
      mark(span, 'cold-start', `environment ${environment}`)
    },
    initialised: (took) => sample('InitDuration', took),
    result(result, { isCold, timeoutSeconds, span }) {
      count('Invocations')
      sample('Duration', result.duration)
      statistics.invoked(toMs(result.duration), { isError: result.error !== null, isCold })
      if (result.error === null) return
      const { errorType, payload } = result.error
      count('Errors')
      ctx.record({ type: 'note', ...span, key: 'error', value: payload })
      if (errorType === 'Sandbox.Timedout') {
        mark(span, 'timeout', `timed out after ${timeoutSeconds} s`)
      } else {
        mark(span, 'error', errorType)
      }
    },
    throttle({ reason, limit }, span) {
      count('Throttles')
      statistics.throttled()
      ctx.record({ type: 'note', ...span, key: 'throttled', value: reason })
      const which = reason.startsWith('Reserved') ? 'reserved' : 'account'
      mark(span, 'throttle', `429 · ${which} concurrency of ${limit} reached`)
      return {
        type: 'refused',
        statusCode: 429,
        errorType: 'TooManyRequestsException',
        payload: throttledBody(reason),
      }
    },
  }
}
