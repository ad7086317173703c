import type { ApiReply } from '#contracts/api.ts'
import type { Process } from '#kernel/process.ts'
import type { Outcome, TraceContext } from '#kernel/trace.ts'
import type { HandlerCall, HandlerIsolate, StreamOutput } from '#sandbox/runtime.ts'
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

/** The surroundings of a stretch of handler code under `span`. */
export const driverHostOf = (
  { host, environment }: Workplace,
  span: TraceContext,
  tap?: InvocationTap,
): DriverHost => ({
  now: host.now,
  sleep: host.sleep,
  schedule: host.schedule,
  start: host.start,
  settle: host.settle,
  call(call) {
    const { principalArn, properties } = environment.configuration
    const isInVpc = (properties.VpcConfig?.SubnetIds ?? []).length > 0
    return host.call({ call, span, principalArn, isInVpc })
  },
  log(line) {
    host.log(environment, span.trace, line)
    tap?.log(line)
  },
  output(output) {
    for (const { byteLength } of output.chunks) environment.streamedBytes += byteLength
    tap?.output(output)
  },
})

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
