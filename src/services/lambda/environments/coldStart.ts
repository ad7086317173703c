import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, ms, seconds, us } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { initCrash } from './failure.ts'
import { driveHandler, type HandlerEnd } from './handlerDriver.ts'
import { enterPhase } from './lifeCycle.ts'
import { INIT_EXPECTED, INIT_LIMIT, INIT_LIMIT_AHEAD_MAX, INIT_LIMIT_AHEAD_MIN } from '../limits.ts'
import { runtimeVersionOf } from '../runtimes/runtimeVersion.ts'
import { computeDownload, computeLoading } from './timings.ts'
import { driverHostOf, logSystem, resetEnvironment, type Workplace } from './workplace.ts'

/** An init phase: Lambda's own, or the one that an invoke begins with where there is no code. */
interface InitPhase {
  readonly phase: 'init' | 'invoke'
  readonly span: TraceContext
  readonly deadline: Instant
}

const TIMED_OUT: HandlerEnd = { type: 'timed-out' }

/** One part of an init that only takes time; false where the deadline came first. */
function* pass(
  { host }: Workplace,
  name: string,
  { duration, span, deadline }: { duration: Duration; span: TraceContext; deadline: Instant },
): Process<boolean> {
  if (duration === 0) return true
  const part = host.beginSpan(span, name)
  const left = between(host.now(), deadline)
  yield host.sleep(us(Math.min(duration, left)))
  host.endSpan(part, duration > left ? 'fault' : 'ok')
  return duration <= left
}

/**
 * Extensions, then the runtime, then the function's own top-level code, all within the deadline. Null: it went well.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
function* boot(place: Workplace, { span, deadline }: InitPhase): Process<HandlerEnd | null> {
  const { host, environment } = place
  const { configuration } = environment
  const { model, profile } = configuration
  const parts: readonly [string, Duration][] = [
    ['Init: extensions', model.ExtensionCount > 0 ? ms(model.ExtensionInitMs) : us(0)],
    ['Init: runtime', host.timings.runtimeInit(profile)],
  ]
  for (const [name, duration] of parts) {
    if (!(yield* pass(place, name, { duration, span, deadline }))) return TIMED_OUT
  }

  const own = host.beginSpan(span, 'Init: your code')
  const isolate = host.createIsolate(environment)
  environment.isolate = isolate
  let end = yield* driveHandler(driverHostOf(place, own), environment, {
    first: (slice) => isolate.init(slice),
    deadline,
  })
  // What loading the source takes, and what a framework would: the counted time of the code itself has passed already.
  if (end.type === 'returned') {
    const duration = us(computeLoading(isolate.loadedBytes?.() ?? 0) + ms(model.UserInitMs))
    const loading = { duration, span: own, deadline }
    if (!(yield* pass(place, 'Init: loading', loading))) end = TIMED_OUT
  }
  const failed = end.type !== 'returned'
  host.endSpan(own, failed ? 'fault' : 'ok')
  if (failed) resetEnvironment(environment)
  return failed ? end : null
}

/** The init phase, or the same again at the beginning of an invoke; with its INIT_REPORT where Lambda writes one. */
export function* initialise(place: Workplace, init: InitPhase): Process<HandlerEnd | null> {
  const { host, environment } = place
  const begunAt = host.now()
  const failure = yield* boot(place, init)
  const { initializationType } = environment
  const crash = failure === null ? null : initCrash(failure)
  // A suppressed init that goes well leaves no line.
  if (init.phase === 'invoke' && crash === null) return null
  const duration = between(begunAt, host.now())
  const { phase, span } = init
  logSystem(place, { type: 'initReport', initializationType, phase, duration, crash }, span)
  return failure
}

/** `init` has 10 s on demand; ahead of requests, the larger of 130 s and the function's time-out, at most 900 s. */
export const computeInitLimit = ({ environment }: Workplace): Duration =>
  environment.initializationType === 'on-demand'
    ? INIT_LIMIT
    : us(
        Math.min(
          INIT_LIMIT_AHEAD_MAX,
          Math.max(INIT_LIMIT_AHEAD_MIN, seconds(environment.configuration.properties.Timeout)),
        ),
      )

/** Places a new environment and fetches its code: outside `Init Duration`. */
export function* createMicroVm(
  { host, environment }: Workplace,
  span: TraceContext,
  isFirstOfImage: boolean,
): Process<void> {
  const { configuration } = environment
  const { model, properties } = configuration
  const placement = host.timings.placement(model.PlacementMs)
  const download = computeDownload(configuration, isFirstOfImage)
  const vpc = (properties.VpcConfig?.SubnetIds ?? []).length > 0 ? ms(model.VpcInitMs) : us(0)
  const total = us(placement + download + vpc)
  environment.until = after(host.now(), total)
  const creation = host.beginSpan(span, 'Environment creation')
  const parts: readonly [string, Duration][] = [
    ['Placement', placement],
    [configuration.isImage ? 'Image blocks' : 'Code download', download],
    ['VPC attachment', vpc],
  ]
  for (const [name, duration] of parts) {
    if (duration === 0) continue
    // Alone, it is the whole of the creation.
    const part = duration === total ? null : host.beginSpan(creation, name)
    yield host.sleep(duration)
    if (part !== null) host.endSpan(part, 'ok')
  }
  host.endSpan(creation, 'ok')
}

/**
 * The init phase of an environment that stands. Answers the `Init Duration`, or null where init failed: the invoke then
 * runs it again, inside the function's own time-out.
 */
export function* runInit(place: Workplace, span: TraceContext): Process<Duration | null> {
  const { host, environment } = place
  const { properties, functionName, isImage } = environment.configuration
  const { initializationType, version } = environment
  const runtime = isImage ? null : runtimeVersionOf(properties.Runtime)
  logSystem(place, { type: 'initStart', initializationType, runtime, functionName, version }, span)
  const begunAt = host.now()
  enterPhase(environment, 'init', { since: begunAt, until: after(begunAt, INIT_EXPECTED) })
  const init = host.beginSpan(span, 'Initialization')
  const deadline = after(begunAt, computeInitLimit(place))
  const failure = yield* initialise(place, { phase: 'init', span: init, deadline })
  host.endSpan(init, failure === null ? 'ok' : 'fault')
  return failure === null ? between(begunAt, host.now()) : null
}
