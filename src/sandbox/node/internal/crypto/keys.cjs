'use strict'

// https://nodejs.org/api/crypto.html#class-keyobject. Of pairs the DER is kept: PKCS #8, or SubjectPublicKeyInfo.
const { Buffer } = require('buffer')
const {
  broadBytesOf,
  bytesOf,
  checkCallback,
  checkText,
  fail,
  failOpenssl,
  invalidType,
  later,
  made,
  run,
  viewOf,
} = require('coldstart:node/internal/crypto/host')
const { received } = require('coldstart:node/internal/bufferNumbers')

const EMPTY = Buffer.alloc(0)
/** Bytes of a key by what encrypts it. */
const CIPHER_BYTES = { __proto__: null, 'aes-128-cbc': 16, 'aes-192-cbc': 24, 'aes-256-cbc': 32 }
const isObject = (value) => typeof value === 'object' && value !== null

const pemOf = (label, der) => {
  const lines = der.toString('base64').match(/.{1,64}/g)
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
/** The first key or certificate of a PEM text, as DER; undefined where there is none. */
const derOf = (text) => {
  const pattern = /-----BEGIN ([A-Z0-9 ]*(?:KEY|CERTIFICATE))-----\r?\n?([\s\S]*?)-----END \1-----/
  const body = pattern.exec(text)?.[2]
  if (body === undefined) return undefined
  if (body.includes('Proc-Type'))
    throw fail(
      'Error',
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      '[coldstart] traditionally encrypted PEM is not available: use PKCS #8',
    )
  return Buffer.from(body.replace(/\s+/g, ''), 'base64')
}
const unsupported = () => failOpenssl('1E08010C', 'DECODER routines', 'unsupported')
const invalidKeyType = (type, expected) =>
  fail(
    'TypeError',
    'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE',
    `Invalid key object type ${type}, expected ${expected}.`,
  )

class KeyObject {
  #type
  constructor(type) {
    if (type !== 'secret' && type !== 'public' && type !== 'private')
      fail(
        'TypeError',
        'ERR_INVALID_ARG_VALUE',
        `The argument 'type' is invalid. Received '${type}'`,
      )
    this.#type = type
  }
  get type() {
    return this.#type
  }
  equals(other) {
    if (!(other instanceof KeyObject))
      invalidType('otherKeyObject', 'an instance of KeyObject', other)
    return other.type === this.type && bytesOfKey(this).equals(bytesOfKey(other))
  }
  toCryptoKey(algorithm, extractable, usages) {
    return require('coldstart:node/internal/crypto/webKeys').fromKeyObject(this, {
      algorithm,
      extractable,
      usages,
    })
  }
  static from(key) {
    const inner = require('coldstart:node/internal/crypto/cryptoKey').keyObjectOf(key)
    return inner ?? invalidType('key', 'an instance of CryptoKey', key)
  }
}
class SecretKeyObject extends KeyObject {
  #bytes
  constructor(bytes) {
    super('secret')
    this.#bytes = bytes
  }
  get symmetricKeySize() {
    return this.#bytes.length
  }
  export(options) {
    if (options?.format === 'jwk') return { kty: 'oct', k: this.#bytes.toString('base64url') }
    return Buffer.from(this.#bytes)
  }
  static bytes(key) {
    return key.#bytes
  }
}
class PairKeyObject extends KeyObject {
  #der
  #about
  constructor({ kind, type, details }, der) {
    super(kind)
    this.#der = der
    this.#about = { type, details }
  }
  get asymmetricKeyType() {
    return this.#about.type
  }
  get asymmetricKeyDetails() {
    const { publicExponent, ...details } = this.#about.details
    return publicExponent === undefined
      ? details
      : { ...details, publicExponent: BigInt(publicExponent) }
  }
  static bytes(key) {
    return key.#der
  }
}
class PublicKeyObject extends PairKeyObject {
  export(options) {
    return exportKey(this, options)
  }
}
class PrivateKeyObject extends PairKeyObject {
  export(options) {
    return exportKey(this, options)
  }
}
const bytesOfKey = (key) =>
  (key instanceof SecretKeyObject ? SecretKeyObject : PairKeyObject).bytes(key)
/** The KeyObject that `value` is or, as a CryptoKey, is around; undefined for anything else. */
const objectOf = (value) =>
  value instanceof KeyObject
    ? value
    : require('coldstart:node/internal/crypto/cryptoKey').keyObjectOf(value)
const isKey = (value) => objectOf(value) !== undefined
/** That which a caller gives as a key, or within options. */
const innerOf = (given) => (isObject(given) ? (objectOf(given) ?? objectOf(given.key)) : undefined)

const make = ({ value, bytes: [der] }) =>
  new (value.kind === 'private' ? PrivateKeyObject : PublicKeyObject)(value, der)

const JWK_TEXTS = { RSA: [], EC: ['crv'], OKP: ['crv'] }
const JWK_BYTES = {
  RSA: [
    ['n', 'e'],
    ['d', 'p', 'q', 'dp', 'dq', 'qi'],
  ],
  EC: [['x', 'y'], ['d']],
  OKP: [['x'], ['d']],
}
const fromJwk = (jwk, kind) => {
  if (!isObject(jwk)) invalidType('key.key', 'of type object', jwk)
  const { kty } = jwk
  if (JWK_TEXTS[kty] === undefined)
    fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The property 'key.kty' must be one of: 'RSA', 'EC', 'OKP'. Received ${typeof kty === 'string' ? `'${kty}'` : received(kty)}`,
    )
  for (const name of JWK_TEXTS[kty]) checkText(jwk[name], `key.${name}`)
  const [open, secret] = JWK_BYTES[kty]
  const hasSecret = kind === 'private' || (kind === 'any' && jwk.d !== undefined)
  const members = hasSecret ? [...open, ...secret] : open
  const bytes = members.map((name) => {
    checkText(jwk[name], `key.${name}`)
    return Buffer.from(jwk[name], 'base64url')
  })
  return make(run('readJwk', { kty, crv: jwk.crv, members }, ...bytes))
}

const KEY_TYPES = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
/** A key of `kind` (`public`, `private`, `any`) from what a caller gives: text, bytes, DER, JWK. */
const readKey = (given, kind, name = 'key') => {
  const isOptions = isObject(given) && viewOf(given) === undefined
  const {
    key = undefined,
    format = 'pem',
    passphrase,
    encoding,
  } = isOptions ? given : { key: given }
  if (isOptions && format === 'jwk') return fromJwk(key, kind)
  const bytes = bytesOf(key, encoding, isOptions ? `${name}.key` : name, KEY_TYPES)
  const der = format === 'der' ? bytes : (derOf(bytes.toString('latin1')) ?? unsupported())
  const secret =
    passphrase === undefined ? EMPTY : broadBytesOf(passphrase, encoding, 'key.passphrase')
  return make(run('readKey', { kind, hasPassphrase: passphrase !== undefined }, der, secret))
}
const createPrivateKey = (given) => {
  const inner = innerOf(given)
  if (inner !== undefined) invalidType('key', KEY_TYPES, inner)
  return readKey(given, 'private')
}
/** The public half of a private key, or the key itself. */
const publicOf = (key) =>
  key.type === 'private' ? make(run('readKey', { kind: 'public' }, bytesOfKey(key), EMPTY)) : key
const createPublicKey = (given) => {
  const inner = innerOf(given)
  if (inner === undefined) return readKey(given, 'public')
  if (inner.type !== 'private') invalidKeyType(inner.type, 'private')
  return publicOf(inner)
}
const createSecretKey = (key, encoding) =>
  new SecretKeyObject(Buffer.from(broadBytesOf(key, encoding, 'key')))

/** The bytes of a secret, however it is given. */
const secretOf = (key, encoding) => {
  const inner = isObject(key) ? objectOf(key) : undefined
  if (inner === undefined)
    return Buffer.from(
      bytesOf(
        key,
        encoding,
        'key',
        'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey',
      ),
    )
  if (inner.type !== 'secret') invalidKeyType(inner.type, 'secret')
  return SecretKeyObject.bytes(inner)
}
/** The DER of a key to sign or decrypt with (`private`), or to verify or encrypt with (`public`: a private one does too). */
const pairOf = (given, kind) => {
  const inner = innerOf(given)
  const key = inner ?? readKey(given, kind === 'private' ? 'private' : 'any')
  if (key.type === 'secret' || (kind === 'private' && key.type !== 'private'))
    invalidKeyType(key.type, kind === 'private' ? 'private' : 'private or public')
  return bytesOfKey(key)
}

const toJwk = (key) => {
  const { value, bytes } = run('writeJwk', {}, bytesOfKey(key))
  const members = Object.fromEntries(
    value.members.map((name, at) => [name, bytes[at].toString('base64url')]),
  )
  const { kty, crv } = value.texts
  return kty === 'RSA'
    ? { kty, ...members }
    : kty === 'EC'
      ? { kty, x: members.x, y: members.y, crv, ...members }
      : { crv, ...members, kty }
}
const TYPES = { public: ['pkcs1', 'spki'], private: ['pkcs1', 'pkcs8', 'sec1'] }
const LABELS = {
  pkcs1: (kind) => (kind === 'private' ? 'RSA PRIVATE KEY' : 'RSA PUBLIC KEY'),
  spki: () => 'PUBLIC KEY',
  pkcs8: () => 'PRIVATE KEY',
  sec1: () => 'EC PRIVATE KEY',
}
const invalidProperty = (name, value) =>
  fail(
    'TypeError',
    'ERR_INVALID_ARG_VALUE',
    `The property '${name}' is invalid. Received ${typeof value === 'string' ? `'${value}'` : value}`,
  )
const exportKey = (key, options) => {
  if (!isObject(options)) invalidType('options', 'of type object', options)
  const { format, type, cipher, passphrase } = options
  if (format === 'jwk') {
    if (passphrase !== undefined)
      fail(
        'Error',
        'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS',
        'The selected key encoding jwk does not support encryption.',
      )
    return toJwk(key)
  }
  if (format !== 'pem' && format !== 'der') invalidProperty('options.format', format)
  if (!TYPES[key.type].includes(type)) invalidProperty('options.type', type)
  if (type === 'pkcs1' && key.asymmetricKeyType !== 'rsa')
    fail(
      'Error',
      'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS',
      'The selected key encoding pkcs1 can only be used for RSA keys.',
    )
  if (type === 'sec1' && key.asymmetricKeyType !== 'ec')
    fail(
      'Error',
      'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS',
      'The selected key encoding sec1 can only be used for EC keys.',
    )
  const cipherKeyBytes = cipher === undefined ? 0 : CIPHER_BYTES[cipher.toLowerCase()]
  if (cipherKeyBytes === undefined) fail('Error', 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher')
  if (cipherKeyBytes > 0 && type !== 'pkcs8')
    fail(
      'Error',
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      '[coldstart] traditionally encrypted PEM is not available: use PKCS #8',
    )
  const secret = cipherKeyBytes > 0 ? broadBytesOf(passphrase, 'utf8', 'options.passphrase') : EMPTY
  const der = made('writeKey', { type, cipherKeyBytes }, bytesOfKey(key), secret)
  const label = `${cipherKeyBytes > 0 ? 'ENCRYPTED ' : ''}${LABELS[type](key.type)}`
  return format === 'der' ? der : pemOf(label, der)
}

const CURVED = ['ed25519', 'x25519']
const EXPONENT = 65_537
const generate = (type, options) => {
  checkText(type, 'type')
  if (type === 'rsa') {
    if (!isObject(options)) invalidType('options', 'of type object', options)
    const { modulusLength, publicExponent = EXPONENT } = options
    if (typeof modulusLength !== 'number')
      invalidType('options.modulusLength', 'of type number', modulusLength)
    return make(run('generateKey', { type, bits: modulusLength, exponent: publicExponent }))
  }
  if (type === 'ec') {
    if (!isObject(options)) invalidType('options', 'of type object', options)
    checkText(options.namedCurve, 'options.namedCurve')
    return make(run('generateKey', { type, curve: options.namedCurve }))
  }
  if (CURVED.includes(type)) return make(run('generateKey', { type }))
  return fail(
    'TypeError',
    'ERR_INVALID_ARG_VALUE',
    `The argument 'type' must be a supported key type. Received '${type}'`,
  )
}
const generateKeyPairSync = (type, options) => {
  const key = generate(type, options)
  const { publicKeyEncoding, privateKeyEncoding } = options ?? {}
  const other = publicOf(key)
  return {
    publicKey: publicKeyEncoding === undefined ? other : other.export(publicKeyEncoding),
    privateKey: privateKeyEncoding === undefined ? key : key.export(privateKeyEncoding),
  }
}
const generateKeyPair = (type, options, callback) => {
  const last = typeof options === 'function' ? options : callback
  checkCallback(last)
  later(last, () => {
    const { publicKey, privateKey } = generateKeyPairSync(
      type,
      typeof options === 'function' ? undefined : options,
    )
    return [publicKey, privateKey]
  })
}
Object.defineProperty(generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), {
  value: async (type, options) => generateKeyPairSync(type, options),
})
const generateKeySync = (type, options) => {
  const { length } = options ?? {}
  const isAes = type === 'aes'
  if (type !== 'hmac' && !isAes)
    fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The argument 'type' must be a supported key type. Received '${type}'`,
    )
  if (isAes && ![128, 192, 256].includes(length))
    fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The property 'options.length' must be one of: 128, 192, 256. Received ${length}`,
    )
  return new SecretKeyObject(
    require('coldstart:node/internal/crypto/random').randomBytes(Math.floor(length / 8)),
  )
}
const generateKey = (type, options, callback) => {
  checkCallback(callback)
  later(callback, () => generateKeySync(type, options))
}

Object.assign(exports, {
  KeyObject,
  bytesOfKey,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  fromJwk,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  isKey,
  pairOf,
  publicOf,
  readKey,
  secretOf,
})
