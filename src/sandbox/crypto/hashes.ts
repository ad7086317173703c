import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js'
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js'
import type { CHash } from '@noble/hashes/utils.js'
import { fail } from './cryptoError.ts'
import type { Afford } from './operation.ts'

export type Hash = CHash

interface HashKind {
  readonly hash: Hash
  /** RFC 8017 §9.2: the object identifier in a signature's DigestInfo. */
  readonly oid: string
}

const NIST = '2.16.840.1.101.3.4.2'

/** By OpenSSL's name. https://docs.openssl.org/3.0/man7/OSSL_PROVIDER-default/#hashing-algorithms-message-digests */
const HASHES: Readonly<Record<string, HashKind>> = {
  md5: { hash: md5, oid: '1.2.840.113549.2.5' },
  ripemd160: { hash: ripemd160, oid: '1.3.36.3.2.1' },
  sha1: { hash: sha1, oid: '1.3.14.3.2.26' },
  sha224: { hash: sha224, oid: `${NIST}.4` },
  sha256: { hash: sha256, oid: `${NIST}.1` },
  sha384: { hash: sha384, oid: `${NIST}.2` },
  sha512: { hash: sha512, oid: `${NIST}.3` },
  'sha512-224': { hash: sha512_224, oid: `${NIST}.5` },
  'sha512-256': { hash: sha512_256, oid: `${NIST}.6` },
  'sha3-224': { hash: sha3_224, oid: `${NIST}.7` },
  'sha3-256': { hash: sha3_256, oid: `${NIST}.8` },
  'sha3-384': { hash: sha3_384, oid: `${NIST}.9` },
  'sha3-512': { hash: sha3_512, oid: `${NIST}.10` },
  blake2b512: { hash: blake2b, oid: '' },
  blake2s256: { hash: blake2s, oid: '' },
}

/** Digests of any length: their usual one, in bytes. */
const EXTENDABLE: Readonly<
  Record<string, { readonly hash: typeof shake128; readonly size: number }>
> = {
  shake128: { hash: shake128, size: 16 },
  shake256: { hash: shake256, size: 32 },
}

/** Work outside the interpreter, in ticks of 10 ns: some 1 GB/s on a full core, half of that and less by other means than SHA-256's; and what a call takes. */
const TICKS_PER_BYTE = 0.1
const SLOWNESS: readonly (readonly [start: string, times: number])[] = [
  ['sha3', 4],
  ['shake', 4],
  ['sha5', 2],
  ['sha384', 2],
  ['blake', 2],
  ['ripemd', 2],
]
const TICKS_PER_DIGEST = 30

const ALIASES: Readonly<Record<string, string>> = { rmd160: 'ripemd160', ripemd: 'ripemd160' }

/** OpenSSL's name of what a caller may name `SHA-256`, `RSA-SHA256` or `sha256WithRSAEncryption`. */
function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/withrsa(?:encryption)?$/, '')
    .replace(/^sha-(\d)/, 'sha$1')
    .replace(/^sha512\//, 'sha512-')
  return ALIASES[plain] ?? plain
}

export const isHash = (name: string): boolean =>
  Object.hasOwn(HASHES, plainName(name)) || Object.hasOwn(EXTENDABLE, plainName(name))

/** The hash of that name, by which keys sign. */
export function hashOf(name: string): HashKind {
  const plain = plainName(name)
  const kind = Object.hasOwn(HASHES, plain) ? HASHES[plain] : undefined
  return kind ?? fail('TypeError', 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`)
}

/** Takes the time of hashing so many bytes. */
export function chargeBytes(afford: Afford, name: string, bytes: number): void {
  const plain = plainName(name)
  const times = SLOWNESS.find(([start]) => plain.startsWith(start))?.[1] ?? 1
  afford(TICKS_PER_DIGEST + Math.ceil(bytes * TICKS_PER_BYTE * times))
}

/** The digest of `data`; `size` in bytes only where the algorithm leaves it open. */
export function digest(name: string, data: Uint8Array, size: number | null): Uint8Array {
  const plain = plainName(name)
  const extendable = Object.hasOwn(EXTENDABLE, plain) ? EXTENDABLE[plain] : undefined
  if (extendable !== undefined) return extendable.hash(data, { dkLen: size ?? extendable.size })
  const { hash } = hashOf(name)
  if (size !== null && size !== hash.outputLen)
    fail(
      'Error',
      'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH',
      'error:030000B2:digital envelope routines::not XOF or invalid length',
    )
  return hash(data)
}

export const hmacOf = (name: string, key: Uint8Array, data: Uint8Array): Uint8Array =>
  hmac(hashOf(name).hash, key, data)
