import type { Instant } from './time.ts'

/** The id of a node of the scenario. The kernel only carries it. */
export type NodeId = string

/** X-Ray's words: `error` is a caller's mistake (4xx), `throttle` 429, `fault` ours (5xx). */
export type Outcome = 'ok' | 'error' | 'throttle' | 'fault'

/** What a cache made of a request: it had the answer, had it confirmed, gave one past its time, or had to ask. */
export type CacheUse = 'hit' | 'refresh' | 'stale' | 'miss'

/** What ties the work of one request together: the trace, and the span under which new work begins. */
export interface TraceContext {
  readonly trace: number
  readonly span: number
}

/** What a room records. Names of metrics are AWS's own; durations in metrics are in milliseconds. */
export type TraceBody =
  | {
      type: 'span-begin'
      trace: number
      span: number
      parent: number | null
      name: string
    }
  | { type: 'span-end'; trace: number; span: number; outcome: Outcome }
  /** A fact about a span, shown beside it: a status code, a request id, an error message. */
  | { type: 'note'; trace: number; span: number; key: string; value: string }
  /** A dot on the wire `edge`: sent now, there at `arriveAt`. `attempt` is 1 for a first try. */
  | {
      type: 'hop'
      trace: number
      span: number
      edge: string
      phase: 'request' | 'reply'
      outcome: Outcome
      attempt: number
      arriveAt: Instant
      /** Over the world: the places that the wire joins this time, `Lagos>FRA`, caller first. Absent within a Region. */
      way?: string
      /** On a reply: what the cache that answered made of the request. Absent where none was asked. */
      cache?: CacheUse
    }
  | { type: 'log'; trace: number | null; stream: string; line: string }
  /** `gauge`: the value from now on · `counter`: add · `sample`: one observation of a distribution. */
  | { type: 'gauge' | 'counter' | 'sample'; name: string; value: number }
  /** Something worth a mark on the scrubber: `cold-start`, `throttle`, `conflict`, `refused`, `error`, `timeout`, `edit`. */
  | { type: 'mark'; trace: number | null; mark: string; detail: string }

/** One row of the run's record, in the order in which it happened. */
export type TraceEvent = {
  readonly sequence: number
  readonly at: Instant
  readonly node: NodeId
} & TraceBody
