import { toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { Bucket } from './bucket.ts'
import type { s3Definition } from './definition.ts'
import type { Meter } from './metering.ts'
import { UNLOCKED } from './objectVersion.ts'
import type { Recording } from './recording.ts'
import type { NodeBucket } from './region.ts'
import { readSeeds } from './seedObjects.ts'

type Context = ServiceContext<typeof s3Definition>

/** What comes into a bucket by no request of its own: the document's objects, and replicas. */
export interface Intake {
  /** Puts the objects that the document begins with, or that an edit of it adds: those that are there stay. */
  plant(): void
  readonly adopt: NodeBucket['adopt']
}

/** Creates the intake of a bucket. */
export function createIntake(
  ctx: Context,
  of: {
    readonly bucket: Bucket
    readonly meter: Meter
    readonly recording: Recording
    readonly createVersionId: () => string
    readonly changed: () => void
  },
): Intake {
  const { bucket, meter, recording, createVersionId, changed } = of
  const { store } = bucket
  return {
    plant() {
      const { versioning } = bucket.settings
      for (const { key, object, writtenAt } of readSeeds(ctx.node.data, toEpochMs(ctx.now))) {
        if (store.current(key)?.etag === object.etag) continue
        store.put(key, object, { versioning, nowMs: writtenAt, createVersionId })
      }
      changed()
    },
    adopt(version, { storageClass }) {
      const { versioning } = bucket.settings
      if (versioning !== 'Enabled') return false
      const nowMs = toEpochMs(ctx.now)
      const lock = bucket.settings.lock === null ? UNLOCKED : version.lock
      // A replica keeps its version's id.
      const writing = { versioning, nowMs, createVersionId: () => version.versionId }
      const copy = version.isDeleteMarker
        ? store.delete(version.key, writing).marker
        : store.put(version.key, { ...version, storageClass, lock }, writing)
      if (copy !== null) copy.replication = 'REPLICA'
      if (copy !== null && !copy.isDeleteMarker) {
        meter.wrote(storageClass)
        recording.wrote(copy.key, copy.body.size, nowMs)
      }
      changed()
      return true
    },
  }
}
