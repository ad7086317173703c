import type { ApiReply } from '#contracts/api.ts'
import type { CodeLine } from '#contracts/files.ts'
import type { Body, Headers } from '#contracts/body.ts'
import type { Duration, Instant } from '#kernel/time.ts'

export type Awaitable<T> = T | Promise<T>

/** File name → its text, or its bytes where it is no text. */
export type BundleFiles = Readonly<Record<string, string | Uint8Array>>

/** What an application may write into its log. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export type ApplicationLogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'

/** What a function is made of. */
export interface HandlerBundle {
  /** As under `/var/task`: `index.mjs`, `lib/a.js`, `package.json`, `index.ts`. */
  readonly files: BundleFiles
  /** The function's layers laid over one another in their order, as under `/opt`: `nodejs/node_modules/x/index.js`. */
  readonly layers?: BundleFiles
  /** `LoggingConfig`; text with every level where absent. */
  readonly logging?: {
    readonly format: 'Text' | 'JSON'
    /** Lines below it are dropped. Lambda lets it be set for JSON only; INFO there where it is not. */
    readonly applicationLogLevel?: ApplicationLogLevel
  }
  /** `Handler`: `index.handler`. */
  readonly handler: string
  /** `nodejs22.x` */
  readonly runtime: string
  /** The whole environment, reserved variables included. */
  readonly environment: Readonly<Record<string, string>>
  /** Seeds `Math.random` and `crypto` inside; 32-bit words. */
  readonly seed: readonly [number, number, number, number]
}

/** The `/tmp` of one execution environment. https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
export interface EphemeralDisk {
  readonly bytesMax: number
  /** Bytes that its files hold. */
  readonly bytesUsed: () => number
  readonly read: (path: string) => Uint8Array | undefined
  /** Whether it fitted. Replaces what was there. */
  readonly write: (path: string, data: Uint8Array) => boolean
  readonly remove: (path: string) => void
  /** In the order in which they were first written. */
  readonly paths: () => readonly string[]
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
  /** How fast a streamed response leaves the environment; Lambda's own figures where absent. */
  readonly streaming?: {
    /** Bytes that leave at once. Lambda: 6 MiB. */
    readonly burstBytes: number
    /** Bytes a second after that. Lambda: 2 MiB. */
    readonly bytesPerSecond: number
  }
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
  /** `X-Amz-Client-Context` decoded: JSON text. */
  readonly clientContext?: string
  /** The Cognito identity of a mobile application: JSON text. */
  readonly identity?: string
  readonly tenantId?: string
}

/** The server of a call that no SDK client made: `fetch`, `node:http`. */
export interface HttpTarget {
  readonly protocol: 'http' | 'https'
  /** Host name in lower case, without the port. */
  readonly name: string
  readonly port: number
}

/** A call that the handler's SDK wants made; the answer comes with `resume`. */
export interface HandlerCall {
  readonly id: number
  /** The SDK's endpoint prefix (`dynamodb`); empty where `host` is given. */
  readonly service: string
  /** Set for plain HTTP. Its reply is the server's response, or `unreachable` (`ENOTFOUND`) where no such host is. */
  readonly host?: HttpTarget
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Body
  /** 1 for a first try; the SDK's retries count up. */
  readonly attempt: number
  /** The line of the function's own code that made it, where an SDK's client was called; absent where the driver does not know. */
  readonly calledAt?: CodeLine | undefined
}

/**
 * What a streaming handler (`awslambda.streamifyResponse`) sent during a step, to be taken as sent at the step's end.
 * The environment holds bytes back by itself at the bandwidth of `IsolateLimits.streaming`.
 */
export interface StreamOutput {
  /** Known from the first output on. `application/vnd.awslambda.http-integration-response`: a JSON prelude and 8 NULs come first. */
  readonly contentType: string
  readonly chunks: readonly Uint8Array[]
  /** Whether the response is over. The invocation may go on: it ends with `returned`, or `failed` after an error midway. */
  readonly isFinished: boolean
}

/** What happened until the handler needed something, ended, or was cut. */
export type HandlerStep = {
  /** Virtual time that the step's CPU work took. */
  readonly cpu: Duration
  readonly heapBytes: number
  /** CloudWatch lines as Lambda's runtime formats them: `2026-…Z\t<requestId>\tINFO\ttext`. */
  readonly logs: readonly string[]
  /** Absent unless the handler streams and something has left in this step. `returned` has the payload `null` then. */
  readonly stream?: StreamOutput
} & (
  | {
      /** New calls to make, and when the nearest timer is due (from the end of this step). */
      readonly type: 'waiting'
      readonly calls: readonly HandlerCall[]
      readonly wakeIn: Duration | null
    }
  /** Init is over (no payload), or the handler's result as JSON text. `calls` are left running and frozen. */
  | {
      readonly type: 'returned'
      readonly payload: string
      readonly calls: readonly HandlerCall[]
      /** Set where the process then died by itself (an unhandled rejection): answered, but the environment is gone. */
      readonly exitStatus?: number
    }
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
  /** Bytes of the function's own source that have been loaded so far; absent where the driver does not count them. */
  loadedBytes?(): number
  dispose(): void
}

/** A problem that can be told before anything runs: a syntax error, a missing module. */
export interface HandlerProblem {
  readonly file: string
  readonly line: number | null
  readonly message: string
  /** It runs, but hardly as meant. */
  readonly isWarning?: true
}

/** A driver of one language family. Nothing above it assumes which engine is inside. */
export interface HandlerRuntime {
  /** Whether this driver runs the Lambda `runtime`. */
  supports(runtime: string): boolean
  /** `disk` is its `/tmp`; one of 512 MiB of its own where absent. */
  createIsolate(bundle: HandlerBundle, limits: IsolateLimits, disk?: EphemeralDisk): HandlerIsolate
  /** An empty `/tmp` of `bytesMax`. It outlives an isolate: a reset of the code does not clear it. */
  createDisk(bytesMax: number): EphemeralDisk
  /**
   * Compiles without running what is the function's own: what lies under `node_modules` is compiled by whom it concerns,
   * once something loads it. Never throws.
   */
  check(
    bundle: Pick<HandlerBundle, 'files' | 'layers' | 'handler' | 'runtime'>,
  ): readonly HandlerProblem[]
}
