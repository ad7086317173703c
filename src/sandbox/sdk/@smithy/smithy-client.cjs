'use strict'
/** What every client of the AWS SDK for JavaScript v3 is made of. */
const callSite = require('coldstart:sdk/internal/callSite')
const stacks = require('coldstart:sdk/internal/ownStack')

class ServiceException extends Error {
  static shapeId = 'smithy.ts.sdk.synthetic.nonamespace.client#ServiceException'
  $fault
  $response
  $retryable
  $metadata
  constructor(options) {
    super(options.message)
    this.name = options.name
    this.$fault = options.$fault
    this.$metadata = options.$metadata
  }

  /** Also true of an exception from another copy of the SDK. */
  static isInstance(value) {
    if (!value) return false
    return (
      ServiceException.prototype.isPrototypeOf(value) ||
      (Boolean(value.$metadata) && (value.$fault === 'client' || value.$fault === 'server'))
    )
  }

  static [Symbol.hasInstance](value) {
    if (!ServiceException.isInstance(value)) return false
    if (this === ServiceException || this.prototype.isPrototypeOf(value)) return true
    const known = ServiceException.prototype.isPrototypeOf(value)
    return !known && this.name.length > 0 && value.name === this.name
  }
}

/** Gives `exception` what the reply said and it does not have yet; `Message` becomes `message`. */
const decorateServiceException = (exception, additions = {}) => {
  for (const [key, value] of Object.entries(additions)) {
    if (value !== undefined && (exception[key] == null || exception[key] === ''))
      exception[key] = value
  }
  exception.message = exception.message || exception.Message || 'UnknownError'
  delete exception.Message
  return exception
}

class NoOpLogger {
  trace() {}
  debug() {}
  info() {}
  warn() {}
  error() {}
}

class Client {
  config
  constructor(config) {
    this.config = config
    stacks.hold(this, stacks.createEmpty)
  }

  get middlewareStack() {
    return stacks.stackOf(this)
  }
  set middlewareStack(stack) {
    stacks.replaceStack(this, stack)
  }

  send(command, optionsOrCallback, callback) {
    if (optionsOrCallback === undefined && callback === undefined && stacks.isUntouched(this)) {
      const promise = command[stacks.PLAIN]?.(this.config)
      if (promise) return promise
    }
    callSite.find()
    const bare = typeof optionsOrCallback === 'function'
    const options = bare ? undefined : optionsOrCallback
    const answer = bare ? optionsOrCallback : callback
    const handler =
      (stacks.isUntouched(this) && command[stacks.DIRECT]?.(this.config, options)) ||
      command.resolveMiddleware(this.middlewareStack, this.config, options)
    const result = handler(command).then(({ output }) => output)
    if (!answer) return result
    result
      .then(
        (output) => answer(null, output),
        (error) => answer(error),
      )
      .catch(() => {})
    return undefined
  }

  destroy() {
    this.config.requestHandler?.destroy?.()
  }
}

class Command {
  get middlewareStack() {
    return stacks.stackOf(this)
  }
}

Object.assign(exports, {
  Client,
  Command,
  NoOpLogger,
  ServiceException,
  decorateServiceException,
})
