'use strict'

// https://www.w3.org/TR/webcrypto/: algorithms, and keys in and out. The keys themselves are KeyObjects.
const { Buffer } = require('buffer')
const { viewOf } = require('coldstart:node/internal/crypto/host')
const keys = require('coldstart:node/internal/crypto/keys')
const { CryptoKey, keyObjectOf } = require('coldstart:node/internal/crypto/cryptoKey')

const SIGNS = { public: ['verify'], private: ['sign'], secret: ['sign', 'verify'] }
const SEALS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey']
const WRAPS = { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] }
const DERIVES = ['deriveKey', 'deriveBits']
const AGREES = { public: [], private: DERIVES }
/** By name: what kind of key, and its usages by its half. */
const ALGORITHMS = {
  __proto__: null,
  HMAC: { kind: 'hmac', usages: SIGNS },
  'AES-CBC': { kind: 'aes', usages: { secret: SEALS } },
  'AES-CTR': { kind: 'aes', usages: { secret: SEALS } },
  'AES-GCM': { kind: 'aes', usages: { secret: SEALS } },
  'AES-KW': { kind: 'aes', usages: { secret: ['wrapKey', 'unwrapKey'] } },
  'RSASSA-PKCS1-v1_5': { kind: 'rsa', usages: SIGNS },
  'RSA-PSS': { kind: 'rsa', usages: SIGNS },
  'RSA-OAEP': { kind: 'rsa', usages: WRAPS },
  ECDSA: { kind: 'ec', usages: SIGNS },
  ECDH: { kind: 'ec', usages: AGREES },
  Ed25519: { kind: 'okp', usages: SIGNS },
  X25519: { kind: 'okp', usages: AGREES },
  HKDF: { kind: 'derive', usages: { secret: DERIVES } },
  PBKDF2: { kind: 'derive', usages: { secret: DERIVES } },
}
const NAMES = Object.keys(ALGORITHMS)
const HASHES = {
  __proto__: null,
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}
const BLOCK_BITS = { 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1_024, 'SHA-512': 1_024 }
const CURVES = {
  __proto__: null,
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
}

const refuse = (message, name) => {
  throw new DOMException(message, name)
}
const unknown = () => refuse('Unrecognized algorithm name', 'NotSupportedError')
/** The algorithm as a caller gives it, its name spelt as the standard does. */
const algorithmOf = (given) => {
  const wanted = `${given?.name ?? given}`.toLowerCase()
  const name = NAMES.find((known) => known.toLowerCase() === wanted) ?? unknown()
  return { ...(typeof given === 'object' ? given : {}), name }
}
const hashNameOf = (given) => {
  const name = `${given?.name ?? given}`.toUpperCase()
  return HASHES[name] === undefined ? unknown() : name
}
const bytesOf = (data) => {
  const view = viewOf(data)
  if (view !== undefined) return view
  throw Object.assign(
    new TypeError('The provided value is not of type (ArrayBuffer or ArrayBufferView).'),
    { code: 'ERR_INVALID_ARG_TYPE' },
  )
}

const make = (key, algorithm, { extractable, usages }) => {
  const allowed = ALGORITHMS[algorithm.name].usages[key.type] ?? []
  const wanted = [...usages]
  if (wanted.some((usage) => !allowed.includes(usage)))
    refuse(
      `Unsupported key usage for a${algorithm.name === 'HMAC' ? 'n' : ''} ${algorithm.name} key`,
      'SyntaxError',
    )
  if (wanted.length === 0 && key.type !== 'public')
    refuse(`Usages cannot be empty when importing a ${key.type} key.`, 'SyntaxError')
  const unique = [
    'encrypt',
    'decrypt',
    'sign',
    'verify',
    'deriveKey',
    'deriveBits',
    'wrapKey',
    'unwrapKey',
  ]
  return new CryptoKey(key, {
    algorithm,
    extractable: key.type === 'public' ? true : Boolean(extractable),
    usages: unique.filter((usage) => wanted.includes(usage)),
  })
}

const secretAlgorithm = (algorithm, length) => {
  const { name } = algorithm
  const { kind } = ALGORITHMS[name]
  if (kind === 'hmac') return { name, hash: { name: hashNameOf(algorithm.hash) }, length }
  if (kind === 'aes') {
    if (![128, 192, 256].includes(length)) refuse('Invalid key length', 'DataError')
    return { name, length }
  }
  return { name }
}
const pairAlgorithm = (algorithm, key) => {
  const { name } = algorithm
  const { kind } = ALGORITHMS[name]
  if (kind === 'rsa') {
    if (key.asymmetricKeyType !== 'rsa') refuse('Invalid key type', 'DataError')
    const { modulusLength, publicExponent } = key.asymmetricKeyDetails
    let hex = publicExponent.toString(16)
    if (hex.length % 2 === 1) hex = `0${hex}`
    return {
      name,
      modulusLength,
      publicExponent: new Uint8Array(Buffer.from(hex, 'hex')),
      hash: { name: hashNameOf(algorithm.hash) },
    }
  }
  if (kind === 'ec') {
    const { namedCurve } = algorithm
    if (CURVES[namedCurve] === undefined) refuse('Unrecognized namedCurve', 'NotSupportedError')
    if (key.asymmetricKeyDetails?.namedCurve !== CURVES[namedCurve])
      refuse('Named curve mismatch', 'DataError')
    return { name, namedCurve }
  }
  if (key.asymmetricKeyType !== name.toLowerCase()) refuse('Invalid key type', 'DataError')
  return { name }
}
/** A CryptoKey around `key`. */
const around = (key, algorithm, options) =>
  make(
    key,
    key.type === 'secret'
      ? secretAlgorithm(algorithm, 8 * key.symmetricKeySize)
      : pairAlgorithm(algorithm, key),
    options,
  )

const guard = (work) => {
  try {
    return work()
  } catch (error) {
    if (error instanceof DOMException) throw error
    throw Object.assign(new DOMException('Invalid keyData', 'DataError'), { cause: error })
  }
}
const readRawPair = (algorithm, data) => {
  const curve = algorithm.namedCurve ?? algorithm.name
  const { kind } = ALGORITHMS[algorithm.name]
  if (kind === 'okp') {
    const jwk = { kty: 'OKP', crv: algorithm.name, x: data.toString('base64url') }
    return keys.fromJwk(jwk, 'public')
  }
  if (kind !== 'ec') return refuse('Unable to import RSA key with format raw', 'NotSupportedError')
  if (CURVES[curve] === undefined) refuse('Unrecognized namedCurve', 'NotSupportedError')
  const { ECDH } = require('coldstart:node/internal/crypto/ecdh')
  const point = ECDH.convertKey(data, CURVES[curve])
  const size = (point.length - 1) / 2
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map((half) =>
    half.toString('base64url'),
  )
  return keys.fromJwk({ kty: 'EC', crv: curve, x, y }, 'public')
}
const checkJwk = (jwk, algorithm, { extractable, usages }) => {
  if (typeof jwk !== 'object' || jwk === null)
    throw Object.assign(new TypeError('The provided value is not of type JsonWebKey.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  if (jwk.ext === false && extractable)
    refuse('JWK "ext" Parameter and extractable mismatch', 'DataError')
  if (Array.isArray(jwk.key_ops) && [...usages].some((usage) => !jwk.key_ops.includes(usage)))
    refuse('Key operations and usage mismatch', 'DataError')
  if (algorithm.kind === 'secret' && jwk.kty !== 'oct')
    refuse('Invalid JWK "kty" Parameter', 'DataError')
}
const read = (format, data, algorithm, options) => {
  const { kind } = ALGORITHMS[algorithm.name]
  const isSecret = kind === 'hmac' || kind === 'aes' || kind === 'derive'
  if (format === 'jwk') {
    checkJwk(data, algorithm, options)
    if (isSecret !== (data.kty === 'oct')) refuse('Invalid JWK "kty" Parameter', 'DataError')
    return isSecret
      ? keys.createSecretKey(Buffer.from(data.k, 'base64url'))
      : guard(() => keys.fromJwk(data, 'any'))
  }
  const bytes = Buffer.from(bytesOf(data))
  if (format === 'raw')
    return isSecret ? keys.createSecretKey(bytes) : guard(() => readRawPair(algorithm, bytes))
  if (isSecret || (format !== 'spki' && format !== 'pkcs8'))
    return refuse(
      `Unable to import ${algorithm.name} key with format ${format}`,
      'NotSupportedError',
    )
  return guard(() =>
    keys.readKey({ key: bytes, format: 'der' }, format === 'spki' ? 'public' : 'private'),
  )
}
const importKey = (format, data, given, options) => {
  const algorithm = algorithmOf(given)
  return around(read(format, data, algorithm, options), algorithm, options)
}

/** RFC 7518 §3.1, §4.1: what a JWK says of its algorithm. */
const jwkAlgorithm = ({ name, hash, length }) => {
  const bits = hash?.name.slice(4)
  const names = {
    Ed25519: () => name,
    HMAC: () => `HS${bits}`,
    'RSASSA-PKCS1-v1_5': () => `RS${bits}`,
    'RSA-PSS': () => `PS${bits}`,
    'RSA-OAEP': () => (bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`),
  }
  if (name.startsWith('AES')) return `A${length}${name.slice(4)}`
  return names[name]?.()
}
const rawOf = (key, inner) => {
  if (inner.type === 'secret') return inner.export()
  if (inner.type !== 'public')
    return refuse(
      `Unable to export ${key.algorithm.name} private key using raw format`,
      'InvalidAccessError',
    )
  const { kty, x, y } = inner.export({ format: 'jwk' })
  const [first, second] = [x, y ?? ''].map((text) => Buffer.from(text, 'base64url'))
  if (kty === 'OKP') return first
  if (kty === 'EC') return Buffer.concat([Buffer.from([4]), first, second])
  return refuse(
    `Unable to export ${key.algorithm.name} public key using raw format`,
    'NotSupportedError',
  )
}
const bufferOf = (bytes) => Uint8Array.from(bytes).buffer
/** The KeyObject of what must be a CryptoKey. */
const innerOf = (key) => {
  const inner = keyObjectOf(key)
  if (inner !== undefined) return inner
  throw Object.assign(new TypeError('The provided value is not of type CryptoKey.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  })
}
const exportKey = (format, key) => {
  const inner = innerOf(key)
  if (!key.extractable) refuse('key is not extractable', 'InvalidAccessException')
  if (format === 'raw') return bufferOf(rawOf(key, inner))
  if (format === 'jwk') {
    const alg = jwkAlgorithm(key.algorithm)
    return {
      key_ops: key.usages,
      ext: key.extractable,
      ...inner.export({ format: 'jwk' }),
      ...(alg === undefined ? {} : { alg }),
    }
  }
  const isFit =
    (format === 'spki' && inner.type === 'public') ||
    (format === 'pkcs8' && inner.type === 'private')
  if (!isFit) refuse(`Unable to export a ${inner.type} key as ${format}`, 'NotSupportedError')
  return bufferOf(inner.export({ format: 'der', type: format }))
}

const GENERATED = {
  rsa: ({ modulusLength, publicExponent }) =>
    keys.generateKeyPairSync('rsa', {
      modulusLength,
      publicExponent: Number.parseInt(Buffer.from(publicExponent).toString('hex'), 16),
    }),
  ec: ({ namedCurve }) => {
    if (CURVES[namedCurve] === undefined) refuse('Unrecognized namedCurve', 'NotSupportedError')
    return keys.generateKeyPairSync('ec', { namedCurve })
  },
  okp: ({ name }) => keys.generateKeyPairSync(name.toLowerCase()),
}
/** Bits of a secret that is made by `algorithm`: an HMAC's are those of its hash's block; null where it does not say. */
const lengthOf = ({ name, length, hash }) => {
  const { kind } = ALGORITHMS[name]
  if (kind === 'aes') return length
  return kind === 'hmac' ? (length ?? BLOCK_BITS[hashNameOf(hash)]) : null
}
const generateKey = (given, extractable, usages) => {
  const algorithm = algorithmOf(given)
  const { kind, usages: allowed } = ALGORITHMS[algorithm.name]
  if (kind === 'derive') unknown()
  if (kind === 'hmac' || kind === 'aes') {
    const length = lengthOf(algorithm)
    if (kind === 'aes' && ![128, 192, 256].includes(length))
      refuse('Invalid key length', 'OperationError')
    const key = keys.generateKeySync('hmac', { length })
    return around(key, algorithm, { extractable, usages })
  }
  const all = [...allowed.public, ...allowed.private]
  if ([...usages].some((usage) => !all.includes(usage)))
    refuse(`Unsupported key usage for a ${algorithm.name} key`, 'SyntaxError')
  const { publicKey, privateKey } = GENERATED[kind](algorithm)
  const half = (key, extractable) =>
    around(key, algorithm, {
      extractable,
      usages: [...usages].filter((usage) => allowed[key.type].includes(usage)),
    })
  return { publicKey: half(publicKey, true), privateKey: half(privateKey, extractable) }
}

Object.assign(exports, {
  HASHES,
  algorithmOf,
  bufferOf,
  bytesOf,
  exportKey,
  fromKeyObject: (key, { algorithm, extractable, usages }) =>
    around(key, algorithmOf(algorithm), { extractable, usages }),
  generateKey,
  hashNameOf,
  importKey,
  innerOf,
  lengthOf,
  refuse,
  unknown,
})
