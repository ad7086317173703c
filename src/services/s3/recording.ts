import { bodyLength } from '#contracts/body.ts'
import { createSmoothedRate } from '#kernel/ewma.ts'
import { between, type Instant, ms, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { ActionReply } from './actions/action.ts'
import type { Bucket } from './bucket.ts'
import type { s3Definition, S3State } from './definition.ts'
import type { Operation, OperationKind } from './wire/operation.ts'

type Context = ServiceContext<typeof s3Definition>

/** One request that is over. */
export interface Answered {
  readonly operation: Operation | null
  readonly kind: OperationKind
  readonly method: string
  readonly bytesIn: number
  readonly reply: ActionReply
  readonly begun: Instant
  readonly firstByteAt: Instant
}

/** What a bucket tells of its work, by CloudWatch's names. */
export interface Recording {
  answered(of: Answered): void
  /** What is stored has changed. */
  changed(): void
  /** A key was written: the node shows the newest. */
  wrote(key: string, size: number, nowMs: number): void
  eventsWaiting(by: 1 | -1): void
  replicasWaiting(by: 1 | -1): void
  slowDown(span: TraceContext): void
  /** Events and replicas on their way. */
  readonly waiting: number
  inspect(partitions: number): S3State
}

/** How often gauges are told while they change. CloudWatch has them once a day. */
const GAUGE_PERIOD = ms(200)
const PENDING = 'OperationsPendingReplication'
/** Newest objects that the node shows. */
const NEWEST_MAX = 3

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html: the metric that counts an operation. */
function requestMetric(operation: Operation | null, method: string): string {
  if (operation?.startsWith('List') === true) return 'ListRequests'
  const names: Readonly<Record<string, string>> = {
    GET: 'GetRequests',
    HEAD: 'HeadRequests',
    PUT: 'PutRequests',
    POST: 'PostRequests',
    DELETE: 'DeleteRequests',
  }
  return names[method] ?? 'AllRequests'
}

/** Creates the recording of a bucket. */
export function createRecording(ctx: Context, bucket: Bucket): Recording {
  const reads = createSmoothedRate()
  const writes = createSmoothedRate()
  const totals = { errors: 0, slowDowns: 0, eventsSent: 0, events: 0, replicas: 0 }
  let newest: S3State['newest'] = []
  const last = new Map<string, number>()
  let isDue = false

  const count = (name: string, value = 1): void => {
    if (value > 0) ctx.record({ type: 'counter', name, value })
  }
  const sample = (name: string, value: number): void => ctx.record({ type: 'sample', name, value })
  const gauge = (name: string, value: number): void => {
    if (last.get(name) === value) return
    last.set(name, value)
    ctx.record({ type: 'gauge', name, value })
  }
  const tell = (): void => {
    isDue = false
    gauge('NumberOfObjects', bucket.store.versions)
    gauge('BucketSizeBytes', bucket.store.bytes)
    // Only buckets with a replication rule have the metric.
    if (totals.replicas > 0 || last.has(PENDING)) gauge(PENDING, totals.replicas)
  }
  const tellLater = (): void => {
    if (isDue) return
    isDue = true
    ctx.schedule(GAUGE_PERIOD, tell)
  }

  return {
    answered({ operation, kind, method, bytesIn, reply, begun, firstByteAt }) {
      const isRead = kind === 'read' || kind === 'list'
      const rate = isRead ? reads : writes
      rate.add(ctx.now)
      count('AllRequests')
      const own = requestMetric(operation, method)
      if (own !== 'AllRequests') count(own)
      count('BytesUploaded', bytesIn)
      count('BytesDownloaded', bodyLength(reply.body))
      if (reply.status >= 500) count('5xxErrors')
      else if (reply.status >= 400) count('4xxErrors')
      if (reply.status >= 400) totals.errors++
      sample('FirstByteLatency', toMs(between(begun, firstByteAt)))
      sample('TotalRequestLatency', toMs(between(begun, ctx.now)))
    },
    changed: tellLater,
    wrote(key, size, nowMs) {
      newest = [{ key, size, at: nowMs }, ...newest.filter((each) => each.key !== key)].slice(
        0,
        NEWEST_MAX,
      )
    },
    eventsWaiting(by) {
      totals.events += by
      if (by < 0) totals.eventsSent++
    },
    replicasWaiting(by) {
      totals.replicas += by
      tellLater()
    },
    slowDown(span) {
      totals.slowDowns++
      ctx.record({ type: 'mark', trace: span.trace, mark: 'throttle', detail: '503 SlowDown' })
    },
    get waiting() {
      return totals.events + totals.replicas
    },
    inspect: (partitions) => ({
      objects: bucket.store.objects,
      olderVersions: bucket.store.versions - bucket.store.objects,
      bytes: bucket.store.bytes,
      uploads: bucket.uploads.size,
      readsPerSecond: reads.read(ctx.now),
      writesPerSecond: writes.read(ctx.now),
      errors: totals.errors,
      slowDowns: totals.slowDowns,
      eventsSent: totals.eventsSent,
      eventsWaiting: totals.events,
      replicasWaiting: totals.replicas,
      newest,
      partitions,
    }),
  }
}
