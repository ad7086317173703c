'use strict'

// https://nodejs.org/api/crypto.html#class-sign: signatures, and what RSA encrypts.
const { Buffer } = require('buffer')
const {
  bytesOf,
  broadBytesOf,
  checkCallback,
  checkText,
  encoded,
  fail,
  later,
  made,
  run,
  viewOf,
} = require('coldstart:node/internal/crypto/host')
const { hasHash } = require('coldstart:node/internal/crypto/hash')
const { inherit } = require('coldstart:node/internal/crypto/lazyTransform')
const { pairOf } = require('coldstart:node/internal/crypto/keys')

const PSS = 6
const OAEP = 4
const PKCS1 = 1
const EMPTY = Buffer.alloc(0)

/** What a caller says of a signature beside the key. */
const optionsOf = (key) => {
  const {
    padding,
    saltLength,
    dsaEncoding = 'der',
  } = viewOf(key) === undefined && typeof key === 'object' && key !== null ? key : {}
  if (dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363')
    fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The property 'options.dsaEncoding' is invalid. Received '${dsaEncoding}'`,
    )
  if (padding !== undefined && padding !== PKCS1 && padding !== PSS)
    fail(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The property 'options.padding' is invalid. Received ${padding}`,
    )
  return { padding, saltLength, dsaEncoding }
}
const checkHash = (algorithm, isNamed) => {
  if (!hasHash(algorithm))
    fail(
      'TypeError',
      'ERR_CRYPTO_INVALID_DIGEST',
      isNamed ? `Invalid digest: ${algorithm}` : 'Invalid digest',
    )
}

class Signed {
  #hash
  #parts = []
  constructor(algorithm) {
    checkText(algorithm, 'algorithm')
    checkHash(algorithm, false)
    this.#hash = algorithm
  }
  update(data, encoding) {
    this.#parts.push(Buffer.from(bytesOf(data, encoding, 'data')))
    return this
  }
  /** All that was given, and by which hash. */
  take() {
    return { hash: this.#hash, data: Buffer.concat(this.#parts) }
  }
  _write(chunk, encoding, callback) {
    this.update(chunk, encoding)
    callback()
  }
}
inherit(Signed)

class Sign extends Signed {
  sign(key, encoding) {
    if (key === undefined || key === null || key === '')
      fail('Error', 'ERR_CRYPTO_SIGN_KEY_REQUIRED', 'No key provided to sign')
    const { hash, data } = this.take()
    const options = { ...optionsOf(key), hash, isStreamed: true }
    return encoded(made('sign', options, pairOf(key, 'private'), data), encoding)
  }
}
class Verify extends Signed {
  verify(key, signature, encoding) {
    const { hash, data } = this.take()
    const options = { ...optionsOf(key), hash, isStreamed: true }
    const given = bytesOf(signature, encoding, 'signature')
    return run('verify', options, pairOf(key, 'public'), data, given).value
  }
}
const hashName = (algorithm) => {
  if (algorithm === null || algorithm === undefined) return undefined
  checkText(algorithm, 'algorithm')
  checkHash(algorithm, true)
  return algorithm
}
const sign = (algorithm, data, key, callback) => {
  const work = () => {
    const hash = hashName(algorithm)
    const bytes =
      viewOf(data) ??
      bytesOf(
        undefined,
        undefined,
        'data',
        'an instance of ArrayBuffer, Buffer, TypedArray, or DataView',
      )
    return made('sign', { ...optionsOf(key), hash }, pairOf(key, 'private'), bytes)
  }
  if (callback === undefined) return work()
  checkCallback(callback)
  return later(callback, work)
}
const verify = (algorithm, data, key, signature, callback) => {
  const work = () => {
    const hash = hashName(algorithm)
    const VIEWS = 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
    const bytes = viewOf(data) ?? bytesOf(undefined, undefined, 'data', VIEWS)
    const given = viewOf(signature) ?? bytesOf(undefined, undefined, 'signature', VIEWS)
    return run('verify', { ...optionsOf(key), hash }, pairOf(key, 'public'), bytes, given).value
  }
  if (callback === undefined) return work()
  checkCallback(callback)
  return later(callback, work)
}

/** `publicEncrypt` and its like: which half of the pair, and whether it is the other way round. */
const crypt = (operation, { kind, isReversed }) =>
  function rsa(key, buffer) {
    const options = typeof key === 'object' && key !== null ? key : {}
    const { padding = isReversed ? PKCS1 : OAEP, oaepHash, oaepLabel, encoding } = options
    if (oaepHash !== undefined) checkText(oaepHash, 'key.oaepHash')
    if (oaepHash !== undefined && !hasHash(oaepHash))
      fail('Error', 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest')
    if (operation === 'decrypt' && !isReversed && padding === PKCS1)
      fail(
        'TypeError',
        'ERR_INVALID_ARG_VALUE',
        'RSA_PKCS1_PADDING is no longer supported for private decryption, this can be reverted with --security-revert=CVE-2023-46809',
      )
    const label =
      oaepLabel === undefined ? EMPTY : broadBytesOf(oaepLabel, encoding, 'key.oaepLabel')
    const data = broadBytesOf(buffer, encoding, 'buffer')
    return made(operation, { padding, hash: oaepHash, isReversed }, pairOf(key, kind), data, label)
  }

Object.assign(exports, {
  Sign,
  Verify,
  createSign: (algorithm) => new Sign(algorithm),
  createVerify: (algorithm) => new Verify(algorithm),
  privateDecrypt: crypt('decrypt', { kind: 'private', isReversed: false }),
  privateEncrypt: crypt('encrypt', { kind: 'private', isReversed: true }),
  publicDecrypt: crypt('decrypt', { kind: 'public', isReversed: true }),
  publicEncrypt: crypt('encrypt', { kind: 'public', isReversed: false }),
  sign,
  verify,
})
