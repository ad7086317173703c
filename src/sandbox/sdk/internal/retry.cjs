'use strict'
/** The retry loop around an attempt: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const host = require('coldstart:host')
const { getRetryErrorType } = require('@smithy/util-retry')
const { Date } = globalThis

const abortError = () => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

/** `promise`, or an AbortError as soon as `signal` says so. */
const race = (promise, signal) => {
  if (!signal) return promise
  if (signal.aborted) return Promise.race([promise, Promise.reject(abortError())])
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError())
    const settle = (act) => (value) => {
      signal.removeEventListener('abort', onAbort)
      act(value)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(settle(resolve), settle(reject))
  })
}

const asError = (thrown) => {
  if (thrown instanceof Error) return thrown
  if (thrown instanceof Object) return Object.assign(new Error(), thrown)
  return new Error(typeof thrown === 'string' ? thrown : `AWS SDK error wrapper for ${thrown}`)
}

/** When the service asks to be called again: `Retry-After` in seconds, `x-amz-retry-after` in milliseconds. */
const findRetryAfter = (response) => {
  const headers = response?.headers ?? {}
  const milliseconds =
    'retry-after' in headers
      ? Number(headers['retry-after']) * 1000
      : Number(headers['x-amz-retry-after'] ?? Number.NaN)
  return Number.isNaN(milliseconds) ? undefined : new Date(Math.floor(host.now()) + milliseconds)
}

const describe = (error) => {
  const retryAfterHint = findRetryAfter(error?.$response)
  return { error, errorType: getRetryErrorType(error), ...(retryAfterHint && { retryAfterHint }) }
}

/**
 * Runs `attempt(args)` until it succeeds or the client's strategy gives up; counts in the request's headers. `failed`: the first
 * attempt was made already, and ended with `failed.error`.
 */
exports.withRetry = async (config, context, args, attempt, failed) => {
  const strategy = await config.retryStrategy()
  if (!strategy.acquireInitialRetryToken) return strategy.retry(attempt, args)
  const maxAttempts = await config.maxAttempts()
  const signal = context.__smithy_context.abortSignal
  const { request } = args
  let token = await race(strategy.acquireInitialRetryToken(''), signal)
  let attempts = 0
  let totalRetryDelay = 0
  const run = async () => {
    if (request) request.headers['amz-sdk-request'] = `attempt=${attempts + 1}; max=${maxAttempts}`
    try {
      return { result: await attempt(args) }
    } catch (error) {
      return { error }
    }
  }
  if (request && !failed) request.headers['amz-sdk-invocation-id'] = host.uuid()
  let tried = failed ?? (await run())
  while (!tried.result) {
    const error = asError(tried.error)
    try {
      token = await race(strategy.refreshRetryTokenForRetry(token, describe(tried.error)), signal)
    } catch (refused) {
      if (signal?.aborted && refused?.name === 'AbortError') throw refused
      error.$metadata ??= {}
      Object.assign(error.$metadata, { attempts: attempts + 1, totalRetryDelay })
      throw error
    }
    attempts = token.getRetryCount()
    const delay = token.getRetryDelay()
    totalRetryDelay += (token.$retryLog?.acquisitionDelay ?? 0) + delay
    if (delay > 0) await race(host.sleep(delay), signal)
    tried = await run()
  }
  strategy.recordSuccess(token)
  Object.assign(tried.result.output.$metadata, { attempts: attempts + 1, totalRetryDelay })
  return tried.result
}
