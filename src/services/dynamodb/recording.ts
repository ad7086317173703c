import { between, type Instant, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { EngineReply } from './engine.ts'
import type { Work } from './latency.ts'
import type { TableStats } from './tableStats.ts'
import { describeThrottle } from './throttle.ts'
import type { Usage } from './usage.ts'

const PAGED = new Set(['Query', 'Scan'])

const CONDITION = 'ConditionalCheckFailedException'

/** How a request went: what is replied, and whether a table's throughput refused it or a part of it. */
export interface Outcome {
  readonly reply: EngineReply
  readonly isThrottled: boolean
}

/** Creates what a node records of its requests: spans' notes, CloudWatch's counters and samples. */
export function createRecording(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  { stats, tableName }: { readonly stats: TableStats; readonly tableName: () => string },
) {
  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', trace: span.trace, span: span.span, key, value })

  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  const recordFailure = (
    span: TraceContext,
    { reply, isThrottled }: Outcome,
    code: string,
  ): void => {
    note(span, 'error', reply.body)
    if (isThrottled) {
      count('ThrottledRequests')
      const detail = describeThrottle(reply.body) ?? code
      ctx.record({ type: 'mark', trace: span.trace, mark: 'throttle', detail })
    } else if (code === CONDITION) {
      stats.conditionFailed()
      count('ConditionalCheckFailedRequests')
    } else if (reply.status >= 500) {
      count('SystemErrors')
    } else {
      stats.userError()
      count('UserErrors')
    }
  }

  const recordReply = (
    span: TraceContext,
    outcome: Outcome,
    { work, usage, begun }: { work: Work; usage: Usage; begun: Instant },
  ): void => {
    const { reply } = outcome
    note(span, 'table', tableName())
    note(span, 'status', String(reply.status))
    const { read, write } = usage.total
    if (read > 0) note(span, 'read units', String(read))
    if (write > 0) note(span, 'write units', String(write))
    if (reply.errorCode !== null) {
      recordFailure(span, outcome, reply.errorCode)
      return
    }
    const value = toMs(between(begun, ctx.now))
    stats.latency(value, ctx.now)
    ctx.record({ type: 'sample', name: 'SuccessfulRequestLatency', value })
    if (PAGED.has(work.action)) {
      ctx.record({ type: 'sample', name: 'ReturnedItemCount', value: usage.items })
    }
  }

  return { note, count, recordFailure, recordReply }
}
