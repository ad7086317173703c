import type { ApiReply } from '#contracts/api.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, plus, seconds, us } from '#kernel/time.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import type {
  HandlerCall,
  HandlerIsolate,
  InvocationContext,
  StreamOutput,
} from '#sandbox/runtime.ts'
import { computeMaxMemoryUsedMB, enterPhase, type Environment } from './environment.ts'
import type { FunctionError } from '../errorPayloads.ts'
import { failureOf, initCrash } from './failure.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import { driveHandler, type DriverHost, type HandlerEnd } from './handlerDriver.ts'
import { traceHeader } from '../identifiers.ts'
import { INIT_EXPECTED, INIT_LIMIT } from '../limits.ts'
import { endLine, initReportLine, initStartLine, reportLine, startLine } from '../logs/logLines.ts'
import { computeFirstCallSurplus, computeRuntimeCost, type Timings } from './timings.ts'

/** What running code in an environment needs of its room. */
export interface RunnerHost extends Omit<DriverHost, 'call' | 'log' | 'output'> {
  readonly timings: Timings
  createIsolate(place: Workplace): HandlerIsolate
  beginSpan(parent: TraceContext, name: string): TraceContext
  endSpan(span: TraceContext, outcome: Outcome): void
  note(span: TraceContext, key: string, value: string): void
  call(call: HandlerCall, span: TraceContext): Process<ApiReply>
  log(environment: Environment, trace: number | null, line: string): void
}

/** An environment at work: where, and with what settings its code runs. */
export interface Workplace {
  readonly host: RunnerHost
  readonly environment: Environment
  readonly configuration: FunctionConfiguration
  /** `$LATEST`, or a published version's number. */
  readonly version: string
}

/** Hears what an invocation sends and logs, for callers who asked for it. */
export interface InvocationTap {
  /** A line of the handler's own, of START, END or REPORT. */
  log(line: string): void
  output(output: StreamOutput): void
}

/** One request in its environment. */
export interface Invocation {
  readonly requestId: string
  readonly payload: string
  readonly span: TraceContext
  /** The caller's X-Amzn-Trace-Id. */
  readonly traceHeader: string | undefined
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string | undefined
  readonly tap?: InvocationTap | undefined
  /** As the caller named the function, with its qualifier. */
  readonly invokedFunctionArn: string
  /** Set on the first invoke after a successful init. */
  readonly initDuration: Duration | null
}

/** How an invocation went. */
export interface InvocationResult {
  readonly payload: string
  readonly error: FunctionError | null
  readonly duration: Duration
}

const driverHost = (
  { host, environment }: Workplace,
  span: TraceContext,
  tap?: InvocationTap,
): DriverHost => ({
  now: host.now,
  sleep: host.sleep,
  schedule: host.schedule,
  start: host.start,
  settle: host.settle,
  call: (call) => host.call(call, span),
  log(line) {
    host.log(environment, span.trace, line)
    tap?.log(line)
  },
  output: (output) => tap?.output(output),
})

/** Throws the environment's code away; the next invoke begins with a suppressed init. */
export function resetEnvironment(environment: Environment): void {
  environment.isolate?.dispose()
  environment.isolate = null
  environment.handlerCalls = 0
  environment.inbox = []
}

/** An init phase: Lambda's own, or the one that an invoke begins with where there is no code. */
interface InitPhase {
  readonly phase: 'init' | 'invoke'
  readonly span: TraceContext
  readonly deadline: Instant
}

/** Boots the runtime and runs the function's top-level code, both within `deadline`. Null: it went well. */
function* boot(place: Workplace, { span, deadline }: InitPhase): Process<HandlerEnd | null> {
  const { host, environment, configuration } = place
  const runtime = host.beginSpan(span, 'Init: runtime')
  const bootTime = host.timings.runtimeInit(configuration.profile)
  const left = between(host.now(), deadline)
  yield host.sleep(us(Math.min(bootTime, left)))
  host.endSpan(runtime, bootTime > left ? 'fault' : 'ok')
  if (bootTime > left) return { type: 'timed-out' }

  const own = host.beginSpan(span, 'Init: your code')
  const isolate = host.createIsolate(place)
  environment.isolate = isolate
  const end = yield* driveHandler(driverHost(place, own), environment, {
    first: (slice) => isolate.init(slice),
    deadline,
  })
  const failed = end.type !== 'returned'
  host.endSpan(own, failed ? 'fault' : 'ok')
  if (failed) resetEnvironment(environment)
  return failed ? end : null
}

/**
 * The init phase, or the same again at the beginning of an invoke. Lambda writes INIT_REPORT only where it fails.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
function* initialise(place: Workplace, init: InitPhase): Process<HandlerEnd | null> {
  const { host, environment } = place
  const begunAt = host.now()
  const failure = yield* boot(place, init)
  if (failure !== null) {
    const line = initReportLine(between(begunAt, host.now()), init.phase, initCrash(failure))
    host.log(environment, init.span.trace, line)
  }
  return failure
}

/**
 * Makes a new environment ready: placement and code download, then the init phase with its 10 s limit. Answers the
 * `Init Duration`, or null where init failed: the invoke then runs it again, inside the function's own time-out.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function* coldStart(place: Workplace, span: TraceContext): Process<Duration | null> {
  const { host, environment, configuration } = place
  const placement = host.timings.placement(configuration.model.PlacementMs)
  const startedAt = host.now()
  enterPhase(environment, 'starting', { since: startedAt, until: after(startedAt, placement) })
  const wait = host.beginSpan(span, 'Environment creation')
  yield host.sleep(placement)
  host.endSpan(wait, 'ok')

  const { Runtime } = configuration.properties
  host.log(environment, span.trace, initStartLine(...runtimeVersionOf(Runtime)))
  const begunAt = host.now()
  enterPhase(environment, 'init', { since: begunAt, until: after(begunAt, INIT_EXPECTED) })
  const init = host.beginSpan(span, 'Initialization')
  const deadline = after(begunAt, INIT_LIMIT)
  const failure = yield* initialise(place, { phase: 'init', span: init, deadline })
  host.endSpan(init, failure === null ? 'ok' : 'fault')
  return failure === null ? between(begunAt, host.now()) : null
}

/** `nodejs:22.v36` and its ARN: the version number is the sample of AWS's page, the hash is ours. */
function runtimeVersionOf(runtime: string): [string, string] {
  const major = runtime.replace('nodejs', '').replace('.x', '')
  const digest = `${major.padStart(4, '0')}c01d57a7`.repeat(6).slice(0, 64)
  return [`nodejs:${major}.v36`, `arn:aws:lambda:us-east-1::runtime:${digest}`]
}

const contextOf = (
  { host, environment, configuration, version }: Workplace,
  invocation: Invocation,
  deadline: Instant,
): InvocationContext => ({
  awsRequestId: invocation.requestId,
  functionName: configuration.functionName,
  functionVersion: version,
  invokedFunctionArn: invocation.invokedFunctionArn,
  memoryLimitInMB: String(configuration.properties.MemorySize),
  logGroupName: `/aws/lambda/${configuration.functionName}`,
  logStreamName: environment.logStream,
  deadline,
  traceHeader: traceHeader(host.now(), invocation.span, invocation.traceHeader),
  ...(invocation.clientContext !== undefined && { clientContext: invocation.clientContext }),
})

/** Runs the handler in an environment whose code is loaded. */
function* runHandler(
  place: Workplace,
  invocation: Invocation,
  deadline: Instant,
): Process<HandlerEnd> {
  const { host, environment, configuration } = place
  const { span } = invocation
  const isolate = environment.isolate
  if (isolate === null) return { type: 'timed-out' }
  const { cpuShare, profile, properties } = configuration
  const handler = host.beginSpan(span, 'Handler')
  const isFirst = environment.handlerCalls++ === 0
  const surplus = isFirst
    ? computeFirstCallSurplus(profile, properties.MemorySize, cpuShare)
    : us(0)
  const cost = plus(computeRuntimeCost(cpuShare), surplus)
  yield host.sleep(us(Math.min(cost, between(host.now(), deadline))))
  const context = contextOf(place, invocation, deadline)
  const end = yield* driveHandler(driverHost(place, handler, invocation.tap), environment, {
    first: (slice) => isolate.invoke(slice, invocation.payload, context),
    deadline,
  })
  host.endSpan(handler, end.type === 'returned' ? 'ok' : 'fault')
  return end
}

/** Serves one request in `environment`, with its START, END and REPORT lines. */
export function* runInvocation(
  place: Workplace,
  invocation: Invocation,
): Process<InvocationResult> {
  const { host, environment, configuration } = place
  const { requestId, span, tap } = invocation
  const log = (text: string): void => {
    host.log(environment, span.trace, text)
    tap?.log(text)
  }
  const timeout = seconds(configuration.properties.Timeout)
  const startedAt = host.now()
  const deadline = after(startedAt, timeout)
  enterPhase(environment, 'busy', { since: startedAt, until: deadline })
  // The suppressed init of an environment that has no code, or lost it, comes before START, and within the time-out.
  const initFailure =
    environment.isolate === null
      ? yield* initialise(place, { phase: 'invoke', span, deadline })
      : null
  log(startLine(requestId, place.version))

  const end = initFailure ?? (yield* runHandler(place, invocation, deadline))
  const failure = failureOf(end, { requestId, timeout, isInit: initFailure !== null })
  environment.invocations++
  const ranOutOfMemory = end.type === 'exhausted' && end.limit === 'memory'
  const { MemorySize } = configuration.properties
  const duration = between(startedAt, host.now())
  log(endLine(requestId))
  const line = reportLine({
    requestId,
    duration,
    memoryMB: MemorySize,
    maxMemoryUsedMB: ranOutOfMemory
      ? MemorySize
      : computeMaxMemoryUsedMB(environment, configuration.profile.baseMemoryMB, MemorySize),
    initDuration: invocation.initDuration,
    crash: failure?.crash ?? null,
  })
  log(line)
  host.note(span, 'requestId', requestId)
  host.note(span, 'report', line)
  if (failure !== null && failure.crash !== null) resetEnvironment(environment)
  return {
    payload:
      failure === null && end.type === 'returned'
        ? end.payload
        : (failure?.error.payload ?? 'null'),
    error: failure?.error ?? null,
    duration,
  }
}
