import type { MetricPoint, TraceColumns } from '#kernel/columns.ts'
import type { MetricTotal } from '#kernel/metrics.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Amendment } from '#scenario/amendment.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'

/** Virtual seconds per real second, or as fast as it goes. */
export type Speed = number | 'max'

/** What the UI may ask of the worker: one row each, both ends derive their types from it. */
export interface Commands {
  /** Starts a new run of `scenario` at time zero, paused. */
  load: { payload: { scenario: Scenario }; reply: { problems: readonly Problem[] } }
  /** A deploy: applies from the present instant on and is part of the run's record. */
  edit: { payload: { edit: ScenarioEdit }; reply: { problems: readonly Problem[] } }
  /** A command to a node's service ("send one request"): part of the run's record. */
  command: { payload: { node: NodeId; command: unknown }; reply: null }
  play: { payload: { speed: Speed }; reply: null }
  pause: { payload: null; reply: { now: Instant } }
  /** Runs exactly one scheduled event. */
  step: { payload: null; reply: { now: Instant } }
  /** Re-runs to that instant when it lies in the past, edits and commands included. */
  seek: { payload: { to: Instant }; reply: { now: Instant } }
  /** Acknowledges a frame: at most one is on its way. */
  drawn: { payload: { frame: number }; reply: null }
  /** Asks a node's service something; changes nothing. */
  read: { payload: { node: NodeId; query: unknown }; reply: unknown }
  /** Every metric of a node over the whole run. */
  totals: { payload: { node: NodeId }; reply: readonly MetricTotal[] }
  /** What each node has used since the run began, by the meters of its service's price list. */
  usage: {
    payload: null
    reply: { now: Instant; usage: Readonly<Record<NodeId, Readonly<Record<string, number>>>> }
  }
}

/** The commands' names. */
export type CommandName = keyof Commands

/** A row of the table as it travels; its reply bears the same `id`. */
export type Command = {
  [N in CommandName]: { id: number; name: N; payload: Commands[N]['payload'] }
}[CommandName]

/** Everything that changed since the last frame. */
export interface Frame {
  readonly type: 'frame'
  readonly frame: number
  /** Counts runs: a new number means that all that was shown before is void (load, seek backwards). */
  readonly run: number
  readonly now: Instant
  readonly playing: boolean
  /** Virtual seconds per real second really reached of late. */
  readonly reachedSpeed: number
  /** The run has come to its end: nothing is left to happen. */
  readonly idle: boolean
  readonly traceHash: string
  readonly trace: TraceColumns
  readonly metrics: readonly MetricPoint[]
  readonly metricWidth: Duration
  readonly states: Readonly<Record<NodeId, unknown>>
  /** Nodes that their services' own API has changed, or that are again as the document says (null). */
  readonly amended: Readonly<Record<NodeId, Amendment | null>>
  /** Hops that did not come one by one, by edge. */
  readonly flows: readonly { readonly edge: string; readonly count: number }[]
}

/** What the worker says. */
export type Report =
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'rejected'; readonly id: number; readonly problem: Problem }
  | Frame
  /** A re-run for `seek` is under way: how far it has come. */
  | { readonly type: 'seeking'; readonly now: Instant; readonly to: Instant }
  | {
      readonly type: 'crashed'
      readonly message: string
      readonly seed: number
      readonly at: Instant
    }
