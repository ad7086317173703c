'use strict'

// https://nodejs.org/api/timers.html#timers-promises-api
const timers = require('timers')

const aborted = (signal) => {
  const error = new Error('The operation was aborted')
  error.name = 'AbortError'
  error.code = 'ABORT_ERR'
  error.cause = signal.reason
  return error
}

const wait = (start, stop, value, options) =>
  new Promise((resolve, reject) => {
    const { signal, ref = true } = options ?? {}
    if (signal?.aborted) {
      reject(aborted(signal))
      return
    }
    const onAbort = () => {
      stop(handle)
      reject(aborted(signal))
    }
    const handle = start(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    })
    if (!ref) handle.unref()
    signal?.addEventListener('abort', onAbort, { once: true })
  })

exports.setTimeout = (delay, value, options) =>
  wait((done) => timers.setTimeout(done, delay), timers.clearTimeout, value, options)
exports.setImmediate = (value, options) =>
  wait((done) => timers.setImmediate(done), timers.clearImmediate, value, options)
exports.setInterval = async function* setInterval(delay, value, options) {
  for (;;) yield await exports.setTimeout(delay, value, options)
}
exports.scheduler = {
  wait: (delay, options) => exports.setTimeout(delay, undefined, options),
  yield: () => exports.setImmediate(),
}
