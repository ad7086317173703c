import type { LoadBrotli } from '#contracts/brotli.ts'
import type { ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Files } from '#contracts/files.ts'
import type { Lane } from '#contracts/socket.ts'
import type { Cancel, Process, Wait } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import type { Duration, Instant } from '#kernel/time.ts'
import type { Place } from '#world/place.ts'
import type { NodeId, Outcome, TraceBody, TraceContext } from '#kernel/trace.ts'
import type { Awaitable, HandlerRuntime } from '#sandbox/runtime.ts'
import type * as z from 'zod/mini'
import type { Usage } from './cost.ts'
import type { ServiceDefinition } from './definition.ts'

/** What JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A wire of the scenario, seen from its source. */
export interface Edge<C extends ContractName = ContractName> {
  readonly id: string
  readonly contract: C
  readonly source: NodeId
  readonly target: NodeId
  /** The source's port that it leaves by; null for the default one. */
  readonly port: string | null
  /** Validated by the source's `edges[contract]` schema, defaults filled in. */
  readonly properties: unknown
}

/** What does not change while a simulation lives. */
export interface Account {
  readonly accountId: string
  readonly region: string
  /** When the run began; absent: at instant 0. */
  readonly begunAt?: Instant
}

/** A raw HTTP call: whom a program asked for by name, and what it sends. */
export interface HostCall {
  readonly host: { readonly name: string; readonly port: number }
  readonly request: HttpRequest
}

/** All that a room may do. Time, chance and identity come from here and from nowhere else. */
export interface ServiceContext<D extends ServiceDefinition> {
  /** Current: an edit replaces it between two events. */
  readonly node: {
    readonly id: NodeId
    readonly name: string
    readonly properties: z.output<D['properties']>
    readonly model: z.output<D['model']>
    readonly code: Files
    /** What lies under `/opt`, by the name that the node's properties call it by. */
    readonly layers: Readonly<Record<string, Files>>
    readonly data: JsonValue
  }
  readonly account: Account
  readonly now: Instant
  /** This node's own stream for `purpose`: other nodes and purposes never shift its draws. Keep what it returns. */
  random(purpose: string): Random
  readonly handlers: HandlerRuntime
  /** Packs bodies with Brotli: `yield* ctx.settle(ctx.brotli())`. Absent where the run was given no encoder. */
  readonly brotli?: LoadBrotli | undefined
  /** `yield ctx.sleep(ms(5))` */
  sleep(delay: Duration): Wait
  schedule(delay: Duration, run: () => void): Cancel
  /** Runs a process beside this one. */
  start(process: Process<unknown>): Cancel
  /** Waits for `process`, at most `limit`; past it answers `'timed-out'` while the process runs on unheard. */
  timeout<T>(process: Process<T>, limit: Duration): Process<T | 'timed-out'>
  /** The value itself, or what the promise settles to while the virtual clock stands still. */
  settle<T>(work: Awaitable<T>): Process<T>
  /** Whom it may call; no edge, no permission. Ordered by edge id. */
  edges<C extends D['calls'][number]>(contract: C): readonly Edge<C>[]
  /** Carries a request along an edge and its reply back, recording both hops and the network's time. */
  call<C extends ContractName>(edge: Edge<C>, request: Request<C>): Process<Reply<C>>
  /** Shows records on their way to their poller (`request`), or dealt with (`reply`), and waits for as long as it takes. */
  travel(
    edge: Edge,
    hop: {
      readonly phase: 'request' | 'reply'
      readonly context: TraceContext
      readonly outcome: Outcome
      readonly attempt: number
    },
  ): Process<void>
  /**
   * One way of an open connection along `edge`: its source sends by `request`, its target by `reply`. `from`: where the
   * source's side stands, as in `HttpRequest.from`.
   */
  lane(edge: Edge, phase: 'request' | 'reply', from?: Place): Lane
  /**
   * The median round trip in ms from somebody who stands at `from` to where `edge` leads: what a handshake costs once,
   * twice or three times (`#world/latency.ts`). 0 within the Region.
   */
  roundTripMs(edge: Edge, from?: Place): number
  /** Where somebody who stands at `from` meets what `edge` leads to; undefined where there is no world. */
  destination(edge: Edge, from: Place): Place | undefined
  /**
   * The service's own API changes its node: what `node` says from now on, until an edit replaces it. The document stays as
   * it is. The room itself does what `changed` would. Absent where a test's context has no document.
   */
  amend?(parts: Partial<Pick<ServiceContext<D>['node'], 'properties' | 'code'>>): void
  /** Calls an AWS service's public endpoint as an SDK does; edges decide whether it is allowed. */
  callApi(request: ApiRequest, principalArn: string): Process<ApiReply>
  /**
   * Calls a host by name, as a program's own HTTP client does: an AWS service's endpoint as `callApi` does, a node that
   * answers to the name where an edge leads to it. Else the connection fails with Node's error.
   */
  callHost(call: HostCall, principalArn: string): Process<ApiReply>
  record(body: TraceBody): void
  /** Begins a span under `parent`; `null` begins a new trace. */
  beginSpan(parent: TraceContext | null, name: string): TraceContext
  endSpan(span: TraceContext, outcome: Outcome): void
}

/** One node at work. */
export interface Service<D extends ServiceDefinition, State> {
  readonly serve: {
    readonly [C in D['serves'][number]]: (request: Request<C>, along: Edge<C>) => Process<Reply<C>>
  }
  /** Called once, when the run begins or the node is added. */
  start?(): void
  /** Called after an edit replaced `ctx.node`: a deploy. */
  changed?(what: 'properties' | 'model' | 'code' | 'data' | 'edges'): void
  /** A command from the UI ("send one request", "delete item"): part of the run's record. */
  command?(command: JsonValue): void
  /** Answers a question of the inspector (a page of items) without changing anything. */
  query?(query: JsonValue): JsonValue
  /** Plain data, small: what the node shows inside, drawn every frame. */
  inspect(): State
  /** What it has used since the run began, by the meters of its price list. */
  usage?(): Usage
  /** The names by which its HTTP is called, asked anew after each edit: `a1b2c3d4e5.execute-api.us-east-1.amazonaws.com`. */
  hostnames?(): readonly string[]
  /**
   * Where a caller who stands at `from` meets it: the edge location nearest to that. Absent: in its Region. Asked for
   * each call, so answer one of few objects (`#world/edgeLocations.ts`).
   */
  entrance?(from: Place): Place
  /** What a caller by host name hears whom no edge lets in; absent, or null: its connection is refused. */
  forbid?(request: HttpRequest, principalArn: string): HttpResponse | null
  /**
   * Work that it has taken and not done with, though nobody waits for it: events between two attempts, messages that a
   * poller will come for. A run without an end waits for it.
   */
  pending?(): number
  /** Frees what is outside the JavaScript heap (isolates). */
  dispose?(): void
}

/** What a room gives to the simulation. `Shared` is one object per simulation: a Region's tables, an account's limits. */
export interface ServiceModule<D extends ServiceDefinition, State, Shared = undefined> {
  readonly definition: D
  /**
   * Types that name the very same function share its one object: an account's limit over two kinds of API. `chance` is
   * for what belongs to no node.
   */
  readonly createShared?: (account: Account, chance: Random) => Shared
  /** The AWS APIs that SDKs call, over all nodes of this type. */
  endpoints?(shared: Shared, account: Account): readonly ApiEndpoint[]
  create(ctx: ServiceContext<D>, shared: Shared): Service<D, State>
}
