import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { base64Decode, utf8Encode } from '#contracts/bytes.ts'
import type { MessageAttribute } from './message.ts'

/** The MD5 of a body, in hexadecimal. */
export const md5OfText = (text: string): string => bytesToHex(md5(utf8Encode(text)))

/** The deduplication id that a body stands for. */
export const sha256OfText = (text: string): string => bytesToHex(sha256(utf8Encode(text)))

const STRING_TRANSPORT = 1
const BINARY_TRANSPORT = 2

/**
 * The MD5 of message attributes in the order of their names: of each its name, type and value, every part after its
 * length in four bytes, the value after one byte that tells text from binary.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: readonly MessageAttribute[]): string {
  const bytes: number[] = []
  const part = (of: Uint8Array): void => {
    const { length } = of
    bytes.push(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255)
    for (const byte of of) bytes.push(byte)
  }
  for (const { name, dataType, value } of attributes) {
    const isBinary = dataType.startsWith('Binary')
    part(utf8Encode(name))
    part(utf8Encode(dataType))
    bytes.push(isBinary ? BINARY_TRANSPORT : STRING_TRANSPORT)
    part(isBinary ? (base64Decode(value) ?? new Uint8Array()) : utf8Encode(value))
  }
  return bytesToHex(md5(Uint8Array.from(bytes)))
}
