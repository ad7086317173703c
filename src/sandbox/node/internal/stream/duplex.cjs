'use strict'

// https://nodejs.org/api/stream.html#duplex-and-transform-streams
const { Readable, take } = require('coldstart:node/internal/stream/readable')
const { codeError } = require('coldstart:node/internal/stream/destroy')

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options)
  const { Writable } = require('coldstart:node/internal/stream/writable')
  this._writableState = null
  Readable.call(this, options)
  Writable.call(this, options)
  this.allowHalfOpen = options?.allowHalfOpen !== false
  if (options?.readable === false) {
    this._readableState.readable = false
    this._readableState.ended = true
    this._readableState.endEmitted = true
  }
  if (options?.writable === false) {
    Object.assign(this._writableState, {
      writable: false,
      ending: true,
      ended: true,
      finished: true,
    })
  }
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype)
Object.setPrototypeOf(Duplex, Readable)
exports.Duplex = Duplex

const { Writable } = require('coldstart:node/internal/stream/writable')
for (const [name, descriptor] of Object.entries(
  Object.getOwnPropertyDescriptors(Writable.prototype),
)) {
  const isOwn = name === 'constructor' || name === 'pipe'
  if (!isOwn && !Object.hasOwn(Duplex.prototype, name))
    Object.defineProperty(Duplex.prototype, name, descriptor)
}
Object.defineProperty(Duplex.prototype, 'destroyed', {
  get() {
    return this._readableState?.destroyed === true && this._writableState?.destroyed === true
  },
  set(value) {
    if (this._readableState && this._writableState) {
      this._readableState.destroyed = value
      this._writableState.destroyed = value
    }
  },
  configurable: true,
})

Duplex.from = (source) => {
  if (source instanceof Duplex) return source
  if (typeof source?.pipe === 'function') return Duplex.from({ readable: source })
  if (typeof source === 'function') {
    const input = new PassThrough({ objectMode: true })
    return Duplex.from({ writable: input, readable: Readable.from(source(input)) })
  }
  const { readable, writable } =
    source?.readable || source?.writable ? source : { readable: Readable.from(source) }
  const made = new Duplex({
    objectMode: true,
    readable: Boolean(readable),
    writable: Boolean(writable),
    read() {
      readable?.resume()
    },
    write(chunk, encoding, callback) {
      writable.write(chunk, encoding, callback)
    },
    final(callback) {
      writable.end(callback)
    },
    destroy(error, callback) {
      readable?.destroy(error)
      writable?.destroy(error)
      callback(error)
    },
  })
  readable?.on('data', (chunk) => {
    if (!made.push(chunk)) readable.pause()
  })
  readable?.on('end', () => made.push(null))
  readable?.on('error', (error) => made.destroy(error))
  writable?.on('error', (error) => made.destroy(error))
  return made
}

const WAITING = Symbol('waiting')
function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options)
  const reads = options?.readableHighWaterMark ?? options?.highWaterMark
  Duplex.call(
    this,
    reads === 0 ? { ...options, highWaterMark: null, readableHighWaterMark: 0 } : options,
  )
  this._readableState.sync = false
  this[WAITING] = null
  take(this, options, ['transform', 'flush'])
  this.on('prefinish', prefinish)
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype)
Object.setPrototypeOf(Transform, Duplex)

function final(callback) {
  const end = (error, data) => {
    if (error) {
      if (callback) callback(error)
      else this.destroy(error)
      return
    }
    if (data !== null && data !== undefined) this.push(data)
    this.push(null)
    callback?.()
  }
  if (typeof this._flush === 'function' && !this.destroyed) this._flush(end)
  else end()
}
function prefinish() {
  if (this._final !== final) final.call(this)
}
Transform.prototype._final = final
Transform.prototype._transform = function _transform() {
  throw codeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _transform() method is not implemented')
}
Transform.prototype._write = function _write(chunk, encoding, callback) {
  const { _readableState: reads, _writableState: writes } = this
  const { length } = reads
  this._transform(chunk, encoding, (error, data) => {
    if (error) {
      callback(error)
      return
    }
    if (data !== null && data !== undefined) this.push(data)
    if (writes.ended || length === reads.length || reads.length < reads.highWaterMark) callback()
    else this[WAITING] = callback
  })
}
Transform.prototype._read = function _read() {
  const callback = this[WAITING]
  if (callback === null || callback === undefined) return
  this[WAITING] = null
  callback()
}

function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options)
  Transform.call(this, options)
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype)
Object.setPrototypeOf(PassThrough, Transform)
PassThrough.prototype._transform = (chunk, _encoding, callback) => callback(null, chunk)

Object.assign(exports, { PassThrough, Transform })
