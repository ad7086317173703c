import type { Headers } from '#contracts/body.ts'
import { formatHttpDate } from '#contracts/calendar.ts'
import type { Bucket } from '../bucket.ts'
import { checksumFields } from '../checksums.ts'
import { encryptionFields } from '../encryption.ts'
import { metadataFields } from '../newObject.ts'
import { lockFields } from '../objectLock.ts'
import { isArchived, type ObjectVersion } from '../objectVersion.ts'
import { accessDenied, methodNotAllowed, noSuchKey, noSuchVersion } from '../refusal.ts'
import type { ActionHost } from './action.ts'

const MARKER: Headers[number] = ['x-amz-delete-marker', 'true']

/**
 * The object that a reader asks for. What is not there is told only to those who may list the bucket; of a delete marker
 * its headers tell. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function findReadable(
  { bucket, may }: Pick<ActionHost, 'bucket' | 'may'>,
  key: string,
  versionId: string | null,
): ObjectVersion {
  const { store } = bucket
  const version = versionId === null ? store.current(key) : store.find(key, versionId)
  if (version === undefined) {
    if (!may('s3:ListBucket', null)) throw accessDenied()
    throw versionId === null ? noSuchKey(key) : noSuchVersion(key, versionId)
  }
  if (!version.isDeleteMarker) return version
  const headers: Headers = [MARKER, ['x-amz-version-id', version.versionId]]
  if (versionId !== null) {
    const changed: Headers[number] = ['Last-Modified', formatHttpDate(version.lastModified)]
    throw methodNotAllowed('GET', 'DeleteMarker', [...headers, changed, ['Allow', 'DELETE']])
  }
  if (!may('s3:ListBucket', null)) throw accessDenied()
  throw noSuchKey(key, headers)
}

/** Whether an object can be read now: archived ones must be restored before. */
export const isReadable = (
  { storageClass, restoredUntil }: ObjectVersion,
  nowMs: number,
): boolean => !isArchived(storageClass) || (restoredUntil !== null && restoredUntil > nowMs)

const restoreField = ({ restoredUntil }: ObjectVersion): Headers => {
  if (restoredUntil === null) return []
  const value =
    restoredUntil === 0
      ? 'ongoing-request="true"'
      : `ongoing-request="false", expiry-date="${formatHttpDate(restoredUntil)}"`
  return [['x-amz-restore', value]]
}

/** What describes an object, in the order in which S3 sends it. */
export function describeObject(
  version: ObjectVersion,
  { settings }: Bucket,
  { withChecksum }: { readonly withChecksum: boolean },
): Headers {
  const { storageClass, tags, replication, redirect } = version
  return [
    ['Last-Modified', formatHttpDate(version.lastModified)],
    ...restoreField(version),
    ['ETag', `"${version.etag}"`],
    ...(withChecksum ? checksumFields(version.checksum) : []),
    ...(tags.size === 0 ? [] : [['x-amz-tagging-count', String(tags.size)] as const]),
    ...(replication === null ? [] : [['x-amz-replication-status', replication] as const]),
    ...(storageClass === 'STANDARD' ? [] : [['x-amz-storage-class', storageClass] as const]),
    ...(redirect === null ? [] : [['x-amz-website-redirect-location', redirect] as const]),
    ...lockFields(version.lock),
    ...encryptionFields(version.encryption),
    ...(settings.versioning === 'Unversioned'
      ? []
      : [['x-amz-version-id', version.versionId] as const]),
    ['Accept-Ranges', 'bytes'],
    ...metadataFields(version.metadata),
    ...version.systemHeaders,
  ]
}
