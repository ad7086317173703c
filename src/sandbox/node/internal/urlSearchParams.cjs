'use strict'

// https://url.spec.whatwg.org/#interface-urlsearchparams
const { utf8Encode, utf8Decode } = require('coldstart:node/internal/encoding')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

const decodeBytes = (text) => {
  const bytes = []
  for (const byte of utf8Encode(text)) bytes.push(byte)
  const out = []
  for (let at = 0; at < bytes.length; at++) {
    const hex = bytes[at] === 37 ? String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : ''
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      out.push(parseInt(hex, 16))
      at += 2
    } else out.push(bytes[at])
  }
  return utf8Decode(Uint8Array.from(out))
}

const formEncode = (text) => {
  let out = ''
  for (const byte of utf8Encode(text.toWellFormed())) {
    const character = String.fromCharCode(byte)
    if (byte === 32) out += '+'
    else if (/[A-Za-z0-9*\-._]/.test(character)) out += character
    else out += `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
  }
  return out
}
const formParse = (query) =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
      return [decodeBytes(name.replaceAll('+', ' ')), decodeBytes(value.replaceAll('+', ' '))]
    })

class URLSearchParams {
  #list = []
  #update = () => {}
  constructor(init = '') {
    if (typeof init === 'object' && init !== null) {
      if (typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          if (typeof pair !== 'object' || [...pair].length !== 2) {
            const error = new TypeError('Each query pair must be an iterable [name, value] tuple')
            error.code = 'ERR_INVALID_TUPLE'
            throw error
          }
          const [name, value] = pair
          this.#list.push([`${name}`, `${value}`])
        }
      } else for (const name of Object.keys(init)) this.#list.push([name, `${init[name]}`])
    } else this.#list = formParse(`${init}`.replace(/^\?/, ''))
  }
  static bind(params, list, update) {
    params.#list = list
    params.#update = update
  }
  get size() {
    return this.#list.length
  }
  append(name, value) {
    this.#list.push([`${name}`, `${value}`])
    this.#update()
  }
  delete(name, value) {
    this.#list = this.#list.filter(
      ([each, held]) => each !== `${name}` || (value !== undefined && held !== `${value}`),
    )
    this.#update()
  }
  get(name) {
    return this.#list.find(([each]) => each === `${name}`)?.[1] ?? null
  }
  getAll(name) {
    return this.#list.filter(([each]) => each === `${name}`).map(([, value]) => value)
  }
  has(name, value) {
    return this.#list.some(
      ([each, held]) => each === `${name}` && (value === undefined || held === `${value}`),
    )
  }
  set(name, value) {
    const at = this.#list.findIndex(([each]) => each === `${name}`)
    if (at < 0) this.#list.push([`${name}`, `${value}`])
    else
      this.#list = this.#list
        .filter(([each], index) => each !== `${name}` || index === at)
        .map((pair, index) => (index === at ? [pair[0], `${value}`] : pair))
    this.#update()
  }
  sort() {
    this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    this.#update()
  }
  forEach(callback, self) {
    for (const [name, value] of this.#list) callback.call(self, value, name, this)
  }
  *entries() {
    for (const [name, value] of this.#list) yield [name, value]
  }
  *keys() {
    for (const [name] of this.#list) yield name
  }
  *values() {
    for (const [, value] of this.#list) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
  get [Symbol.toStringTag]() {
    return 'URLSearchParams'
  }
  toString() {
    return this.#list.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join('&')
  }
  [INSPECT](_depth, options, inspect) {
    if (this.#list.length === 0) return 'URLSearchParams {}'
    return `URLSearchParams { ${this.#list.map(([name, value]) => `${inspect(name, options)} => ${inspect(value, options)}`).join(', ')} }`
  }
}
const { bind } = URLSearchParams
delete URLSearchParams.bind

exports.URLSearchParams = URLSearchParams
exports.bind = bind
exports.decodeBytes = decodeBytes
exports.formParse = formParse
