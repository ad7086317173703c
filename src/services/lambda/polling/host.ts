import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { PolledRecord, PollRequest, RecordBatch } from '#contracts/records.ts'
import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import type { DeliveryContext } from '#contracts/sendMessage.ts'
import type { Mapping } from './mapping.ts'
import type { MappingMeter } from './meter.ts'

/** What a source says it is. */
export type SourceDescription = Extract<RecordBatch, { type: 'source' }>

/** A poll, or a deletion, without the trace that it is made under. */
export type PollAction = PollRequest extends infer R
  ? R extends unknown
    ? Omit<R, 'context'>
    : never
  : never

/** One event source mapping at work: what its pollers have around them. */
export interface PollingHost {
  readonly ctx: ServiceContext<typeof lambdaDefinition>
  readonly edge: Edge<'records'>
  readonly source: SourceDescription
  /** As the edge says now: an edit changes it between two batches. */
  readonly mapping: () => Mapping
  /** The edge is gone: pollers end when they are done with what they hold. */
  readonly isStopped: () => boolean
  readonly meter: MappingMeter
  createRequestId(): string
  /** With the qualifier that the mapping names. */
  functionArn(): string
  /** One synchronous invoke of the function. */
  invoke(request: InvokeRequest, requestId: string): Process<InvokeReply>
  /** So many event pollers of provisioned mode are there from now on. */
  provisioned(pollers: number): void
  /** Sends a record of what was given up to the on-failure destination; whether it was taken. */
  sendFailure(record: string, as: DeliveryContext): Process<boolean>
}

/** Polls are nobody's request: they belong to no trace. */
const NO_TRACE = { trace: 0, span: 0 }

/** Asks the source. */
export const ask = (
  { ctx, edge }: Pick<PollingHost, 'ctx' | 'edge'>,
  action: PollAction,
): Process<RecordBatch> => ctx.call(edge, { context: NO_TRACE, ...action })

/** How long a poller waits before it asks again a source that is gone or a mapping that is switched off. assumption */
export const PAUSE_SECONDS = 5

/** The outcome of one invoke with a batch. */
export type Attempt =
  | { readonly type: 'ran'; readonly reply: Extract<InvokeReply, { type: 'completed' }> }
  /** Throttled, or Lambda's own fault: tried again. */
  | { readonly type: 'throttled' }
  /** Refused for good: too large, not found, a loop. */
  | { readonly type: 'refused'; readonly errorType: string }

/** Reads Invoke's answer. */
export function toAttempt(reply: InvokeReply): Attempt {
  if (reply.type === 'completed') return { type: 'ran', reply }
  if (reply.type === 'accepted') return { type: 'refused', errorType: 'accepted' }
  const isPassing = reply.statusCode === 429 || reply.statusCode >= 500
  return isPassing ? { type: 'throttled' } : { type: 'refused', errorType: reply.errorType }
}

/** The next wait of an exponential back-off. */
export const doubled = (wait: Duration, most: Duration): Duration =>
  Math.min(most, wait * 2) as Duration

/** The records of different traces, the first one's aside: each shows that it came along. At most ten. */
export function findOtherTraces(records: readonly PolledRecord[]): readonly PolledRecord[] {
  const seen = new Set([records[0]?.causedBy?.trace])
  const others: PolledRecord[] = []
  for (const record of records) {
    const { causedBy } = record
    if (causedBy === null || seen.has(causedBy.trace)) continue
    seen.add(causedBy.trace)
    others.push(record)
    if (others.length === 10) break
  }
  return others
}
