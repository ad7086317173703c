import type { EventSourceState } from './polling/state.ts'

/** What one alias or version has been asked, by CloudWatch's dimensions `Resource` and `ExecutedVersion`. */
export interface QualifierState {
  /** The alias that callers named, or null where they named a version or nothing. */
  readonly alias: string | null
  readonly version: string
  readonly invocations: number
  readonly errors: number
  readonly throttles: number
}

/** What a function's asynchronous queue looks like from outside. */
export interface AsynchronousState {
  /** Events that are accepted and not done with: waiting, running or between attempts. */
  readonly depth: number
  /** When the oldest of them was accepted; µs, null where there is none. */
  readonly oldestAt: number | null
  /** Counted since the run began. */
  readonly received: number
  /** Times that an event was taken to the function, retries included. */
  readonly attempts: number
  readonly dropped: number
  /** By port and target, in the order of first use. */
  readonly destinations: readonly DestinationState[]
}

/** Where records or dead letters went, and how that fared. */
export interface DestinationState {
  readonly port: 'onSuccess' | 'onFailure' | 'deadLetter'
  /** The node's id. */
  readonly target: string
  readonly delivered: number
  readonly failed: number
}

/** What stands before a function's environments, as its node shows it. */
export interface FrontState {
  /** The function URL; null where it has none. */
  readonly url: string | null
  readonly asynchronous: AsynchronousState
  /** By the alias or version that was asked and the version that ran, in the order of first use. */
  readonly qualifiers: readonly QualifierState[]
  /** Its event source mappings, in the order of their wires' ids. */
  readonly eventSources: readonly EventSourceState[]
}
