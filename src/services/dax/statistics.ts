import type { ApiReply } from '#contracts/api.ts'
import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { CacheCount, daxDefinition, DaxState } from './definition.ts'
import type { OwnCluster } from './ownCluster.ts'

/** CloudWatch counts the hits of each kind of read: ItemCacheHits, QueryCacheMisses. */
export type CacheName = 'Item' | 'Query' | 'Scan'

/** What a cluster has done, in CloudWatch's words and for its node. */
export interface Statistics {
  asked(): void
  /** Looked `many` times into a cache. */
  looked(cache: CacheName, isHit: boolean, many?: number): void
  passedThrough(): void
  wrote(): void
  throttled(span: TraceContext): void
  answered(span: TraceContext, reply: ApiReply, latencyMs: number): void
  inspect(own: OwnCluster): DaxState
}

/** Counts from zero. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-metrics-dimensions-dax.html */
export function createStatistics(ctx: ServiceContext<typeof daxDefinition>): Statistics {
  const rate = createSmoothedRate()
  const hits = createSmoothedShare()
  const latencies = createRecentHistogram()
  const counts = { passedThrough: 0, writes: 0, throttled: 0, errors: 0 }
  const caches = { items: { hits: 0, misses: 0 }, queries: { hits: 0, misses: 0 } }
  const count = (name: string, value = 1): void => ctx.record({ type: 'counter', name, value })
  const copy = ({ hits: given, misses }: CacheCount): CacheCount => ({ hits: given, misses })
  return {
    asked() {
      rate.add(ctx.now)
      count('TotalRequestCount')
    },
    looked(cache, isHit, many = 1) {
      if (many === 0) return
      const which = cache === 'Item' ? caches.items : caches.queries
      if (isHit) which.hits += many
      else which.misses += many
      for (let each = 0; each < many; each++) hits.add(ctx.now, isHit)
      count(`${cache}Cache${isHit ? 'Hits' : 'Misses'}`, many)
    },
    passedThrough() {
      counts.passedThrough++
    },
    wrote() {
      counts.writes++
    },
    throttled(span) {
      counts.throttled++
      count('ThrottledRequestCount')
      const detail = 'ThrottlingException'
      ctx.record({ type: 'mark', trace: span.trace, mark: 'throttle', detail })
    },
    answered(span, reply, latencyMs) {
      const status = reply.type === 'response' ? reply.status : 0
      ctx.record({ type: 'note', ...span, key: 'status', value: String(status) })
      if (status !== 200) {
        counts.errors++
        count(status >= 500 || status === 0 ? 'FaultRequestCount' : 'ErrorRequestCount')
        return
      }
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: 'Latency', value: latencyMs })
    },
    inspect({ host, nodes, nodeType, bytesMax }) {
      const recent = latencies.read(ctx.now)
      const looked =
        caches.items.hits + caches.items.misses + caches.queries.hits + caches.queries.misses
      let evictedBytes = 0
      for (const { items, queries } of nodes)
        evictedBytes += items.evictedBytes + queries.evictedBytes
      return {
        endpoint: host,
        requestsPerSecond: rate.read(ctx.now),
        hitShare: looked === 0 ? null : hits.read(ctx.now),
        items: copy(caches.items),
        queries: copy(caches.queries),
        ...counts,
        evictedBytes,
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
        nodes: nodes.map((node, at) => ({
          isPrimary: at === 0,
          items: node.items.size,
          queries: node.queries.size,
          bytes: node.items.bytes + node.queries.bytes,
          bytesMax: bytesMax(),
          load: node.load(ctx.now) / nodeType.hitsPerSecond,
        })),
      }
    },
  }
}
