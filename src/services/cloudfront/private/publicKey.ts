import { base64Decode, hexEncode } from '#contracts/bytes.ts'
import type { RsaKey } from '#contracts/rsa.ts'

/** A public key on the curve P-256: its point as X9.62 has it, 4, x, y. */
export interface EcKey {
  readonly point: Uint8Array
}

/** "RSA 2048 or ECDSA 256". https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html */
export type PublicKey = RsaKey | EcKey

/** One element of DER: what is in it, and where the next one begins. */
interface Element {
  readonly tag: number
  readonly content: Uint8Array
  readonly end: number
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const BIT_STRING = 0x03
/** id-ecPublicKey and prime256v1, as an AlgorithmIdentifier has them: RFC 5480 §2.1.1. */
const P256 = '06072a8648ce3d020106082a8648ce3d030107'
const POINT_BYTES = 65

/** Reads the element at `at` (X.690 §8.1); null where there is none. */
function readElement(bytes: Uint8Array, at: number): Element | null {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return null
  let length = first
  let from = at + 2
  if (first >= 0x80) {
    const many = first & 0x7f
    if (many === 0 || many > 3) return null
    length = 0
    for (let index = 0; index < many; index++) length = length * 256 + (bytes[from++] ?? 0)
  }
  const end = from + length
  return end > bytes.length ? null : { tag, content: bytes.subarray(from, end), end }
}

const unsigned = (bytes: Uint8Array): Uint8Array => (bytes[0] === 0 ? bytes.subarray(1) : bytes)

/** Both numbers of a PKCS #1 key (RFC 8017 §A.1.1). */
function readNumbers(sequence: Uint8Array): RsaKey | null {
  const modulus = readElement(sequence, 0)
  if (modulus?.tag !== INTEGER) return null
  const exponent = readElement(sequence, modulus.end)
  if (exponent?.tag !== INTEGER) return null
  return { modulus: unsigned(modulus.content), exponent: unsigned(exponent.content) }
}

/** Reads a public key in PEM: `BEGIN PUBLIC KEY` (RFC 5280 §4.1), RSA or on P-256, or `BEGIN RSA PUBLIC KEY`; null where it is none. */
export function readPublicKey(pem: string): PublicKey | null {
  const found = /-----BEGIN (RSA )?PUBLIC KEY-----([\s\S]*?)-----END/.exec(pem)
  const bytes = base64Decode((found?.[2] ?? '').replace(/\s+/g, ''))
  if (found === null || bytes === null) return null
  const whole = readElement(bytes, 0)
  if (whole?.tag !== SEQUENCE) return null
  if (found[1] !== undefined) return readNumbers(whole.content)
  const algorithm = readElement(whole.content, 0)
  const key = algorithm === null ? null : readElement(whole.content, algorithm.end)
  if (algorithm === null || key?.tag !== BIT_STRING) return null
  if (hexEncode(algorithm.content) === P256) {
    const point = key.content.subarray(1)
    return point.length === POINT_BYTES && point[0] === 4 ? { point } : null
  }
  // The first byte of a bit string tells how many bits of its last are unused: none here.
  const inner = readElement(key.content, 1)
  return inner?.tag === SEQUENCE ? readNumbers(inner.content) : null
}
