import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type {
  PolledRecord,
  PollRequest,
  RecordBatch,
  ShardDescription,
} from '#contracts/records.ts'
import type { Kernel } from '#kernel/kernel.ts'
import type { Process } from '#kernel/process.ts'
import { after, type Duration, type Instant, ms, seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { lambdaDefinition } from '#services/lambda/definition.ts'
import { createEventSources } from '../eventSources.ts'

// For the pollers' tests: sources by script, and a function by script.

/** A record with this body. */
export const toRecord = (
  id: string,
  more: { readonly body?: string; readonly orderKey?: string; readonly arrivedAt?: Instant } = {},
): PolledRecord => ({
  json: JSON.stringify({ messageId: id, body: more.body ?? id, eventSource: 'aws:sqs' }),
  itemIdentifier: id,
  receipt: `receipt of ${id}`,
  orderKey: more.orderKey ?? null,
  arrivedAt: more.arrivedAt ?? (0 as Instant),
  traceHeader: null,
  causedBy: null,
})

/** A source that answers polls. */
export interface FakeSource {
  answer(request: PollRequest, kernel: Kernel): RecordBatch | Process<RecordBatch>
}

/** A queue whose messages come back after `visibility`, and what was deleted from it. */
export interface FakeQueue extends FakeSource {
  add(...records: readonly PolledRecord[]): void
  readonly deleted: readonly string[]
  readonly polls: { readonly max: number; readonly waitMs: number }[]
}

export function createFakeQueue(visibility: Duration = seconds(30)): FakeQueue {
  const waiting: PolledRecord[] = []
  const hidden = new Map<string, PolledRecord>()
  const deleted: string[] = []
  const polls: { max: number; waitMs: number }[] = []
  return {
    deleted,
    polls,
    add: (...records) => void waiting.push(...records),
    *answer(request, kernel) {
      if (request.type === 'describe') {
        const eventSourceArn = 'arn:aws:sqs:us-east-1:123456789012:orders'
        return {
          type: 'source',
          kind: 'queue',
          eventSourceArn,
          shards: [],
          visibilityTimeout: visibility,
        }
      }
      if (request.type === 'delete') {
        for (const receipt of request.receipts) hidden.delete(receipt)
        deleted.push(...request.receipts)
        return { type: 'deleted' }
      }
      const { max, waitMs } = request
      polls.push({ max, waitMs })
      const until = after(kernel.now, ms(waitMs))
      while (waiting.length === 0 && kernel.now < until) yield kernel.sleep(ms(10))
      const records = waiting.splice(0, max)
      for (const record of records) {
        hidden.set(record.receipt, record)
        kernel.schedule(visibility, () => {
          if (hidden.delete(record.receipt)) waiting.push(record)
        })
      }
      return { type: 'records', records, position: null }
    },
  }
}

/** A stream: shards with all their records; a record can be read from its arrival on. */
export function createFakeStream(
  shards: readonly (ShardDescription & {
    readonly records: readonly PolledRecord[]
    readonly isClosed?: boolean
  })[],
): FakeSource & { readonly polls: { readonly shardId: string | null; readonly at: number }[] } {
  const polls: { shardId: string | null; at: number }[] = []
  return {
    polls,
    answer(request, kernel) {
      if (request.type === 'describe') {
        const eventSourceArn =
          'arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2026-01-01T00:00:00.000'
        return { type: 'source', kind: 'stream', eventSourceArn, shards }
      }
      if (request.type === 'delete') return { type: 'deleted' }
      polls.push({ shardId: request.shardId, at: kernel.now })
      const shard = shards.find(({ shardId }) => shardId === request.shardId)
      const all = shard?.records ?? []
      const from = request.position === null ? 0 : Number(request.position)
      const records = all
        .slice(from, from + request.max)
        .filter(({ arrivedAt }) => arrivedAt <= kernel.now)
      const next = from + records.length
      const isEnd = shard?.isClosed === true && next === all.length
      return { type: 'records', records, position: isEnd ? null : String(next) }
    },
  }
}

/** What the function was invoked with. */
export interface Invocation {
  readonly at: number
  readonly ids: readonly string[]
  readonly event: Readonly<Record<string, unknown>>
  readonly request: InvokeRequest
}

const idsOf = (event: { readonly Records: readonly { readonly messageId: string }[] }) =>
  event.Records.map(({ messageId }) => messageId)

/** A function whose mapping polls `source`; `handler` answers each invocation. */
export function createPolledFunction(
  source: FakeSource,
  properties: object,
  handler: (invocation: Invocation, kernel: Kernel) => InvokeReply | Process<InvokeReply>,
) {
  const edge: Edge<'records'> = {
    id: 'mapping',
    contract: 'records',
    source: 'Queue',
    target: 'Node',
    port: null,
    properties,
  }
  const sent: { readonly to: string; readonly body: unknown }[] = []
  const destination: Edge<'api'> = {
    ...edge,
    id: 'to',
    contract: 'api',
    source: 'Node',
    target: 'Failures',
  }
  const world = createFakeWorld(lambdaDefinition, {
    edges: [edge, destination],
    *answer(along, request, kernel) {
      if (along.contract === 'records') {
        const batch = source.answer(request as PollRequest, kernel)
        return 'type' in batch ? batch : yield* batch
      }
      const call = request as { readonly body: string }
      sent.push({ to: along.target, body: JSON.parse(call.body) })
      return { type: 'response', status: 200, headers: [], body: '{}' }
    },
  })
  const invocations: Invocation[] = []
  const pollers: number[] = []
  let requests = 0
  const sources = createEventSources({
    provisioned: (_, count) => void pollers.push(count),
    ctx: world.ctx,
    createRequestId: () => `request-${++requests}`,
    arnOf: () => 'arn:aws:lambda:us-east-1:123456789012:function:worker',
    principalArn: () => 'arn:aws:sts::123456789012:assumed-role/worker-role/worker',
    *invoke(request) {
      const event = JSON.parse(request.payload)
      const invocation = { at: world.kernel.now, ids: idsOf(event), event, request }
      invocations.push(invocation)
      const answer = handler(invocation, world.kernel)
      return 'type' in answer ? answer : yield* answer
    },
  })
  sources.configure()
  return { world, sources, invocations, pollers, sent, edge }
}

/** The function's answer. */
export const returns = (payload: unknown): InvokeReply => ({
  type: 'completed',
  statusCode: 200,
  payload: JSON.stringify(payload),
  functionError: null,
  executedVersion: '$LATEST',
})

/** The function threw. */
export const throws: InvokeReply = {
  type: 'completed',
  statusCode: 200,
  payload: '{"errorType":"Error","errorMessage":"no"}',
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
}

/** Lambda throttled it. */
export const throttled: InvokeReply = {
  type: 'refused',
  statusCode: 429,
  errorType: 'TooManyRequestsException',
  payload: '{"Reason":"ConcurrentInvocationLimitExceeded"}',
}
