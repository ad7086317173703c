import { createSmoothedRate } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { SocketClose } from '#contracts/socket.ts'
import { type Instant, toMs, between } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { type clientDefinition, clientMetrics, type SocketsState } from './definition.ts'

/** Messages whose deliveries are still told from others': the oldest go first. */
const SENT_MAX = 10_000

/** What a client counts of its connections. */
export interface SocketStatistics {
  opened(): void
  closed(close: SocketClose): void
  /** `trace`: the message's. */
  sent(trace: number): void
  received(trace: number): void
  read(): SocketsState
}

/** Creates the counts of one client's connections. */
export function createSocketStatistics(
  ctx: ServiceContext<typeof clientDefinition>,
): SocketStatistics {
  const sentRate = createSmoothedRate()
  const receivedRate = createSmoothedRate()
  const deliveries = createRecentHistogram()
  const sentAt = new Map<number, Instant>()
  let open = 0
  let broken = 0

  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  return {
    opened() {
      open++
      ctx.record({ type: 'gauge', name: clientMetrics.connections, value: open })
    },
    closed({ code }) {
      open--
      if (code === 1006) broken++
      ctx.record({ type: 'gauge', name: clientMetrics.connections, value: open })
    },
    sent(trace) {
      sentRate.add(ctx.now)
      count(clientMetrics.messagesSent)
      sentAt.set(trace, ctx.now)
      if (sentAt.size <= SENT_MAX) return
      for (const oldest of sentAt.keys()) {
        sentAt.delete(oldest)
        return
      }
    },
    received(trace) {
      receivedRate.add(ctx.now)
      count(clientMetrics.messagesReceived)
      const since = sentAt.get(trace)
      if (since === undefined) return
      const latencyMs = toMs(between(since, ctx.now))
      deliveries.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: clientMetrics.deliveryLatency, value: latencyMs })
    },
    read() {
      const recent = deliveries.read(ctx.now)
      return {
        open,
        broken,
        sentPerSecond: sentRate.read(ctx.now),
        receivedPerSecond: receivedRate.read(ctx.now),
        deliveryMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}
