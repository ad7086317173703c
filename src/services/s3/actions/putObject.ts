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
import { type Action, keyOf, versionFields } from './action.ts'
import { checkRoom } from './room.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Action = (request, host) => {
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
  host.happened({ name: 'ObjectCreated:Put', key, version })
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
