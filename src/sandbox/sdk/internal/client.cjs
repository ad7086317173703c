'use strict'
/**
 * What a client does with a command: the default middleware, and the direct way where nobody added any. A command's class has
 * `operation: { service, operation, inputShape, outputShape }`; `service` is described in `dynamodb/service.cjs`.
 */
const { HttpRequest } = require('@smithy/protocol-http')
const { Command } = require('@smithy/smithy-client')
const { readReply } = require('coldstart:sdk/internal/reply')
const {
  addContentLength,
  addHost,
  addTrace,
  addUserAgent,
  serialize,
  sign,
} = require('coldstart:sdk/internal/request')
const { withRetry } = require('coldstart:sdk/internal/retry')
const { constructStack, isPristine, markPristine } = require('coldstart:sdk/internal/stack')

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

/** One call without a middleware stack: what the default middleware does, in one function. */
const sendDirectly = async (call, args) => {
  const { config, service, context, options, translate } = call
  try {
    const command = context[CONTEXT].commandInstance
    const input = translate ? translate.input(args.input) : args.input
    const request = await serialize(config, service, command, input)
    addContentLength(request)
    addUserAgent(request, config, service)
    addHost(request)
    addTrace(request)
    const result = await withRetry(config, context, { ...args, request }, async (attempt) => {
      await sign(attempt.request, config, service)
      const { response } = await dispatch(config, attempt, options)
      const reply = readReply(service, context, response)
      if (translate) reply.output = translate.output(reply.output)
      return reply
    })
    logCall(context, args.input, result.output)
    return result
  } catch (error) {
    logFailure(context, args.input, error)
    throw error
  }
}

const build = (change) => (next) => async (args) => {
  if (HttpRequest.isInstance(args.request)) change(args.request)
  return next(args)
}

const logging = (next, context) => async (args) => {
  try {
    const result = await next(args)
    logCall(context, args.input, result.output)
    return result
  } catch (error) {
    logFailure(context, args.input, error)
    throw error
  }
}

/** Puts the client's own middleware on a new stack under the SDK's names, so that a user's may be placed relative to it. */
exports.createClientStack = (config, service) => {
  const stack = constructStack()
  const add = (name, step, tags, middleware, priority = 'normal') =>
    stack.add(middleware, { name, step, tags, priority, override: true })
  const change = (name, tags, alter, priority) => add(name, 'build', tags, build(alter), priority)

  add('loggerMiddleware', 'initialize', ['LOGGER'], logging)
  add('serializerMiddleware', 'serialize', ['SERIALIZER'], (next, context) => async (args) => {
    const command = context[CONTEXT].commandInstance
    return next({ ...args, request: await serialize(config, service, command, args.input) })
  })
  change('contentLengthMiddleware', ['SET_CONTENT_LENGTH', 'CONTENT_LENGTH'], addContentLength)
  change(
    'getUserAgentMiddleware',
    ['SET_USER_AGENT', 'USER_AGENT'],
    (request) => addUserAgent(request, config, service),
    'low',
  )
  change('hostHeaderMiddleware', ['HOST'], addHost, 'low')
  const traceTags = ['RECURSION_DETECTION', 'TRACE_CONTEXT_PROPAGATION']
  change('recursionDetectionMiddleware', traceTags, addTrace, 'low')
  const retrying = (next, context) => (args) => withRetry(config, context, args, next)
  add('retryMiddleware', 'finalizeRequest', ['RETRY'], retrying, 'high')
  const signing = (next) => async (args) => {
    await sign(args.request, config, service)
    return next(args)
  }
  stack.addRelativeTo(signing, {
    name: 'httpSigningMiddleware',
    aliases: ['apiKeyMiddleware', 'tokenMiddleware', 'awsAuthMiddleware'],
    step: 'finalizeRequest',
    tags: ['HTTP_SIGNING'],
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    override: true,
  })
  const reading = (next, context) => async (args) => {
    const { response } = await next(args)
    return readReply(service, context, response)
  }
  add('deserializerMiddleware', 'deserialize', ['DESERIALIZER'], reading)
  markPristine(stack)
  return stack
}

/** The function that carries out `command`, given `{ input }`, if its own stack and the client's are untouched. */
exports.findDirectHandler = (command, clientStack, config, options, translate) => {
  if (Command.isTouched(command) || !isPristine(clientStack)) return null
  const context = createContext(command, config, options)
  const { service } = command.constructor.operation
  const call = { config, service, context, options, translate }
  return (args) => sendDirectly(call, args)
}

/** The function that carries out `command`, given `{ input }`, by way of all middleware. */
exports.resolveHandler = (command, clientStack, config, options) => {
  const direct = exports.findDirectHandler(command, clientStack, config, options)
  if (direct) return direct
  const stack = Command.isTouched(command)
    ? clientStack.concat(command.middlewareStack)
    : clientStack
  const context = createContext(command, config, options)
  return stack.resolve((args) => dispatch(config, args, options), context)
}
