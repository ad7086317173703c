'use strict'

// https://nodejs.org/api/http.html#class-httpincomingmessage
const { Readable } = require('stream')
const EventEmitter = require('events')

/** The headers of which only the first counts. */
const SINGLE = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
)

/** As much of a socket as libraries look at. */
class Socket extends EventEmitter {
  constructor(target) {
    super()
    this.connecting = false
    this.destroyed = false
    this.encrypted = target?.protocol === 'https'
    this.authorized = this.encrypted
    this.remoteAddress = target?.address ?? '127.0.0.1'
    this.remotePort = target?.port
    this.remoteFamily = 'IPv4'
    this.localAddress = '169.254.76.1'
    this.readable = true
    this.writable = true
    this.timeout = 0
    this.bytesRead = 0
    this.bytesWritten = 0
  }
  destroy() {
    this.destroyed = true
    return this
  }
  address() {
    return { address: this.localAddress, family: 'IPv4', port: 40_000 }
  }
}
for (const name of [
  'setKeepAlive',
  'setNoDelay',
  'setTimeout',
  'ref',
  'unref',
  'cork',
  'uncork',
  'pause',
  'resume',
  'setEncoding',
])
  Socket.prototype[name] = function method() {
    return this
  }
for (const name of ['write', 'end'])
  Socket.prototype[name] = function method(...args) {
    args.find((each) => typeof each === 'function')?.()
    return true
  }

function IncomingMessage(socket) {
  if (!(this instanceof IncomingMessage)) return new IncomingMessage(socket)
  Readable.call(
    this,
    socket?.readableHighWaterMark ? { highWaterMark: socket.readableHighWaterMark } : {},
  )
  this.httpVersionMajor = 1
  this.httpVersionMinor = 1
  this.httpVersion = '1.1'
  this.complete = false
  this.rawHeaders = []
  this.rawTrailers = []
  this.trailers = {}
  this.aborted = false
  this.upgrade = null
  this.url = ''
  this.method = null
  this.statusCode = null
  this.statusMessage = null
  this.client = socket
  this.socket = socket
  this._fields = null
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype)
Object.setPrototypeOf(IncomingMessage, Readable)
const proto = IncomingMessage.prototype
proto._read = () => {}
proto.setTimeout = function setTimeout(_ms, callback) {
  if (callback) this.on('timeout', callback)
  return this
}
proto._destroy = function _destroy(error, callback) {
  if (!this.readableEnded || !this.complete) this.aborted = true
  process.nextTick(callback, error)
}

const collect = (raw, isDistinct) => {
  const fields = {}
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at].toLowerCase()
    const value = raw[at + 1]
    const known = fields[name]
    if (isDistinct || name === 'set-cookie') {
      if (known === undefined) fields[name] = [value]
      else known.push(value)
    } else if (known === undefined) fields[name] = value
    else if (!SINGLE.has(name)) fields[name] = `${known}${name === 'cookie' ? '; ' : ', '}${value}`
  }
  return fields
}
// Node's own, and how `@vendia/serverless-express` fills a request.
proto._addHeaderLines = function _addHeaderLines(lines, count) {
  this.rawHeaders = lines.slice(0, count)
  this._fields = null
}
proto._addHeaderLine = function _addHeaderLine(name, value, fields) {
  const [[key, all]] = Object.entries(collect([name, value], false))
  if (fields[key] === undefined) fields[key] = all
  else if (Array.isArray(fields[key])) fields[key].push(value)
  else if (!SINGLE.has(key)) fields[key] += `${key === 'cookie' ? '; ' : ', '}${value}`
}
const define = (name, get, set) =>
  Object.defineProperty(proto, name, { get, set, configurable: true, enumerable: true })
define(
  'headers',
  function get() {
    this._fields ??= collect(this.rawHeaders, false)
    return this._fields
  },
  function set(value) {
    this._fields = value
  },
)
define(
  'headersDistinct',
  function get() {
    return collect(this.rawHeaders, true)
  },
  () => {},
)
define(
  'connection',
  function get() {
    return this.socket
  },
  function set(value) {
    this.socket = value
  },
)
Object.assign(exports, { IncomingMessage, Socket })
