'use strict'

// There is no internet in here: `fetch` fails as Node's does where a name does not resolve.
exports.fetch = async function fetch(input) {
  const url = new URL(
    typeof input === 'object' && input !== null && 'url' in input ? input.url : `${input}`,
  )
  const cause = new Error(`getaddrinfo ENOTFOUND ${url.hostname}`)
  Object.assign(cause, {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: url.hostname,
  })
  const error = new TypeError('fetch failed')
  error.cause = cause
  throw error
}

class Headers {
  #fields = new Map()
  constructor(init = []) {
    const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init)
    for (const [name, value] of entries) this.append(name, value)
  }
  append(name, value) {
    const key = `${name}`.toLowerCase()
    const known = this.#fields.get(key)
    this.#fields.set(key, known === undefined ? `${value}` : `${known}, ${value}`)
  }
  set(name, value) {
    this.#fields.set(`${name}`.toLowerCase(), `${value}`)
  }
  get(name) {
    return this.#fields.get(`${name}`.toLowerCase()) ?? null
  }
  has(name) {
    return this.#fields.has(`${name}`.toLowerCase())
  }
  delete(name) {
    this.#fields.delete(`${name}`.toLowerCase())
  }
  forEach(callback) {
    for (const [name, value] of this) callback(value, name, this)
  }
  *entries() {
    yield* [...this.#fields].sort(([a], [b]) => (a < b ? -1 : 1))
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
}
exports.Headers = Headers

class Message {
  constructor(body, options = {}) {
    this.headers = new Headers(options.headers)
    this.content = body === undefined || body === null ? '' : body
  }
  async text() {
    return typeof this.content === 'string' ? this.content : new TextDecoder().decode(this.content)
  }
  async json() {
    return JSON.parse(await this.text())
  }
  async arrayBuffer() {
    return new TextEncoder().encode(await this.text()).buffer
  }
}
exports.Request = class Request extends Message {
  constructor(input, options = {}) {
    super(options.body, options)
    this.url = new URL(`${input}`).href
    this.method = options.method ?? 'GET'
  }
}
class Response extends Message {
  constructor(body, options = {}) {
    super(body, options)
    this.status = options.status ?? 200
    this.statusText = options.statusText ?? ''
  }
  get ok() {
    return this.status >= 200 && this.status < 300
  }
  static json(value, options) {
    return new Response(JSON.stringify(value), {
      ...options,
      headers: { 'content-type': 'application/json' },
    })
  }
}
exports.Response = Response
