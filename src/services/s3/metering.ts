import { between, type Instant, toSeconds } from '#kernel/time.ts'
import type { Usage } from '../cost.ts'
import type { Bucket } from './bucket.ts'
import { GB, READ_METER, RETRIEVAL_METER, type S3Meter, WRITE_METER } from './cost.ts'
import { isArchived, type StorageClass } from './objectVersion.ts'
import { uploadBytes } from './uploads.ts'

/** Bytes that an object of these classes is billed for at least. https://aws.amazon.com/s3/pricing/ */
const BILLED_BYTES_MIN = 131_072
const HAS_MINIMUM: ReadonlySet<StorageClass> = new Set(['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'])
/** Of each archived object: 32 KB of its class and 8 KB of Standard for its name and metadata. */
const ARCHIVE_BYTES = 32_768
const ARCHIVE_STANDARD_BYTES = 8_192

/** What a bucket is billed for. */
export interface Meter {
  count(meter: S3Meter, many: number): void
  wrote(storageClass: StorageClass): void
  read(storageClass: StorageClass, bytes: number): void
  /** What is stored may have changed. */
  changed(now: Instant): void
  usage(now: Instant): Usage
}

/** Bytes at rest by their meter, as they are billed. */
function storedBytes({ store, uploads }: Bucket): ReadonlyMap<S3Meter, number> {
  const bytes = new Map<S3Meter, number>()
  const add = (meter: S3Meter, many: number): void => {
    bytes.set(meter, (bytes.get(meter) ?? 0) + many)
  }
  for (const [storageClass, of] of store.classes) {
    // Of many objects together the minimum holds on average; one that is smaller is billed as if it were as large.
    const least = HAS_MINIMUM.has(storageClass) ? of.versions * BILLED_BYTES_MIN : 0
    add(storageClass, Math.max(of.bytes, least))
    if (storageClass === 'INTELLIGENT_TIERING') add('monitoring', of.versions * GB)
    if (!isArchived(storageClass)) continue
    add(storageClass, of.versions * ARCHIVE_BYTES)
    add('STANDARD', of.versions * ARCHIVE_STANDARD_BYTES)
  }
  for (const upload of uploads.values()) add('STANDARD', uploadBytes(upload))
  return bytes
}

/** Creates the meter of a bucket that nobody has used. */
export function createMeter(bucket: Bucket): Meter {
  const counts = new Map<S3Meter, number>()
  /** GB-seconds by storage meter, up to `since`. */
  const held = new Map<S3Meter, number>()
  let stored: ReadonlyMap<S3Meter, number> = new Map()
  let since: Instant | null = null

  const count = (meter: S3Meter, many: number): void => {
    counts.set(meter, (counts.get(meter) ?? 0) + many)
  }

  const addUp = (now: Instant): void => {
    const passed = since === null ? 0 : toSeconds(between(since, now))
    since = now
    for (const [meter, bytes] of stored) {
      held.set(meter, (held.get(meter) ?? 0) + (bytes / GB) * passed)
    }
  }

  return {
    count,
    wrote: (storageClass) => count(WRITE_METER[storageClass], 1),
    read(storageClass, bytes) {
      count(READ_METER[storageClass], 1)
      const retrieval = RETRIEVAL_METER[storageClass]
      if (retrieval !== undefined) count(retrieval, bytes / GB)
    },
    changed(now) {
      addUp(now)
      stored = storedBytes(bucket)
    },
    usage(now) {
      addUp(now)
      return Object.fromEntries([...counts, ...held])
    },
  }
}
