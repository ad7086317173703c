'use strict'
/**
 * What a service's client does with a command: configuration, the default middleware, one call. `service` describes it:
 * `{ id, prefix, target, clientName, codec, exceptions, BaseException, defaults }`.
 */
const host = require('coldstart:host')
const { HttpRequest } = require('@smithy/protocol-http')
const { Command, NoOpLogger } = require('@smithy/smithy-client')
const { NodeHttpHandler } = require('@smithy/node-http-handler')
const { readReply } = require('coldstart:sdk/internal/reply')
const { withRetry } = require('coldstart:sdk/internal/retry')
const { constructStack, isPristine, markPristine } = require('coldstart:sdk/internal/stack')
const { Buffer, Date, process } = globalThis

/** The release whose behaviour this follows; see the differential test. */
const VERSION = '3.1164.0'
const CONTEXT = '__smithy_context'

/** A provider that also says its value at once, where it is known. */
const provide = (given) => {
  if (typeof given === 'function') return given
  const provider = async () => given
  provider.value = given
  return provider
}
const ask = (provider) => ('value' in provider ? provider.value : provider())

const environmentCredentials = async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    }
  }
  const error = new Error('Could not load credentials from any providers')
  error.name = 'CredentialsProviderError'
  error.tryNextLink = false
  throw error
}

const environmentAttempts = () => {
  const text = process.env.AWS_MAX_ATTEMPTS
  if (!text) return undefined
  const attempts = Number.parseInt(text, 10)
  if (!Number.isNaN(attempts)) return attempts
  return async () => {
    throw new Error(`Environment variable AWS_MAX_ATTEMPTS mast be a number, got "${text}"`)
  }
}

const toEndpoint = (given) => {
  if (typeof given !== 'string' && !(given instanceof URL))
    return given.url ? toEndpoint(given.url) : given
  const url = new URL(given)
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port ? Number(url.port) : undefined,
    path: url.pathname,
    query: undefined,
  }
}

const createRetryStrategy = (config, service) => {
  let strategy = null
  return async () => {
    if (strategy) return strategy
    const { AdaptiveRetryStrategy, StandardRetryStrategy } = require('@smithy/util-retry')
    const maxAttempts = await ask(config.maxAttempts)
    const { baseDelay } = service.defaults
    strategy =
      (await ask(config.retryMode)) === 'adaptive'
        ? new AdaptiveRetryStrategy(config.maxAttempts, { maxAttempts, baseDelay })
        : new StandardRetryStrategy({ maxAttempts, baseDelay })
    return strategy
  }
}

/** The client's `config`: what the user gave, then the environment, then defaults. */
exports.resolveConfig = (given, service) => {
  const { env } = process
  const region = given.region ?? env.AWS_REGION
  const endpoint =
    given.endpoint ??
    env[`AWS_ENDPOINT_URL_${service.id.toUpperCase().replaceAll(' ', '_')}`] ??
    env.AWS_ENDPOINT_URL
  const config = {
    apiVersion: service.apiVersion,
    serviceId: service.id,
    runtime: 'node',
    disableHostPrefix: false,
    extensions: [],
    ...given,
    logger: given.logger ?? new NoOpLogger(),
    tls: given.tls ?? true,
    region: region
      ? provide(region)
      : async () => {
          throw new Error('Region is missing')
        },
    credentials: provide(given.credentials ?? environmentCredentials),
    maxAttempts: provide(
      given.maxAttempts ?? environmentAttempts() ?? service.defaults.maxAttempts,
    ),
    retryMode: provide(given.retryMode ?? env.AWS_RETRY_MODE ?? 'standard'),
    useFipsEndpoint: provide(given.useFipsEndpoint ?? env.AWS_USE_FIPS_ENDPOINT === 'true'),
    useDualstackEndpoint: provide(
      given.useDualstackEndpoint ?? env.AWS_USE_DUALSTACK_ENDPOINT === 'true',
    ),
    requestHandler: NodeHttpHandler.create(given.requestHandler),
  }
  if (endpoint === undefined) config.endpoint = undefined
  else if (typeof endpoint === 'function')
    config.endpoint = async () => toEndpoint(await endpoint())
  else config.endpoint = provide(toEndpoint(endpoint))
  config.isCustomEndpoint = endpoint !== undefined
  const { retryStrategy } = given
  config.retryStrategy = retryStrategy
    ? async () => retryStrategy
    : createRetryStrategy(config, service)
  return config
}

const hostnameOf = async (config, service) => {
  const region = await ask(config.region)
  const fips = (await ask(config.useFipsEndpoint)) ? '-fips' : ''
  if (await ask(config.useDualstackEndpoint)) return `${service.prefix}${fips}.${region}.api.aws`
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `${service.prefix}${fips}.${region}.${suffix}`
}

/** The request before signing: body by shape, headers in the SDK's order. */
const serialize = async (config, service, command, input) => {
  const { operation, inputShape } = command.constructor.operation
  const endpoint = config.endpoint
    ? await ask(config.endpoint)
    : {
        protocol: config.tls ? 'https:' : 'http:',
        hostname: await hostnameOf(config, service),
        path: '/',
      }
  return new HttpRequest({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    port: endpoint.port,
    path: endpoint.path.endsWith('/') ? endpoint.path : `${endpoint.path}/`,
    query: { ...endpoint.query },
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${service.target}.${operation}`,
    },
    body: service.codec.write(inputShape, input && typeof input === 'object' ? input : {}),
  })
}

const USER_AGENT = `aws-sdk-js/${VERSION}`
const addUserAgent = (request, config, service) => {
  const { AWS_EXECUTION_ENV } = process.env
  const runtime = AWS_EXECUTION_ENV ? ` exec-env/${AWS_EXECUTION_ENV}` : ''
  const custom = typeof config.customUserAgent === 'string' ? ` ${config.customUserAgent}` : ''
  request.headers['x-amz-user-agent'] = USER_AGENT + custom
  request.headers['user-agent'] =
    `${USER_AGENT} ua/2.1 os/linux lang/js md/nodejs#${process.version.slice(1)} ` +
    `api/${service.id.toLowerCase()}#${VERSION}${runtime}${custom}`
}

const addTrace = (request) => {
  const trace = process.env._X_AMZN_TRACE_ID
  if (process.env.AWS_LAMBDA_FUNCTION_NAME && trace) request.headers['X-Amzn-Trace-Id'] = trace
}

const addHost = (request) => {
  request.headers.host = request.hostname + (request.port ? `:${request.port}` : '')
}

const addContentLength = (request) => {
  request.headers['content-length'] = String(Buffer.byteLength(request.body))
}

const UNSIGNED = new Set(['user-agent', 'x-amzn-trace-id', 'authorization'])

/** A header of Signature Version 4's form. Nobody in the simulation verifies it, so the signature is not computed. */
const sign = async (request, config, service) => {
  const { accessKeyId, sessionToken } = await ask(config.credentials)
  const stamp = new Date(Math.floor(host.now())).toISOString().replace(/[-:]|\.\d{3}/g, '')
  request.headers['x-amz-date'] = stamp
  if (sessionToken) request.headers['x-amz-security-token'] = sessionToken
  const signed = Object.keys(request.headers)
    .map((name) => name.toLowerCase())
    .filter((name) => !UNSIGNED.has(name))
    .sort()
  const digits = (request.headers['amz-sdk-invocation-id'] ?? '')
    .replaceAll('-', '')
    .padEnd(32, '0')
  const scope = `${stamp.slice(0, 8)}/${await ask(config.region)}/${service.prefix}/aws4_request`
  request.headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, ` +
    `SignedHeaders=${signed.join(';')}, Signature=${digits}${digits}`
  return request
}

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

/** The client's own middleware, under the SDK's names, so that a user's may be placed relative to it. */
exports.createClientStack = (config, service) => {
  const stack = constructStack()
  const add = (name, step, middleware, options) =>
    stack.add(middleware, { name, step, override: true, ...options })
  add('loggerMiddleware', 'initialize', (next, context) => async (args) => {
    try {
      const result = await next(args)
      logCall(context, args.input, result.output)
      return result
    } catch (error) {
      logFailure(context, args.input, error)
      throw error
    }
  })
  add(
    'serializerMiddleware',
    'serialize',
    (next, context) => async (args) => {
      const command = context[CONTEXT].commandInstance
      return next({ ...args, request: await serialize(config, service, command, args.input) })
    },
    { tags: ['SERIALIZER'] },
  )
  add('contentLengthMiddleware', 'build', build(addContentLength))
  add(
    'getUserAgentMiddleware',
    'build',
    build((request) => addUserAgent(request, config, service)),
    {
      priority: 'low',
    },
  )
  add('hostHeaderMiddleware', 'build', build(addHost), { priority: 'low' })
  add('recursionDetectionMiddleware', 'build', build(addTrace), { priority: 'low' })
  add(
    'retryMiddleware',
    'finalizeRequest',
    (next, context) => (args) => withRetry(config, context, args, next),
    {
      priority: 'high',
      tags: ['RETRY'],
    },
  )
  add(
    'httpSigningMiddleware',
    'finalizeRequest',
    (next) => async (args) => {
      await sign(args.request, config, service)
      return next(args)
    },
    { aliases: ['apiKeyMiddleware', 'tokenMiddleware', 'awsAuthMiddleware'] },
  )
  add(
    'deserializerMiddleware',
    'deserialize',
    (next, context) => async (args) => {
      const { response } = await next(args)
      return readReply(service, context, response)
    },
    { tags: ['DESERIALIZER'] },
  )
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
