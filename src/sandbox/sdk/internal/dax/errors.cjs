'use strict'
/** What DAX's clients throw. https://www.npmjs.com/package/@amazon-dax-sdk/client-dax */
const { Date } = globalThis

class DaxClientError extends Error {
  constructor(message, code, retryable = true, requestId = null, statusCode = -1) {
    super(!code || message.startsWith(code) ? message : `${code}: ${message}`)
    Object.assign(this, { time: Date.now(), code, retryable, requestId, statusCode })
    this._tubeInvalid = false
    this.waitForRecoveryBeforeRetrying = false
  }
}

class DaxServiceError extends DaxClientError {}

/** Codes after which a client tries again though the server has answered. */
const RETRIED = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionCanceledException',
])

/** The client's error for what AWS's SDK has thrown. */
const toDaxError = (error) => {
  const status = error.$metadata?.httpStatusCode
  if (status === undefined) {
    const words = `not able to resolve address: ${error.message}`
    return error.syscall ? new DaxClientError(words, 'NoRouteException') : error
  }
  const { message, name, $metadata } = error
  const isRetried = status >= 500 || RETRIED.has(name)
  const made = new DaxServiceError(message, name, isRetried, $metadata.requestId, status)
  made._message = message
  made.cancellationReasons = error.CancellationReasons
  return made
}

/** What a client refuses by itself. */
const refusal = (message) => new DaxClientError(message, 'ValidationException', false)

Object.assign(exports, { DaxClientError, refusal, toDaxError })
