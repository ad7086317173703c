import { writingTo } from '../bucket.ts'
import { checkMd5, checksumFields, readChecksum } from '../checksums.ts'
import { checkWriting } from '../conditions.ts'
import { md5HexOf } from '../digest.ts'
import { encryptionFields, etagOf } from '../encryption.ts'
import { PUT_BYTES_MAX } from '../limits.ts'
import { checkKey, readNewObject, refuseAcl } from '../newObject.ts'
import { toBody } from '../objectBody.ts'
import { entityTooLarge } from '../refusal.ts'
import { readPayload } from '../wire/chunked.ts'
import type { S3Request } from '../wire/address.ts'
import { type Action, type ActionHost, type ActionReply, keyOf, versionFields } from './action.ts'
import { checkRoom } from './room.ts'

/** Puts an object as a PUT and a posted form do, which differ in how they are told. */
export function storeObject(
  request: S3Request,
  host: ActionHost,
  name: 'ObjectCreated:Put' | 'ObjectCreated:Post',
): ActionReply {
  const { bucket, nowMs } = host
  const key = keyOf(request)
  checkKey(key)
  refuseAcl(request.headers)
  const payload = readPayload(request)
  const { bytes, headers } = payload
  if (bytes.length > PUT_BYTES_MAX) throw entityTooLarge(bytes.length, PUT_BYTES_MAX)
  checkMd5(payload)
  const checksum = readChecksum(payload)
  const object = readNewObject(headers, host)
  checkWriting(headers, key, bucket.store.current(key))
  checkRoom(bucket, bytes.length)
  const etag = etagOf(md5HexOf(bytes), object.encryption)
  const version = bucket.store.put(
    key,
    // The caller's buffer may be used again: a copy is kept.
    { ...object, body: toBody(bytes.slice()), etag, checksum, partSizes: null },
    writingTo(bucket, nowMs, host.createVersionId),
  )
  host.happened({ name, key, version })
  return {
    status: 200,
    headers: [
      ...versionFields(version, bucket),
      ['ETag', `"${etag}"`],
      ...checksumFields(checksum),
      ...encryptionFields(object.encryption),
    ],
    body: '',
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Action = (request, host) => storeObject(request, host, 'ObjectCreated:Put')
