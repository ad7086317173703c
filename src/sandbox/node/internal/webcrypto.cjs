'use strict'

// https://www.w3.org/TR/webcrypto/: chance, digests and HMAC.
const { native } = require('coldstart:core')
const random = require('coldstart:node/internal/random')
const { Buffer } = require('buffer')

const QUOTA = 65_536
const hexOf = (data) =>
  (ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
  ).toString('hex')
const bufferOf = (hex) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  return bytes.buffer
}
const hashOf = (algorithm) => {
  const name = `${algorithm?.name ?? algorithm}`.toUpperCase()
  if (!/^SHA-(?:1|256|384|512)$/.test(name))
    throw new DOMException('Unrecognized algorithm name', 'NotSupportedError')
  return name.toLowerCase().replace('-', '')
}

class CryptoKey {
  constructor(key) {
    Object.assign(this, key)
  }
}
const secrets = new WeakMap()

class SubtleCrypto {
  async digest(algorithm, data) {
    return bufferOf(native.digest(hashOf(algorithm), hexOf(data)))
  }
  async importKey(format, data, algorithm, extractable, usages) {
    if (format !== 'raw' || `${algorithm?.name ?? algorithm}`.toUpperCase() !== 'HMAC') {
      throw new DOMException('[coldstart] only raw HMAC keys are available', 'NotSupportedError')
    }
    const key = new CryptoKey({
      type: 'secret',
      extractable,
      algorithm: {
        name: 'HMAC',
        hash: { name: `${algorithm.hash?.name ?? algorithm.hash}`.toUpperCase() },
        length: 8 * data.byteLength,
      },
      usages,
    })
    secrets.set(key, { hash: hashOf(algorithm.hash), hex: hexOf(data) })
    return key
  }
  async sign(_algorithm, key, data) {
    const secret = secrets.get(key)
    return bufferOf(native.hmac(secret.hash, hexOf(data), secret.hex))
  }
  async verify(algorithm, key, signature, data) {
    return hexOf(await this.sign(algorithm, key, data)) === hexOf(signature)
  }
}

class Crypto {
  #subtle = new SubtleCrypto()
  get subtle() {
    return this.#subtle
  }
  getRandomValues(target) {
    if (
      !ArrayBuffer.isView(target) ||
      target instanceof Float32Array ||
      target instanceof Float64Array ||
      target instanceof DataView
    ) {
      throw new DOMException(
        'The data argument must be an integer-type TypedArray',
        'TypeMismatchError',
      )
    }
    if (target.byteLength > QUOTA) {
      throw new DOMException(`The requested length exceeds ${QUOTA} bytes`, 'QuotaExceededError')
    }
    random.fill(new Uint8Array(target.buffer, target.byteOffset, target.byteLength))
    return target
  }
  randomUUID() {
    return random.uuid('crypto')
  }
}

exports.crypto = new Crypto()
exports.Crypto = Crypto
exports.CryptoKey = CryptoKey
exports.SubtleCrypto = SubtleCrypto
