import { type RsaKey, verifyPkcs1 } from '#contracts/rsa.ts'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'

// DigestInfo before the hash: RFC 8017 §9.2, notes.
const HASHES = {
  RS256: { hash: sha256, digestInfo: '3031300d060960864801650304020105000420' },
  RS384: { hash: sha384, digestInfo: '3041300d060960864801650304020205000430' },
  RS512: { hash: sha512, digestInfo: '3051300d060960864801650304020305000440' },
} as const

/** The algorithms that HTTP APIs know: "Currently, only RSA-based algorithms are supported." */
export type RsaAlgorithm = keyof typeof HASHES

export const isRsaAlgorithm = (name: string): name is RsaAlgorithm => Object.hasOwn(HASHES, name)

/** Whether `signature` is RSASSA-PKCS1-v1_5 of `message` by the key's owner. */
export function verifyRsa(
  algorithm: RsaAlgorithm,
  key: RsaKey,
  signed: { readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const { hash, digestInfo } = HASHES[algorithm]
  const { message, signature } = signed
  return verifyPkcs1(key, { digestInfo, digest: hash(message), signature })
}
