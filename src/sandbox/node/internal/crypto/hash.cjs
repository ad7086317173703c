'use strict'

// https://nodejs.org/api/crypto.html#class-hash
const { Buffer } = require('buffer')
const {
  bytesOf,
  checkText,
  encoded,
  fail,
  made,
  run,
} = require('coldstart:node/internal/crypto/host')
const { inherit } = require('coldstart:node/internal/crypto/lazyTransform')

const known = new Set(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])
/** Whether there is a hash of that name. */
const hasHash = (name) => {
  if (known.has(name)) return true
  if (run('hasHash', { hash: name }).value !== true) return false
  known.add(name)
  return true
}
const finalized = () => fail('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')

class Digest {
  #parts = []
  #isDone = false
  /** What came out of it as a stream: it may be asked for once more. */
  #streamed = null
  update(data, encoding) {
    if (this.#isDone || this.#streamed !== null) finalized()
    this.#parts.push(Buffer.from(bytesOf(data, encoding, 'data')))
    return this
  }
  digest(encoding) {
    if (this.#isDone) return encoded(this.afterwards(), encoding)
    this.#isDone = true
    return encoded(this.#streamed ?? this.#compute(), encoding)
  }
  #compute() {
    return this.compute(this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts))
  }
  /** Gives a copy what this one was given. */
  share(copy) {
    if (this.#isDone) finalized()
    copy.#parts = [...this.#parts]
    return copy
  }
  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding)
    callback()
  }
  _flush(callback) {
    this.#streamed = this.#compute()
    this.push(this.#streamed)
    callback()
  }
}
inherit(Digest)

class Hash extends Digest {
  #hash
  #size
  constructor(hash, size = null) {
    super()
    this.#hash = hash
    this.#size = size
  }
  compute(data) {
    return made('digest', { hash: this.#hash, size: this.#size }, data)
  }
  afterwards() {
    return finalized()
  }
  copy(options) {
    return this.share(new Hash(this.#hash, options?.outputLength ?? this.#size))
  }
}
class Hmac extends Digest {
  #hash
  #key
  constructor(hash, key) {
    super()
    this.#hash = hash
    this.#key = key
  }
  compute(data) {
    return made('mac', { hash: this.#hash }, this.#key, data)
  }
  /** Unlike a hash, it may be asked again, for nothing. */
  afterwards() {
    return Buffer.alloc(0)
  }
}

const createHash = (algorithm, options) => {
  checkText(algorithm, 'algorithm')
  if (!hasHash(algorithm)) fail('Error', '', 'Digest method not supported')
  const size = options?.outputLength
  // Room for it is made here first, within the memory of the function.
  if (size !== undefined) Buffer.alloc(size)
  return new Hash(algorithm, size ?? null)
}
const createHmac = (algorithm, key, options) => {
  checkText(algorithm, 'hmac')
  const bytes = require('coldstart:node/internal/crypto/keys').secretOf(key, options?.encoding)
  if (!hasHash(algorithm) || algorithm.startsWith('shake'))
    fail('TypeError', 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`)
  return new Hmac(algorithm, bytes)
}
const hash = (algorithm, data, encoding = 'hex') =>
  createHash(algorithm).update(data).digest(encoding)

const HASHES = [
  'RSA-MD5',
  'RSA-RIPEMD160',
  'RSA-SHA1',
  'RSA-SHA224',
  'RSA-SHA256',
  'RSA-SHA3-224',
  'RSA-SHA3-256',
  'RSA-SHA3-384',
  'RSA-SHA3-512',
  'RSA-SHA384',
  'RSA-SHA512',
  'RSA-SHA512/224',
  'RSA-SHA512/256',
  'blake2b512',
  'blake2s256',
  'md5',
  'ripemd',
  'ripemd160',
  'rmd160',
  'sha1',
  'sha224',
  'sha256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'shake128',
  'shake256',
]
Object.assign(exports, { HASHES, Hash, Hmac, createHash, createHmac, hasHash, hash })
