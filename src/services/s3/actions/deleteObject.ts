import type { Headers } from '#contracts/body.ts'
import { findHeader } from '#contracts/body.ts'
import { writingTo } from '../bucket.ts'
import { LIST_KEYS_MAX } from '../limits.ts'
import type { ObjectVersion } from '../objectVersion.ts'
import { checkMd5 } from '../checksums.ts'
import { checkUnlocked } from '../objectLock.ts'
import { malformedXml, noSuchKey, preconditionFailed, Refusal } from '../refusal.ts'
import { readPayload } from '../wire/chunked.ts'
import { all, parseXml, tag, textOf, toDocument, type Xml } from '../wire/xml.ts'
import {
  type Action,
  type ActionHost,
  keyOf,
  readXmlText,
  versionIdOf,
  xmlReply,
} from './action.ts'

/** What a delete did, as its caller hears. */
interface Outcome {
  /** The version that was removed, or the new marker's. */
  readonly versionId: string | null
  /** A marker was made, or removed. */
  readonly isMarker: boolean
}

/** Deletes one object, or one version of it. What is not there is no error. */
function remove(
  host: ActionHost,
  { key, versionId, headers }: Pick<Entry, 'key' | 'versionId'> & { readonly headers: Headers },
): Outcome {
  const { bucket, nowMs } = host
  const { store, settings } = bucket
  if (versionId !== null) {
    const known = store.find(key, versionId)
    if (known !== undefined) checkUnlocked(known, headers, host)
    const removed = store.removeVersion(key, versionId, nowMs)
    if (removed !== null) host.happened({ name: 'ObjectRemoved:Delete', key, version: removed })
    return { versionId, isMarker: removed?.isDeleteMarker === true }
  }
  const { removed, marker } = store.delete(key, writingTo(bucket, nowMs, host.createVersionId))
  if (marker !== null) {
    host.happened({ name: 'ObjectRemoved:DeleteMarkerCreated', key, version: marker })
    return { versionId: marker.versionId, isMarker: true }
  }
  host.happened({ name: 'ObjectRemoved:Delete', key, version: removed })
  return { versionId: settings.versioning === 'Unversioned' ? null : 'null', isMarker: false }
}

/** `If-Match` on a delete: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
function checkMatch(
  match: string | undefined,
  key: string,
  current: ObjectVersion | undefined,
): void {
  if (match === undefined) return
  if (current === undefined || current.isDeleteMarker) throw noSuchKey(key)
  const tag = match.trim().replace(/^"|"$/g, '')
  if (tag !== '*' && tag !== current.etag) throw preconditionFailed('If-Match')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Action = (request, host) => {
  const key = keyOf(request)
  checkMatch(findHeader(request.headers, 'if-match'), key, host.bucket.store.current(key))
  const { headers: given } = request
  const { versionId, isMarker } = remove(host, {
    key,
    versionId: versionIdOf(request),
    headers: given,
  })
  const headers: Headers = [
    ...(isMarker ? [['x-amz-delete-marker', 'true'] as const] : []),
    ...(versionId === null ? [] : [['x-amz-version-id', versionId] as const]),
  ]
  return { status: 204, headers, body: '' }
}

interface Entry {
  readonly key: string
  readonly versionId: string | null
  readonly etag: string | undefined
}

function readEntries(text: string): {
  readonly entries: readonly Entry[]
  readonly isQuiet: boolean
} {
  const root = parseXml(text)
  if (root?.name !== 'Delete') throw malformedXml()
  const entries = all(root, 'Object').map((each): Entry => {
    const key = textOf(each, 'Key')
    if (key === undefined || key === '') throw malformedXml()
    return { key, versionId: textOf(each, 'VersionId') ?? null, etag: textOf(each, 'ETag') }
  })
  if (entries.length === 0 || entries.length > LIST_KEYS_MAX) throw malformedXml()
  return { entries, isQuiet: textOf(root, 'Quiet') === 'true' }
}

const deleted = ({ key, versionId }: Entry, outcome: Outcome): Xml =>
  tag(
    'Deleted',
    tag('Key', key),
    ...(versionId === null ? [] : [tag('VersionId', versionId)]),
    ...(outcome.isMarker
      ? [tag('DeleteMarker', true), tag('DeleteMarkerVersionId', outcome.versionId ?? 'null')]
      : []),
  )

const failed = ({ key, versionId }: Entry, { code, message }: Refusal): Xml =>
  tag(
    'Error',
    tag('Key', key),
    ...(versionId === null ? [] : [tag('VersionId', versionId)]),
    tag('Code', code),
    tag('Message', message),
  )

function deleteOne(entry: Entry, headers: Headers, host: ActionHost): Outcome {
  const { key, versionId, etag } = entry
  const permission = versionId === null ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
  if (!host.may(permission, key)) throw new Refusal(403, 'AccessDenied', 'Access Denied')
  checkMatch(etag, key, host.bucket.store.current(key))
  return remove(host, { key, versionId, headers })
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: Action = (request, host) => {
  const payload = readPayload(request)
  const isVerified = payload.headers.some(([name]) =>
    /^(content-md5|x-amz-checksum-(?!algorithm|type).+)$/i.test(name),
  )
  if (!isVerified) {
    throw new Refusal(
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5',
    )
  }
  checkMd5(payload)
  const { entries, isQuiet } = readEntries(readXmlText(request))
  const rows = entries.flatMap((entry) => {
    try {
      const outcome = deleteOne(entry, request.headers, host)
      return isQuiet ? [] : [deleted(entry, outcome)]
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return [failed(entry, error)]
    }
  })
  return xmlReply(toDocument('DeleteResult', ...rows))
}
