import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, ms, plus, seconds, us } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { InvocationContext } from '#sandbox/runtime.ts'
import { computeBilledMs, isInitBilled } from '../billing.ts'
import type { FunctionError } from '../errorPayloads.ts'
import { readTrace, traceHeader } from '../identifiers.ts'
import { reportLine, type Restore, type SampledTrace } from '../logs/logLines.ts'
import { initialise } from './coldStart.ts'
import { computeMaxMemoryUsedMB } from './environment.ts'
import { type Failure, crashOf, failureOf } from './failure.ts'
import { driveHandler, type HandlerEnd } from './handlerDriver.ts'
import { enterPhase } from './lifeCycle.ts'
import { writeSegment } from './functionSegment.ts'
import { computeFirstCallSurplus, computeRuntimeCost } from './timings.ts'
import {
  driverHostOf,
  type InvocationTap,
  logSystem,
  resetEnvironment,
  type Workplace,
} from './workplace.ts'

/** One request in its environment. */
export interface Invocation {
  readonly requestId: string
  readonly payload: string
  readonly span: TraceContext
  /** The caller's X-Amzn-Trace-Id. */
  readonly traceHeader: string | undefined
  /** The segment under which X-Ray sees the invocation; null: it does not. */
  readonly segmentParent: string | null
  /** As the caller named the function, with its qualifier. */
  readonly invokedFunctionArn: string
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string | undefined
  /** Hears what the invocation sends and logs. */
  readonly tap?: InvocationTap | undefined
}

/** What an environment was readied by, for the REPORT of its first invoke. */
export interface Readiness {
  /** Set on the first invoke after a successful init on demand. */
  readonly initDuration: Duration | null
  /** Set on the first invoke after a restore. */
  readonly restore: Restore | null
}

/** How an invocation went. */
export interface InvocationResult {
  readonly payload: string
  readonly error: FunctionError | null
}

/** What the invocation was, once extensions are done too: what is metered. */
export interface InvocationReport {
  readonly duration: Duration
  /** `PostRuntimeExtensionsDuration`: part of `duration`. */
  readonly postRuntime: Duration
  readonly billedMs: number
  readonly streamedBytes: number
  /** The environment lost its code. */
  readonly isReset: boolean
}

/** An invocation whose reply stands. */
interface Answered {
  readonly result: InvocationResult
  /** What is left to wait for where extensions are still at work. */
  readonly report: InvocationReport | Process<InvocationReport>
}

/** What the function hands on: its own segment as the parent. */
const tracedHeader = ({ host }: Workplace, invocation: Invocation): string =>
  traceHeader(host.now(), invocation.span, {
    given: invocation.traceHeader,
    isSampled: invocation.segmentParent !== null,
  })

const contextOf = (
  place: Workplace,
  invocation: Invocation,
  deadline: Instant,
): InvocationContext => {
  const { environment } = place
  const { functionName, properties } = environment.configuration
  const context = {
    awsRequestId: invocation.requestId,
    functionName,
    functionVersion: environment.version,
    invokedFunctionArn: invocation.invokedFunctionArn,
    memoryLimitInMB: String(properties.MemorySize),
    logGroupName: environment.configuration.logGroup,
    logStreamName: environment.logStream,
    deadline,
    traceHeader: tracedHeader(place, invocation),
  }
  const { clientContext } = invocation
  const { tenantId } = environment
  if (clientContext === undefined && tenantId === undefined) return context
  return {
    ...context,
    ...(clientContext !== undefined && { clientContext }),
    ...(tenantId !== undefined && { tenantId }),
  }
}

/** Runs the handler in an environment whose code is loaded. */
function* runHandler(
  place: Workplace,
  invocation: Invocation,
  deadline: Instant,
): Process<HandlerEnd> {
  const { host, environment } = place
  const isolate = environment.isolate
  if (isolate === null) return { type: 'timed-out' }
  const { cpuShare, profile, properties } = environment.configuration
  const handler = host.beginSpan(invocation.span, 'Handler')
  const cost = computeRuntimeCost(cpuShare)
  if (environment.handlerCalls++ === 0) {
    const first = host.beginSpan(handler, 'First call')
    const surplus = computeFirstCallSurplus(profile, properties.MemorySize, cpuShare)
    yield host.sleep(us(Math.min(plus(cost, surplus), between(host.now(), deadline))))
    host.endSpan(first, 'ok')
  } else {
    yield host.sleep(us(Math.min(cost, between(host.now(), deadline))))
  }
  const context = contextOf(place, invocation, deadline)
  const end = yield* driveHandler(driverHostOf(place, handler, invocation.tap), environment, {
    first: (slice) => isolate.invoke(slice, invocation.payload, context),
    deadline,
  })
  host.endSpan(handler, end.type === 'returned' ? 'ok' : 'fault')
  return end
}

const tracingOf = (place: Workplace, invocation: Invocation): SampledTrace | null => {
  if (invocation.segmentParent === null) return null
  return readTrace(tracedHeader(place, invocation))
}

/**
 * Serves one request in `environment`, with its START, END and REPORT lines. The reply leaves when the runtime is done;
 * extensions may take longer, and are billed: "the Invoke phase ends after the runtime and all extensions signal".
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke
 */
export function* answerInvocation(
  place: Workplace,
  invocation: Invocation,
  readiness: Readiness,
): Process<Answered> {
  const { host, environment } = place
  const { requestId, span, tap } = invocation
  const { properties } = environment.configuration
  const timeout = seconds(properties.Timeout)
  const startedAt = host.now()
  const deadline = after(startedAt, timeout)
  const tracing = tracingOf(place, invocation)
  enterPhase(environment, 'busy', { since: startedAt, until: deadline })
  environment.streamedBytes = 0
  // The suppressed init of an environment that has no code, or lost it, comes before START, and within the time-out.
  const initFailure =
    environment.isolate === null
      ? yield* initialise(place, { phase: 'invoke', span, deadline })
      : null
  const { version } = environment
  const { trace } = span
  logSystem(
    place,
    { type: 'start', requestId, version, tenantId: environment.tenantId, tracing },
    { trace, tap },
  )

  const end = initFailure ?? (yield* runHandler(place, invocation, deadline))
  const failure = failureOf(end, { requestId, timeout, isInit: initFailure !== null })
  environment.invocations++
  const runtimeDoneAt = host.now()
  const payload =
    failure === null && end.type === 'returned' ? end.payload : (failure?.error.payload ?? 'null')
  const ending: Ending = {
    startedAt,
    runtimeDoneAt,
    deadline,
    readiness,
    end,
    failure,
    tracing,
    payload,
  }
  // Without extensions the report stands at once, and its lines belong to the tail of the log.
  const postRuntime = computePostRuntime(place, ending)
  const report =
    postRuntime > 0
      ? awaitExtensions(place, invocation, { ending, postRuntime })
      : writeReport(place, invocation, ending)
  return { result: { payload, error: failure?.error ?? null }, report }
}

function* awaitExtensions(
  place: Workplace,
  invocation: Invocation,
  { ending, postRuntime }: { readonly ending: Ending; readonly postRuntime: number },
): Process<InvocationReport> {
  yield place.host.sleep(us(postRuntime))
  return writeReport(place, invocation, ending)
}

/** How an invocation came to its end. */
export interface Ending {
  readonly startedAt: Instant
  readonly runtimeDoneAt: Instant
  readonly deadline: Instant
  readonly readiness: Readiness
  readonly end: HandlerEnd
  readonly failure: Failure | null
  readonly tracing: SampledTrace | null
  readonly payload: string
}

/** What extensions take after the runtime is done, at most until the time-out strikes; µs. */
function computePostRuntime({ environment }: Workplace, ending: Ending): number {
  const { ExtensionCount, ExtensionPostInvokeMs } = environment.configuration.model
  if (ExtensionCount === 0 || crashOf(ending.end, ending.failure) !== null) return 0
  return Math.min(ms(ExtensionPostInvokeMs), between(ending.runtimeDoneAt, ending.deadline))
}

/** The END and REPORT lines, and what they say; throws the code away where the environment came down. */
function writeReport(place: Workplace, invocation: Invocation, ending: Ending): InvocationReport {
  const { host, environment } = place
  const { configuration } = environment
  const { profile, properties } = configuration
  const { requestId, span } = invocation
  const { end, failure, tracing, payload, readiness } = ending
  const { initDuration, restore } = readiness
  const postRuntime = between(ending.runtimeDoneAt, host.now())
  // Runtime and extensions share the time-out.
  const isCut = postRuntime > 0 && host.now() >= ending.deadline
  const crash = crashOf(end, failure) ?? (isCut ? ({ status: 'timeout' } as const) : null)
  const duration = between(ending.startedAt, host.now())
  const billedMs = computeBilledMs({ duration, initDuration, restore }, isInitBilled(configuration))
  const ranOutOfMemory = end.type === 'exhausted' && end.limit === 'memory'
  const report = {
    requestId,
    duration,
    billedMs,
    memoryMB: properties.MemorySize,
    maxMemoryUsedMB: ranOutOfMemory
      ? properties.MemorySize
      : computeMaxMemoryUsedMB(environment, profile.baseMemoryMB, properties.MemorySize),
    initDuration,
    restore,
    crash,
    tracing,
  }
  const line = reportLine(report)
  logSystem(
    place,
    {
      type: 'report',
      report,
      line,
      runtimeDuration: between(ending.startedAt, ending.runtimeDoneAt),
      payload,
      errorType: failure?.error.errorType ?? null,
    },
    { trace: span.trace, tap: invocation.tap },
  )
  host.note(span, 'report', line)
  host.note(span, 'requestId', requestId)
  if (crash !== null) resetEnvironment(environment)
  writeSegment(place, invocation, ending)
  const { streamedBytes } = environment
  return { duration, postRuntime, billedMs, streamedBytes, isReset: crash !== null }
}
