import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { base64Encode } from '#contracts/bytes.ts'
import { crc32, crc32c } from '#contracts/crc32.ts'

/** A checksum's algorithm as S3 spells it: `x-amz-checksum-crc32` in headers, `CRC32` in values. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/** In the order in which S3 looks for them. */
export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
]

export const isChecksumAlgorithm = (text: string): text is ChecksumAlgorithm =>
  (CHECKSUM_ALGORITHMS as readonly string[]).includes(text)

/** An MD5, 16 bytes. */
export const md5Of = (bytes: Uint8Array): Uint8Array => md5(bytes)
/** An MD5 in hexadecimal: the ETag of an object that was put whole. */
export const md5HexOf = (bytes: Uint8Array): string => bytesToHex(md5(bytes))

/** A word of 32 bits, its most significant byte first. */
const toBytes = (word: number): Uint8Array =>
  Uint8Array.of(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255)

// CRC-64/NVME, reflected polynomial 0x9a6c9329ac4bc9b5, as two halves of 32 bits.
const HIGH = new Uint32Array(256)
const LOW = new Uint32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let high = 0
  let low = byte
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = (low & 1) === 1
    low = (low >>> 1) | ((high & 1) << 31)
    high >>>= 1
    if (isOdd) {
      high ^= 0x9a6c9329
      low ^= 0xac4bc9b5
    }
  }
  HIGH[byte] = high
  LOW[byte] = low
}

function crc64(bytes: Uint8Array): Uint8Array {
  let high = 0xffffffff | 0
  let low = 0xffffffff | 0
  for (const byte of bytes) {
    const at = (low ^ byte) & 255
    low = ((low >>> 8) | (high << 24)) ^ (LOW[at] ?? 0)
    high = (high >>> 8) ^ (HIGH[at] ?? 0)
  }
  const out = new Uint8Array(8)
  for (let at = 0; at < 4; at++) {
    out[at] = (~high >>> (24 - 8 * at)) & 255
    out[at + 4] = (~low >>> (24 - 8 * at)) & 255
  }
  return out
}

const DIGESTS: Readonly<Record<ChecksumAlgorithm, (bytes: Uint8Array) => Uint8Array>> = {
  CRC32: (bytes) => toBytes(crc32(bytes)),
  CRC32C: (bytes) => toBytes(crc32c(bytes)),
  CRC64NVME: crc64,
  SHA1: sha1,
  SHA256: sha256,
}

/** A checksum's bytes. */
export const digestOf = (algorithm: ChecksumAlgorithm, bytes: Uint8Array): Uint8Array =>
  DIGESTS[algorithm](bytes)

/** A checksum as S3 writes it: base64 of its bytes, the most significant first. */
export const checksumOf = (algorithm: ChecksumAlgorithm, bytes: Uint8Array): string =>
  base64Encode(digestOf(algorithm, bytes))
