import { findHeader } from '#contracts/body.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import { type Bucket, writingTo } from '../bucket.ts'
import { findAlgorithm } from '../checksums.ts'
import { checkReading, checkWriting } from '../conditions.ts'
import { checksumOf, md5HexOf } from '../digest.ts'
import { encryptionFields, etagOf } from '../encryption.ts'
import { PUT_BYTES_MAX } from '../limits.ts'
import { checkKey, readNewObject, readStorageClass, refuseAcl } from '../newObject.ts'
import { toBody } from '../objectBody.ts'
import type { Checksum, NewObject, ObjectVersion } from '../objectVersion.ts'
import { entityTooLarge, invalidArgument, invalidObjectState, invalidRequest } from '../refusal.ts'
import { readCopySource, readQuery, type S3Request } from '../wire/address.ts'
import { tag, toDocument, type Xml } from '../wire/xml.ts'
import { type Action, type ActionHost, keyOf, versionFields, xmlReply } from './action.ts'
import { findReadable, isReadable } from './readable.ts'
import { checkRoom } from './room.ts'

/** A version that is to be copied, and the bucket that it is in. */
export interface CopySource {
  readonly from: Bucket
  readonly version: ObjectVersion
}

/** Finds what `x-amz-copy-source` names: `bucket/key?versionId=…`, the key percent-encoded. */
export function findSource(request: S3Request, host: ActionHost): CopySource {
  const source = readCopySource(request.headers)
  if (source === null || source.key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      findHeader(request.headers, 'x-amz-copy-source') ?? '',
    )
  }
  const { bucket, key, versionId: named } = source
  const versionId =
    named === null || named === '' ? null : (readQuery(`v=${named}`).get('v') ?? null)
  const from = host.source(bucket, key, versionId)
  const version = findReadable({ bucket: from, may: () => true }, key, versionId)
  checkReading(request.headers, version, 'copy')
  if (!isReadable(version, host.nowMs)) throw invalidObjectState(version.storageClass)
  return { from, version }
}

const lastModified = (nowMs: number): Xml =>
  tag('LastModified', `${formatIsoTime(Math.floor(nowMs / 1_000) * 1_000)}Z`)

/** `CopyObjectResult` and `CopyPartResult`. */
export const copyResult = (
  name: string,
  of: { readonly etag: string; readonly nowMs: number; readonly checksum: Checksum | null },
): string =>
  toDocument(
    name,
    lastModified(of.nowMs),
    tag('ETag', `"${of.etag}"`),
    ...(of.checksum === null
      ? []
      : [
          tag(`Checksum${of.checksum.algorithm}`, of.checksum.value),
          tag('ChecksumType', of.checksum.type),
        ]),
  )

const directive = (request: S3Request, name: string): 'COPY' | 'REPLACE' => {
  const value = findHeader(request.headers, name) ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value
  throw invalidArgument(
    `Unknown ${name.includes('tagging') ? 'tagging' : 'metadata'} directive.`,
    name,
    value,
  )
}

/** What the copy will be, by the directives. */
function planCopy(request: S3Request, { from, version }: CopySource, host: ActionHost): NewObject {
  const given = readNewObject(request.headers, host)
  const replacesMetadata = directive(request, 'x-amz-metadata-directive') === 'REPLACE'
  const replacesTags = directive(request, 'x-amz-tagging-directive') === 'REPLACE'
  const storageClass = readStorageClass(request.headers)
  const isItself = from === host.bucket && version.key === request.key
  const changes =
    replacesMetadata ||
    storageClass !== version.storageClass ||
    given.redirect !== null ||
    given.encryption !== null
  // An older version over the current one is how one goes back to it.
  if (isItself && !changes && from.store.current(version.key) === version) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  }
  const bytes = version.body.read(0, version.body.size)
  const algorithm = findAlgorithm(request.headers) ?? version.checksum?.algorithm ?? 'CRC64NVME'
  return {
    body: version.body.held === 0 ? version.body : toBody(bytes),
    etag: version.body.held === 0 ? version.etag : etagOf(md5HexOf(bytes), given.encryption),
    systemHeaders: replacesMetadata ? given.systemHeaders : version.systemHeaders,
    metadata: replacesMetadata ? given.metadata : version.metadata,
    tags: replacesTags ? given.tags : version.tags,
    storageClass,
    checksum: { algorithm, value: checksumOf(algorithm, bytes), type: 'FULL_OBJECT' },
    partSizes: null,
    redirect: given.redirect,
    lock: given.lock,
    // A copy is encrypted as its request says, whatever its source is.
    encryption: given.encryption,
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: Action = (request, host) => {
  const { bucket, nowMs } = host
  const key = keyOf(request)
  checkKey(key)
  refuseAcl(request.headers)
  const source = findSource(request, host)
  const { size, held } = source.version.body
  if (size > PUT_BYTES_MAX) throw entityTooLarge(size, PUT_BYTES_MAX)
  checkWriting(request.headers, key, bucket.store.current(key))
  const object = planCopy(request, source, host)
  checkRoom(bucket, held)
  const version = bucket.store.put(key, object, writingTo(bucket, nowMs, host.createVersionId))
  host.happened({ name: 'ObjectCreated:Copy', key, version })
  const { etag, checksum } = object
  return xmlReply(copyResult('CopyObjectResult', { etag, nowMs, checksum }), [
    ...(source.from.settings.versioning === 'Unversioned'
      ? []
      : [['x-amz-copy-source-version-id', source.version.versionId] as const]),
    ...versionFields(version, bucket),
    ...encryptionFields(object.encryption),
  ])
}
