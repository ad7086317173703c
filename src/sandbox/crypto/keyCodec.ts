import { bytesOf, concat } from './bytes.ts'
import {
  type CurveName,
  curveOf,
  ecKey,
  type EcKey,
  edwardsKey,
  type EdwardsKey,
  findCurve,
} from './curves.ts'
import {
  bitsOf,
  bodyOf,
  DerError,
  type Element,
  integerOf,
  oidOf,
  readAll,
  readSequence,
  TAG,
  write,
  writeBits,
  writeInteger,
  writeOid,
} from './der.ts'
import type { RsaKey } from './rsa.ts'

export type AsymmetricKey = RsaKey | EcKey | EdwardsKey

const RSA = '1.2.840.113549.1.1.1'
const EC = '1.2.840.10045.2.1'
const EDWARDS = { ed25519: '1.3.101.112', x25519: '1.3.101.110' } as const

const edwardsOf = (oid: string): EdwardsKey['type'] | null =>
  oid === EDWARDS.ed25519 ? 'ed25519' : oid === EDWARDS.x25519 ? 'x25519' : null

export const isPrivate = (key: AsymmetricKey): boolean =>
  key.type === 'rsa' ? key.private !== null : key.scalar !== null

/** The same key without what is secret. */
export const toPublic = (key: AsymmetricKey): AsymmetricKey =>
  key.type === 'rsa' ? { ...key, private: null } : { ...key, scalar: null }

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => write(TAG.sequence, ...parts)
const zero = (): Uint8Array => writeInteger(0n)

function algorithmOf(key: AsymmetricKey): Uint8Array {
  if (key.type === 'rsa') return sequence(writeOid(RSA), write(TAG.none))
  if (key.type === 'ec') return sequence(writeOid(EC), writeOid(curveOf(key.curve).oid))
  return sequence(writeOid(EDWARDS[key.type]))
}

/** RFC 8017 §A.1. */
export function toPkcs1(key: RsaKey): Uint8Array {
  const own = key.private
  if (own === null) return sequence(writeInteger(key.n), writeInteger(key.e))
  const { d, p, q, dp, dq, qi } = own
  return sequence(zero(), ...[key.n, key.e, d, p, q, dp, dq, qi].map(writeInteger))
}

/** RFC 5915; in PKCS #8 without the curve, which stands before it there. */
export function toSec1(key: EcKey, hasCurve: boolean): Uint8Array {
  const curve = hasCurve ? [write(TAG.first, writeOid(curveOf(key.curve).oid))] : []
  const secret = write(TAG.octets, key.scalar ?? new Uint8Array(0))
  return sequence(writeInteger(1n), secret, ...curve, write(TAG.second, writeBits(key.point)))
}

/** SubjectPublicKeyInfo: RFC 5280 §4.1. */
export const toSpki = (key: AsymmetricKey): Uint8Array =>
  sequence(
    algorithmOf(key),
    writeBits(key.type === 'rsa' ? toPkcs1({ ...key, private: null }) : key.point),
  )

/** PrivateKeyInfo: RFC 5208 §5, RFC 8410 §7. */
export function toPkcs8(key: AsymmetricKey): Uint8Array {
  const inner =
    key.type === 'rsa'
      ? toPkcs1(key)
      : key.type === 'ec'
        ? toSec1(key, false)
        : write(TAG.octets, key.scalar ?? new Uint8Array(0))
  return sequence(zero(), algorithmOf(key), write(TAG.octets, inner))
}

const must = <T>(key: T | null): T => {
  if (key === null) throw new DerError()
  return key
}

function fromPkcs1(parts: readonly Element[]): RsaKey {
  if (parts.length === 2)
    return { type: 'rsa', n: integerOf(parts[0]), e: integerOf(parts[1]), private: null }
  const [n = 0n, e = 0n, d = 0n, p = 0n, q = 0n, dp = 0n, dq = 0n, qi = 0n] = parts
    .slice(1, 9)
    .map(integerOf)
  if (parts.length < 9 || p * q !== n) throw new DerError()
  return { type: 'rsa', n, e, private: { d, p, q, dp, dq, qi } }
}

function fromSec1(parts: readonly Element[], curve: CurveName | null): EcKey {
  const named = parts.find(({ tag }) => tag === TAG.first)
  const own = named === undefined ? curve : findCurve(oidOf(readAll(named.body)[0]))
  return must(ecKey(must(own), null, bodyOf(parts[1], TAG.octets)))
}

function fromSpki([algorithm, bits]: readonly Element[]): AsymmetricKey {
  const [oid, parameter] = readAll(bodyOf(algorithm, TAG.sequence))
  const id = oidOf(oid)
  const point = bitsOf(bits)
  if (id === RSA) return fromPkcs1(readSequence(point))
  if (id === EC) return must(ecKey(must(findCurve(oidOf(parameter))), point, null))
  if (point.length !== 32) throw new DerError()
  return { type: must(edwardsOf(id)), point: point.slice(), scalar: null }
}

function fromPkcs8(parts: readonly Element[]): AsymmetricKey {
  const [oid, parameter] = readAll(bodyOf(parts[1], TAG.sequence))
  const id = oidOf(oid)
  const inner = bodyOf(parts[2], TAG.octets)
  if (id === RSA) return fromPkcs1(readSequence(inner))
  if (id === EC) return fromSec1(readSequence(inner), findCurve(oidOf(parameter)))
  const secret = bodyOf(readAll(inner)[0], TAG.octets)
  return must(edwardsKey(must(edwardsOf(id)), secret.slice()))
}

/** RFC 5280 §4.1: the key in a certificate, which comes after names and dates. */
function fromCertificate(certificate: Element): AsymmetricKey {
  const fields = readAll(certificate.body)
  const start = fields[0]?.tag === TAG.first ? 1 : 0
  return fromSpki(readAll(bodyOf(fields[start + 5], TAG.sequence)))
}

/** A key from the DER of any of its forms. Throws where it is none. */
export function fromDer(der: Uint8Array): AsymmetricKey {
  const parts = readSequence(der)
  const [first, second] = parts
  if (first?.tag === TAG.sequence)
    return second?.tag === TAG.sequence ? fromCertificate(first) : fromSpki(parts)
  if (second?.tag === TAG.sequence) return fromPkcs8(parts)
  return second?.tag === TAG.octets ? fromSec1(parts, null) : fromPkcs1(parts)
}

const sizeOf = (key: EcKey): number => curveOf(key.curve).size

/** RFC 7517: each member as bytes, and what is text. */
export function toJwk(key: AsymmetricKey): {
  readonly texts: Readonly<Record<string, string>>
  readonly bytes: Readonly<Record<string, Uint8Array>>
} {
  if (key.type === 'rsa') {
    const { n, e, private: own } = key
    const { d, p, q, dp, dq, qi } = own ?? {}
    const members = { n, e, d, p, q, dp, dq, qi }
    const bytes = Object.fromEntries(
      Object.entries(members).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, bytesOf(value)] as const],
      ),
    )
    return { texts: { kty: 'RSA' }, bytes }
  }
  const secret = key.scalar === null ? {} : { d: key.scalar }
  if (key.type !== 'ec') {
    const crv = key.type === 'ed25519' ? 'Ed25519' : 'X25519'
    return { texts: { crv, kty: 'OKP' }, bytes: { ...secret, x: key.point } }
  }
  const size = sizeOf(key)
  const [x, y] = [key.point.slice(1, 1 + size), key.point.slice(1 + size)]
  return { texts: { kty: 'EC', crv: curveOf(key.curve).jwk }, bytes: { x, y, ...secret } }
}

/** An elliptic curve's or Edwards' key from a JWK's members; null where it is none. */
export function fromPointJwk(
  crv: string,
  { x, y, d }: { readonly x: Uint8Array; readonly y: Uint8Array; readonly d: Uint8Array | null },
): AsymmetricKey | null {
  if (crv === 'Ed25519' || crv === 'X25519') {
    const type = crv === 'Ed25519' ? 'ed25519' : 'x25519'
    if (d !== null) return edwardsKey(type, d)
    return x.length === 32 ? { type, point: x, scalar: null } : null
  }
  const curve = findCurve(crv)
  if (curve === null || curveOf(curve).jwk !== crv) return null
  const { size } = curveOf(curve)
  if (x.length !== size || y.length !== size) return null
  return ecKey(curve, concat(Uint8Array.of(4), x, y), d)
}
