import type { ApiReply, ApiRequest, Durable } from '#contracts/api.ts'
import type { Body, Headers } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { SocketClose } from '#contracts/socket.ts'
import type { MetricPoint, TraceColumns } from '#kernel/columns.ts'
import type { MetricTotal } from '#kernel/metrics.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Amendment } from '#scenario/amendment.ts'
import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Usage } from '#services/cost.ts'

/** What came from outside while the run went on, and when: with it, a re-run is the same run. */
export type Input = {
  readonly at: Instant
  /** `Simulation.events` when it came: the place among the events of one instant. */
  readonly events: number
} & (
  | { readonly type: 'edit'; readonly edit: ScenarioEdit }
  | { readonly type: 'command'; readonly node: NodeId; readonly command: unknown }
)

/** A run. The worker and the command line hold one of these; nobody else does. */
export interface Simulation {
  readonly now: Instant
  /** When the next scheduled event is due; null when nothing is left. */
  readonly nextAt: Instant | null
  /** 16 hexadecimal digits over everything recorded so far. */
  readonly traceHash: string
  /** Scheduled events run so far. */
  readonly events: number
  /** Requests under way, as their senders see it: traces whose first span has not ended. */
  readonly openTraces: number
  /** Work taken and not done with, though nobody waits for it: in queues, between two attempts. */
  readonly pending: number
  /** The document as it now stands, edits applied. */
  readonly scenario: Scenario
  /** Every edit and command so far, oldest first. */
  readonly inputs: readonly Input[]
  /** Throws `SimulationCrash` for a bug of ours. */
  step(): 'ran' | 'idle' | 'blocked'
  /**
   * `blocked`: await `settled()`, then call again. `maxSteps` bounds one call: `paused` when it was used up.
   * `reached` and `idle`: `now` is `limit` if it is finite. Throws `SimulationCrash` for a bug of ours.
   */
  runUntil(limit: Instant, maxSteps?: number): 'reached' | 'idle' | 'blocked' | 'paused'
  settled(): Promise<void>
  /** Changes the document at the present instant. Answers what is wrong with the result; if it has errors, nothing happens. */
  apply(edit: ScenarioEdit): readonly Problem[]
  /** `node` may be the `CONSOLE`: then it is a request, or a word over a connection, from outside of the scenario. */
  command(node: NodeId, command: unknown): void
  query(node: NodeId, query: unknown): unknown
  inspect(node: NodeId): unknown
  /** What its service's own API has changed of a node; null where it is as the document says. */
  amended(node: NodeId): Amendment | null
  /** What each node has used since the run began, by the meters of its service's price list. */
  usage(): Readonly<Record<NodeId, Usage>>
  /** Every metric of `node` over the whole run. */
  totals(node: NodeId): readonly MetricTotal[]
  /**
   * An AWS service's API by its endpoint prefix, for callers outside of the scenario; null where there is none. What they
   * ask is no part of the run's record: a run that is asked cannot be run again.
   */
  api(service: string): OutsideApi | null
  /** Every node that answers HTTP, for callers outside of the scenario. No part of the run's record either. */
  readonly http: OutsideHttp
  /** What was recorded since the last call, and starts a new batch. */
  takeTrace(): TraceColumns
  /** How many dots went along each edge since the last call, whether `takeTrace` has room for them or not. */
  takeHops(): readonly { readonly edge: string; readonly count: number }[]
  /** Metric points changed since the last call. */
  takeMetrics(): { readonly points: readonly MetricPoint[]; readonly width: Duration }
  dispose(): void
}

/** A call from outside of the scenario, by somebody with every permission. */
export type OutsideRequest = Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>

/** An AWS service's API, seen from outside of the scenario. */
export interface OutsideApi {
  /** Whether the headers name an action of it. */
  knows(headers: Headers): boolean
  /** Answers at once, without the model's time and limits. `settling`: see `Moment`. */
  answer(request: OutsideRequest, settling: Duration): ApiReply
  /** Answers in a later event, after the time that the model says, with its limits. */
  call(request: OutsideRequest, settling: Duration, answered: (reply: ApiReply) => void): void
  /** What of the service outlives the process; null: nothing. */
  readonly durable: Durable | null
}

/** A node that answers HTTP, and the names that it is called by: `a1b2c3d4e5.execute-api.us-east-1.amazonaws.com`. */
export interface HttpDoor {
  readonly node: NodeId
  readonly type: string
  readonly hosts: readonly string[]
}

/** The caller's end of a WebSocket connection. Nothing comes after `closed`. */
export interface OutsidePeer {
  message(data: Body): void
  closed(close: SocketClose): void
}

/** The node's end of a WebSocket connection. */
export interface OutsideSocket {
  /** `frameBytes`: of its largest frame, where it came in several. */
  message(data: Body, frameBytes?: number): void
  ping(): void
  closed(close: SocketClose): void
}

/** A request from outside of the scenario; with a `peer`, a WebSocket handshake. */
export interface OutsideHttpRequest extends Omit<HttpRequest, 'context' | 'attempt' | 'upgrade'> {
  readonly peer?: OutsidePeer
  /** Hears the number of its trace as soon as there is one. */
  readonly traced?: (trace: number) => void
}

/** HTTP, seen from outside of the scenario. */
export interface OutsideHttp {
  /** In the order of the nodes' ids; names are properties, so it is asked anew after each edit. */
  doors(): readonly HttpDoor[]
  /** Answers in a later event, as the model says. `socket`: where the handshake succeeded. */
  send(
    node: NodeId,
    request: OutsideHttpRequest,
    answered: (response: HttpResponse, socket: OutsideSocket | null) => void,
  ): void
}

/** A bug of ours stopped the run. The seed and the instant tell where to look. */
export class SimulationCrash extends Error {
  override readonly name = 'SimulationCrash'
  readonly seed: number
  readonly at: Instant

  constructor(cause: unknown, seed: number, at: Instant) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.seed = seed
    this.at = at
  }
}
