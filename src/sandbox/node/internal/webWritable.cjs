'use strict'

// https://streams.spec.whatwg.org/#ws-model
const defer = () => {
  const made = {}
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  made.promise.catch(() => {})
  return made
}
const locked = (what) => new TypeError(`Invalid state: ${what} is locked`)

const WRITE = Symbol('write')
class WritableStream {
  constructor(sink = {}, strategy = {}) {
    const state = {
      phase: 'writable',
      error: undefined,
      size: 0,
      tail: Promise.resolve(),
      writer: null,
      ready: defer(),
      closed: defer(),
      highWaterMark: strategy.highWaterMark ?? 1,
      sizeOf: strategy.size ?? (() => 1),
      sink,
    }
    this[WRITE] = state
    state.controller = {
      signal: new AbortController().signal,
      error: (reason) => state.fail(reason),
    }
    state.fail = (reason) => {
      if (state.phase === 'errored' || state.phase === 'closed') return
      state.phase = 'errored'
      state.error = reason
      state.ready.resolve()
      state.closed.reject(reason)
    }
    state.ready.resolve()
    state.tail = Promise.resolve(sink.start?.(state.controller))
    state.tail.catch(state.fail)
  }
  get locked() {
    return this[WRITE].writer !== null
  }
  getWriter() {
    return new WritableStreamDefaultWriter(this)
  }
  async close() {
    await this.getWriter().close()
  }
  async abort(reason) {
    await abort(this[WRITE], reason)
  }
}
const abort = async (state, reason) => {
  if (state.phase === 'closed' || state.phase === 'errored') return
  state.fail(reason)
  await state.sink.abort?.(reason)
}
class WritableStreamDefaultWriter {
  #stream
  constructor(stream) {
    if (stream.locked) throw locked('WritableStream')
    stream[WRITE].writer = this
    this.#stream = stream
  }
  get ready() {
    return this.#stream[WRITE].ready.promise
  }
  get closed() {
    return this.#stream[WRITE].closed.promise
  }
  get desiredSize() {
    const state = this.#stream[WRITE]
    if (state.phase === 'errored') return null
    return state.phase === 'closed' ? 0 : state.highWaterMark - state.size
  }
  write(chunk) {
    const state = this.#stream[WRITE]
    if (state.phase === 'errored') return Promise.reject(state.error)
    if (state.phase !== 'writable')
      return Promise.reject(new TypeError('Invalid state: WritableStream is closed'))
    const size = state.sizeOf(chunk)
    state.size += size
    if (state.size >= state.highWaterMark) state.ready = defer()
    const work = state.tail.then(() => {
      if (state.phase === 'errored') throw state.error
      return state.sink.write?.(chunk, state.controller)
    })
    state.tail = work.then(
      () => {
        state.size -= size
        if (state.size < state.highWaterMark) state.ready.resolve()
      },
      (error) => {
        state.fail(error)
      },
    )
    return work.then(() => undefined)
  }
  close() {
    const state = this.#stream[WRITE]
    if (state.phase === 'errored') return Promise.reject(state.error)
    if (state.phase !== 'writable')
      return Promise.reject(new TypeError('Invalid state: WritableStream is closed'))
    state.phase = 'closing'
    return state.tail
      .then(() => {
        if (state.phase === 'errored') throw state.error
        return state.sink.close?.()
      })
      .then(
        () => {
          state.phase = 'closed'
          state.closed.resolve()
        },
        (error) => {
          state.phase = 'closing'
          state.fail(error)
          throw error
        },
      )
  }
  async abort(reason) {
    await abort(this.#stream[WRITE], reason)
  }
  releaseLock() {
    this.#stream[WRITE].writer = null
  }
}

Object.assign(exports, { WritableStream, WritableStreamDefaultWriter, defer, locked })
