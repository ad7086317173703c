import { md5 } from '@noble/hashes/legacy.js'
import type { AttributeValue } from './attributeValue.ts'
import { utf8Encode } from '#contracts/bytes.ts'
import type { Decimal } from './decimal.ts'

/** Bits of a key's hash: where among the table's partitions it lives. */
export const HASH_BITS = 24
/** Hashes run from 0 to one less than this. */
export const HASH_RANGE = 0x100_0000

// What AWS hashes in front of a key, as far as the order of Scan shows: found by the authors of dynalite.
const SALT = utf8Encode('Outliers')

/** Oracle's NUMBER format, in which DynamoDB hashes numbers: exponent byte, then digits in base 100. */
function toNumberBytes({ negative, digits, exponent }: Decimal): Uint8Array {
  if (digits === '') return Uint8Array.of(128)
  const aligned = (exponent % 2 === 0 ? '' : '0') + digits
  const even = aligned.length % 2 === 0 ? aligned : `${aligned}0`
  const head = Math.ceil(exponent / 2) - 64
  const bytes = [negative ? ~head & 255 : head & 255]
  for (let at = 0; at < even.length; at += 2) {
    const pair = Number(even.slice(at, at + 2))
    bytes.push(negative ? 101 - pair : pair + 1)
  }
  if (negative && bytes.length - 1 < 20) bytes.push(102)
  return Uint8Array.from(bytes)
}

function toKeyBytes(key: AttributeValue): Uint8Array {
  if (key.type === 'S') return utf8Encode(key.value)
  if (key.type === 'N') return toNumberBytes(key.value)
  return key.type === 'B' ? key.value : new Uint8Array()
}

/** The hash of several values of a key, one after the other. */
export function hashKeys(keys: readonly AttributeValue[]): number {
  const parts = [SALT, ...keys.map(toKeyBytes)]
  const salted = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    salted.set(part, at)
    at += part.length
  }
  const [a = 0, b = 0, c = 0] = md5(salted)
  return a * 0x1_0000 + b * 0x100 + c
}

/** The hash of a partition key: Scan goes in its order, partitions are ranges of it. */
export const hashKey = (key: AttributeValue): number => hashKeys([key])
