import { findHeader, type Headers } from '#contracts/body.ts'
import { base64Decode, base64Encode } from '#contracts/bytes.ts'
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumOf,
  digestOf,
  isChecksumAlgorithm,
  md5Of,
} from './digest.ts'
import type { Checksum } from './objectVersion.ts'
import { badDigest, invalidRequest, Refusal } from './refusal.ts'
import type { Payload } from './wire/chunked.ts'

export const checksumHeader = (algorithm: ChecksumAlgorithm): string =>
  `x-amz-checksum-${algorithm.toLowerCase()}`

/** The algorithm that a request names, by whichever header; null where it names none. */
export function findAlgorithm(headers: Headers): ChecksumAlgorithm | null {
  const named = (
    findHeader(headers, 'x-amz-sdk-checksum-algorithm') ??
    findHeader(headers, 'x-amz-checksum-algorithm')
  )?.toUpperCase()
  if (named === undefined) return null
  if (isChecksumAlgorithm(named)) return named
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html: `Content-MD5` */
export function checkMd5({ bytes, headers }: Payload): void {
  const told = findHeader(headers, 'content-md5')
  if (told === undefined) return
  if (base64Decode(told)?.length !== 16) {
    throw new Refusal(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.')
  }
  if (base64Encode(md5Of(bytes)) !== told) throw badDigest('Content-MD5')
}

/**
 * The checksum to keep with a body: the one that came with it, verified, or S3's own CRC64NVME.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function readChecksum({ bytes, headers }: Payload): Checksum {
  const given = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = findHeader(headers, checksumHeader(algorithm))
    return value === undefined ? [] : [{ algorithm, value }]
  })
  if (given.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const [one] = given
  const algorithm = one?.algorithm ?? findAlgorithm(headers) ?? 'CRC64NVME'
  const value = checksumOf(algorithm, bytes)
  if (one !== undefined && one.value !== value) {
    if (base64Decode(one.value)?.length !== digestOf(algorithm, new Uint8Array()).length) {
      throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`)
    }
    throw badDigest(algorithm)
  }
  return { algorithm, value, type: 'FULL_OBJECT' }
}

/** Of a body whose request was not about checksums. */
export const ownChecksum = (bytes: Uint8Array): Checksum => ({
  algorithm: 'CRC64NVME',
  value: checksumOf('CRC64NVME', bytes),
  type: 'FULL_OBJECT',
})

/** A checksum as response headers. */
export const checksumFields = (checksum: Checksum | null): Headers =>
  checksum === null
    ? []
    : [
        [checksumHeader(checksum.algorithm), checksum.value],
        ['x-amz-checksum-type', checksum.type],
      ]
