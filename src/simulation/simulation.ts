import type { MetricPoint, TraceColumns } from '#kernel/columns.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Problem } from '#scenario/problems.ts'

/** A run. The worker and the command line hold one of these; nobody else does. */
export interface Simulation {
  readonly now: Instant
  /** 16 hexadecimal digits over everything recorded so far. */
  readonly traceHash: string
  /** Scheduled events run so far. */
  readonly events: number
  step(): 'ran' | 'idle' | 'blocked'
  /** `blocked`: await `settled()`, then call again. `maxSteps` bounds one call (`reached` may then be false to the limit). */
  runUntil(limit: Instant, maxSteps?: number): 'reached' | 'idle' | 'blocked' | 'paused'
  settled(): Promise<void>
  apply(edit: ScenarioEdit): readonly Problem[]
  command(node: NodeId, command: unknown): void
  query(node: NodeId, query: unknown): unknown
  inspect(node: NodeId): unknown
  /** What was recorded since the last call, and starts a new batch. */
  takeTrace(): TraceColumns
  /** Metric points changed since the last call. */
  takeMetrics(): { readonly points: readonly MetricPoint[]; readonly width: Duration }
  dispose(): void
}
