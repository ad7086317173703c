import type { InvokeReply } from '#contracts/invoke.ts'
import { type Duration, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { lambdaDefinition, LimitName, ProvisionedState } from './definition.ts'
import { describeError, throttledBody } from './errorPayloads.ts'
import type { InvocationReport, InvocationResult } from './environments/invocation.ts'
import type { Throttle } from './scaling/admission.ts'
import type { Statistics } from './statistics.ts'

/** Of a function's provisioned concurrency, what is in use and what there is. */
export type ProvisionedUse = Pick<ProvisionedState, 'busy' | 'available'>

/** How an invocation came about. */
interface Circumstances {
  readonly report: InvocationReport
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
  /** A request of an alias with provisioned concurrency was served by it, or spilled over. */
  provisionedInvocation(isSpilled: boolean): void
  provisionedUse(use: ProvisionedUse): void
  result(result: InvocationResult, how: Circumstances): void
  /** Records a throttle and answers what its caller gets. */
  throttle(throttle: Throttle, span: TraceContext): InvokeReply
}

/** What each limit means, for the scrubber. */
const TOLD: { readonly [L in LimitName]: (value: number) => string } = {
  account: (value) => `account concurrency of ${value} reached`,
  unreserved: (value) => `unreserved concurrency of ${value} reached`,
  reserved: (value) => `reserved concurrency of ${value} reached`,
  provisioned: (value) => `provisioned concurrency of ${value} reached`,
  'scaling-rate': (value) => `more than ${value} new environments in 10 s`,
  'request-rate': (value) => `more than ${value} requests/s`,
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
    provisionedInvocation: (isSpilled) =>
      count(
        isSpilled
          ? 'ProvisionedConcurrencySpilloverInvocations'
          : 'ProvisionedConcurrencyInvocations',
      ),
    provisionedUse({ busy, available }) {
      ctx.record({ type: 'gauge', name: 'ProvisionedConcurrentExecutions', value: busy })
      const value = available === 0 ? 0 : busy / available
      ctx.record({ type: 'gauge', name: 'ProvisionedConcurrencyUtilization', value })
    },
    result(result, { report, isCold, timeoutSeconds, span }) {
      count('Invocations')
      sample('Duration', report.duration)
      if (report.postRuntime > 0) sample('PostRuntimeExtensionsDuration', report.postRuntime)
      statistics.invoked(toMs(report.duration), { isError: result.error !== null, isCold })
      if (result.error === null) return
      const { errorType, payload } = result.error
      count('Errors')
      ctx.record({ type: 'note', ...span, key: 'error', value: payload })
      if (errorType === 'Sandbox.Timedout') {
        mark(span, 'timeout', `timed out after ${timeoutSeconds} s`)
      } else {
        mark(span, 'error', describeError(result.error))
      }
    },
    throttle({ limit, reason, value, inUse }, span) {
      count('Throttles')
      statistics.throttled(limit)
      const used = Math.ceil(inUse)
      ctx.record({ type: 'note', ...span, key: 'throttled', value: reason })
      ctx.record({
        type: 'note',
        ...span,
        key: 'throttledBy',
        value: `${limit}: ${used} of ${value} in use`,
      })
      mark(span, 'throttle', `429 · ${TOLD[limit](value)}`)
      return {
        type: 'refused',
        statusCode: 429,
        errorType: 'TooManyRequestsException',
        payload: throttledBody(reason),
      }
    },
  }
}
