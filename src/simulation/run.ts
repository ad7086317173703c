import type { ApiEndpoint } from '#contracts/api.ts'
import type { LoadBrotli } from '#contracts/brotli.ts'
import type { Kernel } from '#kernel/kernel.ts'
import type { Cancel, Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import type { Recorder } from '#kernel/recorder.ts'
import type { Instant } from '#kernel/time.ts'
import type { NodeId, Outcome, TraceBody, TraceContext } from '#kernel/trace.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Place } from '#world/place.ts'
import type { Account, Edge } from '#services/service.ts'
import type { Host } from './hosts.ts'
import type { Ways } from './network.ts'
import type { Room } from './room.ts'

/** An edge at work: its own chance, and where its ends stand, if not in the Region. */
export interface Wire {
  readonly edge: Edge
  readonly random: Random
  readonly from: Place | undefined
  readonly to: Place | undefined
}

/** All that a run consists of. Only this folder sees it. */
export interface Run {
  readonly kernel: Kernel
  readonly recorder: Recorder
  readonly handlers: HandlerRuntime
  readonly brotli: LoadBrotli | undefined
  readonly account: Account
  /** The Region, as far as the world knows it. */
  readonly place: Place | undefined
  readonly ways: Ways
  /** In the order of their ids at the start; nodes added later stand at the end. */
  readonly rooms: Map<NodeId, Room>
  readonly wires: Map<string, Wire>
  /** By the SDK's endpoint prefix. */
  readonly endpoints: Map<string, ApiEndpoint>
  /** By name in lower case: who answers to it. */
  readonly hosts: Map<string, Host>
  /** How often a node or edge of this id has been created: a second one draws other chances. */
  readonly births: Map<string, number>
  readonly spans: Spans
  /** Hops by edge since they were last asked for. */
  readonly hops: Map<string, number>
  /** While a room is asked what it shows: how far the run has come, past the last scheduled event. Else null. */
  askedAt: Instant | null
}

/** Numbers traces and spans, and knows which traces are still open. */
export interface Spans {
  begin(node: NodeId, parent: TraceContext | null, name: string): TraceContext
  end(node: NodeId, span: TraceContext, outcome: Outcome): void
  /** Traces whose first span has not ended: requests under way, as their senders see it. */
  readonly open: number
  /** A removed node's requests will not end any more. */
  forget(node: NodeId): void
}

type RecordOf = (node: NodeId, body: TraceBody) => void

/** How many traces of a node are open. */
interface OpenTraces {
  count: number
  /** The node was removed: its traces do not count any more, whatever ends later. */
  isForgotten: boolean
}

/** A span that is open. What it counts in is its own: a Map of open spans would be copied every few requests. */
class OpenSpan implements TraceContext {
  readonly trace: number
  readonly span: number
  /** Of a trace's first span. */
  #counted: OpenTraces | null

  constructor(trace: number, span: number, counted: OpenTraces | null) {
    this.trace = trace
    this.span = span
    this.#counted = counted
  }

  /** Whether a trace ends with it that still counts; false the second time. */
  close(): boolean {
    const counted = this.#counted
    if (counted === null) return false
    this.#counted = null
    counted.count--
    return !counted.isForgotten
  }
}

/** A class, because an object literal with a getter is a dictionary in V8. */
class SpanRegister implements Spans {
  open = 0
  private readonly record: RecordOf
  private readonly openOf = new Map<NodeId, OpenTraces>()
  private traces = 0
  private spans = 0

  constructor(record: RecordOf) {
    this.record = record
  }

  begin(node: NodeId, parent: TraceContext | null, name: string): TraceContext {
    const trace = parent?.trace ?? ++this.traces
    const span = ++this.spans
    this.record(node, { type: 'span-begin', trace, span, parent: parent?.span ?? null, name })
    return new OpenSpan(trace, span, parent === null ? this.openOne(node) : null)
  }

  end(node: NodeId, context: TraceContext, outcome: Outcome): void {
    if (context instanceof OpenSpan && context.close()) this.open--
    const { trace, span } = context
    this.record(node, { type: 'span-end', trace, span, outcome })
  }

  forget(node: NodeId): void {
    const counted = this.openOf.get(node)
    if (counted === undefined) return
    this.openOf.delete(node)
    this.open -= counted.count
    counted.isForgotten = true
  }

  private openOne(node: NodeId): OpenTraces {
    let counted = this.openOf.get(node)
    if (counted === undefined) {
      counted = { count: 0, isForgotten: false }
      this.openOf.set(node, counted)
    }
    counted.count++
    this.open++
    return counted
  }
}

/** Creates an empty register of spans that writes through `record`. */
export const createSpans = (record: RecordOf): Spans => new SpanRegister(record)

/** The run's own stream of chance for something called `name`; a later namesake gets another one. */
export function createStream(run: Run, name: string): Random {
  const birth = run.births.get(name) ?? 0
  run.births.set(name, birth + 1)
  return run.kernel.random(birth === 0 ? name : `${name}#${birth}`)
}

/**
 * Starts a process on behalf of `room`: it ends when the room does. `ended` hears its result in the event in which it
 * ends by itself.
 */
export function startIn<T>(
  run: Run,
  room: Room,
  process: Process<T>,
  ended?: (result: T) => void,
): Cancel {
  if (!room.alive) return () => undefined
  const cancel = run.kernel.start(process, (result) => {
    room.processes.remove(entry)
    ended?.(result)
  })
  const entry = room.processes.add(cancel)
  return () => {
    room.processes.remove(entry)
    cancel()
  }
}
