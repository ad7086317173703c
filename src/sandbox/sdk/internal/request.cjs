'use strict'
/** A command's request: body by shape, the SDK's headers, a signature. */
const host = require('coldstart:host')
const { HttpRequest } = require('@smithy/protocol-http')
const { ask } = require('coldstart:sdk/internal/config')
const { Date, process } = globalThis

/** The release whose behaviour this follows; see the differential tests. */
const VERSION = '3.1164.0'

const hostnameOfParts = (service, region, useFips, useDualstack) => {
  const fips = useFips ? '-fips' : ''
  if (useDualstack) return `${service.prefix}${fips}.${region}.api.aws`
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `${service.prefix}${fips}.${region}.${suffix}`
}
const hostnameOf = async (config, service) => {
  const region = await ask(config.region)
  const useFips = await ask(config.useFipsEndpoint)
  return hostnameOfParts(service, region, useFips, await ask(config.useDualstackEndpoint))
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
  const given = input && typeof input === 'object' ? input : {}
  if (service.bind) {
    const prepared = service.prepare ? await service.prepare(given) : given
    const { hostPrefix = '', ...bound } = service.bind(
      command.constructor.operation,
      prepared,
      config,
    )
    return new HttpRequest({
      ...bound,
      protocol: endpoint.protocol,
      hostname: hostPrefix + endpoint.hostname,
      port: endpoint.port,
      path: endpoint.path.replace(/\/$/, '') + bound.path,
      query: { ...endpoint.query, ...bound.query },
    })
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
      ...(service.isQueryCompatible ? { 'x-amzn-query-mode': 'true' } : {}),
    },
    body: service.codec.write(inputShape, given),
  })
}

const USER_AGENT = `aws-sdk-js/${VERSION}`
/** The values of `x-amz-user-agent` and `user-agent`. */
const userAgents = (config, service) => {
  const { AWS_EXECUTION_ENV } = process.env
  const runtime = AWS_EXECUTION_ENV ? ` exec-env/${AWS_EXECUTION_ENV}` : ''
  const custom = typeof config.customUserAgent === 'string' ? ` ${config.customUserAgent}` : ''
  return [
    USER_AGENT + custom,
    `${USER_AGENT} ua/2.1 os/linux lang/js md/nodejs#${process.version.slice(1)} ` +
      `api/${service.id.toLowerCase()}#${VERSION}${runtime}${custom}`,
  ]
}
const addUserAgent = (request, config, service) => {
  const [short, long] = userAgents(config, service)
  request.headers['x-amz-user-agent'] = short
  request.headers['user-agent'] = long
}

const addTrace = (request) => {
  const trace = process.env._X_AMZN_TRACE_ID
  if (process.env.AWS_LAMBDA_FUNCTION_NAME && trace) request.headers['X-Amzn-Trace-Id'] = trace
}

const addHost = (request) => {
  request.headers.host = request.hostname + (request.port ? `:${request.port}` : '')
}

const utf8Length = (text) => {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0)
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else bytes += code < 0x10000 ? 3 : 4
  }
  return bytes
}

const ASCII = /^[\0-\x7f]*$/
const addContentLength = (request) => {
  const { body } = request
  if (body === '') return
  const length = typeof body !== 'string' || ASCII.test(body) ? body.length : utf8Length(body)
  request.headers['content-length'] = String(length)
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
  const scope = `${stamp.slice(0, 8)}/${await ask(config.region)}/${service.signingName ?? service.prefix}/aws4_request`
  request.headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, ` +
    `SignedHeaders=${signed.join(';')}, Signature=${digits}${digits}`
  return request
}

Object.assign(exports, {
  addContentLength,
  addHost,
  addTrace,
  addUserAgent,
  hostnameOfParts,
  serialize,
  sign,
  userAgents,
})
