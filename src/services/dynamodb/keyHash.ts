import type { AttributeValue } from './attributeValue.ts'
import { utf8Encode } from '#contracts/bytes.ts'
import type { Decimal } from './decimal.ts'
import { md5Head } from './md5.ts'

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

let scratch = new Uint8Array(4_096)
scratch.set(SALT)

/** Makes room for `bytes` more after `used`. */
function reserve(used: number, bytes: number): void {
  if (used + bytes <= scratch.length) return
  const larger = new Uint8Array((used + bytes) * 2)
  larger.set(scratch.subarray(0, used))
  scratch = larger
}

/** Puts a key's bytes after the first `used`; answers how many there are now. */
function append(key: AttributeValue, used: number): number {
  if (key.type === 'S') {
    const text = key.value
    reserve(used, text.length)
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit >= 0x80) return appendBytes(utf8Encode(text), used)
      scratch[used + at] = unit
    }
    return used + text.length
  }
  if (key.type === 'N') return appendBytes(toNumberBytes(key.value), used)
  if (key.type === 'B') return appendBytes(key.value, used)
  // A partition key of several attributes: "DynamoDB … hashing them together".
  return key.type === 'L' ? key.value.reduce((end, part) => append(part, end), used) : used
}

function appendBytes(bytes: Uint8Array, used: number): number {
  reserve(used, bytes.length)
  scratch.set(bytes, used)
  return used + bytes.length
}

/** The hash of several values of a key, one after the other. */
export function hashKeys(keys: readonly AttributeValue[]): number {
  let used = SALT.length
  for (const key of keys) used = append(key, used)
  return md5Head(scratch, used)
}

/** The hash of a partition key: Scan goes in its order, partitions are ranges of it. */
export function hashKey(key: AttributeValue): number {
  // First, for it may take another scratch.
  const used = append(key, SALT.length)
  return md5Head(scratch, used)
}
