import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { Instant } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { cloudfrontDefinition, CloudFrontState, ResultType } from './definition.ts'
import { priceAreaOf } from './priceAreas.ts'

/** One request as it was answered: what panels show and logs tell. */
export interface Answered {
  readonly at: Instant
  /** The edge's `FRA50-P1`, and its country for the bill. */
  readonly edge: string
  readonly country: string
  readonly method: string
  readonly scheme: 'https' | 'http'
  readonly target: string
  /** Of the cache; null where it was not asked. */
  readonly key: string | null
  readonly status: number
  readonly result: ResultType
  /** Where the object was found; null: at the origin, or nowhere. */
  readonly from: string | null
  readonly why: string
  /** Seconds for which it is kept now; null: it is not, or it was before. */
  readonly ttl: number | null
  readonly bytesIn: number
  readonly bytesOut: number
  readonly latencyMs: number
}

/** What became of the requests for one path. */
export interface PathCounts {
  readonly path: string
  hits: number
  refreshes: number
  misses: number
  errors: number
  bytes: number
}

/** Counts, by CloudWatch's names, and what panels show. */
export interface Statistics {
  begin(): void
  end(answered: Answered): void
  origin(told: { readonly bytes: number; readonly latencyMs: number }): void
  function(run: {
    readonly utilization: number
    readonly error: 'none' | 'execution' | 'validation'
  }): void
  shielded(): void
  /** The latest, newest first. */
  recent(): readonly Answered[]
  paths(): readonly PathCounts[]
  /** By meter. */
  usage(): Readonly<Record<string, number>>
  read(): Pick<
    CloudFrontState,
    | 'requestsPerSecond'
    | 'requests'
    | 'hits'
    | 'refreshes'
    | 'misses'
    | 'errors'
    | 'hitShare'
    | 'errorShare'
    | 'bytesOut'
    | 'bytesFromOrigins'
    | 'originRequests'
    | 'latencyMs'
    | 'inFlight'
  >
}

const RECENT_MAX = 200
const PATHS_MAX = 500

type Counted = 'hits' | 'refreshes' | 'misses' | 'errors'

const COUNTED: Readonly<Record<ResultType, Counted>> = {
  Hit: 'hits',
  RefreshHit: 'refreshes',
  Miss: 'misses',
  Error: 'errors',
  Redirect: 'misses',
  LimitExceeded: 'errors',
  FunctionGeneratedResponse: 'misses',
  LambdaGeneratedResponse: 'misses',
  FunctionExecutionError: 'errors',
  LambdaExecutionError: 'errors',
}

/** A ring of the latest: nothing is moved when one is added. */
function createRing<T>(size: number) {
  const items: T[] = []
  let next = 0
  return {
    add(item: T): void {
      if (items.length < size) items.push(item)
      else items[next] = item
      next = (next + 1) % size
    },
    newestFirst: (): readonly T[] =>
      items.length < size
        ? items.toReversed()
        : [...items.slice(next), ...items.slice(0, next)].toReversed(),
  }
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html */
export function createStatistics(ctx: ServiceContext<typeof cloudfrontDefinition>): Statistics {
  const arrivals = createSmoothedRate()
  const hitShare = createSmoothedShare()
  const errorShare = createSmoothedShare()
  const latencies = createRecentHistogram()
  const ring = createRing<Answered>(RECENT_MAX)
  const paths = new Map<string, PathCounts>()
  const counts = { hits: 0, refreshes: 0, misses: 0, errors: 0 }
  const meters: Record<string, number> = {}
  /** By the country of the edge. */
  const billed = new Map<string, { bytes: number; https: number; http: number }>()
  let requests = 0
  let inFlight = 0
  let bytesOut = 0
  let bytesFromOrigins = 0
  let originRequests = 0

  const meter = (name: string, value: number): void => {
    meters[name] = (meters[name] ?? 0) + value
  }
  const add = (name: string, value = 1): void => ctx.record({ type: 'counter', name, value })
  const sample = (name: string, value: number): void => ctx.record({ type: 'sample', name, value })

  const countPath = ({ target, bytesOut: bytes }: Answered, counted: Counted): void => {
    let entry = paths.get(target)
    if (entry === undefined) {
      if (paths.size >= PATHS_MAX) {
        const [oldest] = paths.keys()
        if (oldest !== undefined) paths.delete(oldest)
      }
      entry = { path: target, hits: 0, refreshes: 0, misses: 0, errors: 0, bytes: 0 }
      paths.set(target, entry)
    }
    entry[counted]++
    entry.bytes += bytes
  }

  const bill = ({ country, scheme, bytesOut: bytes }: Answered): void => {
    let known = billed.get(country)
    if (known === undefined) billed.set(country, (known = { bytes: 0, https: 0, http: 0 }))
    known.bytes += bytes
    known[scheme]++
  }

  return {
    begin() {
      inFlight++
      requests++
      arrivals.add(ctx.now)
      add('Requests')
    },
    end(answered) {
      inFlight--
      const { status, result, latencyMs, bytesIn } = answered
      const counted = COUNTED[result]
      counts[counted]++
      ring.add(answered)
      countPath(answered, counted)
      bill(answered)
      bytesOut += answered.bytesOut
      hitShare.add(ctx.now, counted === 'hits' || counted === 'refreshes')
      errorShare.add(ctx.now, status >= 400)
      latencies.add(ctx.now, latencyMs)
      add('BytesDownloaded', answered.bytesOut)
      if (bytesIn > 0) add('BytesUploaded', bytesIn)
      // Percentages: their averages are the rates that CloudWatch shows.
      sample('4xxErrorRate', status >= 400 && status < 500 ? 100 : 0)
      sample('5xxErrorRate', status >= 500 ? 100 : 0)
      sample('TotalErrorRate', status >= 400 ? 100 : 0)
      if (answered.key !== null)
        sample('CacheHitRate', counted === 'hits' || counted === 'refreshes' ? 100 : 0)
    },
    origin({ bytes, latencyMs }) {
      originRequests++
      bytesFromOrigins += bytes
      sample('OriginLatency', latencyMs)
    },
    function({ utilization, error }) {
      meter('functions', 1)
      add('FunctionInvocations')
      sample('FunctionComputeUtilization', utilization)
      if (error === 'execution') add('FunctionExecutionErrors')
      if (error === 'validation') add('FunctionValidationErrors')
    },
    shielded: () => meter('shield', 1),
    recent: () => ring.newestFirst(),
    paths: () => [...paths.values()],
    usage() {
      const usage = { ...meters }
      const put = (name: string, value: number): void => {
        usage[name] = (usage[name] ?? 0) + value
      }
      for (const [country, used] of billed) {
        const area = priceAreaOf(country)
        put(`transfer ${area}`, used.bytes / GB)
        put(`requests ${area}`, used.https)
        if (used.http > 0) put(`http ${area}`, used.http)
      }
      return usage
    },
    read() {
      const recent = latencies.read(ctx.now)
      return {
        requestsPerSecond: arrivals.read(ctx.now),
        requests,
        ...counts,
        hitShare: hitShare.read(ctx.now),
        errorShare: errorShare.read(ctx.now),
        bytesOut,
        bytesFromOrigins,
        originRequests,
        inFlight,
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}

/** AWS bills gigabytes of 2^30 bytes. */
const GB = 1_073_741_824
