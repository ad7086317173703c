'use strict'

// The response stream of `awslambda.streamifyResponse`: what the runtime interface client's ResponseStream makes of a
// request to Lambda's Runtime API, without the socket. https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
const core = require('coldstart:core')
const runtimeErrors = require('coldstart:node/internal/runtimeErrors')
const EventEmitter = require('events')
const { Buffer } = require('buffer')
const { native, settings, loop, output } = core
const isModern = settings.major >= 24

/** Node's own default: 64 KiB from version 22 on. https://nodejs.org/api/stream.html#streamgetdefaulthighwatermarkobjectmode */
const HIGH_WATER_MARK = settings.major >= 22 ? 65_536 : 16_384
const DEFAULT_TYPE = 'application/octet-stream'
/** How often Lambda refills a throttled response's bandwidth. */
const REFILL_MS = 125

/** Bytes that may leave now: a bucket that is full at first and refills with the time. */
const createBandwidth = () => {
  const { burstBytes, bytesPerSecond } = settings.streaming
  let level = burstBytes
  let at = native.clock()
  return {
    take(wanted) {
      const now = native.clock()
      const refill = Math.floor(((now - at) * bytesPerSecond) / 1e6)
      if (refill > 0) {
        level = Math.min(burstBytes, level + refill)
        at = now
      }
      const taken = Math.min(level, wanted)
      level -= taken
      return taken
    },
    /** Until `wanted` bytes more, or the next refill, ms. */
    waitFor: (wanted) => Math.min(REFILL_MS, Math.ceil((wanted * 1_000) / bytesPerSecond)),
  }
}

const inspectShort = (value) => core.load('internal/inspect').inspect(value, { depth: -1 })
const describe = (value) => {
  if (value === undefined || value === null) return `${value}`
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object') return `an instance of ${value.constructor?.name ?? 'Object'}`
  return `type ${typeof value} (${inspectShort(value)})`
}
const errors = {
  writeAfterEnd: () => core.errors.create('Error', 'ERR_STREAM_WRITE_AFTER_END', 'write after end'),
  destroyed: (call) =>
    core.errors.create(
      'Error',
      'ERR_STREAM_DESTROYED',
      `Cannot call ${call} after a stream was destroyed`,
    ),
  finished: () =>
    core.errors.create(
      'Error',
      'ERR_STREAM_ALREADY_FINISHED',
      'Cannot call end after a stream was finished',
    ),
  chunk: (chunk) =>
    chunk === null
      ? core.errors.create(
          'TypeError',
          'ERR_STREAM_NULL_VALUES',
          'May not write null values to stream',
        )
      : core.errors.create(
          'TypeError',
          'ERR_INVALID_ARG_TYPE',
          `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${describe(chunk)}`,
        ),
}

class ResponseStream extends EventEmitter {
  #bandwidth = createBandwidth()
  #queue = []
  #first = 0
  #needsDrain = false
  #isEnded = false
  #isFinished = false
  #isWaiting = false
  #hasWritten = false
  #corked = 0
  destroyed = false
  writable = true
  writableLength = 0
  writableHighWaterMark
  constructor(highWaterMark) {
    super()
    this.writableHighWaterMark = highWaterMark ?? HIGH_WATER_MARK
    // An open request keeps Node's loop alive.
    loop.hold(1)
  }
  get writableEnded() {
    return this.#isEnded
  }
  get writableFinished() {
    return this.#isFinished
  }
  get writableNeedDrain() {
    return !this.destroyed && !this.#isEnded && this.#needsDrain
  }
  get writableCorked() {
    return this.#corked
  }
  get writableObjectMode() {
    return false
  }
  get writableBuffer() {
    return undefined
  }
  cork() {
    this.#corked++
  }
  uncork() {
    if (this.#corked > 0) this.#corked--
    this.#pump()
  }
  setContentType(contentType) {
    if (this.#hasWritten) {
      throw runtimeErrors.create('InvalidStreamingOperation', 'Cannot set content-type, too late.')
    }
    output.setStreamType(`${contentType}`)
  }
  write(chunk, encoding, callback) {
    // The client reads the length first: null and undefined are TypeErrors here.
    void chunk.length
    const isRaw = typeof chunk === 'string' || chunk instanceof Uint8Array
    const data = isRaw ? chunk : JSON.stringify(chunk)
    if (!this.#hasWritten && typeof this._onBeforeFirstWrite === 'function') {
      this._onBeforeFirstWrite((each) => this.#send(each))
    }
    const fits = this.#send(data, encoding, callback)
    this.#hasWritten = true
    return fits
  }
  end(chunk, encoding, callback) {
    const done = isModern
      ? [chunk, encoding, callback].find((each) => typeof each === 'function')
      : typeof chunk === 'function'
        ? chunk
        : undefined
    if (this.#isEnded) {
      if (done === undefined) return this
      if (this.#isFinished) done(errors.finished())
      else this.once('finish', done)
      return this
    }
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      this.#send(chunk, isModern ? encoding : undefined)
    }
    if (done !== undefined) this.once('finish', done)
    this.#isEnded = true
    this.#corked = 0
    this.#pump()
    return this
  }
  destroy(error) {
    if (this.destroyed) return this
    this.destroyed = true
    this.#queue = []
    const wasOpen = !this.#isFinished
    if (wasOpen) loop.hold(-1)
    loop.nextTick(() => {
      if (wasOpen) {
        const reason = error ?? core.errors.create('Error', 'ECONNRESET', 'socket hang up')
        this.emit('error', reason)
      }
      this.emit('close')
    }, [])
    return this
  }
  #send(chunk, encoding, callback) {
    const done = typeof encoding === 'function' ? encoding : callback
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) throw errors.chunk(chunk)
    if (this.destroyed || this.#isEnded) {
      const error = this.destroyed ? errors.destroyed('write') : errors.writeAfterEnd()
      loop.nextTick(() => {
        if (typeof done === 'function') done(error)
        if (!this.destroyed) this.emit('error', error)
      }, [])
      return false
    }
    const isText = typeof chunk === 'string' && typeof encoding !== 'string'
    const data = typeof chunk !== 'string' || isText ? chunk : Buffer.from(chunk, encoding)
    const bytes = isText ? Buffer.byteLength(chunk) : data.length
    this.writableLength += bytes
    const fits = this.writableLength < this.writableHighWaterMark
    if (!fits) this.#needsDrain = true
    this.#queue.push({ data, bytes, from: 0, done })
    if (this.#corked === 0) this.#pump()
    return fits
  }
  /** Lets go what the bandwidth allows; the rest when there is more of it. */
  #pump() {
    if (this.#isWaiting || this.destroyed) return
    while (this.#first < this.#queue.length) {
      const part = this.#queue[this.#first]
      const rest = part.bytes - part.from
      const taken = this.#bandwidth.take(rest)
      this.#release(part, taken)
      if (taken < rest) {
        this.#isWaiting = true
        loop.addTimer(
          () => {
            this.#isWaiting = false
            this.#pump()
          },
          this.#bandwidth.waitFor(rest - taken),
          true,
        )
        return
      }
      this.#first++
      if (typeof part.done === 'function') loop.nextTick(part.done, [])
    }
    this.#queue = []
    this.#first = 0
    loop.nextTick(() => this.#rested(), [])
  }
  #release(part, bytes) {
    if (bytes === 0) return
    this.writableLength -= bytes
    if (bytes === part.bytes) {
      output.stream(part.data)
      return
    }
    if (typeof part.data === 'string') part.data = Buffer.from(part.data)
    output.stream(part.data.subarray(part.from, part.from + bytes))
    part.from += bytes
  }
  /** All that was written has left. */
  #rested() {
    if (this.destroyed || this.writableLength > 0) return
    if (this.#isEnded) {
      if (this.#isFinished) return
      this.#isFinished = true
      this.#needsDrain = false
      output.endStream()
      loop.hold(-1)
      this.emit('finish')
      this.emit('close')
      return
    }
    if (!this.#needsDrain) return
    this.#needsDrain = false
    this.emit('drain')
  }
}

const METHODS = [
  'cork',
  'destroy',
  'end',
  'uncork',
  'write',
  'addListener',
  'emit',
  'eventNames',
  'getMaxListeners',
  'listenerCount',
  'listeners',
  'off',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
  'rawListeners',
  'removeAllListeners',
  'removeListener',
  'setMaxListeners',
  'setContentType',
]
const WRITABLE = ['destroyed', 'writable', '_onBeforeFirstWrite']
const READABLE = [
  'writableFinished',
  'writableObjectMode',
  'writableBuffer',
  'writableEnded',
  'writableNeedDrain',
  'writableHighWaterMark',
  'writableCorked',
  'writableLength',
]

/** What the handler gets: a plain object over the stream, as the client hands it out. */
const toPublic = (inner) => {
  const shown = {}
  for (const name of METHODS) shown[name] = inner[name].bind(inner)
  for (const name of WRITABLE) {
    Object.defineProperty(shown, name, {
      get: () => inner[name],
      set(value) {
        inner[name] = value
      },
    })
  }
  for (const name of READABLE) Object.defineProperty(shown, name, { get: () => inner[name] })
  return shown
}

/** The stream of one invocation; `failure` is what went wrong midway, ready for `outcome.fail`. */
exports.create = (highWaterMark) => {
  output.beginStream(DEFAULT_TYPE)
  const inner = new ResponseStream(highWaterMark)
  let failure = null
  const responseDone = new Promise((resolve, reject) => {
    inner.on('finish', resolve)
    inner.on('error', (error) => {
      reject(error)
      inner.destroy(error)
    })
  })
  return {
    stream: toPublic(inner),
    responseDone,
    failure: () => failure,
    /** Ends the response with an error, unless it had ended; then calls back. */
    failWith(error, callback) {
      if (!inner.writableEnded) failure = runtimeErrors.toFailure(error)
      if (inner.destroyed) callback()
      else inner.end(callback)
    },
  }
}
