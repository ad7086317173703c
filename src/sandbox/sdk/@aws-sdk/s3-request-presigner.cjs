'use strict'
/** `@aws-sdk/s3-request-presigner`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-s3-request-presigner/ */
const host = require('coldstart:host')
const { createHash, createHmac } = require('node:crypto')
const { ask } = require('coldstart:sdk/internal/config')
const { addContentLength, addHost, serialize } = require('coldstart:sdk/internal/request')
const { Date } = globalThis

const MAX_SECONDS = 604_800
/** Headers that no signature covers unless it is asked to. */
const UNSIGNED = new Set(
  'authorization cache-control connection content-type expect from keep-alive max-forwards pragma referer te trailer transfer-encoding upgrade user-agent x-amzn-trace-id'.split(
    ' ',
  ),
)
const isUnsigned = (name) => UNSIGNED.has(name) || /^(?:proxy|sec)-/.test(name)

const escape = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
const hash = (text) => createHash('sha256').update(text).digest('hex')
const mac = (key, text) => createHmac('sha256', key).update(text).digest()
const queryOf = (query) =>
  Object.keys(query)
    .sort()
    .map((name) => `${escape(name)}=${escape(query[name])}`)
    .join('&')

const lower = (names) => new Set([...(names ?? [])].map((name) => name.toLowerCase()))

/** Headers of Amazon's go into the query, but for those that must be sent as they are. */
const hoist = (headers, query, { unhoistableHeaders, hoistableHeaders }) => {
  const stay = lower(unhoistableHeaders)
  const go = lower(hoistableHeaders)
  for (const name of Object.keys(headers)) {
    const key = name.toLowerCase()
    const isOurs = key.startsWith('x-amz-') && !stay.has(key)
    if (!isOurs && !go.has(key)) continue
    query[name] = headers[name]
    delete headers[name]
  }
}

const sign = async (request, config, options) => {
  const { accessKeyId, secretAccessKey, sessionToken } = await ask(config.credentials)
  const region = options.signingRegion ?? (await ask(config.region))
  const date = options.signingDate
    ? new Date(options.signingDate)
    : new Date(Math.floor(host.now()))
  const stamp = date.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${stamp.slice(0, 8)}/${region}/${options.signingService ?? 's3'}/aws4_request`
  const { headers, query } = request
  hoist(headers, query, options)
  if (sessionToken) query['X-Amz-Security-Token'] = sessionToken
  query['X-Amz-Content-Sha256'] = 'UNSIGNED-PAYLOAD'
  query['X-Amz-Algorithm'] = 'AWS4-HMAC-SHA256'
  query['X-Amz-Credential'] = `${accessKeyId}/${scope}`
  query['X-Amz-Date'] = stamp
  query['X-Amz-Expires'] = String(options.expiresIn ?? 900)
  const also = lower(options.signableHeaders)
  const not = lower(options.unsignableHeaders)
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => (!isUnsigned(name) || also.has(name)) && !not.has(name))
    .sort()
  query['X-Amz-SignedHeaders'] = names.join(';')
  const canonical = [
    request.method,
    request.path,
    queryOf(query),
    ...names.map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash(canonical)].join('\n')
  const key = scope.split('/').reduce(mac, `AWS4${secretAccessKey}`)
  query['X-Amz-Signature'] = mac(key, text).toString('hex')
  return request
}

/** A URL with which whoever has it may send `command` until it expires. */
const getSignedUrl = async (client, command, options = {}) => {
  if ((options.expiresIn ?? 900) > MAX_SECONDS)
    throw new Error(
      'Signature version 4 presigned URLs must have an expiration date less than one week in the future',
    )
  const { config } = client
  const { service } = command.constructor.operation
  const request = await serialize(config, service, command, command.input)
  addContentLength(request)
  addHost(request)
  const { protocol, path, query } = await sign(request, config, {
    ...options,
    unhoistableHeaders: new Set([
      ...(options.unhoistableHeaders ?? []),
      ...Object.keys(request.headers).filter((name) =>
        name.startsWith('x-amz-server-side-encryption'),
      ),
    ]),
  })
  return `${protocol}//${request.headers.host}${path}?${queryOf(query)}`
}

Object.assign(exports, { getSignedUrl })
