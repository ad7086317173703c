'use strict'

// finished, pipeline, addAbortSignal. https://nodejs.org/api/stream.html#streamfinishedstream-options-callback
const {
  abortError,
  codeError,
  isOldEmitter,
  tick,
} = require('coldstart:node/internal/stream/destroy')

const premature = () => codeError(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close')

/** Calls back once `stream` is over, in whatever way; answers a function that stops watching. */
const finished = (stream, optionsOrCallback, last) => {
  const options = typeof optionsOrCallback === 'function' ? {} : (optionsOrCallback ?? {})
  let callback = typeof optionsOrCallback === 'function' ? optionsOrCallback : last
  if (!isOldEmitter(stream))
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'The "stream" argument must be an instance of Stream.',
    )
  const { _readableState: reads, _writableState: writes } = stream
  let readable =
    options.readable ?? (Boolean(reads) && reads.readable !== false && !writes?.isRequest)
  let writable = options.writable ?? (Boolean(writes) && writes.writable !== false)
  if (reads === undefined && writes === undefined) {
    readable = options.readable ?? Boolean(stream.readable)
    writable = options.writable ?? Boolean(stream.writable)
  }
  const call = (error) => {
    const known = callback
    callback = () => {}
    if (error === undefined || error === null) known.call(stream)
    else known.call(stream, error)
  }
  let isRead = Boolean(reads?.endEmitted)
  let isWritten = Boolean(writes?.finished)
  const onFinish = () => {
    isWritten = true
    if (stream.destroyed && !readable) return
    if (!readable || isRead) call()
  }
  const onEnd = () => {
    isRead = true
    if (stream.destroyed && !writable) return
    if (!writable || isWritten) call()
  }
  const onError = (error) => call(error)
  const onClose = () => {
    const error = writes?.errored || reads?.errored
    if (error && typeof error !== 'boolean') call(error)
    else if (readable && !isRead && !reads?.endEmitted) call(premature())
    else if (writable && !isWritten && !writes?.finished) call(premature())
    else call()
  }
  stream.on('end', onEnd)
  stream.on('finish', onFinish)
  if (options.error !== false) stream.on('error', onError)
  stream.on('close', onClose)
  const isClosed = reads?.closed || writes?.closed || reads?.closeEmitted || writes?.closeEmitted
  if (isClosed) tick(onClose)
  else if (writes?.errorEmitted || reads?.errorEmitted) tick(onClose)
  else if (!readable && writable && isWritten && writes?.closed !== false) tick(onClose)
  else if (!writable && readable && isRead && !stream.destroyed && reads?.autoDestroy === false)
    tick(call)
  const stop = () => {
    callback = () => {}
    for (const [name, listener] of [
      ['end', onEnd],
      ['finish', onFinish],
      ['error', onError],
      ['close', onClose],
    ])
      stream.removeListener(name, listener)
  }
  if (options.signal) {
    const onAbort = () => {
      const known = callback
      stop()
      known.call(stream, abortError(options.signal.reason))
    }
    if (options.signal.aborted) tick(onAbort)
    else options.signal.addEventListener('abort', onAbort, { once: true })
  }
  return stop
}

/** Destroys `stream` when `signal` aborts. */
const addAbortSignal = (signal, stream) => {
  const onAbort = () => stream.destroy(abortError(signal.reason))
  if (signal.aborted) onAbort()
  else {
    signal.addEventListener('abort', onAbort, { once: true })
    finished(stream, () => signal.removeEventListener('abort', onAbort))
  }
  return stream
}

const isIterable = (value) =>
  value !== null &&
  typeof value === 'object' &&
  (typeof value[Symbol.asyncIterator] === 'function' ||
    typeof value[Symbol.iterator] === 'function')

/** Feeds what a generator gives into a stream, mindful of back-pressure. */
const pump = async (iterable, target, doesEnd) => {
  for await (const chunk of iterable) {
    if (target.destroyed) return
    if (!target.write(chunk))
      await new Promise((resolve, reject) => {
        const stop = finished(target, { readable: false }, (error) =>
          error ? reject(error) : resolve(),
        )
        target.once('drain', () => {
          stop()
          resolve()
        })
      })
  }
  if (!doesEnd) return
  target.end()
  await new Promise((resolve, reject) => {
    finished(target, { readable: false }, (error) => (error ? reject(error) : resolve()))
  })
}

/** Joins streams, generators and iterables; calls back when all is over, and destroys them all when one fails. */
const pipeline = (...args) => {
  const callback = args.pop()
  if (typeof callback !== 'function')
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'The "streams[stream.length - 1]" property must be of type function.',
    )
  return join(args.length === 1 && Array.isArray(args[0]) ? args[0] : args, {}, callback)
}

const join = (parts, options, callback) => {
  if (parts.length < 2)
    throw codeError(TypeError, 'ERR_MISSING_ARGS', 'The "streams" argument must be specified')
  const { Readable } = require('coldstart:node/internal/stream/readable')
  const { PassThrough } = require('coldstart:node/internal/stream/duplex')
  const streams = []
  let failure
  let value
  let pending = 0
  const controller = new AbortController()
  const settle = (error) => {
    if (error && (!failure || failure.code === 'ERR_STREAM_PREMATURE_CLOSE')) failure = error
    pending--
    if (error) {
      controller.abort()
      for (const stream of streams.splice(0)) stream.destroy?.(error)
    }
    if (pending === 0) tick(() => callback(failure, value))
  }
  const watch = (stream, reading, writing) => {
    streams.push(stream)
    pending++
    let isDone = false
    finished(stream, { readable: reading, writable: writing }, (error) => {
      if (isDone) return
      isDone = true
      const isHalf =
        error?.code === 'ERR_STREAM_PREMATURE_CLOSE' && stream._readableState?.ended && reading
      settle(isHalf && !stream._readableState.errored ? undefined : error)
    })
  }
  if (options.signal) {
    const onAbort = () => {
      const error = abortError(options.signal.reason)
      failure = error
      for (const stream of streams) stream.destroy?.(error)
    }
    if (options.signal.aborted) tick(onAbort)
    else options.signal.addEventListener('abort', onAbort, { once: true })
  }
  let current
  parts.forEach((part, at) => {
    const isLast = at === parts.length - 1
    const doesEnd = !isLast || options.end !== false
    if (typeof part === 'function') {
      const made =
        at === 0
          ? part({ signal: controller.signal })
          : part(current, { signal: controller.signal })
      if (!isLast) {
        if (!isIterable(made))
          throw codeError(
            TypeError,
            'ERR_INVALID_RETURN_VALUE',
            'Expected Iterable, AsyncIterable or Stream to be returned from the "transform" function.',
          )
        current = made
        return
      }
      if (isIterable(made) && typeof made.then !== 'function') {
        const through = new PassThrough({ objectMode: true })
        pending++
        pump(made, through, true).then(() => settle(), settle)
        current = through
        return
      }
      pending++
      Promise.resolve(made).then((result) => {
        value = result
        settle()
      }, settle)
      current = made
      return
    }
    if (isOldEmitter(part)) {
      if (at === 0) watch(part, true, false)
      else if (isOldEmitter(current)) {
        watch(part, !isLast, true)
        current.pipe(part, { end: doesEnd })
      } else {
        watch(part, !isLast, true)
        pending++
        pump(current, part, doesEnd).then(() => settle(), settle)
      }
      current = part
      return
    }
    if (at === 0 && isIterable(part)) {
      current = part
      return
    }
    if (part !== null && typeof part === 'object' && typeof part.getWriter === 'function') {
      const writer = part.getWriter()
      pending++
      const source = isOldEmitter(current) || isIterable(current) ? current : Readable.from(current)
      const feed = async () => {
        for await (const chunk of source) await writer.write(chunk)
        if (doesEnd) await writer.close()
      }
      feed().then(() => settle(), settle)
      current = part
      return
    }
    throw codeError(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'The "val" argument must be one of type function or an instance of Stream, Iterable, or AsyncIterable.',
    )
  })
  return current
}

const promises = {
  pipeline: (...args) =>
    new Promise((resolve, reject) => {
      const last = args.at(-1)
      const hasOptions =
        last !== null &&
        typeof last === 'object' &&
        !isOldEmitter(last) &&
        !isIterable(last) &&
        typeof last.getWriter !== 'function'
      const options = hasOptions ? args.pop() : {}
      const parts = args.length === 1 && Array.isArray(args[0]) ? args[0] : args
      join(parts, options, (error, value) => (error ? reject(error) : resolve(value)))
    }),
  finished: (stream, options) =>
    new Promise((resolve, reject) => {
      const stop = finished(stream, options ?? {}, (error) => {
        if (options?.cleanup) stop()
        if (error) reject(error)
        else resolve()
      })
    }),
}

Object.assign(exports, { addAbortSignal, finished, pipeline, promises })
