'use strict'
/** A client's configuration: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html */
const { NoOpLogger } = require('@smithy/smithy-client')
const { NodeHttpHandler } = require('@smithy/node-http-handler')
const { process } = globalThis

/** A provider that also says its value at once, where it is known. */
const provide = (given) => {
  if (typeof given === 'function') return given
  const provider = async () => given
  provider.value = given
  return provider
}
/** What `provider` says, without waiting where it is known. */
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
  return Number.isNaN(attempts) ? undefined : attempts
}

const toEndpoint = (given) => {
  const { URL } = require('node:url')
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

/**
 * The client's strategy, made when first needed. `isIdle()`: nothing was counted yet, and it does not look at first attempts;
 * `peek()`: the strategy, if there is one.
 */
const createRetryStrategy = (config, service) => {
  let strategy = null
  const provider = async () => {
    if (strategy) return strategy
    const { AdaptiveRetryStrategy, StandardRetryStrategy } = require('@smithy/util-retry')
    const maxAttempts = await ask(config.maxAttempts)
    const { baseDelay } = service.defaults
    const isAdaptive = (await ask(config.retryMode)) === 'adaptive'
    strategy ??= isAdaptive
      ? new AdaptiveRetryStrategy(config.maxAttempts, { maxAttempts, baseDelay })
      : new StandardRetryStrategy({ maxAttempts, baseDelay })
    return strategy
  }
  const mode = config.retryMode.value
  provider.isIdle = () => strategy === null && mode !== undefined && mode !== 'adaptive'
  provider.peek = () => strategy
  return provider
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

exports.ask = ask
exports.environmentCredentials = environmentCredentials
