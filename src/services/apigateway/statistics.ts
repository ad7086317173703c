import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { ServiceContext } from '../service.ts'
import { HTTP_API_UNIT_BYTES } from './cost.ts'
import type { httpApiDefinition, HttpApiState } from './definition.ts'

/** One answered request. */
interface Answered {
  readonly status: number
  readonly latencyMs: number
  readonly requestBytes: number
  readonly responseBytes: number
}

/** CloudWatch's metrics of an HTTP API, and what the node shows of them. */
export interface Statistics {
  begin(): void
  end(answered: Answered): void
  /** Requests as they are charged: one for each 512 KB begun. */
  billedRequests(): number
  read(): Omit<HttpApiState, 'protocol' | 'bucket' | 'routeBuckets' | 'routes'>
}

const unitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / HTTP_API_UNIT_BYTES))

/** Metrics by https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
export function createStatistics(ctx: ServiceContext<typeof httpApiDefinition>): Statistics {
  const arrivals = createSmoothedRate()
  const share4xx = createSmoothedShare()
  const share5xx = createSmoothedShare()
  const latencies = createRecentHistogram()
  let inFlight = 0
  let count = 0
  let status4xx = 0
  let status5xx = 0
  let units = 0

  const add = (name: string, value: number): void => ctx.record({ type: 'counter', name, value })

  return {
    begin() {
      inFlight++
      count++
      arrivals.add(ctx.now)
      add('Count', 1)
    },
    end({ status, latencyMs, requestBytes, responseBytes }) {
      inFlight--
      const is4xx = status >= 400 && status < 500
      const is5xx = status >= 500
      if (is4xx) {
        status4xx++
        add('4xx', 1)
      }
      if (is5xx) {
        status5xx++
        add('5xx', 1)
      }
      share4xx.add(ctx.now, is4xx)
      share5xx.add(ctx.now, is5xx)
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: 'Latency', value: latencyMs })
      add('DataProcessed', requestBytes + responseBytes)
      // What the API refuses for its own limits is not charged.
      if (status !== 429) units += unitsOf(Math.max(requestBytes, responseBytes))
    },
    billedRequests: () => units,
    read() {
      const recent = latencies.read(ctx.now)
      return {
        requestsPerSecond: arrivals.read(ctx.now),
        inFlight,
        count,
        status4xx,
        status5xx,
        share4xx: share4xx.read(ctx.now),
        share5xx: share5xx.read(ctx.now),
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}
