import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { drawText, type Random } from '#kernel/random.ts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

/** `x-amz-request-id`: 16 capitals and digits. */
export const createRequestId = (random: Random): string => drawText(random, UPPER, 16)

/** `x-amz-id-2`: 76 characters of base64. */
export function createExtendedId(random: Random): string {
  const bytes = new Uint8Array(56)
  for (let at = 0; at < bytes.length; at += 4) {
    const word = random.word()
    bytes[at] = word
    bytes[at + 1] = word >>> 8
    bytes[at + 2] = word >>> 16
    bytes[at + 3] = word >>> 24
  }
  return base64Encode(bytes)
}

/** A version's id: 32 characters that tell nothing. */
export const createVersionId = (random: Random): string => drawText(random, LETTERS, 32)

/** An account's canonical user id: 64 hexadecimal digits, the same in every run. */
export const ownerIdOf = (accountId: string): string =>
  bytesToHex(sha256(utf8Encode(`canonical user of ${accountId}`)))
