'use strict'

// https://www.w3.org/TR/webcrypto/#Crypto-interface
const random = require('coldstart:node/internal/random')

const QUOTA = 65_536

class Crypto {
  #subtle
  get subtle() {
    this.#subtle ??= new exports.SubtleCrypto()
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
// Most who come here want chance: keys and what works with them are loaded at their first use.
for (const [name, part] of [
  ['CryptoKey', 'cryptoKey'],
  ['SubtleCrypto', 'subtle'],
])
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require(`coldstart:node/internal/crypto/${part}`)[name],
  })
