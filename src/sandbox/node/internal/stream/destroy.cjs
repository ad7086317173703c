'use strict'

// How streams begin and end: construct, destroy, error, close. https://nodejs.org/api/stream.html#implementing-a-readable-stream
const core = require('coldstart:core')
const { nextTick } = core.loop
const tick = (callback, ...args) => nextTick(callback, args)

/** An error of Node's own. */
const codeError = (Class, code, message) => {
  const error = core.errors.create(Class.name, code, message)
  return error
}
const abortError = (cause) => {
  const error = new Error('The operation was aborted', cause === undefined ? undefined : { cause })
  error.name = 'AbortError'
  error.code = 'ABORT_ERR'
  return error
}

const emitClose = (stream) => {
  const { _readableState: reads, _writableState: writes } = stream
  if (reads?.closeEmitted || writes?.closeEmitted) return
  if (reads) reads.closeEmitted = true
  if (writes) writes.closeEmitted = true
  if (reads?.emitClose || writes?.emitClose) stream.emit('close')
}
const emitError = (stream, error) => {
  const { _readableState: reads, _writableState: writes } = stream
  if (reads?.errorEmitted || writes?.errorEmitted) return
  if (reads) reads.errorEmitted = true
  if (writes) writes.errorEmitted = true
  stream.emit('error', error)
}

const finish = (stream, error, callback) => {
  const { _readableState: reads, _writableState: writes } = stream
  let isCalled = false
  const done = (own) => {
    if (isCalled) return
    isCalled = true
    const failure = own ?? null
    if (failure !== null) keepError(stream, failure)
    if (reads) reads.closed = true
    if (writes) writes.closed = true
    callback?.(failure)
    tick(() => {
      if (failure !== null) emitError(stream, failure)
      emitClose(stream)
    })
  }
  try {
    stream._destroy(error ?? null, done)
  } catch (thrown) {
    done(thrown)
  }
}

const keepError = (stream, error) => {
  const { _readableState: reads, _writableState: writes } = stream
  if (reads && !reads.errored) reads.errored = error
  if (writes && !writes.errored) writes.errored = error
}

/** `stream.destroy`. */
function destroy(error, callback) {
  const { _readableState: reads, _writableState: writes } = this
  if (reads?.destroyed || writes?.destroyed) {
    callback?.()
    return this
  }
  if (error) keepError(this, error)
  if (reads) reads.destroyed = true
  if (writes) writes.destroyed = true
  const isReady = reads?.constructed !== false && writes?.constructed !== false
  if (isReady) finish(this, error, callback)
  else this.once(CONSTRUCTED, (own) => finish(this, own ?? error, callback))
  return this
}
const CONSTRUCTED = Symbol('constructed')

/** Ends `stream` with `error`, as a mistake of its implementation or its user does. */
const errorOrDestroy = (stream, error, isSync) => {
  const { _readableState: reads, _writableState: writes } = stream
  if (reads?.destroyed || writes?.destroyed) return
  if (reads?.autoDestroy || writes?.autoDestroy) {
    stream.destroy(error)
    return
  }
  keepError(stream, error)
  if (isSync) tick(emitError, stream, error)
  else emitError(stream, error)
}

/** Runs `_construct`, before which nothing is read or written; then `ready`. */
const construct = (stream, ready) => {
  if (typeof stream._construct !== 'function') return
  const { _readableState: reads, _writableState: writes } = stream
  if (reads) reads.constructed = false
  if (writes) writes.constructed = false
  stream.once(CONSTRUCTED, ready)
  if (stream.listenerCount(CONSTRUCTED) > 1) return
  tick(() => {
    let isCalled = false
    const done = (error) => {
      if (isCalled) return
      isCalled = true
      if (reads) reads.constructed = true
      if (writes) writes.constructed = true
      if (reads?.destroyed || writes?.destroyed) stream.emit(CONSTRUCTED, error)
      else if (error) errorOrDestroy(stream, error, true)
      else tick(() => stream.emit(CONSTRUCTED))
    }
    try {
      stream._construct((error) => tick(done, error))
    } catch (error) {
      tick(done, error)
    }
  })
}

const HIGH_WATER_MARK = { bytes: 65_536, objects: 16 }
/** How much a side of a stream buffers before it asks to be spared. */
const highWaterMarkOf = (options, side, isObject, isDuplex) => {
  const own = options?.highWaterMark ?? (isDuplex ? options?.[`${side}HighWaterMark`] : undefined)
  if (own === undefined || own === null)
    return isObject ? HIGH_WATER_MARK.objects : HIGH_WATER_MARK.bytes
  if (!Number.isInteger(own) || own < 0)
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_VALUE',
      `The property 'options.highWaterMark' is invalid. Received ${own}`,
    )
  return own
}

const isOldEmitter = (stream) => typeof stream?.on === 'function'
Object.assign(exports, {
  HIGH_WATER_MARK,
  abortError,
  codeError,
  construct,
  destroy,
  errorOrDestroy,
  highWaterMarkOf,
  isOldEmitter,
  tick,
})
