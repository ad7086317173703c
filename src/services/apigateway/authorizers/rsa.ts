import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'

/** A public RSA key as a JWK has it: base64url, big-endian. */
export interface RsaKey {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
}

// DigestInfo before the hash: RFC 8017 §9.2, notes.
const HASHES = {
  RS256: { hash: sha256, prefix: '3031300d060960864801650304020105000420' },
  RS384: { hash: sha384, prefix: '3041300d060960864801650304020205000430' },
  RS512: { hash: sha512, prefix: '3051300d060960864801650304020305000440' },
} as const

/** The algorithms that HTTP APIs know: "Currently, only RSA-based algorithms are supported." */
export type RsaAlgorithm = keyof typeof HASHES

export const isRsaAlgorithm = (name: string): name is RsaAlgorithm => Object.hasOwn(HASHES, name)

/** Bits of a modulus at most: more would make a token cost the run time. */
const MODULUS_BYTES_MAX = 1_024
/** Bits of a public exponent at most: everybody's is 65537. */
const EXPONENT_BYTES_MAX = 8

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`)

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** Whether `signature` is RSASSA-PKCS1-v1_5 of `message` by the key's owner (RFC 8017 §8.2.2). */
export function verifyRsa(
  algorithm: RsaAlgorithm,
  key: RsaKey,
  signed: { readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const { modulus, exponent } = key
  const size = modulus.length
  if (size === 0 || size > MODULUS_BYTES_MAX || exponent.length > EXPONENT_BYTES_MAX) return false
  if (signed.signature.length !== size) return false
  const n = numberOf(modulus)
  const s = numberOf(signed.signature)
  if (n < 3n || s >= n) return false
  const { hash, prefix } = HASHES[algorithm]
  const digest = `00${prefix}${hexOf(hash(signed.message))}`
  const padding = size - 2 - digest.length / 2
  if (padding < 8) return false
  const wanted = `0001${'ff'.repeat(padding)}${digest}`
  return (
    power(s, numberOf(exponent), n)
      .toString(16)
      .padStart(size * 2, '0') === wanted
  )
}
