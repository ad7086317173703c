'use strict'

// Streams as async iterables, from iterables, and the helpers of both.
// https://nodejs.org/api/stream.html#readablesymbolasynciterator
const { Buffer } = require('buffer')
const { abortError, codeError, tick } = require('coldstart:node/internal/stream/destroy')
const { finished } = require('coldstart:node/internal/stream/finish')
const { Readable } = require('coldstart:node/internal/stream/readable')

async function* iterate(stream, options) {
  let wake = () => {}
  const onReadable = () => wake()
  stream.on('readable', onReadable)
  let ending
  const stop = finished(stream, { writable: false }, (error) => {
    ending = { error: error ?? null }
    wake()
  })
  let failure
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read()
      if (chunk !== null) yield chunk
      else if (ending !== undefined && ending.error !== null) throw ending.error
      else if (ending !== undefined) return
      else
        await new Promise((resolve) => {
          wake = resolve
        })
    }
  } catch (error) {
    failure = error
    throw error
  } finally {
    const isOver = ending !== undefined && failure === undefined
    if ((failure !== undefined || options?.destroyOnReturn !== false) && !isOver)
      stream.destroy(failure === undefined ? null : failure)
    else {
      stream.removeListener('readable', onReadable)
      stop()
    }
  }
}

const proto = Readable.prototype
proto[Symbol.asyncIterator] = function asyncIterator() {
  return toStream(this, iterate(this))
}
proto.iterator = function iterator(options) {
  return toStream(this, iterate(this, options))
}
const toStream = (stream, iterator) => {
  iterator.stream = stream
  return iterator
}

/** `Readable.from`. */
Readable.from = (iterable, options) => {
  if (typeof iterable === 'string' || iterable instanceof Buffer)
    return new Readable({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable)
        this.push(null)
      },
    })
  const iterator = iterable?.[Symbol.asyncIterator]?.() ?? iterable?.[Symbol.iterator]?.()
  if (iterator === undefined)
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "iterable" argument must be an instance of Iterable. Received ${iterable === undefined ? 'undefined' : iterable === null ? 'null' : `an instance of ${iterable.constructor?.name ?? 'Object'}`}`,
    )
  const stream = new Readable({ objectMode: true, highWaterMark: 1, ...options })
  let isReading = false
  const next = async () => {
    for (;;) {
      try {
        const { value, done } = await iterator.next()
        if (done) {
          stream.push(null)
          return
        }
        const item = await value
        if (item === null)
          throw codeError(
            TypeError,
            'ERR_STREAM_NULL_VALUES',
            'May not write null values to stream',
          )
        if (stream.push(item)) continue
        isReading = false
        return
      } catch (error) {
        stream.destroy(error)
        return
      }
    }
  }
  stream._read = () => {
    if (isReading) return
    isReading = true
    void next()
  }
  stream._destroy = (error, callback) => {
    const close = async () => {
      if (error && typeof iterator.throw === 'function') {
        const { done } = await iterator.throw(error)
        if (done) return
      }
      if (typeof iterator.return === 'function') await iterator.return()
    }
    close().then(
      () => tick(callback, error),
      (own) => tick(callback, own ?? error),
    )
  }
  return stream
}

const checkFunction = (callback) => {
  if (typeof callback === 'function') return
  throw codeError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "fn" argument must be of type function. Received ${callback === undefined ? 'undefined' : typeof callback}`,
  )
}
async function* limited(source, options) {
  for await (const item of source) {
    if (options?.signal?.aborted) throw abortError(options.signal.reason)
    yield item
  }
}

/** One after another, or up to `concurrency` at once, in order. */
async function* mapped(source, callback, options) {
  const most = options?.concurrency ?? 1
  const running = []
  const signal = options?.signal ?? new AbortController().signal
  for await (const item of limited(source, options)) {
    running.push(Promise.resolve(callback(item, { signal })))
    if (running.length >= most) yield await running.shift()
  }
  while (running.length > 0) yield await running.shift()
}
const lazily = {
  map: mapped,
  async *filter(source, callback, options) {
    for await (const [item, isKept] of mapped(
      source,
      async (each, context) => [each, await callback(each, context)],
      options,
    ))
      if (isKept) yield item
  },
  async *flatMap(source, callback, options) {
    for await (const part of mapped(source, callback, options)) yield* part
  },
}
for (const name of Object.keys(lazily))
  proto[name] = function operator(callback, options) {
    checkFunction(callback)
    return Readable.from(lazily[name](this, callback, options))
  }
proto.take = function take(count) {
  return Readable.from(taken(this, count))
}
async function* taken(source, count) {
  let left = count
  if (left <= 0) return
  for await (const item of source) {
    yield item
    if (--left <= 0) return
  }
}
proto.drop = function drop(count) {
  let left = count
  return this.filter(() => left-- <= 0)
}
const eager = {
  async toArray(source) {
    const items = []
    for await (const item of source) items.push(item)
    return items
  },
  async forEach(source, callback, options) {
    for await (const _ of mapped(source, callback, options));
  },
  async some(source, callback, options) {
    for await (const hit of mapped(source, callback, options)) if (hit) return true
    return false
  },
  async every(source, callback, options) {
    for await (const hit of mapped(source, callback, options)) if (!hit) return false
    return true
  },
  async find(source, callback, options) {
    for await (const item of lazily.filter(source, callback, options)) return item
    return undefined
  },
  async reduce(source, callback, ...start) {
    let value = start[0]
    let isEmpty = start.length === 0
    for await (const item of source) {
      value = isEmpty ? item : await callback(value, item, {})
      isEmpty = false
    }
    if (isEmpty) throw new TypeError('Reduce of an empty stream requires an initial value')
    return value
  },
}
for (const name of Object.keys(eager))
  proto[name] = function operator(...args) {
    return eager[name](this, ...args)
  }
