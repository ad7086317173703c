'use strict'

// https://nodejs.org/api/http.html#class-httpoutgoingmessage
const { errors } = require('coldstart:core')
const { Buffer } = require('buffer')
const Stream = require('stream')
const { checkHeaderName, checkHeaderValue } = require('coldstart:node/internal/http/wire')
const { STATUS_CODES } = require('coldstart:node/internal/http/constants')

function OutgoingMessage() {
  if (!(this instanceof OutgoingMessage)) return new OutgoingMessage()
  Stream.call(this)
  this._fields = new Map()
  this._header = null
  this._headerSent = false
  this.finished = false
  this.destroyed = false
  this.writable = true
  this.shouldKeepAlive = true
  this.useChunkedEncodingByDefault = true
  this.chunkedEncoding = false
  this.sendDate = false
  this._hasBody = true
  this._contentLength = null
  this._removedTE = false
  this.socket = null
  this._pending = []
  this.errored = null
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype)
Object.setPrototypeOf(OutgoingMessage, Stream)
const proto = OutgoingMessage.prototype

const checkUnsent = (message, action) => {
  if (message._header)
    throw errors.create(
      'Error',
      'ERR_HTTP_HEADERS_SENT',
      `Cannot ${action} headers after they are sent to the client`,
    )
}
proto.setHeader = function setHeader(name, value) {
  checkUnsent(this, 'set')
  checkHeaderName(name)
  checkHeaderValue(name, value)
  this._fields.set(name.toLowerCase(), [name, value])
  return this
}
proto.setHeaders = function setHeaders(headers) {
  for (const [name, value] of headers) this.setHeader(name, value)
  return this
}
proto.appendHeader = function appendHeader(name, value) {
  const known = this.getHeader(name)
  return this.setHeader(name, known === undefined ? value : [known, value].flat())
}
proto.getHeader = function getHeader(name) {
  return this._fields.get(`${name}`.toLowerCase())?.[1]
}
proto.hasHeader = function hasHeader(name) {
  return this._fields.has(`${name}`.toLowerCase())
}
proto.removeHeader = function removeHeader(name) {
  checkUnsent(this, 'remove')
  if (`${name}`.toLowerCase() === 'transfer-encoding') this._removedTE = true
  this._fields.delete(`${name}`.toLowerCase())
}
proto.getHeaders = function getHeaders() {
  const fields = { __proto__: null }
  for (const [key, [, value]] of this._fields) fields[key] = value
  return fields
}
proto.getHeaderNames = function getHeaderNames() {
  return [...this._fields.keys()]
}
proto.getRawHeaderNames = function getRawHeaderNames() {
  return Array.from(this._fields.values(), ([name]) => name)
}
proto.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader()
  this._send('')
}
proto._implicitHeader = function _implicitHeader() {
  throw errors.create(
    'Error',
    'ERR_METHOD_NOT_IMPLEMENTED',
    'The _implicitHeader() method is not implemented',
  )
}
/** The head as it goes over a socket. */
proto._storeHeader = function _storeHeader(firstLine) {
  let text = firstLine
  for (const [name, value] of this._fields.values())
    for (const each of Array.isArray(value) && name.toLowerCase() !== 'cookie' ? value : [value])
      text += `${name}: ${each}\r\n`
  if (!this.hasHeader('connection'))
    text += `Connection: ${this.shouldKeepAlive ? 'keep-alive' : 'close'}\r\n`
  if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding')) {
    if (!this._hasBody) this.chunkedEncoding = false
    else if (this._contentLength !== null) text += `Content-Length: ${this._contentLength}\r\n`
    else if (this.useChunkedEncodingByDefault && !this._removedTE) {
      text += 'Transfer-Encoding: chunked\r\n'
      this.chunkedEncoding = true
    }
  }
  this._header = `${text}\r\n`
  this._headerSent = false
}
proto.assignSocket = function assignSocket(socket) {
  this.socket = socket
  this.emit('socket', socket)
  for (const { data, encoding, callback } of this._pending.splice(0))
    socket.write(data, encoding, callback)
  if (this.finished) endSoon(this)
}
proto.detachSocket = function detachSocket() {
  this.socket = null
}
/** Puts data on the socket, the head before the first. */
proto._send = function _send(data, encoding, callback) {
  let out = data
  if (!this._headerSent && this._header) {
    this._headerSent = true
    out =
      typeof data === 'string' && (!encoding || /^(?:utf-?8|latin1|binary|ascii)$/i.test(encoding))
        ? this._header + data
        : Buffer.concat([Buffer.from(this._header, 'latin1'), Buffer.from(data, encoding)])
  }
  if (this.socket) return this.socket.write(out, encoding, callback)
  this._pending.push({ data: out, encoding, callback })
  return false
}

const lengthOf = (chunk, encoding) =>
  typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength
const checkChunk = (chunk) => {
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) return
  throw errors.create(
    chunk === null ? 'TypeError' : 'TypeError',
    chunk === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE',
    chunk === null
      ? 'May not write null values to stream'
      : `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${chunk === undefined ? 'undefined' : `type ${typeof chunk}`}`,
  )
}
proto.write = function write(chunk, encodingOrCallback, last) {
  const callback = typeof encodingOrCallback === 'function' ? encodingOrCallback : last
  const encoding = typeof encodingOrCallback === 'function' ? undefined : encodingOrCallback
  checkChunk(chunk)
  if (this.finished || this.destroyed) {
    const error = this.destroyed
      ? errors.create(
          'Error',
          'ERR_STREAM_DESTROYED',
          'Cannot call write after a stream was destroyed',
        )
      : errors.create('Error', 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
    process.nextTick(() => {
      if (!this.destroyed) this.emit('error', error)
      callback?.(error)
    })
    return false
  }
  if (!this._header) this._implicitHeader()
  if (!this._hasBody) {
    if (callback) process.nextTick(callback)
    return true
  }
  if (!this.chunkedEncoding) return this._send(chunk, encoding, callback)
  if (chunk.length === 0) return true
  this._send(`${lengthOf(chunk, encoding).toString(16)}\r\n`, 'latin1')
  this._send(chunk, encoding)
  return this._send('\r\n', 'latin1', callback)
}
proto.end = function end(...args) {
  const callback = args.find((each) => typeof each === 'function')
  const [chunk, encoding] = args.filter((each) => typeof each !== 'function')
  if (this.finished) {
    if (callback)
      process.nextTick(
        callback,
        errors.create(
          'Error',
          'ERR_STREAM_ALREADY_FINISHED',
          'Cannot call end after a stream was finished',
        ),
      )
    return this
  }
  const hasChunk = chunk !== undefined && chunk !== null
  if (!this._header) {
    this._contentLength = hasChunk ? lengthOf(chunk, encoding) : 0
    this._implicitHeader()
  }
  if (hasChunk) this.write(chunk, encoding)
  if (callback) this.once('finish', callback)
  if (this._hasBody && this.chunkedEncoding) this._send('0\r\n\r\n', 'latin1')
  else if (!this._headerSent) this._send('', 'latin1')
  this.finished = true
  if (this.socket) endSoon(this)
  return this
}
const endSoon = (message) => {
  if (message.isEnding) return
  message.isEnding = true
  process.nextTick(() => {
    message.writableFinished = true
    message.emit('prefinish')
    message.emit('finish')
    message.socket?._httpMessageEnded?.()
  })
}
proto.destroy = function destroy(error) {
  if (this.destroyed) return this
  this.destroyed = true
  this.errored = error ?? null
  this.socket?.destroy?.(error)
  process.nextTick(() => {
    if (error) this.emit('error', error)
    this.emit('close')
  })
  return this
}
proto.setTimeout = function setTimeout(_ms, callback) {
  if (callback) this.on('timeout', callback)
  return this
}
proto.cork = function cork() {}
proto.uncork = function uncork() {}
proto.addTrailers = function addTrailers() {}
proto.pipe = function pipe() {
  this.emit('error', errors.create('Error', 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'))
}
const define = (name, get) =>
  Object.defineProperty(proto, name, { get, set() {}, configurable: true, enumerable: false })
define('headersSent', function get() {
  return Boolean(this._header)
})
define('writableEnded', function get() {
  return this.finished
})
define('writableObjectMode', () => false)
define('writableLength', () => 0)
define('writableHighWaterMark', () => 65_536)
define('writableCorked', () => 0)
define('writableNeedDrain', () => false)
Object.defineProperty(proto, 'connection', {
  get() {
    return this.socket
  },
  set(value) {
    this.socket = value
  },
  configurable: true,
})
Object.defineProperty(proto, '_headers', {
  get() {
    return this.getHeaders()
  },
  configurable: true,
})

function ServerResponse(request) {
  OutgoingMessage.call(this)
  this.statusCode = 200
  this.statusMessage = undefined
  this.sendDate = true
  this.req = request
  if (request?.method === 'HEAD') this._hasBody = false
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype)
Object.setPrototypeOf(ServerResponse, OutgoingMessage)
ServerResponse.prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode)
}
ServerResponse.prototype.writeHead = function writeHead(status, reason, given) {
  checkUnsent(this, 'write')
  const code = status | 0
  if (code < 100 || code > 999)
    throw errors.create(
      'RangeError',
      'ERR_HTTP_INVALID_STATUS_CODE',
      `Invalid status code: ${status}`,
    )
  const headers = typeof reason === 'string' ? given : (given ?? reason)
  this.statusMessage =
    typeof reason === 'string' ? reason : (this.statusMessage ?? STATUS_CODES[code] ?? 'unknown')
  this.statusCode = code
  if (Array.isArray(headers)) {
    const pairs = Array.isArray(headers[0])
      ? headers
      : headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : []))
    for (const [name, value] of pairs) this.setHeader(name, value)
  } else for (const name of Object.keys(headers ?? {})) this.setHeader(name, headers[name])
  if (code === 204 || code === 304 || code < 200) this._hasBody = false
  if (this.sendDate && !this.hasHeader('date'))
    this._fields.set('date', ['Date', new Date().toUTCString()])
  this._storeHeader(`HTTP/1.1 ${code} ${this.statusMessage}\r\n`)
  return this
}
ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead
ServerResponse.prototype.writeContinue = () => {}
ServerResponse.prototype.writeProcessing = () => {}
ServerResponse.prototype.writeEarlyHints = () => {}
Object.assign(exports, { OutgoingMessage, ServerResponse })
