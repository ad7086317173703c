import type { ApiReply } from '#contracts/api.ts'
import type { Cancel, Process, Wait } from '#kernel/process.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import type { Awaitable, HandlerCall, HandlerIsolate, StreamOutput } from '#sandbox/runtime.ts'
import { type SystemEvent, systemLines } from '../logs/systemLog.ts'
import type { Environment } from './environment.ts'
import type { DriverHost } from './handlerDriver.ts'
import type { Timings } from './timings.ts'

/** What running code in an environment needs of its room. */
export interface RunnerHost extends Omit<DriverHost, 'call' | 'log' | 'output'> {
  readonly timings: Timings
  /** The environment's code, not yet run. */
  createIsolate(environment: Environment): HandlerIsolate
  beginSpan(parent: TraceContext, name: string): TraceContext
  endSpan(span: TraceContext, outcome: Outcome): void
  note(span: TraceContext, key: string, value: string): void
  /** 64 bits: the id of a segment of X-Ray's. */
  drawSegmentId(): string
  call(of: {
    readonly call: HandlerCall
    readonly span: TraceContext
    readonly principalArn: string
    /** It is attached to a VPC. */
    readonly isInVpc: boolean
  }): Process<ApiReply>
  log(environment: Environment, trace: number | null, line: string): void
}

/** An environment at work, and where. */
export interface Workplace {
  readonly host: RunnerHost
  readonly environment: Environment
}

/** Hears what an invocation sends and logs, for callers who asked for it. */
export interface InvocationTap {
  /** A line of the handler's own, of START, END or REPORT. */
  log(line: string): void
  output(output: StreamOutput): void
}

/** A class, because every invocation has one. */
class WorkplaceHost implements DriverHost {
  private readonly host: RunnerHost
  private readonly environment: Environment
  private readonly span: TraceContext
  private readonly tap: InvocationTap | undefined

  constructor(place: Workplace, span: TraceContext, tap: InvocationTap | undefined) {
    this.host = place.host
    this.environment = place.environment
    this.span = span
    this.tap = tap
  }

  now(): Instant {
    return this.host.now()
  }

  sleep(delay: Duration): Wait {
    return this.host.sleep(delay)
  }

  schedule(delay: Duration, run: () => void): Cancel {
    return this.host.schedule(delay, run)
  }

  start(process: Process<unknown>): Cancel {
    return this.host.start(process)
  }

  settle<T>(work: Awaitable<T>): Process<T> {
    return this.host.settle(work)
  }

  call(call: HandlerCall): Process<ApiReply> {
    const { principalArn, properties } = this.environment.configuration
    const isInVpc = (properties.VpcConfig?.SubnetIds?.length ?? 0) > 0
    return this.host.call({ call, span: this.span, principalArn, isInVpc })
  }

  log(line: string): void {
    this.host.log(this.environment, this.span.trace, line)
    this.tap?.log(line)
  }

  output(output: StreamOutput): void {
    for (const { byteLength } of output.chunks) this.environment.streamedBytes += byteLength
    this.tap?.output(output)
  }
}

/** The surroundings of a stretch of handler code under `span`. */
export const driverHostOf = (
  place: Workplace,
  span: TraceContext,
  tap?: InvocationTap,
): DriverHost => new WorkplaceHost(place, span, tap)

/** Writes what Lambda itself says of the environment, in the function's log format. */
export function logSystem(
  { host, environment }: Workplace,
  event: SystemEvent,
  to: { readonly trace: number | null; readonly tap?: InvocationTap | undefined },
): void {
  for (const line of systemLines(event, environment.configuration.systemLog, host.now())) {
    host.log(environment, to.trace, line)
    to.tap?.log(line)
  }
}

/** Throws the environment's code away; the next invoke begins with a suppressed init. `/tmp` stays. */
export function resetEnvironment(environment: Environment): void {
  environment.isolate?.dispose()
  environment.isolate = null
  environment.handlerCalls = 0
  environment.inbox = []
}
