import { type Body, bodyLength } from '#contracts/body.ts'
import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { ServiceContext } from '#services/service.ts'
import { createRefusals, splitReason } from '../refusals.ts'
import { createTransfer } from '../transfer.ts'
import { MESSAGE_UNIT_BYTES } from '../cost.ts'
import type { httpApiDefinition, WebSocketApiState } from '../definition.ts'

type Counts = Pick<
  WebSocketApiState,
  | 'connectsPerSecond'
  | 'receivedPerSecond'
  | 'sentPerSecond'
  | 'connectCount'
  | 'messageCount'
  | 'clientErrors'
  | 'integrationErrors'
  | 'executionErrors'
  | 'shareFailing'
  | 'refusals'
  | 'latencyMs'
>

/** What became of a handshake or a message, in CloudWatch's words. */
export type Ending = 'ok' | 'ClientError' | 'IntegrationError' | 'ExecutionError'

/** CloudWatch's metrics of a WebSocket API, and what the node shows of them. */
export interface Statistics {
  /** A handshake came. */
  connect(): void
  /** A message came from a client, or is sent to one. */
  message(way: 'in' | 'out', data: Body): void
  end(ending: Ending): void
  integrated(latencyMs: number): void
  /** A handshake was turned away. */
  refuse(reason: string): void
  /** Messages as they are charged: one for each 32 KB begun. */
  readonly billedMessages: number
  /** GB sent to clients. */
  readonly transferOut: number
  read(): Counts
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html */
export function createStatistics(ctx: ServiceContext<typeof httpApiDefinition>): Statistics {
  const connects = createSmoothedRate()
  const rates = { in: createSmoothedRate(), out: createSmoothedRate() }
  const failing = createSmoothedShare()
  const latencies = createRecentHistogram()
  const errors = { ClientError: 0, IntegrationError: 0, ExecutionError: 0 }
  const refusals = createRefusals()
  let connectCount = 0
  let messageCount = 0
  let units = 0
  const transfer = createTransfer()

  const add = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  return {
    connect() {
      connectCount++
      connects.add(ctx.now)
      add('ConnectCount')
    },
    message(way, data) {
      messageCount++
      rates[way].add(ctx.now)
      add('MessageCount')
      const bytes = bodyLength(data)
      if (way === 'out') transfer.message(bytes)
      units += Math.max(1, Math.ceil(bytes / MESSAGE_UNIT_BYTES))
    },
    end(ending) {
      failing.add(ctx.now, ending !== 'ok')
      if (ending === 'ok') return
      errors[ending]++
      add(ending)
    },
    integrated(latencyMs) {
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: 'IntegrationLatency', value: latencyMs })
    },
    refuse: (reason) => refusals.add(...splitReason(reason)),
    get billedMessages() {
      return units
    },
    get transferOut() {
      return transfer.gigabytes
    },
    read() {
      const recent = latencies.read(ctx.now)
      return {
        connectsPerSecond: connects.read(ctx.now),
        receivedPerSecond: rates.in.read(ctx.now),
        sentPerSecond: rates.out.read(ctx.now),
        connectCount,
        messageCount,
        clientErrors: errors.ClientError,
        integrationErrors: errors.IntegrationError,
        executionErrors: errors.ExecutionError,
        shareFailing: failing.read(ctx.now),
        refusals: refusals.read(),
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}
