import type { ApiReply } from '#contracts/api.ts'
import type { Body, Headers } from '#contracts/body.ts'
import type { Duration, Instant } from '#kernel/time.ts'

export type Awaitable<T> = T | Promise<T>

/** What a function is made of. */
export interface HandlerBundle {
  /** File name → text, as under `/var/task`: `index.mjs`, `lib/a.js`, `package.json`, `index.ts`. */
  readonly files: Readonly<Record<string, string>>
  /** `Handler`: `index.handler`. */
  readonly handler: string
  /** `nodejs22.x` */
  readonly runtime: string
  /** The whole environment, reserved variables included. */
  readonly environment: Readonly<Record<string, string>>
  /** Seeds `Math.random` and `crypto` inside; 32-bit words. */
  readonly seed: readonly [number, number, number, number]
}

/** What bounds an isolate. */
export interface IsolateLimits {
  readonly memoryMiB: number
  /** vCPUs: `memoryMiB / 1769`. CPU work takes `1 / cpuShare` of its full-core time, at most one core for one thread. */
  readonly cpuShare: number
  /** CPU time of one interpreter tick on a full core, in ns; the driver's own default where absent. */
  readonly nanosPerTick?: number
  readonly logBytesMax: number
  readonly timersMax: number
}

/** The stretch of virtual time that a step may use: `Date.now()` starts at `at`; CPU work past `deadline` is cut. */
export interface Slice {
  readonly at: Instant
  readonly deadline: Instant
}

/** What the runtime's `context` object is made from. */
export interface InvocationContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  /** When the function's time-out strikes: `getRemainingTimeInMillis()` counts down to it. */
  readonly deadline: Instant
  /** `Root=1-…;Parent=…;Sampled=1` */
  readonly traceHeader: string
}

/** A call that the handler's SDK wants made; the answer comes with `resume`. */
export interface HandlerCall {
  readonly id: number
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
  /** 1 for a first try; the SDK's retries count up. */
  readonly attempt: number
}

/** What happened until the handler needed something, ended, or was cut. */
export type HandlerStep = {
  /** Virtual time that the step's CPU work took. */
  readonly cpu: Duration
  readonly heapBytes: number
  /** CloudWatch lines as Lambda's runtime formats them: `2026-…Z\t<requestId>\tINFO\ttext`. */
  readonly logs: readonly string[]
} & (
  | {
      /** New calls to make, and when the nearest timer is due (from the end of this step). */
      readonly type: 'waiting'
      readonly calls: readonly HandlerCall[]
      readonly wakeIn: Duration | null
    }
  /** Init is over (no payload), or the handler's result as JSON text. `calls` are left running and frozen. */
  | { readonly type: 'returned'; readonly payload: string; readonly calls: readonly HandlerCall[] }
  /**
   * `origin` tells what becomes of the environment: a `handler` error leaves it alive; `exit` (uncaught exception,
   * unhandled rejection, `process.exit`, failed init) ends it.
   */
  | {
      readonly type: 'failed'
      readonly origin: 'handler' | 'exit'
      readonly errorType: string
      readonly errorMessage: string
      readonly stack: readonly string[]
      /** What the process exited with, where it did by itself: 129 uncaught exception, 128 unhandled rejection. */
      readonly exitStatus?: number
      /** The error object as Lambda's Invoke returns it, as JSON text. */
      readonly payload: string
    }
  | { readonly type: 'exhausted'; readonly limit: 'cpu' | 'memory' }
)

/** The code of one execution environment: its module scope lives as long as this does. */
export interface HandlerIsolate {
  init(slice: Slice): Awaitable<HandlerStep>
  /** `event` is JSON text. */
  invoke(slice: Slice, event: string, context: InvocationContext): Awaitable<HandlerStep>
  resume(slice: Slice, call: number, reply: ApiReply): Awaitable<HandlerStep>
  /** A timer is due. */
  wake(slice: Slice): Awaitable<HandlerStep>
  dispose(): void
}

/** A problem that can be told before anything runs: a syntax error, a missing module. */
export interface HandlerProblem {
  readonly file: string
  readonly line: number | null
  readonly message: string
}

/** A driver of one language family. Nothing above it assumes which engine is inside. */
export interface HandlerRuntime {
  /** Whether this driver runs the Lambda `runtime`. */
  supports(runtime: string): boolean
  createIsolate(bundle: HandlerBundle, limits: IsolateLimits): HandlerIsolate
  /** Compiles without running; never throws. */
  check(bundle: Pick<HandlerBundle, 'files' | 'handler' | 'runtime'>): readonly HandlerProblem[]
}
