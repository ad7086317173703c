import type { ApiReply } from '#contracts/api.ts'
import type { Cancel } from '#kernel/process.ts'
import type { Instant } from '#kernel/time.ts'
import type { EphemeralDisk, HandlerIsolate } from '#sandbox/runtime.ts'
import type { EnvironmentCause, EnvironmentPhase, InitializationType } from '../definition.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import type { PhaseBar } from './lifeCycle.ts'

/** What an environment is from its birth on. */
export interface EnvironmentBirth {
  /** `$LATEST`, or a published version's number. */
  readonly version: string
  /** What `AWS_LAMBDA_INITIALIZATION_TYPE` says inside. */
  readonly initializationType: InitializationType
  readonly cause: EnvironmentCause
  /** Whose it is, where the function keeps its tenants apart. https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html */
  readonly tenantId: string | undefined
  readonly logStream: string
  /** Which deploy it belongs to; an older one is retired instead of reused. */
  readonly deployment: number
  /** As the function was set when it was made: an edit makes new environments instead of changing this one. */
  readonly configuration: FunctionConfiguration
  /** `/tmp`: a reset does not clear it. https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
  readonly disk: EphemeralDisk
  /** When it must be recycled even if it is in steady use. */
  readonly recycleAt: Instant
}

/** One execution environment: a micro-VM that serves one request at a time. */
export interface Environment extends EnvironmentBirth {
  readonly id: number
  readonly bornAt: Instant
  phase: EnvironmentPhase
  since: Instant
  /** When the phase is expected to end. */
  until: Instant
  /** Its phases so far, the newest of them. */
  readonly bars: PhaseBar[]
  invocations: number
  /** How often the code that is loaded has been called; 0 again after a crash. */
  handlerCalls: number
  /** The code at work; null before init, and after a crash until the suppressed init of the next invoke. */
  isolate: HandlerIsolate | null
  maxHeapBytes: number
  /** Of the response at work. */
  streamedBytes: number
  /** Replies that came in while it was frozen or computing; delivered one by one. */
  inbox: { readonly call: number; readonly reply: ApiReply }[]
  /** Wakes the invocation that waits in this environment. */
  wake: (() => void) | null
  cancelExpiry: Cancel | null
  /** It must go as soon as it is free: a newer one stands ready in its place. */
  isReplaced: boolean
}

/** The idle environments of one version. */
export interface EnvironmentPool {
  /**
   * The most recently used idle environment of `deployment`, taken out of the idle ones. Which one AWS picks is
   * undocumented; newest first lets the surplus expire, as is commonly observed. One of another tenant is never taken.
   */
  takeIdle(deployment: number, tenantId?: string): Environment | undefined
  putIdle(environment: Environment): void
  remove(environment: Environment): void
  /** Takes every idle environment out, for a deploy. */
  takeAllIdle(): readonly Environment[]
}

/** Creates an empty pool. */
export function createEnvironmentPool(): EnvironmentPool {
  const idle: Environment[] = []
  return {
    takeIdle(deployment, tenantId) {
      for (let at = idle.length - 1; at >= 0; at--) {
        const environment = idle[at]
        if (environment?.deployment === deployment && environment.tenantId === tenantId) {
          if (at === idle.length - 1) idle.pop()
          else idle.splice(at, 1)
          return environment
        }
      }
      return undefined
    },
    putIdle: (environment) => void idle.push(environment),
    remove(environment) {
      const at = idle.lastIndexOf(environment)
      if (at >= 0) idle.splice(at, 1)
    },
    takeAllIdle: () => idle.splice(0),
  }
}

/** Megabytes as REPORT's `Max Memory Used`: the runtime's own and the heap's peak, never above what there is. */
export function computeMaxMemoryUsedMB(
  environment: Environment,
  baseMemoryMB: number,
  memorySizeMB: number,
): number {
  const used = baseMemoryMB + Math.ceil(environment.maxHeapBytes / 1_048_576)
  return Math.min(memorySizeMB, used)
}
