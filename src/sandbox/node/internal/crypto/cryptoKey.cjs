'use strict'

// https://www.w3.org/TR/webcrypto/#cryptokey-interface, around a KeyObject of `node:crypto`.
const { defineProperty } = Object
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

class CryptoKey {
  #key
  #about
  constructor(key, about) {
    if (about === undefined)
      throw Object.assign(new TypeError('Illegal constructor'), { code: 'ERR_ILLEGAL_CONSTRUCTOR' })
    this.#key = key
    this.#about = about
  }
  get type() {
    return this.#key.type
  }
  get extractable() {
    return this.#about.extractable
  }
  get algorithm() {
    return this.#about.algorithm
  }
  get usages() {
    return [...this.#about.usages]
  }
  [INSPECT](_depth, options, inspect) {
    const { type, extractable, algorithm, usages } = this
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, options)}`
  }
  static keyObjectOf(value) {
    return typeof value === 'object' && value !== null && #key in value ? value.#key : undefined
  }
}
exports.keyObjectOf = CryptoKey.keyObjectOf
delete CryptoKey.keyObjectOf
defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: 'CryptoKey', configurable: true })
exports.CryptoKey = CryptoKey
