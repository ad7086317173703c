'use strict'
/**
 * The transport: where Node opens a socket, this hands the request to the simulation. Time-outs are the real handler's, on
 * virtual time. https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const host = require('coldstart:host')
const { SITE } = require('coldstart:sdk/internal/callSite')
const { HttpResponse } = require('@smithy/protocol-http')

const loadSocket = () => require('coldstart:sdk/internal/socket')

/** `dynamodb.eu-west-1.amazonaws.com`, `123456789012.ddb.eu-west-1.amazonaws.com`, `dynamodb-fips.…`, `dynamodb.….api.aws` */
const ENDPOINT =
  /^(?:[\w-]+\.)*?([a-z0-9]+)(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/
const PREFIXES = { ddb: 'dynamodb' }

const queryOf = (query) =>
  Object.keys(query)
    .sort()
    .flatMap((key) =>
      [query[key]]
        .flat()
        .map((value) =>
          value == null
            ? encodeURIComponent(key)
            : `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
        ),
    )
    .join('&')

/** An API of API Gateway's: not a service's endpoint, but somebody's own server. */
const API = /^[a-z0-9]+\.execute-api\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/

/** Whom a request is for; null for an address that is not AWS's. */
const receiverOf = ({ hostname, port }) => {
  if (API.test(hostname))
    return { service: '', host: { protocol: 'https', name: hostname, port: port ?? 443 } }
  const found = ENDPOINT.exec(hostname)?.[1]
  if (!found) return null
  const prefix =
    found === 'dynamodb' && hostname.startsWith('streams.') ? 'streams.dynamodb' : found
  return { service: PREFIXES[prefix] ?? prefix }
}

const send = async (request) => {
  const receiver = receiverOf(request)
  const reply = receiver
    ? await host.call({
        ...receiver,
        method: request.method,
        path: request.path,
        query: queryOf(request.query ?? {}),
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        body: request.body ?? '',
        attempt: Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'])?.[1] ?? 1),
        site: request[SITE],
      })
    : { type: 'unreachable', ...loadSocket().nobodyAt(request) }
  return receive(reply, request)
}

/** What came of `request`: `{ response }`, or an error as of a socket. */
const receive = (reply, request) => {
  if (reply.type === 'unreachable') throw loadSocket().networkError(reply, request)
  const headers = {}
  for (const [name, value] of reply.headers) {
    const key = name.toLowerCase()
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value
  }
  return { response: new HttpResponse({ statusCode: reply.status, headers, body: reply.body }) }
}

class NodeHttpHandler {
  metadata = { handlerProtocol: 'http/1.1' }
  #options
  config

  static create(instanceOrOptions) {
    return typeof instanceOrOptions?.handle === 'function'
      ? instanceOrOptions
      : new NodeHttpHandler(instanceOrOptions)
  }

  /** `options`: an object, or an async function that gives one. */
  constructor(options) {
    this.#options = options
    if (typeof options !== 'function') this.config = { ...options }
  }

  destroy() {
    this.config?.httpAgent?.destroy?.()
    this.config?.httpsAgent?.destroy?.()
  }

  async handle(request, { abortSignal, requestTimeout } = {}) {
    this.config ??= { ...(await this.#options()) }
    if (abortSignal?.aborted) throw loadSocket().abortError(abortSignal)
    const timeout = requestTimeout ?? this.config.requestTimeout
    if (!abortSignal && !timeout && !this.config.socketTimeout) return send(request)
    return loadSocket().guard(send(request), abortSignal, this.config, timeout)
  }

  updateHttpClientConfig(key, value) {
    this.config = { ...this.config, [key]: value }
  }

  httpHandlerConfigs() {
    return this.config ?? {}
  }
}

Object.assign(exports, { DEFAULT_REQUEST_TIMEOUT: 0, NodeHttpHandler, receive })
