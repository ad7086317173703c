import { cbc } from '@noble/ciphers/aes.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { numberOf as valueOf } from './bytes.ts'
import { unpadBlocks } from './ciphers.ts'
import { fail, openssl, unfitKey } from './cryptoError.ts'
import { agree, ecKey, findCurve, generateEc, generateEdwards } from './curves.ts'
import {
  bodyOf,
  integerOf,
  oidOf,
  readAll,
  readSequence,
  TAG,
  write,
  writeInteger,
  writeOid,
} from './der.ts'
import { hashOf } from './hashes.ts'
import {
  type AsymmetricKey,
  fromDer,
  fromPointJwk,
  isPrivate,
  toJwk,
  toPkcs1,
  toPkcs8,
  toPublic,
  toSec1,
  toSpki,
} from './keyCodec.ts'
import {
  type Afford,
  type Answer,
  inputOf,
  isSet,
  numberOf,
  type Operation,
  type Request,
  type Surroundings,
  textOf,
} from './operation.ts'
import { generateRsa, privateOf } from './rsa.ts'

const unsupported = (): Error => openssl('1E08010C', 'DECODER routines', 'unsupported')

/** Of a key or a certificate at most: RSA's largest key has some 10 KB, a certificate some 4. */
const KEY_BYTES_MAX = 65_536

/** A key as built-ins keep it, in PKCS #8 or SubjectPublicKeyInfo. */
export function keyOf(der: Uint8Array): AsymmetricKey {
  if (der.length > KEY_BYTES_MAX) throw unsupported()
  try {
    return fromDer(der)
  } catch {
    throw unsupported()
  }
}

/** What `KeyObject` says of a key, and its bytes as built-ins keep them. */
function describe(key: AsymmetricKey): Answer {
  const kind = isPrivate(key) ? 'private' : 'public'
  const details =
    key.type === 'rsa'
      ? { modulusLength: key.n.toString(2).length, publicExponent: `${key.e}` }
      : key.type === 'ec'
        ? { namedCurve: key.curve }
        : {}
  return {
    value: { kind, type: key.type, details },
    bytes: [kind === 'private' ? toPkcs8(key) : toSpki(key)],
  }
}

// PBES2 of RFC 8018 §6.2, with what OpenSSL 3 writes: PBKDF2 by HMAC-SHA-256 or -1, AES in CBC.
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const PRF: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const AES_CBC: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.2': 16,
  '2.16.840.1.101.3.4.1.22': 24,
  '2.16.840.1.101.3.4.1.42': 32,
}
const ITERATIONS = 2_048
const TICKS_PER_ITERATION = 60

function decrypt(der: Uint8Array, passphrase: Uint8Array, afford: Afford): Uint8Array {
  const [algorithm, data] = readSequence(der)
  const [scheme, parameters] = readAll(bodyOf(algorithm, TAG.sequence))
  if (oidOf(scheme) !== PBES2) throw unsupported()
  const [derivation, encryption] = readAll(bodyOf(parameters, TAG.sequence))
  const [, settings] = readAll(bodyOf(derivation, TAG.sequence))
  const [salt, iterations, ...others] = readAll(bodyOf(settings, TAG.sequence))
  const named = others.find(({ tag }) => tag === TAG.sequence)
  const hash = named === undefined ? 'sha1' : PRF[oidOf(readAll(named.body)[0])]
  const [cipher, iv] = readAll(bodyOf(encryption, TAG.sequence))
  const size = AES_CBC[oidOf(cipher)]
  if (hash === undefined || size === undefined) throw unsupported()
  const c = Number(integerOf(iterations))
  afford(c * TICKS_PER_ITERATION)
  const key = pbkdf2(hashOf(hash).hash, passphrase, bodyOf(salt, TAG.octets), { c, dkLen: size })
  const opened = cbc(key, bodyOf(iv, TAG.octets).slice(), { disablePadding: true }).decrypt(
    bodyOf(data, TAG.octets).slice(),
  )
  const plain = unpadBlocks(opened)
  if (plain === null) throw openssl('1C800064', 'Provider routines', 'bad decrypt')
  return plain
}

function encrypt(
  der: Uint8Array,
  passphrase: Uint8Array,
  { size, fill, afford }: { readonly size: number } & Surroundings,
): Uint8Array {
  const [salt, iv] = [fill(new Uint8Array(8)), fill(new Uint8Array(16))]
  afford(ITERATIONS * TICKS_PER_ITERATION)
  const key = pbkdf2(hashOf('sha256').hash, passphrase, salt, { c: ITERATIONS, dkLen: size })
  const [prf = ''] = Object.entries(PRF).find(([, name]) => name === 'sha256') ?? []
  const [cipher = ''] = Object.entries(AES_CBC).find(([, bytes]) => bytes === size) ?? []
  const sequence = (...parts: readonly Uint8Array[]): Uint8Array => write(TAG.sequence, ...parts)
  const settings = sequence(
    write(TAG.octets, salt),
    writeInteger(BigInt(ITERATIONS)),
    sequence(writeOid(prf), write(TAG.none)),
  )
  const schemes = sequence(
    sequence(writeOid(PBKDF2), settings),
    sequence(writeOid(cipher), write(TAG.octets, iv)),
  )
  const data = cbc(key, iv.slice()).encrypt(der)
  return sequence(sequence(writeOid(PBES2), schemes), write(TAG.octets, data))
}

const isEncrypted = (der: Uint8Array): boolean => {
  try {
    const [algorithm] = readSequence(der)
    return oidOf(readAll(bodyOf(algorithm, TAG.sequence))[0]) === PBES2
  } catch {
    return false
  }
}

/** (DER, passphrase): the key of any of its forms; where `kind` says so, of that kind. */
export const readKey: Operation = (request, { afford }) => {
  let der = inputOf(request, 0)
  if (der.length > KEY_BYTES_MAX) throw unsupported()
  if (isEncrypted(der)) {
    if (!isSet(request, 'hasPassphrase'))
      throw openssl('07880109', 'common libcrypto routines', 'interrupted or cancelled')
    der = decrypt(der, inputOf(request, 1), afford)
  }
  const key = keyOf(der)
  if (textOf(request, 'kind') === 'public') return describe(toPublic(key))
  if (textOf(request, 'kind') === 'private' && !isPrivate(key)) throw unsupported()
  return describe(key)
}

const invalidJwk = (): never => fail('Error', 'ERR_CRYPTO_INVALID_JWK', 'Invalid JWK data')

/** Names of members that are numbers; which of them the bytes are, in their order, says `members`. */
export const readJwk: Operation = (request) => {
  const { parameters, inputs } = request
  const members: readonly unknown[] = Array.isArray(parameters['members'])
    ? parameters['members']
    : []
  if (inputs.some(({ length }) => length > KEY_BYTES_MAX)) return invalidJwk()
  const bytes = (name: string): Uint8Array | null => inputs[members.indexOf(name)] ?? null
  const number = (name: string): bigint => valueOf(bytes(name) ?? new Uint8Array(0))
  if (textOf(request, 'kty') === 'RSA') {
    const [d, p, q] = ['d', 'p', 'q'].map(number)
    const own = bytes('d') === null ? null : privateOf(d ?? 0n, p ?? 0n, q ?? 0n)
    return describe({ type: 'rsa', n: number('n'), e: number('e'), private: own })
  }
  const key = fromPointJwk(textOf(request, 'crv'), {
    x: bytes('x') ?? new Uint8Array(0),
    y: bytes('y') ?? new Uint8Array(0),
    d: bytes('d'),
  })
  return describe(key ?? invalidJwk())
}

/** (key): as DER of `type`, encrypted with the second input where a `cipher`'s key size is given. */
export const writeKey: Operation = (request, around) => {
  const key = keyOf(inputOf(request, 0))
  const type = textOf(request, 'type')
  if (type === 'pkcs1' && key.type === 'rsa') return { bytes: [toPkcs1(key)] }
  if (type === 'sec1' && key.type === 'ec') return { bytes: [toSec1(key, true)] }
  if (type === 'spki') return { bytes: [toSpki(key)] }
  const size = numberOf(request, 'cipherKeyBytes')
  const plain = toPkcs8(key)
  return { bytes: [size === 0 ? plain : encrypt(plain, inputOf(request, 1), { ...around, size })] }
}

/** (key): a JWK's texts, the names of its other members, and their bytes. */
export const writeJwk: Operation = (request) => {
  const { texts, bytes } = toJwk(keyOf(inputOf(request, 0)))
  return { value: { texts, members: Object.keys(bytes) }, bytes: Object.values(bytes) }
}

function generate(request: Request, around: Surroundings): AsymmetricKey {
  const type = textOf(request, 'type')
  if (type === 'rsa')
    return generateRsa(numberOf(request, 'bits'), BigInt(numberOf(request, 'exponent')), around)
  if (type !== 'ec') return generateEdwards(type === 'x25519' ? 'x25519' : 'ed25519', around)
  const curve = findCurve(textOf(request, 'curve'))
  return curve === null
    ? fail('TypeError', 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name')
    : generateEc(curve, around)
}

export const generateKey: Operation = (request, around) => describe(generate(request, around))

/** (own private key, the other's public key): the secret that both have. */
export const agreeKeys: Operation = (request, { afford }) => {
  const [own, other] = [keyOf(inputOf(request, 0)), keyOf(inputOf(request, 1))]
  if (own.type === 'rsa' || other.type === 'rsa') throw unfitKey()
  return { bytes: [agree(own, other, afford)] }
}

/** (uncompressed or compressed point, or a scalar): a key on `curve`; empty where it is none. */
export const curveKey: Operation = (request, { afford }) => {
  const curve = findCurve(textOf(request, 'curve'))
  if (curve === null) return fail('TypeError', 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name')
  afford(5_000)
  const data = inputOf(request, 0)
  const key = isSet(request, 'isScalar') ? ecKey(curve, null, data) : ecKey(curve, data, null)
  if (key === null) return {}
  return { bytes: [key.scalar === null ? toSpki(key) : toPkcs8(key), key.point] }
}
