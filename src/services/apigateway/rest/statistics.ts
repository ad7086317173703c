import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { ServiceContext } from '#services/service.ts'
import type { restApiDefinition, RestApiState } from './definition.ts'

/** One answered request. */
interface Answered {
  readonly status: number
  readonly latencyMs: number
  /** Whether AWS charges for it: not for what it refuses for want of a permission or a token. */
  readonly isBilled: boolean
  /** `prod`, `prod canary`; null where no stage was reached. */
  readonly stage: string | null
  /** `GET /items`; null where no method took it. */
  readonly method: string | null
}

/** CloudWatch's metrics of a REST API, and what the node shows of them. */
export interface Statistics {
  begin(): void
  end(answered: Answered): void
  cache(isHit: boolean): void
  readonly billedRequests: number
  readonly hits: number
  readonly misses: number
  readonly hitShare: number
  countOf(method: string): number
  read(): Omit<RestApiState, 'bucket' | 'methodBuckets' | 'cache' | 'methods'>
}

/** Stages and methods that are told apart: more come from edits only. */
const NAMES_MAX = 400

const countIn = (counts: Map<string, number>, name: string | null): void => {
  if (name === null || (counts.size >= NAMES_MAX && !counts.has(name))) return
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Metrics by https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function createStatistics(ctx: ServiceContext<typeof restApiDefinition>): Statistics {
  const arrivals = createSmoothedRate()
  const share4xx = createSmoothedShare()
  const share5xx = createSmoothedShare()
  const shareHit = createSmoothedShare()
  const latencies = createRecentHistogram()
  const stages = new Map<string, number>()
  const methods = new Map<string, number>()
  let inFlight = 0
  let count = 0
  let status4xx = 0
  let status5xx = 0
  let billed = 0
  let hits = 0
  let misses = 0

  const add = (name: string, value: number): void => ctx.record({ type: 'counter', name, value })

  return {
    begin() {
      inFlight++
      count++
      arrivals.add(ctx.now)
      add('Count', 1)
    },
    end({ status, latencyMs, isBilled, stage, method }) {
      inFlight--
      const is4xx = status >= 400 && status < 500
      const is5xx = status >= 500
      if (is4xx) {
        status4xx++
        add('4XXError', 1)
      }
      if (is5xx) {
        status5xx++
        add('5XXError', 1)
      }
      share4xx.add(ctx.now, is4xx)
      share5xx.add(ctx.now, is5xx)
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: 'Latency', value: latencyMs })
      if (isBilled) billed++
      countIn(stages, stage)
      countIn(methods, method)
    },
    cache(isHit) {
      if (isHit) hits++
      else misses++
      shareHit.add(ctx.now, isHit)
      add(isHit ? 'CacheHitCount' : 'CacheMissCount', 1)
    },
    countOf: (method) => methods.get(method) ?? 0,
    get billedRequests() {
      return billed
    },
    get hits() {
      return hits
    },
    get misses() {
      return misses
    },
    get hitShare() {
      return shareHit.read(ctx.now)
    },
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
        stages: [...stages].map(([name, count]) => ({ name, count })),
      }
    },
  }
}
