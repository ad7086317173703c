import type { Headers } from '#contracts/body.ts'
import type { ChecksumAlgorithm } from './digest.ts'
import type { KmsEncryption } from './encryption.ts'
import type { ObjectBody } from './objectBody.ts'

/**
 * From dear to cheap, the way that transitions go. https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const

export type StorageClass = (typeof STORAGE_CLASSES)[number]

export const isStorageClass = (text: string): text is StorageClass =>
  (STORAGE_CLASSES as readonly string[]).includes(text)

/** Classes whose objects must be restored before they can be read. */
export const isArchived = (storageClass: StorageClass): boolean =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'

/** A checksum that S3 keeps with an object. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64; of a composite one with `-` and the number of parts. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** What keeps a version from being deleted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export interface Lock {
  /** `until`: epoch ms. */
  readonly retention: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly until: number } | null
  /** null: nothing was ever said of it. */
  readonly legalHold: 'ON' | 'OFF' | null
}

export const UNLOCKED: Lock = { retention: null, legalHold: null }

/** What a PUT, a copy or an upload brings. */
export interface NewObject {
  readonly body: ObjectBody
  /** Without quotes. */
  readonly etag: string
  /** `content-type`, `cache-control` and the like, as they are sent back. */
  readonly systemHeaders: Headers
  /** By lower-case names without `x-amz-meta-`. */
  readonly metadata: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
  readonly storageClass: StorageClass
  readonly checksum: Checksum | null
  /** By a key of KMS; null: by S3's own keys. */
  readonly encryption: KmsEncryption | null
  /** Bytes of each part of a multipart upload; null where it came whole. */
  readonly partSizes: readonly number[] | null
  /** `x-amz-website-redirect-location` */
  readonly redirect: string | null
  readonly lock: Lock
}

/** An object of one version, or a marker that it was deleted. Storage class, tags, lock and replication may change later. */
export interface ObjectVersion extends Omit<NewObject, 'tags' | 'storageClass' | 'lock'> {
  readonly key: string
  /** `null`, as a word, of what was written without versioning. */
  readonly versionId: string
  readonly isDeleteMarker: boolean
  /** Milliseconds since the epoch. */
  readonly lastModified: number
  tags: ReadonlyMap<string, string>
  storageClass: StorageClass
  lock: Lock
  /** When it stopped being the current one; null while it is. */
  noncurrentSince: number | null
  /** `x-amz-replication-status`; null: no rule concerns it. */
  replication: 'PENDING' | 'COMPLETED' | 'FAILED' | 'REPLICA' | null
  /** Epoch ms until which a copy of an archived object can be read; 0: a restore is on its way; null: none. */
  restoredUntil: number | null
}
