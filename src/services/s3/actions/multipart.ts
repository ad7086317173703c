import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { findHeader, type Headers } from '#contracts/body.ts'
import { writingTo } from '../bucket.ts'
import { checkMd5, checksumFields, findAlgorithm, readChecksum } from '../checksums.ts'
import { checksumOf, digestOf, isChecksumAlgorithm, md5HexOf } from '../digest.ts'
import { base64Decode, base64Encode } from '#contracts/bytes.ts'
import { checkWriting } from '../conditions.ts'
import { PART_BYTES_MAX, PART_BYTES_MIN, PARTS_MAX } from '../limits.ts'
import { checkKey, readNewObject, refuseAcl } from '../newObject.ts'
import { joinBodies, toBody } from '../objectBody.ts'
import type { Checksum } from '../objectVersion.ts'
import { readRange } from '../range.ts'
import {
  badDigest,
  entityTooLarge,
  entityTooSmall,
  invalidArgument,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
  noSuchUpload,
} from '../refusal.ts'
import type { Upload, UploadPart } from '../uploads.ts'
import type { S3Request } from '../wire/address.ts'
import { readPayload } from '../wire/chunked.ts'
import { all, parseXml, tag, textOf, toDocument } from '../wire/xml.ts'
import {
  type Action,
  type ActionHost,
  keyOf,
  readXmlText,
  versionFields,
  xmlReply,
} from './action.ts'
import { encryptionFields } from '../encryption.ts'
import { copyResult, findSource } from './copyObject.ts'
import { checkRoom } from './room.ts'

/** The upload that a request names. */
export function findUpload(request: S3Request, { bucket }: ActionHost): Upload {
  const uploadId = request.query.get('uploadId') ?? ''
  const upload = bucket.uploads.get(uploadId)
  if (upload === undefined || upload.key !== request.key) throw noSuchUpload(uploadId)
  return upload
}

function readChecksumType(headers: Headers, algorithm: Upload['checksumAlgorithm']) {
  const named = findHeader(headers, 'x-amz-checksum-type')?.toUpperCase()
  if (named === 'FULL_OBJECT' || named === 'COMPOSITE') return named
  if (named !== undefined)
    throw invalidArgument('Invalid checksum type', 'x-amz-checksum-type', named)
  return algorithm === null || algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Action = (request, host) => {
  const { bucket, nowMs } = host
  const key = keyOf(request)
  checkKey(key)
  refuseAcl(request.headers)
  const checksumAlgorithm = findAlgorithm(request.headers)
  const checksumType = readChecksumType(request.headers, checksumAlgorithm)
  const object = readNewObject(request.headers, host)
  const uploadId = `${host.createVersionId()}${host.createVersionId()}`
  bucket.uploads.set(uploadId, {
    uploadId,
    key,
    object,
    checksumAlgorithm,
    checksumType,
    initiated: nowMs,
    parts: new Map(),
  })
  return xmlReply(
    toDocument(
      'InitiateMultipartUploadResult',
      tag('Bucket', bucket.settings.name),
      tag('Key', key),
      tag('UploadId', uploadId),
    ),
    [
      ...encryptionFields(object.encryption),
      ...(checksumAlgorithm === null
        ? []
        : [
            ['x-amz-checksum-algorithm', checksumAlgorithm] as const,
            ['x-amz-checksum-type', checksumType] as const,
          ]),
    ],
  )
}

function readPartNumber({ query }: S3Request): number {
  const text = query.get('partNumber') ?? ''
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > PARTS_MAX) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      text,
    )
  }
  return number
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Action = (request, host) => {
  const upload = findUpload(request, host)
  const number = readPartNumber(request)
  const payload = readPayload(request)
  const { bytes } = payload
  if (bytes.length > PART_BYTES_MAX) throw entityTooLarge(bytes.length, PART_BYTES_MAX)
  checkMd5(payload)
  const checksum = readChecksum(payload)
  checkRoom(host.bucket, bytes.length)
  const etag = md5HexOf(bytes)
  const body = toBody(bytes.slice())
  upload.parts.set(number, { number, body, etag, checksum, lastModified: host.nowMs })
  return {
    status: 200,
    headers: [
      ['ETag', `"${etag}"`],
      ...checksumFields(checksum).slice(0, 1),
      ...encryptionFields(upload.object.encryption),
    ],
    body: '',
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: Action = (request, host) => {
  const upload = findUpload(request, host)
  const number = readPartNumber(request)
  const { version } = findSource(request, host)
  const header = findHeader(request.headers, 'x-amz-copy-source-range')
  const { size } = version.body
  const range = header === undefined ? { from: 0, to: size } : readRange(header, size)
  if (range === null) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header ?? '',
    )
  }
  checkRoom(host.bucket, range.to - range.from)
  const bytes = version.body.read(range.from, range.to).slice()
  const etag = md5HexOf(bytes)
  const algorithm = upload.checksumAlgorithm ?? 'CRC64NVME'
  const checksum: Checksum = { algorithm, value: checksumOf(algorithm, bytes), type: 'FULL_OBJECT' }
  const { nowMs } = host
  upload.parts.set(number, { number, body: toBody(bytes), etag, checksum, lastModified: nowMs })
  return xmlReply(copyResult('CopyPartResult', { etag, nowMs, checksum: null }), [
    ...encryptionFields(upload.object.encryption),
  ])
}

/** The parts that are to become the object, in order; refuses what is missing, mixed up or too small. */
function pickParts(request: S3Request, { uploadId, parts }: Upload): readonly UploadPart[] {
  const root = parseXml(readXmlText(request))
  if (root?.name !== 'CompleteMultipartUpload') throw malformedXml()
  const named = all(root, 'Part').map((each) => {
    const number = Number(textOf(each, 'PartNumber') ?? '')
    const etag = (textOf(each, 'ETag') ?? '').replace(/^"|"$/g, '')
    if (!Number.isInteger(number)) throw malformedXml()
    return { number, etag }
  })
  if (named.length === 0) throw malformedXml()
  const picked = named.map(({ number, etag }, index) => {
    const before = named[index - 1]
    if (before !== undefined && before.number >= number) throw invalidPartOrder(uploadId)
    const part = parts.get(number)
    if (part === undefined || part.etag !== etag) throw invalidPart(uploadId, number, etag)
    return part
  })
  for (const { number, etag, body } of picked.slice(0, -1)) {
    if (body.size < PART_BYTES_MIN) {
      throw entityTooSmall({ number, etag, size: body.size, min: PART_BYTES_MIN })
    }
  }
  return picked
}

/** Of all the bytes, or of the parts' checksums. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function wholeChecksum(upload: Upload, parts: readonly UploadPart[]): Checksum {
  const algorithm = upload.checksumAlgorithm ?? 'CRC64NVME'
  if (upload.checksumType === 'FULL_OBJECT') {
    const body = joinBodies(parts.map((part) => part.body))
    return { algorithm, value: checksumOf(algorithm, body.read(0, body.size)), type: 'FULL_OBJECT' }
  }
  const digests = parts.map(({ body, checksum }) =>
    checksum?.algorithm === algorithm
      ? (base64Decode(checksum.value) ?? new Uint8Array())
      : digestOf(algorithm, body.read(0, body.size)),
  )
  const value = `${base64Encode(digestOf(algorithm, concatBytes(...digests)))}-${parts.length}`
  return { algorithm, value, type: 'COMPOSITE' }
}

/** A checksum of the whole that the caller told must be the one that we have. */
function checkTold(headers: Headers, { algorithm, value }: Checksum): void {
  for (const [name, told] of headers) {
    const named = /^x-amz-checksum-(.+)$/i.exec(name)?.[1]?.toUpperCase() ?? ''
    if (!isChecksumAlgorithm(named)) continue
    if (named !== algorithm) {
      throw invalidRequest('The checksum algorithm of the request is not that of the upload.')
    }
    if (told !== value) throw badDigest(algorithm)
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Action = (request, host) => {
  const { bucket, nowMs } = host
  const upload = findUpload(request, host)
  const { key } = upload
  const parts = pickParts(request, upload)
  checkWriting(request.headers, key, bucket.store.current(key))
  const checksum = wholeChecksum(upload, parts)
  checkTold(request.headers, checksum)
  const etag = `${md5HexOf(concatBytes(...parts.map((part) => hexToBytes(part.etag))))}-${parts.length}`
  bucket.uploads.delete(upload.uploadId)
  const version = bucket.store.put(
    key,
    {
      ...upload.object,
      body: joinBodies(parts.map((part) => part.body)),
      etag,
      checksum,
      partSizes: parts.map((part) => part.body.size),
    },
    writingTo(bucket, nowMs, host.createVersionId),
  )
  host.happened({ name: 'ObjectCreated:CompleteMultipartUpload', key, version })
  const { name } = bucket.settings
  const location = `https://${name}.s3.${host.region}.amazonaws.com/${key.split('/').map(encodeURIComponent).join('%2F')}`
  return xmlReply(
    toDocument(
      'CompleteMultipartUploadResult',
      tag('Location', location),
      tag('Bucket', name),
      tag('Key', key),
      tag('ETag', `"${etag}"`),
      tag(`Checksum${checksum.algorithm}`, checksum.value),
      tag('ChecksumType', checksum.type),
    ),
    [...versionFields(version, bucket), ...encryptionFields(upload.object.encryption)],
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: Action = (request, host) => {
  host.bucket.uploads.delete(findUpload(request, host).uploadId)
  return { status: 204, headers: [], body: '' }
}
