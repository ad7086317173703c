import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesOf, concat, numberOf } from './bytes.ts'
import { openssl, SpentError } from './cryptoError.ts'
import { integerOf, readSequence, TAG, write, writeInteger } from './der.ts'
import type { Afford, Surroundings } from './operation.ts'

/** A key on one of the curves by which ECDSA and ECDH go. */
export interface EcKey {
  readonly type: 'ec'
  readonly curve: CurveName
  /** Uncompressed: 4, x, y. */
  readonly point: Uint8Array
  readonly scalar: Uint8Array | null
}
/** RFC 8032, RFC 7748. */
export interface EdwardsKey {
  readonly type: 'ed25519' | 'x25519'
  readonly point: Uint8Array
  readonly scalar: Uint8Array | null
}

export type CurveName = 'prime256v1' | 'secp384r1' | 'secp521r1' | 'secp256k1'

interface Curve {
  readonly oid: string
  readonly jwk: string
  /** Bytes of a coordinate. */
  readonly size: number
  readonly ecdsa: typeof p256
  /** Ticks of 10 ns to sign or make a key, and to verify or agree. */
  readonly ticks: readonly [sign: number, verify: number]
}

/** OpenSSL's names. https://www.rfc-editor.org/rfc/rfc5480#section-2.1.1.1 */
const CURVES: Readonly<Record<CurveName, Curve>> = {
  prime256v1: {
    oid: '1.2.840.10045.3.1.7',
    jwk: 'P-256',
    size: 32,
    ecdsa: p256,
    ticks: [5_000, 15_000],
  },
  secp384r1: { oid: '1.3.132.0.34', jwk: 'P-384', size: 48, ecdsa: p384, ticks: [60_000, 80_000] },
  secp521r1: {
    oid: '1.3.132.0.35',
    jwk: 'P-521',
    size: 66,
    ecdsa: p521,
    ticks: [100_000, 130_000],
  },
  secp256k1: {
    oid: '1.3.132.0.10',
    jwk: 'secp256k1',
    size: 32,
    ecdsa: secp256k1,
    ticks: [20_000, 30_000],
  },
}
const EDWARDS_TICKS = { sign: 6_000, verify: 13_000 }

const NAMES = Object.keys(CURVES) as readonly CurveName[]

export const curveOf = (name: CurveName): Curve => CURVES[name]

/** By any of its names; null for one that is not had. */
export const findCurve = (name: string): CurveName | null =>
  NAMES.find((known) => {
    const { oid, jwk } = CURVES[known]
    return name === known || name === jwk || name === oid
  }) ?? null

/** A key from its point, however that is written, or from its scalar; null where it is no such key. */
export function ecKey(
  curve: CurveName,
  point: Uint8Array | null,
  scalar: Uint8Array | null,
): EcKey | null {
  const { ecdsa, size } = CURVES[curve]
  try {
    const padded = scalar === null ? null : bytesOf(numberOf(scalar), size)
    const own = padded === null ? null : ecdsa.getPublicKey(padded, false)
    const given = point === null ? own : ecdsa.Point.fromBytes(point).toBytes(false)
    return given === null ? null : { type: 'ec', curve, point: given, scalar: padded }
  } catch {
    return null
  }
}

export function edwardsKey(type: EdwardsKey['type'], scalar: Uint8Array): EdwardsKey | null {
  if (scalar.length !== 32) return null
  const { getPublicKey } = type === 'ed25519' ? ed25519 : x25519
  return { type, point: getPublicKey(scalar), scalar }
}

export function generateEc(curve: CurveName, { afford, fill }: Surroundings): EcKey {
  const { ecdsa, ticks } = CURVES[curve]
  afford(ticks[0])
  const seed = fill(new Uint8Array(ecdsa.lengths.seed ?? 0))
  const scalar = ecdsa.utils.randomSecretKey(seed)
  return { type: 'ec', curve, point: ecdsa.getPublicKey(scalar, false), scalar }
}

export function generateEdwards(
  type: EdwardsKey['type'],
  { afford, fill }: Surroundings,
): EdwardsKey {
  afford(EDWARDS_TICKS.sign)
  const scalar = fill(new Uint8Array(32))
  const { getPublicKey } = type === 'ed25519' ? ed25519 : x25519
  return { type, point: getPublicKey(scalar), scalar }
}

/** How ECDSA's two numbers are written: as DER, or side by side. */
export type DsaEncoding = 'der' | 'ieee-p1363'

/** ECDSA of a digest (FIPS 186-5 §6.4), its number k from key and digest (RFC 6979). */
export function signEc(
  key: EcKey & { readonly scalar: Uint8Array },
  digest: Uint8Array,
  { encoding, afford }: { readonly encoding: DsaEncoding; readonly afford: Afford },
): Uint8Array {
  const { ecdsa, size, ticks } = CURVES[key.curve]
  afford(ticks[0])
  const compact = ecdsa.sign(digest, key.scalar, { prehash: false, lowS: false })
  if (encoding === 'ieee-p1363') return compact
  const numbers = [compact.subarray(0, size), compact.subarray(size)].map(numberOf)
  return write(TAG.sequence, ...numbers.map(writeInteger))
}

function compactOf(signature: Uint8Array, encoding: DsaEncoding, size: number): Uint8Array | null {
  if (encoding === 'ieee-p1363') return signature.length === 2 * size ? signature : null
  try {
    const [r, s, ...others] = readSequence(signature)
    const whole = write(TAG.sequence, r?.whole ?? signature, s?.whole ?? signature)
    if (others.length > 0 || whole.length !== signature.length) return null
    return concat(bytesOf(integerOf(r), size), bytesOf(integerOf(s), size))
  } catch {
    return null
  }
}

export function verifyEc(
  key: EcKey,
  digest: Uint8Array,
  given: {
    readonly signature: Uint8Array
    readonly encoding: DsaEncoding
    readonly afford: Afford
  },
): boolean {
  const { ecdsa, size, ticks } = CURVES[key.curve]
  given.afford(ticks[1])
  const compact = compactOf(given.signature, given.encoding, size)
  if (compact?.length !== 2 * size) return false
  try {
    const options = { prehash: false, lowS: false }
    return ecdsa.verify(compact, digest, key.point, options)
  } catch {
    return false
  }
}

export function signEdwards(scalar: Uint8Array, data: Uint8Array, afford: Afford): Uint8Array {
  afford(EDWARDS_TICKS.sign + Math.ceil(data.length / 5))
  return ed25519.sign(data.slice(), scalar)
}

export function verifyEdwards(
  point: Uint8Array,
  data: Uint8Array,
  { signature, afford }: { readonly signature: Uint8Array; readonly afford: Afford },
): boolean {
  afford(EDWARDS_TICKS.verify + Math.ceil(data.length / 5))
  try {
    return (
      signature.length === 64 &&
      ed25519.verify(signature.slice(), data.slice(), point, { zip215: false })
    )
  } catch {
    return false
  }
}

/** What two keys have in common: the x of an elliptic curve's point (SP 800-56A §5.7.1.2), or X25519's bytes. */
export function agree(
  own: EcKey | EdwardsKey,
  other: EcKey | EdwardsKey,
  afford: Afford,
): Uint8Array {
  const failed = openssl('1C8000DD', 'Provider routines', 'failed during derivation')
  const { scalar } = own
  try {
    if (own.type === 'ec' && other.type === 'ec' && own.curve === other.curve && scalar !== null) {
      const { ecdsa, ticks, size } = CURVES[own.curve]
      afford(ticks[1])
      return ecdsa.getSharedSecret(scalar, other.point).slice(1, 1 + size)
    }
    if (own.type === 'x25519' && other.type === 'x25519' && scalar !== null) {
      afford(EDWARDS_TICKS.verify)
      return x25519.getSharedSecret(scalar, other.point)
    }
  } catch (error) {
    // A point of small order; or nothing is left of the slice.
    throw error instanceof SpentError ? error : failed
  }
  throw failed
}
