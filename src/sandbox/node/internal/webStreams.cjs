'use strict'

// https://streams.spec.whatwg.org/: default readers, writers and controllers.
const {
  WritableStream,
  WritableStreamDefaultWriter,
  defer,
  locked,
} = require('coldstart:node/internal/webWritable')

class CountQueuingStrategy {
  constructor({ highWaterMark }) {
    this.highWaterMark = highWaterMark
  }
  size() {
    return 1
  }
}
class ByteLengthQueuingStrategy extends CountQueuingStrategy {
  size(chunk) {
    return chunk.byteLength
  }
}

const READ = Symbol('read')
class ReadableStreamDefaultController {
  #stream
  constructor(stream) {
    this.#stream = stream
  }
  get desiredSize() {
    const state = this.#stream[READ]
    if (state.phase === 'errored') return null
    return state.phase === 'closed' ? 0 : state.highWaterMark - state.size
  }
  get byobRequest() {
    return null
  }
  enqueue(chunk) {
    const state = this.#stream[READ]
    if (state.phase !== 'readable' || state.isClosing)
      throw new TypeError('Invalid state: Controller is already closed')
    if (state.requests.length > 0) state.requests.shift().resolve({ value: chunk, done: false })
    else {
      const size = state.sizeOf(chunk)
      state.size += size
      state.queue.push({ chunk, size })
    }
    state.pull()
  }
  close() {
    const state = this.#stream[READ]
    if (state.phase !== 'readable' || state.isClosing)
      throw new TypeError('Invalid state: Controller is already closed')
    state.isClosing = true
    if (state.queue.length === 0) state.close()
  }
  error(reason) {
    this.#stream[READ].fail(reason)
  }
}

class ReadableStream {
  constructor(source = {}, strategy = {}) {
    const state = {
      phase: 'readable',
      queue: [],
      size: 0,
      requests: [],
      isClosing: false,
      isPulling: false,
      pullsAgain: false,
      error: undefined,
      reader: null,
      closed: defer(),
      highWaterMark: strategy.highWaterMark ?? (source.type === 'bytes' ? 0 : 1),
      sizeOf: strategy.size ?? (() => 1),
      source,
    }
    this[READ] = state
    const controller = new ReadableStreamDefaultController(this)
    state.close = () => {
      state.phase = 'closed'
      for (const request of state.requests.splice(0))
        request.resolve({ value: undefined, done: true })
      state.closed.resolve()
    }
    state.fail = (reason) => {
      if (state.phase !== 'readable') return
      state.phase = 'errored'
      state.error = reason
      state.queue = []
      for (const request of state.requests.splice(0)) request.reject(reason)
      state.closed.reject(reason)
    }
    let isStarted = false
    state.pull = () => {
      const wants = state.requests.length > 0 || state.highWaterMark - state.size > 0
      if (!isStarted || state.phase !== 'readable' || state.isClosing || !wants) return
      if (state.isPulling) {
        state.pullsAgain = true
        return
      }
      state.isPulling = true
      Promise.resolve()
        .then(() => source.pull?.(controller))
        .then(() => {
          state.isPulling = false
          if (!state.pullsAgain) return
          state.pullsAgain = false
          state.pull()
        }, state.fail)
    }
    Promise.resolve(source.start?.(controller)).then(() => {
      isStarted = true
      state.pull()
    }, state.fail)
  }
  static from(iterable) {
    const iterator = iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]()
    return new ReadableStream(
      {
        async pull(controller) {
          const { value, done } = await iterator.next()
          if (done) controller.close()
          else controller.enqueue(await value)
        },
        cancel: async (reason) => void (await iterator.return?.(reason)),
      },
      { highWaterMark: 0 },
    )
  }
  get locked() {
    return this[READ].reader !== null
  }
  async cancel(reason) {
    if (this.locked) throw locked('ReadableStream')
    await cancel(this, reason)
  }
  getReader() {
    return new ReadableStreamDefaultReader(this)
  }
  tee() {
    const reader = this.getReader()
    const branches = []
    const pull = async () => {
      try {
        const { value, done } = await reader.read()
        for (const branch of branches) {
          if (done) branch.close()
          else branch.enqueue(value)
        }
      } catch (error) {
        for (const branch of branches) branch.error(error)
      }
    }
    const make = () =>
      new ReadableStream(
        { start: (controller) => void branches.push(controller), pull },
        { highWaterMark: 0 },
      )
    return [make(), make()]
  }
  pipeThrough({ readable, writable }, options) {
    this.pipeTo(writable, options).catch(() => {})
    return readable
  }
  async pipeTo(target, options = {}) {
    const reader = this.getReader()
    const writer = target.getWriter()
    try {
      for (;;) {
        if (options.signal?.aborted) throw options.signal.reason
        await writer.ready
        const { value, done } = await reader.read()
        if (done) break
        writer.write(value).catch(() => {})
      }
      if (options.preventClose !== true) await writer.close()
    } catch (error) {
      if (options.preventAbort !== true) await writer.abort(error).catch(() => {})
      if (options.preventCancel !== true) await cancel(this, error).catch(() => {})
      throw error
    } finally {
      reader.releaseLock()
      writer.releaseLock()
    }
  }
  async *values(options) {
    const reader = this.getReader()
    let isOver = false
    try {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) {
          isOver = true
          return
        }
        yield value
      }
    } finally {
      reader.releaseLock()
      if (!isOver && options?.preventCancel !== true) await cancel(this)
    }
  }
  [Symbol.asyncIterator](options) {
    return this.values(options)
  }
}
const cancel = async (stream, reason) => {
  const state = stream[READ]
  if (state.phase === 'closed') return
  if (state.phase === 'errored') throw state.error
  state.queue = []
  state.close()
  await state.source.cancel?.(reason)
}

class ReadableStreamDefaultReader {
  #stream
  constructor(stream) {
    if (stream.locked) throw locked('ReadableStream')
    stream[READ].reader = this
    this.#stream = stream
  }
  get closed() {
    return this.#stream[READ].closed.promise
  }
  read() {
    if (this.#stream === null)
      return Promise.reject(new TypeError('Invalid state: The reader is not attached to a stream'))
    const state = this.#stream[READ]
    state.isDisturbed = true
    if (state.queue.length > 0) {
      const { chunk, size } = state.queue.shift()
      state.size -= size
      if (state.isClosing && state.queue.length === 0) state.close()
      else state.pull()
      return Promise.resolve({ value: chunk, done: false })
    }
    if (state.phase === 'closed') return Promise.resolve({ value: undefined, done: true })
    if (state.phase === 'errored') return Promise.reject(state.error)
    const request = defer()
    state.requests.push(request)
    state.pull()
    return request.promise
  }
  async cancel(reason) {
    await cancel(this.#stream, reason)
  }
  releaseLock() {
    if (this.#stream === null) return
    this.#stream[READ].reader = null
    this.#stream = null
  }
}

class TransformStream {
  constructor(transformer = {}, writableStrategy = {}, readableStrategy = { highWaterMark: 0 }) {
    let output
    let wake = defer()
    this.readable = new ReadableStream(
      {
        start: (controller) => {
          output = controller
        },
        pull: () => wake.resolve(),
        cancel: (reason) => transformer.cancel?.(reason),
      },
      readableStrategy,
    )
    const controller = {
      enqueue: (chunk) => output.enqueue(chunk),
      error: (reason) => output.error(reason),
      terminate: () => output.close(),
      get desiredSize() {
        return output.desiredSize
      },
    }
    const started = Promise.resolve().then(() => transformer.start?.(controller))
    this.writable = new WritableStream(
      {
        start: () => started,
        write: async (chunk) => {
          if (output.desiredSize <= 0) {
            await wake.promise
            wake = defer()
          }
          try {
            if (transformer.transform) await transformer.transform(chunk, controller)
            else output.enqueue(chunk)
          } catch (error) {
            output.error(error)
            throw error
          }
        },
        close: async () => {
          try {
            await transformer.flush?.(controller)
            output.close()
          } catch (error) {
            output.error(error)
            throw error
          }
        },
        abort: (reason) => output.error(reason),
      },
      writableStrategy,
    )
  }
}
class TextEncoderStream extends TransformStream {
  constructor() {
    const encoder = new TextEncoder()
    super({ transform: (chunk, controller) => controller.enqueue(encoder.encode(`${chunk}`)) })
  }
}
class TextDecoderStream extends TransformStream {
  constructor(label, options) {
    const decoder = new TextDecoder(label, options)
    super({
      transform: (chunk, controller) => {
        const text = decoder.decode(chunk, { stream: true })
        if (text !== '') controller.enqueue(text)
      },
      flush: (controller) => {
        const text = decoder.decode()
        if (text !== '') controller.enqueue(text)
      },
    })
  }
}
const isDisturbed = (stream) => stream[READ]?.isDisturbed === true

Object.assign(exports, {
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  ReadableStream,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TextDecoderStream,
  TextEncoderStream,
  TransformStream,
  WritableStream,
  WritableStreamDefaultWriter,
  isDisturbed,
})
