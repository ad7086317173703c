'use strict'
/** What every client of the AWS SDK for JavaScript v3 is made of. */
const { constructStack } = require('coldstart:sdk/internal/stack')

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
  middlewareStack = constructStack()
  constructor(config) {
    this.config = config
  }

  send(command, optionsOrCallback, callback) {
    const bare = typeof optionsOrCallback === 'function'
    const options = bare ? undefined : optionsOrCallback
    const answer = bare ? optionsOrCallback : callback
    const handler = command.resolveMiddleware(this.middlewareStack, this.config, options)
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

const ownStack = new WeakMap()

class Command {
  /** Made when first asked for, so that a command nobody touches may take the direct way. */
  get middlewareStack() {
    let stack = ownStack.get(this)
    if (!stack) ownStack.set(this, (stack = constructStack()))
    return stack
  }
  /** Whether somebody has asked for this command's own stack. */
  static isTouched(command) {
    return ownStack.has(command)
  }
}

/** Gives `Client` a method per command, paginator and waiter, as the aggregated clients have. */
const createAggregatedClient = (commands, Client, { paginators = {}, waiters = {} } = {}) => {
  for (const [name, CommandCtor] of Object.entries(commands)) {
    const method = (name[0].toLowerCase() + name.slice(1)).replace(/Command$/, '')
    Client.prototype[method] = function (args, optionsOrCallback, callback) {
      const command = new CommandCtor(args)
      if (typeof optionsOrCallback === 'function') return this.send(command, optionsOrCallback)
      if (typeof callback !== 'function') return this.send(command, optionsOrCallback)
      if (typeof optionsOrCallback !== 'object') {
        throw new Error(`Expected http options but got ${typeof optionsOrCallback}`)
      }
      return this.send(command, optionsOrCallback || {}, callback)
    }
  }
  for (const [name, paginate] of Object.entries(paginators)) {
    Client.prototype[name] = function (input = {}, config, ...rest) {
      return paginate({ ...config, client: this }, input, ...rest)
    }
  }
  for (const [name, wait] of Object.entries(waiters)) {
    Client.prototype[name] = async function (input = {}, config, ...rest) {
      const settings = typeof config === 'number' ? { maxWaitTime: config } : config
      return wait({ ...settings, client: this }, input, ...rest)
    }
  }
}

/** `for await (const page of paginate({ client }, input))`: https://aws.amazon.com/blogs/developer/pagination-using-async-iterators-in-modular-aws-sdk-for-javascript/ */
const createPaginator = (ClientCtor, CommandCtor, inputToken, outputToken, pageSize) =>
  async function* paginateOperation(config, input, ...rest) {
    let token = config.startingToken ?? input[inputToken]
    for (;;) {
      input[inputToken] = token
      if (pageSize) input[pageSize] = input[pageSize] ?? config.pageSize
      if (!(config.client instanceof ClientCtor)) {
        throw new Error(`Invalid client, expected instance of ${ClientCtor.name}`)
      }
      const command = new CommandCtor(input)
      const page = await config.client.send(config.withCommand?.(command) ?? command, ...rest)
      yield page
      const previous = token
      token = page?.[outputToken]
      if (!token || (config.stopOnSameToken && token === previous)) return undefined
    }
  }

Object.assign(exports, {
  Client,
  Command,
  NoOpLogger,
  ServiceException,
  createAggregatedClient,
  createPaginator,
  decorateServiceException,
})
