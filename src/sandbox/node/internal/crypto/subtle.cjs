'use strict'

// https://www.w3.org/TR/webcrypto/#subtlecrypto-interface
const { Buffer } = require('buffer')
const { made, run } = require('coldstart:node/internal/crypto/host')
const { bytesOfKey } = require('coldstart:node/internal/crypto/keys')
const { keyObjectOf } = require('coldstart:node/internal/crypto/cryptoKey')
const cipher = require('coldstart:node/internal/crypto/cipher')
const {
  HASHES,
  algorithmOf,
  bufferOf,
  bytesOf,
  exportKey,
  generateKey,
  hashNameOf,
  importKey,
  innerOf,
  lengthOf,
  refuse,
  unknown,
} = require('coldstart:node/internal/crypto/webKeys')

const EMPTY = Buffer.alloc(0)
const PSS = 6
const OAEP = 4
const FAILED = 'The operation failed for an operation-specific reason'

const failed = (cause) => Object.assign(new DOMException(FAILED, 'OperationError'), { cause })
const guard = (work) => {
  try {
    return work()
  } catch (error) {
    throw error instanceof DOMException ? error : failed(error)
  }
}
/** The bytes of a key that may do `usage` by `algorithm`. */
const use = (key, algorithm, usage) => {
  const inner = innerOf(key)
  if (key.algorithm.name !== algorithm.name) refuse('Key algorithm mismatch', 'InvalidAccessError')
  if (!key.usages.includes(usage))
    refuse(`Unable to use this key to ${usage}`, 'InvalidAccessError')
  return bytesOfKey(inner)
}

/** What `sign` and `verify` of the host are told. */
const signatureOptions = (algorithm, key) => {
  const { name } = algorithm
  if (name === 'Ed25519') return {}
  if (name === 'ECDSA')
    return { hash: HASHES[hashNameOf(algorithm.hash)], dsaEncoding: 'ieee-p1363' }
  const hash = HASHES[key.algorithm.hash.name]
  return name === 'RSA-PSS' ? { hash, padding: PSS, saltLength: algorithm.saltLength } : { hash }
}
const SIGNING = ['HMAC', 'RSASSA-PKCS1-v1_5', 'RSA-PSS', 'ECDSA', 'Ed25519']
const checkSigning = ({ name }) => {
  if (!SIGNING.includes(name)) unknown()
}
const sign = (algorithm, key, data) => {
  checkSigning(algorithm)
  const bytes = use(key, algorithm, 'sign')
  const input = bytesOf(data)
  if (algorithm.name === 'HMAC')
    return made('mac', { hash: HASHES[key.algorithm.hash.name] }, bytes, input)
  return guard(() => made('sign', signatureOptions(algorithm, key), bytes, input))
}
const verify = (algorithm, key, signature, data) => {
  checkSigning(algorithm)
  const bytes = use(key, algorithm, 'verify')
  const [given, input] = [bytesOf(signature), bytesOf(data)]
  if (algorithm.name === 'HMAC')
    return made('mac', { hash: HASHES[key.algorithm.hash.name] }, bytes, input).equals(given)
  return guard(() => run('verify', signatureOptions(algorithm, key), bytes, input, given).value)
}

const TAG_LENGTH = 128
const aes = (algorithm, bytes, { data, isDecrypting }) => {
  const { name } = algorithm
  if (name === 'AES-KW') return made('aesWrap', { isDecrypting }, bytes, data)
  const iv = bytesOf(name === 'AES-CTR' ? algorithm.counter : algorithm.iv)
  if (name !== 'AES-GCM' && iv.length !== 16)
    refuse(
      `algorithm.${name === 'AES-CTR' ? 'counter' : 'iv'} must contain exactly 16 bytes`,
      'OperationError',
    )
  const mode = `aes-${8 * bytes.length}-${name.slice(4).toLowerCase()}`
  const tagLength = (algorithm.tagLength ?? TAG_LENGTH) / 8
  const options = name === 'AES-GCM' ? { authTagLength: tagLength } : undefined
  const stream = isDecrypting
    ? cipher.createDecipheriv(mode, bytes, iv, options)
    : cipher.createCipheriv(mode, bytes, iv, options)
  if (name !== 'AES-GCM') return Buffer.concat([stream.update(data), stream.final()])
  if (algorithm.additionalData !== undefined) stream.setAAD(bytesOf(algorithm.additionalData))
  if (!isDecrypting)
    return Buffer.concat([stream.update(data), stream.final(), stream.getAuthTag()])
  if (data.length < tagLength) refuse('The provided data is too small.', 'OperationError')
  const end = data.length - tagLength
  stream.setAuthTag(data.subarray(end))
  return Buffer.concat([stream.update(data.subarray(0, end)), stream.final()])
}
/** Encrypts, decrypts, wraps or unwraps. */
const crypt = (given, key, { data, usage }) => {
  const algorithm = algorithmOf(given)
  const bytes = use(key, algorithm, usage)
  const isDecrypting = usage === 'decrypt' || usage === 'unwrapKey'
  const input = bytesOf(data)
  if (algorithm.name === 'RSA-OAEP') {
    const label = algorithm.label === undefined ? EMPTY : bytesOf(algorithm.label)
    const options = { padding: OAEP, hash: HASHES[key.algorithm.hash.name] }
    return guard(() => made(isDecrypting ? 'decrypt' : 'encrypt', options, bytes, input, label))
  }
  if (!algorithm.name.startsWith('AES')) unknown()
  return guard(() => aes(algorithm, bytes, { data: input, isDecrypting }))
}

const agree = (algorithm, bytes, length) => {
  const other = keyObjectOf(algorithm.public)
  if (other === undefined || other.type !== 'public')
    refuse('algorithm.public must be a public key', 'InvalidAccessError')
  const secret = guard(() => made('agree', {}, bytes, bytesOfKey(other)))
  if (length === null || length === undefined) return secret
  if (length > 8 * secret.length) refuse('derived bit length is too small', 'OperationError')
  return secret.subarray(0, Math.ceil(length / 8))
}
const deriveBits = (given, key, { length, usage }) => {
  const algorithm = algorithmOf(given)
  const bytes = use(key, algorithm, usage)
  const { name } = algorithm
  if (name === 'ECDH' || name === 'X25519') return agree(algorithm, bytes, length)
  if (length === null || length === undefined) refuse('length cannot be null', 'OperationError')
  if (length % 8 !== 0) refuse('length must be a multiple of 8', 'OperationError')
  const { hkdfSync, pbkdf2Sync } = require('coldstart:node/internal/crypto/derive')
  const hash = HASHES[hashNameOf(algorithm.hash)]
  const size = length / 8
  if (name === 'PBKDF2')
    return guard(() => pbkdf2Sync(bytes, bytesOf(algorithm.salt), algorithm.iterations, size, hash))
  return guard(() =>
    Buffer.from(hkdfSync(hash, bytes, bytesOf(algorithm.salt), bytesOf(algorithm.info), size)),
  )
}
class SubtleCrypto {
  async digest(algorithm, data) {
    return bufferOf(made('digest', { hash: HASHES[hashNameOf(algorithm)] }, bytesOf(data)))
  }
  async importKey(format, data, algorithm, extractable, usages) {
    return importKey(format, data, algorithm, { extractable, usages })
  }
  async exportKey(format, key) {
    return exportKey(format, key)
  }
  async generateKey(algorithm, extractable, usages) {
    return generateKey(algorithm, extractable, usages)
  }
  async sign(algorithm, key, data) {
    return bufferOf(sign(algorithmOf(algorithm), key, data))
  }
  async verify(algorithm, key, signature, data) {
    return verify(algorithmOf(algorithm), key, signature, data)
  }
  async encrypt(algorithm, key, data) {
    return bufferOf(crypt(algorithm, key, { data, usage: 'encrypt' }))
  }
  async decrypt(algorithm, key, data) {
    return bufferOf(crypt(algorithm, key, { data, usage: 'decrypt' }))
  }
  async deriveBits(algorithm, key, length) {
    return bufferOf(deriveBits(algorithm, key, { length, usage: 'deriveBits' }))
  }
  async deriveKey(algorithm, key, derived, extractable, usages) {
    const bits = deriveBits(algorithm, key, {
      length: lengthOf(algorithmOf(derived)),
      usage: 'deriveKey',
    })
    return importKey('raw', bits, derived, { extractable, usages })
  }
  async wrapKey(format, key, wrapping, algorithm) {
    const plain = exportKey(format, key)
    const data = format === 'jwk' ? Buffer.from(JSON.stringify(plain)) : plain
    return bufferOf(crypt(algorithm, wrapping, { data, usage: 'wrapKey' }))
  }
  async unwrapKey(format, wrapped, wrapping, ...rest) {
    const [algorithm, keyAlgorithm, extractable, usages] = rest
    const plain = crypt(algorithm, wrapping, { data: wrapped, usage: 'unwrapKey' })
    const data = format === 'jwk' ? JSON.parse(plain.toString()) : plain
    return importKey(format, data, keyAlgorithm, { extractable, usages })
  }
}
exports.SubtleCrypto = SubtleCrypto
