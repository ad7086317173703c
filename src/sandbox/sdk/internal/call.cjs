'use strict'
/**
 * One call without a middleware stack: what the default middleware does, in one function. A command's class has
 * `operation: { service, operation, inputShape, outputShape }`; `service` is described in `dynamodb/service.cjs`.
 */
const host = require('coldstart:host')
const { receive } = require('@smithy/node-http-handler')
const { SITE, current } = require('coldstart:sdk/internal/callSite')
const { readReply } = require('coldstart:sdk/internal/reply')
const {
  addContentLength,
  addHost,
  addTrace,
  addUserAgent,
  serialize,
  sign,
} = require('coldstart:sdk/internal/request')

const CONTEXT = '__smithy_context'

/** What middleware learns of the call. */
const createContext = (command, config, options) => {
  const { service, operation } = command.constructor.operation
  return {
    logger: config.logger,
    [SITE]: current(),
    clientName: service.clientName,
    commandName: `${operation}Command`,
    inputFilterSensitiveLog: (input) => input,
    outputFilterSensitiveLog: (output) => output,
    [CONTEXT]: {
      service: service.target,
      operation,
      commandInstance: command,
      ...(options?.abortSignal && { abortSignal: options.abortSignal }),
    },
  }
}

const logCall = (context, input, { $metadata, ...output }) => {
  context.logger?.info?.({
    clientName: context.clientName,
    commandName: context.commandName,
    input,
    output,
    metadata: $metadata,
  })
}

const logFailure = (context, input, error) => {
  context.logger?.error?.({
    clientName: context.clientName,
    commandName: context.commandName,
    input,
    error,
    metadata: error.$metadata,
  })
}

const dispatch = (config, args, options) =>
  config.requestHandler.handle(args.request, options ?? {})

/**
 * The first attempt, as long as none of the client's calls has failed: then there is nothing to count or to wait for. `first`: it
 * was made already, that is its reply, and those are its headers.
 */
const tryFirst = async (call, args, attempt, first) => {
  const { config } = call
  const { headers } = args.request
  if (first) {
    for (const [name, value] of first.sent) headers[name] = value
  } else {
    headers['amz-sdk-invocation-id'] = host.uuid()
    headers['amz-sdk-request'] = `attempt=1; max=${await config.maxAttempts()}`
  }
  let result
  try {
    result = first ? call.read(receive(first, args.request).response) : await attempt(args)
  } catch (error) {
    const { withRetry } = require('coldstart:sdk/internal/retry')
    return withRetry(config, call.context, args, attempt, { error })
  }
  config.retryStrategy.peek()?.recordSuccess({ getRetryCost() {} })
  Object.assign(result.output.$metadata, { attempts: 1, totalRetryDelay: 0 })
  return result
}

const send = async (call, args, first) => {
  const { config, service, context, options, translate } = call
  try {
    const input = translate ? translate.input(args.input) : args.input
    const request = await serialize(config, service, context[CONTEXT].commandInstance, input)
    request[SITE] = first ? first.site : context[SITE]
    addContentLength(request)
    addUserAgent(request, config, service)
    addHost(request)
    addTrace(request)
    call.read = (response) => {
      const reply = readReply(service, context, response)
      if (translate) reply.output = translate.output(reply.output)
      return reply
    }
    const attempt = async (current) => {
      await sign(current.request, config, service)
      const { response } = await dispatch(config, current, options)
      return call.read(response)
    }
    const isPlain = first || (!options?.abortSignal && config.retryStrategy.isIdle?.())
    const result = isPlain
      ? await tryFirst(call, { ...args, request }, attempt, first)
      : await require('coldstart:sdk/internal/retry').withRetry(
          config,
          context,
          { ...args, request },
          attempt,
        )
    logCall(context, args.input, result.output)
    return result
  } catch (error) {
    logFailure(context, args.input, error)
    throw error
  }
}

/**
 * The function that carries out `command`, given `{ input }`. `translate` turns the input and the output: the document
 * client's middleware.
 */
const createDirectHandler = (command, config, options, translate) => {
  const context = createContext(command, config, options)
  const { service } = command.constructor.operation
  const call = { config, service, context, options, translate }
  return (args) => send(call, args)
}

/** Goes on with a call whose first attempt `callPlainly` made: `first` is the reply, with the headers `sent`. */
const goOnWith = (command, config, first, translate) => {
  const context = createContext(command, config, undefined)
  const { service } = command.constructor.operation
  const call = { config, service, context, options: undefined, translate }
  return send(call, { input: command.input }, first)
}

Object.assign(exports, {
  CONTEXT,
  createContext,
  createDirectHandler,
  dispatch,
  goOnWith,
  logCall,
  logFailure,
})
