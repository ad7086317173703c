'use strict'
/**
 * One call without a middleware stack: what the default middleware does, in one function. A command's class has
 * `operation: { service, operation, inputShape, outputShape }`; `service` is described in `dynamodb/service.cjs`.
 */
const host = require('coldstart:host')
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

/** The first attempt, as long as none of the client's calls has failed: then there is nothing to count or to wait for. */
const tryFirst = async (call, args, attempt) => {
  const { config } = call
  const { headers } = args.request
  headers['amz-sdk-invocation-id'] = host.uuid()
  headers['amz-sdk-request'] = `attempt=1; max=${await config.maxAttempts()}`
  let result
  try {
    result = await attempt(args)
  } catch (error) {
    const { withRetry } = require('coldstart:sdk/internal/retry')
    return withRetry(config, call.context, args, attempt, { error })
  }
  config.retryStrategy.peek()?.recordSuccess({ getRetryCost() {} })
  Object.assign(result.output.$metadata, { attempts: 1, totalRetryDelay: 0 })
  return result
}

const send = async (call, args) => {
  const { config, service, context, options, translate } = call
  try {
    const input = translate ? translate.input(args.input) : args.input
    const request = await serialize(config, service, context[CONTEXT].commandInstance, input)
    addContentLength(request)
    addUserAgent(request, config, service)
    addHost(request)
    addTrace(request)
    const attempt = async (current) => {
      await sign(current.request, config, service)
      const { response } = await dispatch(config, current, options)
      const reply = readReply(service, context, response)
      if (translate) reply.output = translate.output(reply.output)
      return reply
    }
    const isPlain = !options?.abortSignal && config.retryStrategy.isIdle?.()
    const result = isPlain
      ? await tryFirst(call, { ...args, request }, attempt)
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

Object.assign(exports, {
  CONTEXT,
  createContext,
  createDirectHandler,
  dispatch,
  logCall,
  logFailure,
})
