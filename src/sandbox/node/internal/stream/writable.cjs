'use strict'

// https://nodejs.org/api/stream.html#writable-streams
const { Buffer } = require('buffer')
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
const { take } = require('coldstart:node/internal/stream/readable')

const createState = (options, isDuplex) => {
  const objectMode = Boolean(options?.objectMode || (isDuplex && options?.writableObjectMode))
  return {
    objectMode,
    highWaterMark: highWaterMarkOf(options, 'writable', objectMode, isDuplex),
    finalCalled: false,
    needDrain: false,
    ending: false,
    ended: false,
    finished: false,
    destroyed: false,
    decodeStrings: options?.decodeStrings !== false,
    defaultEncoding: options?.defaultEncoding ?? 'utf8',
    length: 0,
    writing: false,
    corked: 0,
    sync: true,
    bufferProcessing: false,
    buffered: [],
    pendingcb: 0,
    constructed: true,
    prefinished: false,
    errorEmitted: false,
    emitClose: options?.emitClose !== false,
    autoDestroy: options?.autoDestroy !== false,
    errored: null,
    closed: false,
    closeEmitted: false,
    onFinish: [],
    after: [],
    isAfterDue: false,
  }
}

function Writable(options) {
  const isDuplex = this instanceof require('coldstart:node/internal/stream/duplex').Duplex
  if (!isDuplex && !Function.prototype[Symbol.hasInstance].call(Writable, this))
    return new Writable(options)
  this._writableState = createState(options, isDuplex)
  take(this, options, ['write', 'writev', 'destroy', 'final', 'construct'])
  if (!isDuplex) Stream.call(this, options)
  if (options?.signal)
    require('coldstart:node/internal/stream/finish').addAbortSignal(options.signal, this)
  construct(this, () => {
    const state = this._writableState
    if (!state.writing) drainBuffer(this)
    finishSoon(this)
  })
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype)
Object.setPrototypeOf(Writable, Stream)
/** A Duplex is no subclass, and yet an instance. */
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true
    return (
      this === Writable && object?._writableState !== undefined && object._writableState !== null
    )
  },
})

const proto = Writable.prototype
proto.pipe = function pipe() {
  errorOrDestroy(this, codeError(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'))
}

const refusal = (stream, chunk, encoding) => {
  const state = stream._writableState
  if (chunk === null)
    throw codeError(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
  if (!state.objectMode && typeof chunk !== 'string' && !ArrayBuffer.isView(chunk))
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${chunk === undefined ? 'undefined' : typeof chunk === 'object' ? `an instance of ${chunk.constructor?.name ?? 'Object'}` : `type ${typeof chunk} (${String(chunk)})`}`,
    )
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding))
    throw codeError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`)
  if (state.ending) return codeError(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
  if (state.destroyed)
    return codeError(
      Error,
      'ERR_STREAM_DESTROYED',
      'Cannot call write after a stream was destroyed',
    )
  return null
}

const write = (stream, given, encodingOrCallback, last) => {
  const state = stream._writableState
  const callback = typeof encodingOrCallback === 'function' ? encodingOrCallback : last
  let encoding =
    typeof encodingOrCallback === 'function' || !encodingOrCallback
      ? state.defaultEncoding
      : encodingOrCallback
  let chunk = given
  const error = refusal(stream, chunk, encoding)
  if (error !== null) {
    if (typeof callback === 'function') tick(callback, error)
    errorOrDestroy(stream, error, true)
    return error
  }
  if (!state.objectMode) {
    if (typeof chunk === 'string') {
      if (state.decodeStrings) {
        chunk = Buffer.from(chunk, encoding)
        encoding = 'buffer'
      }
    } else {
      if (!(chunk instanceof Buffer))
        chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      encoding = 'buffer'
    }
  }
  state.pendingcb++
  const done = typeof callback === 'function' ? callback : () => {}
  const length = state.objectMode ? 1 : chunk.length
  state.length += length
  const goesOn = state.length < state.highWaterMark
  if (!goesOn) state.needDrain = true
  if (state.writing || state.corked > 0 || state.errored || !state.constructed)
    state.buffered.push({ chunk, encoding, callback: done })
  else send(stream, chunk, encoding, done)
  return goesOn && !state.errored && !state.destroyed
}

const send = (stream, chunk, encoding, callback) => {
  const state = stream._writableState
  state.writing = true
  state.sync = true
  const length = state.objectMode ? 1 : chunk.length
  stream._write(chunk, encoding, once(stream, length, callback))
  state.sync = false
}

/** What `_write` calls when it is done. */
const once = (stream, length, callback) => {
  let isCalled = false
  return (error) => {
    if (isCalled) {
      errorOrDestroy(
        stream,
        codeError(Error, 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times'),
      )
      return
    }
    isCalled = true
    const state = stream._writableState
    state.writing = false
    state.length -= length
    if (error) {
      if (!state.errored) state.errored = error
      const reads = stream._readableState
      if (reads && !reads.errored) reads.errored = error
      if (state.sync) tick(fail, stream, error, callback)
      else fail(stream, error, callback)
      return
    }
    if (state.buffered.length > 0) drainBuffer(stream)
    if (!state.sync) {
      afterWrite(stream, [callback])
      return
    }
    state.after.push(callback)
    if (state.isAfterDue) return
    state.isAfterDue = true
    tick(() => {
      const callbacks = state.after
      state.after = []
      state.isAfterDue = false
      afterWrite(stream, callbacks)
    })
  }
}
const fail = (stream, error, callback) => {
  stream._writableState.pendingcb--
  callback(error)
  failBuffered(stream)
  errorOrDestroy(stream, error)
}
const afterWrite = (stream, callbacks) => {
  const state = stream._writableState
  const needsDrain = !state.ending && !stream.destroyed && state.length === 0 && state.needDrain
  if (needsDrain) {
    state.needDrain = false
    stream.emit('drain')
  }
  for (const callback of callbacks) {
    state.pendingcb--
    callback(state.errored ?? null)
  }
  if (state.destroyed) failBuffered(stream)
  finishSoon(stream)
}
const failBuffered = (stream) => {
  const state = stream._writableState
  if (state.writing) return
  const waiting = state.buffered
  state.buffered = []
  const error =
    state.errored ??
    codeError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed')
  for (const { chunk, callback } of waiting) {
    state.length -= state.objectMode ? 1 : chunk.length
    callback(error)
  }
  for (const callback of state.onFinish.splice(0))
    callback(
      state.errored ??
        codeError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed'),
    )
}

const drainBuffer = (stream) => {
  const state = stream._writableState
  if (state.corked > 0 || state.bufferProcessing || state.destroyed || !state.constructed) return
  if (state.buffered.length === 0) return
  state.bufferProcessing = true
  if (typeof stream._writev === 'function' && state.buffered.length > 1) {
    const all = state.buffered
    state.buffered = []
    state.pendingcb -= all.length - 1
    const { length } = state
    state.writing = true
    state.sync = true
    stream._writev(
      all.map(({ chunk, encoding }) => ({ chunk, encoding })),
      once(stream, length, (error) => {
        for (const { callback } of all) callback(error)
      }),
    )
    state.sync = false
  } else {
    while (state.buffered.length > 0) {
      const { chunk, encoding, callback } = state.buffered.shift()
      send(stream, chunk, encoding, callback)
      if (state.writing) break
    }
  }
  state.bufferProcessing = false
}

proto.write = function writeChunk(chunk, encoding, callback) {
  return write(this, chunk, encoding, callback) === true
}
proto._write = function _write(chunk, encoding, callback) {
  if (typeof this._writev === 'function') this._writev([{ chunk, encoding }], callback)
  else
    throw codeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _write() method is not implemented')
}
proto._writev = null
proto.cork = function cork() {
  this._writableState.corked++
}
proto.uncork = function uncork() {
  const state = this._writableState
  if (state.corked === 0) return
  state.corked--
  if (!state.writing) drainBuffer(this)
}
proto.setDefaultEncoding = function setDefaultEncoding(encoding) {
  this._writableState.defaultEncoding = `${encoding}`.toLowerCase()
  return this
}

proto.end = function end(chunk, encoding, last) {
  const state = this._writableState
  const args = [chunk, encoding, last]
  const callback = args.find((each) => typeof each === 'function')
  let error
  if (chunk !== null && chunk !== undefined && typeof chunk !== 'function') {
    const answer = write(this, chunk, typeof encoding === 'function' ? undefined : encoding)
    if (answer instanceof Error) error = answer
  }
  if (state.corked > 0) {
    state.corked = 1
    this.uncork()
  }
  if (error === undefined && !state.errored && !state.ending) {
    state.ending = true
    finishSoon(this, true)
    state.ended = true
  } else if (error === undefined && state.finished)
    error = codeError(
      Error,
      'ERR_STREAM_ALREADY_FINISHED',
      'Cannot call end after a stream was finished',
    )
  else if (error === undefined && state.destroyed)
    error = codeError(Error, 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed')
  if (callback !== undefined) {
    if (error !== undefined) tick(callback, error)
    else if (state.finished) tick(callback)
    else state.onFinish.push(callback)
  }
  return this
}

const needsFinish = (state) =>
  state.ending &&
  !state.destroyed &&
  state.constructed &&
  state.length === 0 &&
  !state.errored &&
  state.buffered.length === 0 &&
  !state.finished &&
  !state.writing &&
  !state.errorEmitted &&
  !state.closeEmitted

const finishSoon = (stream, isSync) => {
  const state = stream._writableState
  if (!needsFinish(state)) return
  if (!state.prefinished && !state.finalCalled) {
    if (typeof stream._final === 'function') {
      state.finalCalled = true
      callFinal(stream)
    } else {
      state.prefinished = true
      stream.emit('prefinish')
    }
  }
  if (state.pendingcb > 0) return
  if (isSync) {
    state.pendingcb++
    tick(() => {
      state.pendingcb--
      if (needsFinish(state) && state.prefinished && state.pendingcb === 0) finish(stream)
    })
  } else if (state.prefinished && needsFinish(state)) {
    state.pendingcb++
    finish(stream)
    state.pendingcb--
  }
}
const callFinal = (stream) => {
  const state = stream._writableState
  let isCalled = false
  state.sync = true
  state.pendingcb++
  const done = (error) => {
    if (isCalled) {
      errorOrDestroy(
        stream,
        error ?? codeError(Error, 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times'),
      )
      return
    }
    isCalled = true
    state.pendingcb--
    if (error) {
      for (const callback of state.onFinish.splice(0)) callback(error)
      errorOrDestroy(stream, error, state.sync)
    } else if (needsFinish(state)) {
      state.prefinished = true
      stream.emit('prefinish')
      state.pendingcb++
      tick(() => {
        state.pendingcb--
        if (needsFinish(state) && state.pendingcb === 0) finish(stream)
      })
    }
  }
  try {
    stream._final(done)
  } catch (error) {
    done(error)
  }
  state.sync = false
}
const finish = (stream) => {
  const state = stream._writableState
  state.finished = true
  for (const callback of state.onFinish.splice(0)) callback()
  stream.emit('finish')
  const reads = stream._readableState
  if (
    state.autoDestroy &&
    (!reads || (reads.autoDestroy && (reads.endEmitted || reads.readable === false)))
  )
    stream.destroy()
}

proto.destroy = function destroyWritable(error, callback) {
  const state = this._writableState
  if (!state.destroyed && (state.buffered.length > 0 || state.onFinish.length > 0))
    tick(failBuffered, this)
  destroy.call(this, error, callback)
  return this
}
proto._destroy = function _destroy(error, callback) {
  callback(error)
}
proto[EventEmitter.captureRejectionSymbol] = function captured(error) {
  this.destroy(error)
}

require('coldstart:node/internal/stream/properties').describeWritable(proto)
Writable.WritableState = createState
exports.Writable = Writable
