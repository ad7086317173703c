'use strict'

// https://nodejs.org/api/http.html#class-httpclientrequest
const { errors } = require('coldstart:core')
const { Buffer } = require('buffer')
const EventEmitter = require('events')
const { OutgoingMessage } = require('coldstart:node/internal/http/outgoing')
const { IncomingMessage, Socket } = require('coldstart:node/internal/http/incoming')
const { STATUS_CODES } = require('coldstart:node/internal/http/constants')
const wire = require('coldstart:node/internal/http/wire')
const { clearTimeout, setTimeout } = require('timers')

class Agent extends EventEmitter {
  constructor(options = {}) {
    super()
    this.options = { __proto__: null, path: null, ...options }
    this.defaultPort = 80
    this.protocol = 'http:'
    this.keepAlive = options.keepAlive === true
    this.keepAliveMsecs = options.keepAliveMsecs ?? 1_000
    this.maxSockets = options.maxSockets ?? Infinity
    this.maxFreeSockets = options.maxFreeSockets ?? 256
    this.maxTotalSockets = options.maxTotalSockets ?? Infinity
    this.requests = {}
    this.sockets = {}
    this.freeSockets = {}
  }
  getName({ host = 'localhost', port = '', localAddress = '' } = {}) {
    return `${host}:${port}:${localAddress}`
  }
  destroy() {}
}
class SecureAgent extends Agent {
  constructor(options) {
    super(options)
    this.defaultPort = 443
    this.protocol = 'https:'
  }
}

const optionsOfUrl = (url) => ({
  protocol: url.protocol,
  hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
  path: `${url.pathname}${url.search}`,
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username === '' && url.password === ''
    ? {}
    : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
})
const readArguments = (args) => {
  const [first] = args
  const isUrl = typeof first === 'string' || first instanceof URL
  const base = isUrl ? optionsOfUrl(first instanceof URL ? first : new URL(first)) : {}
  const rest = isUrl ? args.slice(1) : args
  const options = typeof rest[0] === 'function' || rest[0] === undefined ? {} : rest.shift()
  return {
    options: { ...base, ...options },
    callback: rest.find((each) => typeof each === 'function'),
  }
}
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const BODYLESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

function ClientRequest(...args) {
  OutgoingMessage.call(this)
  const { options, callback } = readArguments(args)
  const secure = options.defaultProtocol ?? 'http:'
  const { globalAgent } = secure === 'https:' ? require('https') : require('http')
  this.agent = options.agent === false ? new Agent() : (options.agent ?? globalAgent)
  this.protocol = options.protocol || (options.agent ? (options.agent.protocol ?? secure) : secure)
  const expected = options.agent?.protocol ?? secure
  if (this.protocol !== expected)
    throw errors.create(
      'TypeError',
      'ERR_INVALID_PROTOCOL',
      `Protocol "${this.protocol}" not supported. Expected "${expected}"`,
    )
  this.method = `${options.method ?? 'GET'}`.toUpperCase()
  if (!METHOD.test(this.method))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_HTTP_TOKEN',
      `Method must be a valid HTTP token ["${options.method}"]`,
    )
  this.path = options.path || '/'
  if (/[^!-\xff]/.test(this.path))
    throw errors.create(
      'TypeError',
      'ERR_UNESCAPED_CHARACTERS',
      'Request path contains unescaped characters',
    )
  const port = Number(
    options.port || options.defaultPort || (this.protocol === 'https:' ? 443 : 80),
  )
  this.host = options.hostname || options.host || 'localhost'
  this.port = port
  this.reusedSocket = false
  this.aborted = false
  this.maxHeadersCount = null
  this.useChunkedEncodingByDefault = !BODYLESS.has(this.method)
  this.shouldKeepAlive = this.agent.keepAlive !== false
  this.res = null
  this._body = []
  this._hasWritten = false
  const { headers } = options
  if (Array.isArray(headers))
    for (let at = 0; at + 1 < headers.length; at += 2) this.setHeader(headers[at], headers[at + 1])
  else for (const name of Object.keys(headers ?? {})) this.setHeader(name, headers[name])
  const shownHost = this.host.includes(':') && this.host[0] !== '[' ? `[${this.host}]` : this.host
  if (!this.hasHeader('host') && options.setHost !== false)
    this.setHeader(
      'Host',
      port === (this.protocol === 'https:' ? 443 : 80) ? shownHost : `${shownHost}:${port}`,
    )
  if (options.auth && !this.hasHeader('authorization'))
    this.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`)
  if (callback) this.once('response', callback)
  this._target = { protocol: this.protocol === 'https:' ? 'https' : 'http', name: shownHost, port }
  if (options.timeout) this.setTimeout(options.timeout)
  if (options.signal) {
    const abort = () => {
      const error = new Error('The operation was aborted', { cause: options.signal.reason })
      this.destroy(Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' }))
    }
    if (options.signal.aborted) process.nextTick(abort)
    else options.signal.addEventListener('abort', abort, { once: true })
  }
  process.nextTick(() => connect(this))
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype)
Object.setPrototypeOf(ClientRequest, OutgoingMessage)
const proto = ClientRequest.prototype

/** The socket appears; what it is connected to is seen when the request has been written. */
const connect = (request) => {
  if (request.destroyed) return
  const socket = new Socket(request._target)
  socket.connecting = true
  request.socket = socket
  request.emit('socket', socket)
  process.nextTick(() => {
    socket.connecting = false
    socket.emit('lookup', null, '127.0.0.1', 4, request.host)
    socket.emit('connect')
    if (socket.encrypted) socket.emit('secureConnect')
    socket.emit('ready')
  })
  if (request.finished) transmit(request)
}

proto._implicitHeader = function _implicitHeader() {
  this._header = `${this.method} ${this.path} HTTP/1.1\r\n`
}
proto.flushHeaders = function flushHeaders() {
  this._implicitHeader()
}
proto._send = () => true
proto.write = function write(chunk, encodingOrCallback, last) {
  const callback = typeof encodingOrCallback === 'function' ? encodingOrCallback : last
  const encoding = typeof encodingOrCallback === 'string' ? encodingOrCallback : undefined
  if (this.finished) {
    const error = errors.create('Error', 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
    process.nextTick(() => {
      this.emit('error', error)
      callback?.(error)
    })
    return false
  }
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${chunk === undefined ? 'undefined' : `type ${typeof chunk}`}`,
    )
  this._hasWritten = true
  if (!this._header) this._implicitHeader()
  this._body.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk))
  if (callback) process.nextTick(callback)
  return true
}
proto.end = function end(...args) {
  const callback = args.find((each) => typeof each === 'function')
  const [chunk, encoding] = args.filter((each) => typeof each !== 'function')
  if (this.finished) return this
  const streamed = this._hasWritten
  if (chunk !== undefined && chunk !== null) this.write(chunk, encoding)
  if (callback) this.once('finish', callback)
  const length = this._body.reduce((sum, part) => sum + part.length, 0)
  if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding')) {
    if (streamed) this._fields.set('transfer-encoding', ['Transfer-Encoding', 'chunked'])
    else if (length > 0 || this.useChunkedEncodingByDefault)
      this._fields.set('content-length', ['Content-Length', `${length}`])
  }
  if (!this.hasHeader('connection'))
    this._fields.set('connection', ['Connection', this.shouldKeepAlive ? 'keep-alive' : 'close'])
  this._implicitHeader()
  this.finished = true
  process.nextTick(() => {
    if (this.destroyed) return
    this.writableFinished = true
    this.emit('finish')
  })
  if (this.socket) transmit(this)
  return this
}

const transmit = (request) => {
  if (request.isSent || request.destroyed) return
  request.isSent = true
  const headers = []
  for (const [name, value] of request._fields.values())
    for (const each of Array.isArray(value) ? value : [value]) headers.push([name, `${each}`])
  const body = request._body.length === 0 ? '' : Buffer.concat(request._body)
  wire
    .exchange(request._target, { method: request.method, path: request.path, headers, body })
    .then((reply) => process.nextTick(receive, request, reply))
}

const receive = (request, reply) => {
  clearTimeout(request._timer)
  if (request.destroyed) return
  if (reply.type === 'unreachable') {
    const error = wire.socketError(reply, request.host)
    request.socket.destroyed = true
    request.destroyed = true
    request.errored = error
    request.emit('error', error)
    request.emit('close')
    return
  }
  const response = new IncomingMessage(request.socket)
  response.statusCode = reply.status
  response.statusMessage = STATUS_CODES[reply.status] ?? ''
  response.req = request
  for (const [name, value] of reply.headers) response.rawHeaders.push(name, value)
  request.res = response
  const isHeard = request.emit('response', response)
  if (!isHeard) response.resume()
  const bytes =
    typeof reply.body === 'string'
      ? Buffer.from(reply.body)
      : Buffer.from(reply.body.buffer, reply.body.byteOffset, reply.body.byteLength)
  response.complete = true
  if (bytes.length > 0 && request.method !== 'HEAD') response.push(bytes)
  response.push(null)
  response.once('close', () => {
    request.destroyed = true
    request.emit('close')
  })
}

proto.destroy = function destroy(error) {
  if (this.destroyed) return this
  this.destroyed = true
  clearTimeout(this._timer)
  if (this.res) {
    this.res.destroy(error)
    process.nextTick(() => this.emit('close'))
    return this
  }
  const hangUp = errors.create('Error', '', 'socket hang up')
  const failure = error ?? Object.assign(hangUp, { code: 'ECONNRESET' })
  this.errored = failure
  process.nextTick(() => {
    this.emit('error', failure)
    this.emit('close')
  })
  return this
}
proto.abort = function abort() {
  if (this.aborted) return
  this.aborted = true
  process.nextTick(() => this.emit('abort'))
  this.destroy()
}
proto.setTimeout = function setTimeoutOf(ms, callback) {
  if (callback) this.once('timeout', callback)
  clearTimeout(this._timer)
  this.timeout = ms
  if (ms > 0 && !this.res) {
    this._timer = setTimeout(() => {
      this.socket?.emit('timeout')
      this.emit('timeout')
    }, ms)
    this._timer.unref?.()
  }
  return this
}
proto.setNoDelay = function setNoDelay() {}
proto.setSocketKeepAlive = function setSocketKeepAlive() {}
proto.onSocket = function onSocket() {}

Object.assign(exports, { Agent, ClientRequest, SecureAgent })
