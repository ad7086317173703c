import type { ApiReply } from '#contracts/api.ts'
import type { Cancel } from '#kernel/process.ts'
import type { Instant } from '#kernel/time.ts'
import type { HandlerIsolate } from '#sandbox/runtime.ts'
import type { EnvironmentPhase } from '../definition.ts'

/** One execution environment: a micro-VM that serves one request at a time. */
export interface Environment {
  readonly id: number
  readonly logStream: string
  /** Which deploy it belongs to; an older one is retired instead of reused. */
  readonly deployment: number
  /** When it must be recycled even if it is in steady use. */
  readonly recycleAt: Instant
  phase: EnvironmentPhase
  since: Instant
  /** When the phase is expected to end. */
  until: Instant
  invocations: number
  /** How often the code that is loaded has been called; 0 again after a crash. */
  handlerCalls: number
  /** The code at work; null before init, and after a crash until the suppressed init of the next invoke. */
  isolate: HandlerIsolate | null
  maxHeapBytes: number
  /** Replies that came in while it was frozen or computing; delivered one by one. */
  inbox: { readonly call: number; readonly reply: ApiReply }[]
  /** Wakes the invocation that waits in this environment. */
  wake: (() => void) | null
  cancelExpiry: Cancel | null
}

/** Puts the environment into `phase` from `since` on, probably `until` then. */
export function enterPhase(
  environment: Environment,
  phase: EnvironmentPhase,
  { since, until }: { readonly since: Instant; readonly until: Instant },
): void {
  environment.phase = phase
  environment.since = since
  environment.until = until
}

/** The idle environments of one version. */
export interface EnvironmentPool {
  /**
   * The most recently used idle environment of `deployment`, taken out of the idle ones. Which one AWS picks is
   * undocumented; newest first lets the surplus expire, as is commonly observed.
   */
  takeIdle(deployment: number): Environment | undefined
  putIdle(environment: Environment): void
  remove(environment: Environment): void
  /** Takes every idle environment out, for a deploy. */
  takeAllIdle(): readonly Environment[]
}

/** Creates an empty pool. */
export function createEnvironmentPool(): EnvironmentPool {
  const idle: Environment[] = []
  return {
    takeIdle(deployment) {
      for (let at = idle.length - 1; at >= 0; at--) {
        const environment = idle[at]
        if (environment?.deployment === deployment) {
          idle.splice(at, 1)
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
