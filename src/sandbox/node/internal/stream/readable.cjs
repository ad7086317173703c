'use strict'

// https://nodejs.org/api/stream.html#readable-streams
const { Buffer } = require('buffer')
const { StringDecoder } = require('string_decoder')
const EventEmitter = require('events')
const Stream = require('coldstart:node/internal/stream/stream')
const {
  codeError,
  construct,
  destroy,
  errorOrDestroy,
  highWaterMarkOf,
  tick,
} = require('coldstart:node/internal/stream/destroy')

/** What a readable stream is at; a Duplex has one of these beside its writable one. */
const createState = (options, stream, isDuplex) => {
  const objectMode = Boolean(options?.objectMode || (isDuplex && options?.readableObjectMode))
  return {
    objectMode,
    highWaterMark: highWaterMarkOf(options, 'readable', objectMode, isDuplex),
    buffer: [],
    length: 0,
    pipes: [],
    flowing: null,
    ended: false,
    endEmitted: false,
    reading: false,
    constructed: true,
    sync: true,
    needReadable: false,
    emittedReadable: false,
    readableListening: false,
    resumeScheduled: false,
    errorEmitted: false,
    emitClose: options?.emitClose !== false,
    autoDestroy: options?.autoDestroy !== false,
    destroyed: false,
    errored: null,
    closed: false,
    closeEmitted: false,
    defaultEncoding: options?.defaultEncoding ?? 'utf8',
    awaiting: new Set(),
    readingMore: false,
    dataEmitted: false,
    decoder: options?.encoding ? new StringDecoder(options.encoding) : null,
    encoding: options?.encoding ?? null,
  }
}

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options)
  this._readableState = createState(options, this, this._writableState !== undefined)
  take(this, options, ['read', 'destroy', 'construct'])
  Stream.call(this, options)
  if (options?.signal && this._writableState === undefined)
    require('coldstart:node/internal/stream/finish').addAbortSignal(options.signal, this)
  construct(this, () => {
    if (this._readableState.needReadable) readMore(this)
  })
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype)
Object.setPrototypeOf(Readable, Stream)

/** An implementation given as options: `new Readable({ read() {…} })`. */
const take = (stream, options, names) => {
  for (const name of names)
    if (typeof options?.[name] === 'function') stream[`_${name}`] = options[name]
}

const proto = Readable.prototype
proto.destroy = destroy
proto._destroy = function _destroy(error, callback) {
  callback(error)
}
proto[EventEmitter.captureRejectionSymbol] = function captured(error) {
  this.destroy(error)
}
proto._read = function _read() {
  throw codeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _read() method is not implemented')
}
proto.push = function push(chunk, encoding) {
  return add(this, chunk, encoding, false)
}
proto.unshift = function unshift(chunk, encoding) {
  return add(this, chunk, encoding, true)
}

const bytesOf = (chunk, encoding, state, isFirst) => {
  if (typeof chunk === 'string') {
    const given = encoding || state.defaultEncoding
    if (state.encoding === given && !isFirst && state.decoder === null) return chunk
    const bytes = Buffer.from(chunk, given)
    return isFirst && state.encoding ? bytes.toString(state.encoding) : bytes
  }
  if (chunk instanceof Buffer) return chunk
  if (ArrayBuffer.isView(chunk))
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  throw codeError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${chunk === undefined ? 'undefined' : `type ${typeof chunk}`}`,
  )
}

const add = (stream, given, encoding, isFirst) => {
  const state = stream._readableState
  let chunk = given
  if (chunk !== null && !state.objectMode) {
    try {
      chunk = bytesOf(chunk, encoding, state, isFirst)
    } catch (error) {
      errorOrDestroy(stream, error)
      return false
    }
  }
  if (chunk === null) {
    state.reading = false
    end(stream)
    return false
  }
  if (!state.objectMode && chunk.length === 0) {
    if (!isFirst) {
      state.reading = false
      readMore(stream)
    }
  } else if (isFirst) {
    if (state.endEmitted)
      errorOrDestroy(
        stream,
        codeError(Error, 'ERR_STREAM_UNSHIFT_AFTER_END_EVENT', 'stream.unshift() after end event'),
      )
    else if (state.destroyed || state.errored) return false
    else keep(stream, chunk, true)
  } else if (state.ended)
    errorOrDestroy(stream, codeError(Error, 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF'))
  else if (state.destroyed || state.errored) return false
  else {
    state.reading = false
    const text = state.decoder && !state.objectMode ? state.decoder.write(chunk) : chunk
    if (state.decoder && !state.objectMode && text.length === 0) readMore(stream)
    else keep(stream, text, false)
  }
  return !state.ended && (state.length < state.highWaterMark || state.length === 0)
}

const keep = (stream, chunk, isFirst) => {
  const state = stream._readableState
  if (state.flowing && state.length === 0 && !state.sync && stream.listenerCount('data') > 0) {
    state.awaiting.clear()
    state.dataEmitted = true
    stream.emit('data', chunk)
  } else {
    state.length += state.objectMode ? 1 : chunk.length
    if (isFirst) state.buffer.unshift(chunk)
    else state.buffer.push(chunk)
    if (state.needReadable) tellReadable(stream)
  }
  readMore(stream)
}

const end = (stream) => {
  const state = stream._readableState
  if (state.ended) return
  const rest = state.decoder?.end() ?? ''
  if (rest.length > 0) {
    state.buffer.push(rest)
    state.length += state.objectMode ? 1 : rest.length
  }
  state.ended = true
  if (state.sync) tellReadable(stream)
  else {
    state.needReadable = false
    state.emittedReadable = true
    emitReadable(stream)
  }
}

const tellReadable = (stream) => {
  const state = stream._readableState
  state.needReadable = false
  if (state.emittedReadable) return
  state.emittedReadable = true
  tick(emitReadable, stream)
}
const emitReadable = (stream) => {
  const state = stream._readableState
  if (!state.destroyed && !state.errored && (state.length > 0 || state.ended)) {
    stream.emit('readable')
    state.emittedReadable = false
  }
  state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark
  flow(stream)
}

const readMore = (stream) => {
  const state = stream._readableState
  if (state.readingMore || !state.constructed) return
  state.readingMore = true
  tick(() => {
    while (
      !state.reading &&
      !state.ended &&
      (state.length < state.highWaterMark || (state.flowing && state.length === 0))
    ) {
      const before = state.length
      stream.read(0)
      if (state.length === before) break
    }
    state.readingMore = false
  })
}

const howMuch = (wanted, state) => {
  if (wanted <= 0 || (state.length === 0 && state.ended)) return 0
  if (state.objectMode) return 1
  if (Number.isNaN(wanted))
    return state.flowing && state.length > 0 ? state.buffer[0].length : state.length
  if (wanted <= state.length) return wanted
  return state.ended ? state.length : 0
}
const HIGH_WATER_MARK_MAX = 0x4000_0000

/** The first `count` of what is buffered. */
const shift = (count, state) => {
  if (state.length === 0) return null
  if (state.objectMode) return state.buffer.shift()
  if (count >= state.length) {
    const all = state.buffer
    state.buffer = []
    if (all.length === 1) return all[0]
    return typeof all[0] === 'string' ? all.join('') : Buffer.concat(all)
  }
  const parts = []
  for (let left = count; left > 0;) {
    const [first] = state.buffer
    const part = first.length > left ? first.slice(0, left) : first
    if (part.length === first.length) state.buffer.shift()
    else state.buffer[0] = first.slice(left)
    parts.push(part)
    left -= part.length
  }
  if (parts.length === 1) return parts[0]
  return typeof parts[0] === 'string' ? parts.join('') : Buffer.concat(parts)
}

proto.read = function read(size) {
  const asked = size === undefined ? Number.NaN : Number.isInteger(size) ? size : parseInt(size, 10)
  let count = asked
  const state = this._readableState
  if (count > state.highWaterMark) {
    let mark = 1
    while (mark < count && mark < HIGH_WATER_MARK_MAX) mark *= 2
    state.highWaterMark = mark
  }
  if (count !== 0) state.emittedReadable = false
  const isFull = state.highWaterMark === 0 ? state.length > 0 : state.length >= state.highWaterMark
  if (count === 0 && state.needReadable && (isFull || state.ended)) {
    if (state.length === 0 && state.ended) endSoon(this)
    else tellReadable(this)
    return null
  }
  count = howMuch(count, state)
  if (count === 0 && state.ended) {
    if (state.length === 0) endSoon(this)
    return null
  }
  const wants =
    state.needReadable || state.length === 0 || state.length - count < state.highWaterMark
  const may =
    !state.ended && !state.reading && !state.destroyed && !state.errored && state.constructed
  if (wants && may) {
    state.reading = true
    state.sync = true
    if (state.length === 0) state.needReadable = true
    try {
      this._read(state.highWaterMark)
    } catch (error) {
      errorOrDestroy(this, error)
    }
    state.sync = false
    if (!state.reading) count = howMuch(asked, state)
  }
  const chunk = count > 0 ? shift(count, state) : null
  if (chunk === null) {
    state.needReadable = state.length <= state.highWaterMark
    count = 0
  } else {
    state.length -= state.objectMode ? 1 : count
    state.awaiting.clear()
  }
  if (state.length === 0) {
    if (!state.ended) state.needReadable = true
    if (asked !== count && state.ended) endSoon(this)
  }
  if (chunk !== null && !state.errorEmitted && !state.closeEmitted) {
    state.dataEmitted = true
    this.emit('data', chunk)
  }
  return chunk
}

const endSoon = (stream) => {
  const state = stream._readableState
  if (state.endEmitted) return
  state.ended = true
  tick(() => {
    if (state.errored || state.closeEmitted || state.endEmitted || state.length > 0) return
    state.endEmitted = true
    stream.emit('end')
    const writes = stream._writableState
    if (stream.writable && stream.allowHalfOpen === false)
      tick(() => {
        if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end()
      })
    else if (
      state.autoDestroy &&
      (!writes || (writes.autoDestroy && (writes.finished || writes.writable === false)))
    )
      stream.destroy()
  })
}

const flow = (stream) => {
  const state = stream._readableState
  while (state.flowing && stream.read() !== null);
}

proto.on = function on(name, listener) {
  Stream.prototype.on.call(this, name, listener)
  const state = this._readableState
  if (name === 'data') {
    state.readableListening = this.listenerCount('readable') > 0
    if (state.flowing !== false) this.resume()
  } else if (name === 'readable' && !state.endEmitted && !state.readableListening) {
    state.readableListening = true
    state.needReadable = true
    state.flowing = false
    state.emittedReadable = false
    if (state.length > 0) tellReadable(this)
    else if (!state.reading) tick(() => this.read(0))
  }
  return this
}
proto.addListener = proto.on
proto.removeListener = function removeListener(name, listener) {
  Stream.prototype.removeListener.call(this, name, listener)
  if (name === 'readable') tick(updateListening, this)
  else if (name === 'data' && this.listenerCount('data') === 0) this._readableState.hasNoData = true
  return this
}
proto.off = proto.removeListener
proto.removeAllListeners = function removeAllListeners(name) {
  Stream.prototype.removeAllListeners.call(this, name)
  if (name === 'readable' || name === undefined) tick(updateListening, this)
  return this
}
const updateListening = (stream) => {
  const state = stream._readableState
  state.readableListening = stream.listenerCount('readable') > 0
  if (state.resumeScheduled && !state.paused) state.flowing = true
  else if (stream.listenerCount('data') > 0) stream.resume()
  else if (!state.readableListening) state.flowing = null
}

proto.resume = function resume() {
  const state = this._readableState
  if (!state.flowing) {
    state.flowing = !state.readableListening
    if (!state.resumeScheduled) {
      state.resumeScheduled = true
      tick(() => {
        if (!state.reading) this.read(0)
        state.resumeScheduled = false
        this.emit('resume')
        flow(this)
        if (state.flowing && !state.reading) this.read(0)
      })
    }
  }
  state.paused = false
  return this
}
proto.pause = function pause() {
  if (this._readableState.flowing !== false) {
    this._readableState.flowing = false
    this.emit('pause')
  }
  this._readableState.paused = true
  return this
}
proto.isPaused = function isPaused() {
  return this._readableState.paused === true || this._readableState.flowing === false
}
proto.setEncoding = function setEncoding(encoding) {
  const state = this._readableState
  state.decoder = new StringDecoder(encoding)
  state.encoding = state.decoder.encoding
  const text = state.buffer.map((chunk) => state.decoder.write(chunk)).join('')
  state.buffer = text === '' ? [] : [text]
  state.length = text.length
  return this
}
proto.flow = flow

require('coldstart:node/internal/stream/properties').describeReadable(proto)
Readable.ReadableState = createState
module.exports = { Readable, take, flow }
