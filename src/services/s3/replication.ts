import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { between, seconds, toSeconds } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '../service.ts'
import type { Bucket } from './bucket.ts'
import type { s3Definition } from './definition.ts'
import { isStorageClass, type ObjectVersion } from './objectVersion.ts'
import type { Recording } from './recording.ts'
import type { S3Region } from './region.ts'
import type { ReplicationRule } from './settings.ts'

type Context = ServiceContext<typeof s3Definition>

/** Spread of a replication. assumption: p99 about ten times the median */
const SIGMA = 1

/** Whether a rule concerns a version. Delete markers are replicated only where a rule says so. */
function takes(rule: ReplicationRule, { key, isDeleteMarker }: ObjectVersion): boolean {
  if (rule.Status !== 'Enabled') return false
  if (isDeleteMarker && rule.DeleteMarkerReplication?.Status !== 'Enabled') return false
  return key.startsWith(rule.Filter?.Prefix ?? rule.Prefix ?? '')
}

/** Copies new versions to other buckets. */
export interface Replication {
  /** A version was written. */
  wrote(version: ObjectVersion): void
}

/** Creates the replication of one bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html */
export function createReplication(
  ctx: Context,
  of: { readonly bucket: Bucket; readonly region: S3Region; readonly recording: Recording },
): Replication {
  const { bucket, region, recording } = of
  const delays = ctx.random('replication')

  /** How the version goes to the bucket at the wire's end; null: not at all. */
  const plan = (
    version: ObjectVersion,
    edge: Edge,
  ): { readonly storageClass: ObjectVersion['storageClass'] } | null => {
    const { replication: rules } = bucket.settings
    const plain = { storageClass: version.storageClass }
    // A wire without a rule is one rule for everything but delete markers.
    if (rules === null) return version.isDeleteMarker ? null : plain
    const name = region.findByNode(edge.target)?.bucket.settings.arn
    const rule = rules.find((each) => {
      const wanted = each.Destination?.Bucket
      return takes(each, version) && (wanted === undefined || wanted === name)
    })
    if (rule === undefined) return null
    const named = rule.Destination?.StorageClass
    return named !== undefined && isStorageClass(named) ? { storageClass: named } : plain
  }

  function* copy(
    version: ObjectVersion,
    edge: Edge,
    as: { readonly storageClass: ObjectVersion['storageClass'] },
  ): Process<void> {
    const begun = ctx.now
    const median = ctx.node.model.ReplicationSeconds
    yield ctx.sleep(
      seconds(median === 0 ? 0 : sample(logNormalOf({ median, sigma: SIGMA }), delays)),
    )
    const context = ctx.beginSpan(null, `S3 replication ${version.key}`)
    yield* ctx.travel(edge, { phase: 'request', context, outcome: 'ok', attempt: 1 })
    const isTaken = region.findByNode(edge.target)?.adopt(version, as) === true
    version.replication = isTaken ? 'COMPLETED' : 'FAILED'
    ctx.record({
      type: 'sample',
      name: 'ReplicationLatency',
      value: toSeconds(between(begun, ctx.now)),
    })
    if (!isTaken) {
      const detail = `${edge.target} has no versioning, so ${version.key} was not replicated`
      ctx.record({ type: 'mark', trace: context.trace, mark: 'error', detail })
      ctx.record({ type: 'counter', name: 'OperationsFailedReplication', value: 1 })
    }
    ctx.endSpan(context, isTaken ? 'ok' : 'fault')
    recording.replicasWaiting(-1)
  }

  return {
    wrote(version) {
      if (bucket.settings.versioning !== 'Enabled') return
      for (const edge of ctx.edges('api')) {
        const as = edge.port === 'replicas' ? plan(version, edge) : null
        if (as === null) continue
        version.replication = 'PENDING'
        recording.replicasWaiting(1)
        ctx.start(copy(version, edge, as))
      }
    },
  }
}
