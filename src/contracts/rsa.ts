import { hexEncode } from './bytes.ts'

/** A public RSA key: big-endian numbers. */
export interface RsaKey {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
}

/** Bytes of a modulus at most: more would make a signature cost the run time. */
const MODULUS_BYTES_MAX = 1_024
/** Bytes of a public exponent at most: everybody's is 65537. */
const EXPONENT_BYTES_MAX = 8

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${hexEncode(bytes)}`)

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/**
 * Whether `signature` is RSASSA-PKCS1-v1_5 of a message by the key's owner (RFC 8017 §8.2.2). `digestInfo` is what stands before
 * the hash, in hexadecimal (§9.2, notes), and `digest` the message's hash: contracts bring no cryptography of their own.
 */
export function verifyPkcs1(
  { modulus, exponent }: RsaKey,
  signed: {
    readonly digestInfo: string
    readonly digest: Uint8Array
    readonly signature: Uint8Array
  },
): boolean {
  const size = modulus.length
  if (size === 0 || size > MODULUS_BYTES_MAX || exponent.length > EXPONENT_BYTES_MAX) return false
  if (signed.signature.length !== size) return false
  const n = numberOf(modulus)
  const s = numberOf(signed.signature)
  if (n < 3n || s >= n) return false
  const digest = `00${signed.digestInfo}${hexEncode(signed.digest)}`
  const padding = size - 2 - digest.length / 2
  if (padding < 8) return false
  const wanted = `0001${'ff'.repeat(padding)}${digest}`
  const found = power(s, numberOf(exponent), n).toString(16)
  return found.padStart(size * 2, '0') === wanted
}
