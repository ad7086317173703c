'use strict'

// https://fetch.spec.whatwg.org/#headers-class
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const nameOf = (method, name) => {
  if (!NAME.test(`${name}`))
    throw new TypeError(`Headers.${method}: ${name} is an invalid header name.`)
  return `${name}`.toLowerCase()
}
const valueOf = (method, value) => {
  const text = `${value}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  if (/[\0\r\n]/.test(text))
    throw new TypeError(`Headers.${method}: ${text} is an invalid header value.`)
  return text
}

class Headers {
  #fields = new Map()
  #cookies = []
  constructor(init) {
    if (init === undefined || init === null) return
    if (typeof init !== 'object')
      throw new TypeError(
        `Headers constructor: init given ${String(init)} is not one of the allowed types`,
      )
    if (init instanceof Headers || typeof init[Symbol.iterator] === 'function') {
      for (const pair of init) {
        if (pair?.length !== 2)
          throw new TypeError('Headers constructor: expected name/value pair to be length 2')
        this.append(pair[0], pair[1])
      }
    } else for (const name of Reflect.ownKeys(init)) this.append(name, init[name])
  }
  append(name, value) {
    const key = nameOf('append', name)
    const text = valueOf('append', value)
    if (key === 'set-cookie') {
      this.#cookies.push(text)
      return
    }
    const known = this.#fields.get(key)
    this.#fields.set(key, known === undefined ? text : `${known}, ${text}`)
  }
  set(name, value) {
    const key = nameOf('set', name)
    const text = valueOf('set', value)
    if (key === 'set-cookie') this.#cookies = [text]
    else this.#fields.set(key, text)
  }
  get(name) {
    const key = nameOf('get', name)
    if (key === 'set-cookie') return this.#cookies.length === 0 ? null : this.#cookies.join(', ')
    return this.#fields.get(key) ?? null
  }
  getSetCookie() {
    return [...this.#cookies]
  }
  has(name) {
    const key = nameOf('has', name)
    return key === 'set-cookie' ? this.#cookies.length > 0 : this.#fields.has(key)
  }
  delete(name) {
    const key = nameOf('delete', name)
    if (key === 'set-cookie') this.#cookies = []
    else this.#fields.delete(key)
  }
  forEach(callback, thisArgument) {
    for (const [name, value] of this) callback.call(thisArgument, value, name, this)
  }
  *entries() {
    const pairs = [...this.#fields, ...this.#cookies.map((value) => ['set-cookie', value])]
    yield* pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  }
  *keys() {
    for (const [name] of this.entries()) yield name
  }
  *values() {
    for (const [, value] of this.entries()) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
  [INSPECT](_depth, options, inspect) {
    return `Headers ${inspect(Object.fromEntries(this), options)}`
  }
}
Object.defineProperty(Headers.prototype, Symbol.toStringTag, {
  value: 'Headers',
  configurable: true,
})
exports.Headers = Headers
