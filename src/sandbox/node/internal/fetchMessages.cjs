'use strict'

// https://fetch.spec.whatwg.org/#request-class, #response-class
const { Buffer } = require('buffer')
const { Headers } = require('coldstart:node/internal/headers')
const { STATUS_CODES } = require('coldstart:node/internal/http/constants')

const load = (name) => require(`coldstart:node/internal/${name}`)
const isStream = (body) =>
  body !== null &&
  typeof body === 'object' &&
  (typeof body.getReader === 'function' || typeof body[Symbol.asyncIterator] === 'function')

/** What was given as a body: bytes or a stream, and the type that it brings. */
const extract = (body) => {
  if (body === null || body === undefined) return { source: null, type: null }
  if (typeof body === 'string')
    return { source: Buffer.from(body), type: 'text/plain;charset=UTF-8' }
  if (body instanceof URLSearchParams)
    return {
      source: Buffer.from(`${body}`),
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    }
  if (body instanceof ArrayBuffer) return { source: Buffer.from(body.slice(0)), type: null }
  if (ArrayBuffer.isView(body))
    return {
      source: Buffer.from(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)),
      type: null,
    }
  if (body[Symbol.toStringTag] === 'FormData') return load('formData').encode(body)
  if (body[Symbol.toStringTag] === 'Blob' || body[Symbol.toStringTag] === 'File')
    return { source: body.stream(), type: body.type || null }
  if (isStream(body)) return { source: body, type: null }
  return { source: Buffer.from(`${body}`), type: 'text/plain;charset=UTF-8' }
}
const gather = async (source) => {
  if (source === null) return null
  if (source instanceof Uint8Array) return source
  const parts = []
  for await (const chunk of source)
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(parts)
}

class Body {
  #source
  #stream = null
  #isUsed = false
  headers
  constructor(body, headers) {
    const { source, type } = extract(body)
    this.#source = source
    Object.defineProperty(this, 'headers', {
      value: new Headers(headers),
      writable: true,
      configurable: true,
      enumerable: true,
    })
    if (type !== null && !this.headers.has('content-type')) this.headers.set('content-type', type)
  }
  get body() {
    if (this.#source === null) return null
    if (this.#stream === null) {
      const { ReadableStream } = load('webStreams')
      const source = this.#source
      if (source instanceof ReadableStream) this.#stream = source
      else if (source instanceof Uint8Array)
        this.#stream = new ReadableStream({
          start: (controller) => {
            if (source.length > 0) controller.enqueue(new Uint8Array(source))
            controller.close()
          },
        })
      else this.#stream = ReadableStream.from(source)
    }
    return this.#stream
  }
  get bodyUsed() {
    return this.#isUsed || (this.#stream !== null && load('webStreams').isDisturbed(this.#stream))
  }
  async #take(what) {
    if (this.bodyUsed || this.#stream?.locked)
      throw new TypeError(`Body is unusable: Body has already been read`)
    if (this.#source !== null) this.#isUsed = true
    const bytes = await gather(this.#stream ?? this.#source)
    return what(bytes ?? Buffer.alloc(0))
  }
  text() {
    return this.#take((bytes) => new TextDecoder().decode(bytes))
  }
  json() {
    return this.#take((bytes) => JSON.parse(new TextDecoder().decode(bytes)))
  }
  arrayBuffer() {
    return this.#take((bytes) => new Uint8Array(bytes).buffer)
  }
  bytes() {
    return this.#take((bytes) => new Uint8Array(bytes))
  }
  blob() {
    return this.#take(
      (bytes) => new Blob([bytes], { type: this.headers.get('content-type') ?? '' }),
    )
  }
  formData() {
    return this.#take((bytes) =>
      load('formData').decode(bytes, this.headers.get('content-type') ?? ''),
    )
  }
  /** The bytes of a request that is being sent; null without a body. */
  static take(message) {
    return message.#source === null ? null : message.#take((bytes) => bytes)
  }
  /** Two bodies of one, for `clone`. */
  static share(message) {
    if (message.bodyUsed) throw new TypeError('Response.clone: Body has already been consumed.')
    if (message.#source === null || message.#source instanceof Uint8Array) return message.#source
    const [own, other] = message.body.tee()
    message.#stream = own
    message.#source = own
    return other
  }
}

const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])
class Request extends Body {
  constructor(input, options = {}) {
    const base = input instanceof Request ? input : null
    let url
    try {
      url = base === null ? new URL(`${input}`) : new URL(base.url)
    } catch (error) {
      throw Object.assign(new TypeError(`Failed to parse URL from ${input}`), { cause: error })
    }
    if (url.username !== '' || url.password !== '')
      throw new TypeError(
        `Request cannot be constructed from a URL that includes credentials: ${input}`,
      )
    const given = `${options.method ?? base?.method ?? 'GET'}`
    const method = METHODS.has(given.toUpperCase()) ? given.toUpperCase() : given
    const body = options.body ?? (base === null ? undefined : Body.share(base))
    if (body !== undefined && body !== null && (method === 'GET' || method === 'HEAD'))
      throw new TypeError('Request with GET/HEAD method cannot have body.')
    if (
      isStream(options.body) &&
      options.duplex !== 'half' &&
      typeof options.body.getReader === 'function'
    )
      throw new TypeError('RequestInit: duplex option is required when sending a body.')
    super(body, options.headers ?? base?.headers)
    this.method = method
    this.url = url.href
    this.redirect = options.redirect ?? base?.redirect ?? 'follow'
    this.signal = options.signal ?? base?.signal ?? new AbortController().signal
    this.cache = options.cache ?? 'default'
    this.credentials = options.credentials ?? 'same-origin'
    this.mode = options.mode ?? 'cors'
    this.keepalive = options.keepalive === true
    this.integrity = options.integrity ?? ''
    this.referrer = 'about:client'
    this.destination = ''
    this.duplex = 'half'
  }
  clone() {
    return new Request(this)
  }
}

class Response extends Body {
  constructor(body, options = {}) {
    const status = options.status ?? 200
    if (!Number.isInteger(status) || status < 200 || status > 599)
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.')
    if (body !== null && body !== undefined && (status === 204 || status === 205 || status === 304))
      throw new TypeError(`Response constructor: Invalid response status code ${status}`)
    super(body, options.headers)
    this.status = status
    this.statusText = options.statusText ?? ''
    this.url = ''
    this.redirected = false
    this.type = 'default'
  }
  get ok() {
    return this.status >= 200 && this.status < 300
  }
  clone() {
    const body = Body.share(this)
    return setResponse(new Response(body), {
      headers: new Headers(this.headers),
      status: this.status,
      url: this.url,
      redirected: this.redirected,
      statusText: this.statusText,
      type: this.type,
    })
  }
  static json(value, options = {}) {
    const headers = new Headers(options.headers)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return new Response(JSON.stringify(value), { ...options, headers })
  }
  static error() {
    return setResponse(new Response(null), {
      headers: new Headers(),
      status: 0,
      url: '',
      redirected: false,
      type: 'error',
    })
  }
  static redirect(url, status = 302) {
    return new Response(null, { status, headers: { location: new URL(url).href } })
  }
}
/** What came over the wire, any status. */
const setResponse = (response, { headers, status, url, redirected, statusText, type }) =>
  Object.assign(response, {
    headers,
    status,
    statusText: statusText ?? STATUS_CODES[status] ?? '',
    url,
    redirected,
    type: type ?? 'basic',
  })
for (const Class of [Request, Response])
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: Class.name,
    configurable: true,
  })

Object.assign(exports, { Body, Request, Response, setResponse })
