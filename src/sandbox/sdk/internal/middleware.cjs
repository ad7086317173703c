'use strict'
/** A client's own middleware; loaded when somebody looks at a stack. */
const { HttpRequest } = require('@smithy/protocol-http')
const {
  CONTEXT,
  createContext,
  dispatch,
  logCall,
  logFailure,
} = require('coldstart:sdk/internal/call')
const { SITE } = require('coldstart:sdk/internal/callSite')
const { isUntouched } = require('coldstart:sdk/internal/ownStack')
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
const { constructStack } = require('coldstart:sdk/internal/stack')

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
    const request = await serialize(config, service, command, args.input)
    request[SITE] = context[SITE]
    return next({ ...args, request })
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
  return stack
}

/** The function that carries out `command`, given `{ input }`, by way of all middleware. */
exports.resolveHandler = (command, clientStack, config, options) => {
  const stack = isUntouched(command) ? clientStack : clientStack.concat(command.middlewareStack)
  const context = createContext(command, config, options)
  return stack.resolve((args) => dispatch(config, args, options), context)
}
