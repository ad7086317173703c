import type { NodeId } from '#kernel/trace.ts'
import type { BucketSettings } from './settings.ts'
import type { ObjectStore, Writing } from './objectStore.ts'
import type { Upload } from './uploads.ts'

/** One bucket: what it holds, and how it is set up at present. */
export interface Bucket {
  readonly node: NodeId
  readonly settings: BucketSettings
  readonly store: ObjectStore
  /** By upload id, in the order in which they began. */
  readonly uploads: Map<string, Upload>
}

/** How something is written into `bucket` now. */
export const writingTo = (
  { settings }: Bucket,
  nowMs: number,
  createVersionId: () => string,
): Writing => ({ versioning: settings.versioning, nowMs, createVersionId })
