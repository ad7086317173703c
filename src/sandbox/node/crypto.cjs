'use strict'

// https://nodejs.org/api/crypto.html: digests, HMAC and chance. Digests are computed by the host, bytes as hexadecimal.
const { native, load } = require('coldstart:core')
const { Buffer } = require('buffer')
const { lacking } = require('coldstart:node/internal/unavailable')
const random = require('coldstart:node/internal/random')

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']

const fail = (Class, code, message) => {
  const error = new Class(message)
  if (code !== '') error.code = code
  throw error
}
const bytesOf = (data, encoding, name) => {
  if (typeof data === 'string') return Buffer.from(data, encoding)
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  if (data !== null && typeof data === 'object' && typeof data.export === 'function')
    return data.export()
  return fail(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data === undefined ? 'undefined' : data === null ? 'null' : `type ${typeof data}`}`,
  )
}
const algorithmOf = (name, message) => {
  const plain = `${name}`.toLowerCase().replace(/^rsa-/, '').replace(/^sha-/, 'sha')
  return ALGORITHMS.includes(plain)
    ? plain
    : fail(Error, name === undefined ? 'ERR_INVALID_ARG_TYPE' : 'ERR_OSSL_EVP_UNSUPPORTED', message)
}

class Digest {
  #algorithm
  #key
  #parts = []
  #isDone = false
  constructor(algorithm, key) {
    this.#algorithm = algorithm
    this.#key = key
  }
  update(data, encoding) {
    if (this.#isDone) fail(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this.#parts.push(Buffer.from(bytesOf(data, encoding, 'data')))
    return this
  }
  digest(encoding) {
    if (this.#isDone) fail(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this.#isDone = true
    const data = Buffer.concat(this.#parts).toString('hex')
    const hex =
      this.#key === undefined
        ? native.digest(this.#algorithm, data)
        : native.hmac(this.#algorithm, data, this.#key)
    const bytes = Buffer.from(hex, 'hex')
    return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding)
  }
  copy() {
    const made = new this.constructor(this.#algorithm, this.#key)
    for (const part of this.#parts) made.update(part)
    return made
  }
}
class Hash extends Digest {}
class Hmac extends Digest {}

exports.createHash = (algorithm) => new Hash(algorithmOf(algorithm, 'Digest method not supported'))
exports.createHmac = (algorithm, key) =>
  new Hmac(
    algorithmOf(algorithm, `Invalid digest: ${algorithm}`),
    bytesOf(key, 'utf8', 'key').toString('hex'),
  )
exports.hash = (algorithm, data, encoding = 'hex') =>
  exports.createHash(algorithm).update(data).digest(encoding)
exports.getHashes = () => [...ALGORITHMS]
exports.getCiphers = () => []
exports.randomUUID = () => random.uuid('crypto')
exports.randomBytes = (size, callback) => {
  const bytes = random.fill(Buffer.alloc(size))
  if (callback === undefined) return bytes
  setImmediate(callback, null, bytes)
  return undefined
}
exports.pseudoRandomBytes = exports.randomBytes
exports.randomFillSync = (target, offset = 0, size = target.byteLength - offset) => {
  random.fill(new Uint8Array(target.buffer ?? target, (target.byteOffset ?? 0) + offset, size))
  return target
}
exports.randomInt = (first, second, third) => {
  const [min, max, callback] =
    typeof second === 'number' ? [first, second, third] : [0, first, second]
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max))
    fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "max" argument must be a safe integer.')
  if (max <= min)
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "max" is out of range. It must be greater than the value of "min" (${min}). Received ${max}`,
    )
  const value = min + Math.floor(random.next() * (max - min))
  if (callback === undefined) return value
  setImmediate(callback, null, value)
  return undefined
}
exports.timingSafeEqual = (a, b) => {
  const [left, right] = [bytesOf(a, undefined, 'buf1'), bytesOf(b, undefined, 'buf2')]
  if (left.length !== right.length)
    fail(
      RangeError,
      'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      'Input buffers must have the same byte length',
    )
  let difference = 0
  for (let at = 0; at < left.length; at++) difference |= left[at] ^ right[at]
  return difference === 0
}
exports.createSecretKey = (key, encoding) => {
  const bytes = Buffer.from(bytesOf(key, encoding, 'key'))
  return new KeyObject(bytes)
}
/** https://nodejs.org/api/crypto.html#class-keyobject: secrets; keys of pairs are not simulated. */
class KeyObject {
  #bytes
  constructor(bytes) {
    this.#bytes = bytes
    this.type = 'secret'
    this.symmetricKeySize = bytes.length
  }
  export(options) {
    if (options?.format === 'jwk') return { kty: 'oct', k: this.#bytes.toString('base64url') }
    return Buffer.from(this.#bytes)
  }
  equals(other) {
    return other instanceof KeyObject && this.#bytes.equals(other.export())
  }
  static from(key) {
    return key
  }
}
exports.KeyObject = KeyObject
for (const name of [
  'createCipheriv',
  'createDecipheriv',
  'createDiffieHellman',
  'createECDH',
  'createPrivateKey',
  'createPublicKey',
  'createSign',
  'createVerify',
  'diffieHellman',
  'generateKeyPair',
  'generateKeyPairSync',
  'hkdf',
  'hkdfSync',
  'privateDecrypt',
  'privateEncrypt',
  'publicDecrypt',
  'publicEncrypt',
  'scrypt',
  'scryptSync',
  'sign',
  'verify',
])
  exports[name] = lacking(`crypto.${name}`)
exports.constants = { RSA_PKCS1_PADDING: 1, RSA_PKCS1_OAEP_PADDING: 4, RSA_PKCS1_PSS_PADDING: 6 }
exports.getCurves = () => []

/** RFC 8018 §5.2, over our own HMAC. */
const pbkdf2 = (password, salt, iterations, length, digest) => {
  const key = bytesOf(password, 'utf8', 'password')
  const parts = []
  for (let block = 1, made = 0; made < length; block++) {
    const index = Buffer.alloc(4)
    index.writeUInt32BE(block)
    let round = exports
      .createHmac(digest, key)
      .update(bytesOf(salt, 'utf8', 'salt'))
      .update(index)
      .digest()
    const sum = Buffer.from(round)
    for (let count = 1; count < iterations; count++) {
      round = exports.createHmac(digest, key).update(round).digest()
      for (let at = 0; at < sum.length; at++) sum[at] ^= round[at]
    }
    parts.push(sum)
    made += sum.length
  }
  return Buffer.concat(parts).subarray(0, length)
}
exports.pbkdf2Sync = pbkdf2
exports.pbkdf2 = (...args) => {
  const callback = args.pop()
  setImmediate(() => {
    let key
    try {
      key = pbkdf2(...args)
    } catch (error) {
      callback(error)
      return
    }
    callback(null, key)
  })
}
exports.getRandomValues = (target) => load('internal/webcrypto').crypto.getRandomValues(target)
exports.Hash = Hash
exports.Hmac = Hmac
Object.defineProperty(exports, 'webcrypto', {
  enumerable: true,
  get: () => load('internal/webcrypto').crypto,
})
Object.defineProperty(exports, 'subtle', {
  enumerable: true,
  get: () => load('internal/webcrypto').crypto.subtle,
})
