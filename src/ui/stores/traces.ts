import type { NodeId, Outcome, TraceEvent } from '#kernel/trace.ts'
import { createLive, type Live } from './live.ts'

/** A stretch of work within a trace; times in µs of virtual time. */
export interface Span {
  readonly id: number
  readonly parent: number | null
  readonly node: NodeId
  readonly name: string
  readonly begin: number
  end: number | null
  outcome: Outcome | null
  readonly notes: (readonly [key: string, value: string])[]
}

export interface TraceHop {
  readonly edge: string
  readonly phase: 'request' | 'reply'
  readonly at: number
  readonly arriveAt: number
  readonly outcome: Outcome
  readonly attempt: number
}

export interface TraceLog {
  readonly at: number
  readonly node: NodeId
  readonly line: string
}

export interface TraceMark {
  readonly at: number
  readonly node: NodeId
  readonly mark: string
  readonly detail: string
}

/** One request from end to end, put together from what was recorded. */
export interface Trace {
  readonly id: number
  /** The root span's. */
  readonly node: NodeId
  readonly name: string
  readonly begin: number
  /** When the root span ended; null while it is on its way. */
  end: number | null
  outcome: Outcome | null
  /** A `cold-start` mark belongs to it. */
  cold: boolean
  /** Some hop of it was a second or later attempt. */
  retried: boolean
  readonly spans: Span[]
  readonly hops: TraceHop[]
  readonly logs: TraceLog[]
  readonly marks: TraceMark[]
}

/** The last traces of the run, oldest first. */
export interface TraceStore extends Live {
  readonly size: number
  add(event: TraceEvent): void
  find(id: number): Trace | undefined
  /** From the newest to the oldest; stops when `visit` answers false. */
  backwards(visit: (trace: Trace) => boolean | void): void
  clear(): void
}

export const TRACES_MAX = 2_000
/** More of one trace than a waterfall could show: a handler that loops over calls must not fill the memory. */
const PARTS_MAX = 400

const findSpan = (trace: Trace, id: number): Span | undefined => {
  for (let index = trace.spans.length - 1; index >= 0; index--) {
    const span = trace.spans[index]
    if (span?.id === id) return span
  }
  return undefined
}

function begin(event: TraceEvent & { type: 'span-begin' }): Trace {
  const { at, node, name, trace, span } = event
  const root: Span = {
    id: span,
    parent: null,
    node,
    name,
    begin: at,
    end: null,
    outcome: null,
    notes: [],
  }
  return {
    id: trace,
    node,
    name,
    begin: at,
    end: null,
    outcome: null,
    cold: false,
    retried: false,
    spans: [root],
    hops: [],
    logs: [],
    marks: [],
  }
}

function endSpan(trace: Trace, id: number, at: number, outcome: Outcome): void {
  const span = findSpan(trace, id)
  if (span === undefined) return
  span.end = at
  span.outcome = outcome
  if (span === trace.spans[0]) {
    trace.end = at
    trace.outcome = outcome
  }
}

/** Adds to `trace` what `event` says of it. */
function extend(trace: Trace, event: TraceEvent): void {
  switch (event.type) {
    case 'span-begin':
      if (trace.spans.length >= PARTS_MAX) return
      trace.spans.push({
        id: event.span,
        parent: event.parent,
        node: event.node,
        name: event.name,
        begin: event.at,
        end: null,
        outcome: null,
        notes: [],
      })
      return
    case 'span-end':
      endSpan(trace, event.span, event.at, event.outcome)
      return
    case 'note':
      findSpan(trace, event.span)?.notes.push([event.key, event.value])
      return
    case 'hop':
      if (event.attempt > 1) trace.retried = true
      if (trace.hops.length < PARTS_MAX) {
        const { edge, phase, at, arriveAt, outcome, attempt } = event
        trace.hops.push({ edge, phase, at, arriveAt, outcome, attempt })
      }
      return
    case 'log':
      if (trace.logs.length < PARTS_MAX) {
        trace.logs.push({ at: event.at, node: event.node, line: event.line })
      }
      return
    case 'mark':
      if (event.mark === 'cold-start') trace.cold = true
      if (trace.marks.length < PARTS_MAX) {
        const { at, node, mark, detail } = event
        trace.marks.push({ at, node, mark, detail })
      }
      return
    case 'gauge':
    case 'counter':
    case 'sample':
  }
}

/** Creates a store without traces that keeps the last `capacity` of them. */
export function createTraceStore(capacity = TRACES_MAX): TraceStore {
  const live = createLive()
  const traces = new Map<number, Trace>()
  return {
    get version() {
      return live.version
    },
    get size() {
      return traces.size
    },
    subscribe: (listener) => live.subscribe(listener),
    changed: () => live.changed(),
    add(event) {
      if (!('trace' in event) || event.trace === null) return
      const known = traces.get(event.trace)
      if (known !== undefined) {
        extend(known, event)
        return
      }
      // What belongs to a trace whose beginning was dropped or has been forgotten cannot be placed.
      if (event.type !== 'span-begin' || event.parent !== null) return
      traces.set(event.trace, begin(event))
      if (traces.size > capacity) {
        const oldest = traces.keys().next()
        if (oldest.done !== true) traces.delete(oldest.value)
      }
    },
    find: (id) => traces.get(id),
    backwards(visit) {
      const all = [...traces.values()]
      for (let index = all.length - 1; index >= 0; index--) {
        const trace = all[index]
        if (trace !== undefined && visit(trace) === false) return
      }
    },
    clear() {
      traces.clear()
      live.changed(true)
    },
  }
}
