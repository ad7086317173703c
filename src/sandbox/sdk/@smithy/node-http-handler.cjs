'use strict'
/**
 * The transport: where Node opens a socket, this hands the request to the simulation. Time-outs are the real handler's, on
 * virtual time. https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const host = require('coldstart:host')
const { HttpResponse } = require('@smithy/protocol-http')
const { clearTimeout, console, setTimeout } = globalThis

const TIMEOUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
/** libuv's numbers on Linux. */
const ERRNO = {
  EAI_AGAIN: -3001,
  ECONNREFUSED: -111,
  ECONNRESET: -104,
  EHOSTUNREACH: -113,
  ENETUNREACH: -101,
  ENOTFOUND: -3008,
  EPIPE: -32,
  ETIMEDOUT: -110,
}
/** `dynamodb.eu-west-1.amazonaws.com`, `123456789012.ddb.eu-west-1.amazonaws.com`, `dynamodb-fips.…`, `dynamodb.….api.aws` */
const ENDPOINT =
  /^(?:[\w-]+\.)*?([a-z0-9]+)(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-\d\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/
const PREFIXES = { ddb: 'dynamodb' }
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/

const abortError = (signal) => {
  const reason = signal?.reason
  const known = !reason || reason instanceof Error
  const error = new Error(known ? 'Request aborted' : String(reason))
  error.name = 'AbortError'
  if (reason instanceof Error) error.cause = reason
  return error
}

const SOCKET_MESSAGE = /^(getaddrinfo|connect|read|write) \w+(?: ([\w.[\]:]+):(\d+))?/

/** The error that Node's socket would have given. */
const networkError = ({ code, message }, request) => {
  const error = new Error(message)
  const [, syscall, address, port] = SOCKET_MESSAGE.exec(message) ?? []
  if (syscall && code in ERRNO) error.errno = ERRNO[code]
  error.code = code
  if (syscall) error.syscall = syscall
  if (syscall === 'getaddrinfo') error.hostname = request.hostname
  if (address) Object.assign(error, { address, port: Number(port) })
  if (TIMEOUT_CODES.has(code)) error.name = 'TimeoutError'
  return error
}

/** What a function without a network finds at an address that is not AWS's. */
const nobodyAt = ({ hostname, port, protocol }) => {
  if (!LOOPBACK.test(hostname))
    return { code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${hostname}` }
  const address = hostname === 'localhost' ? '127.0.0.1' : hostname
  return {
    code: 'ECONNREFUSED',
    message: `connect ECONNREFUSED ${address}:${port ?? (protocol === 'http:' ? 80 : 443)}`,
  }
}

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

const send = async (request) => {
  const prefix = ENDPOINT.exec(request.hostname)?.[1]
  const reply = prefix
    ? await host.call({
        service: PREFIXES[prefix] ?? prefix,
        method: request.method,
        path: request.path,
        query: queryOf(request.query ?? {}),
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        body: request.body ?? '',
        attempt: Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'])?.[1] ?? 1),
      })
    : { type: 'unreachable', ...nobodyAt(request) }
  if (reply.type === 'unreachable') throw networkError(reply, request)
  const headers = {}
  for (const [name, value] of reply.headers) {
    const key = name.toLowerCase()
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value
  }
  return { response: new HttpResponse({ statusCode: reply.status, headers, body: reply.body }) }
}

const timeoutError = (message, extra) =>
  Object.assign(new Error(`@smithy/node-http-handler - ${message}`), {
    name: 'TimeoutError',
    ...extra,
  })

/** Settles as `work` does, unless `signal` aborts or a configured time-out strikes first. */
const guard = (work, signal, config, requestTimeout) =>
  new Promise((resolve, reject) => {
    const timers = []
    const onAbort = () => reject(abortError(signal))
    const settle = (act) => (value) => {
      for (const timer of timers) clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      act(value)
    }
    const after = (ms, strike) => {
      if (ms > 0 && Number.isFinite(ms)) timers.push(setTimeout(strike, ms))
    }
    work.then(settle(resolve), settle(reject))
    signal?.addEventListener('abort', onAbort, { once: true })
    after(requestTimeout, () => {
      const text = `a request has exceeded the configured ${requestTimeout} ms requestTimeout.`
      if (config.throwOnRequestTimeout) {
        reject(timeoutError(`[ERROR] ${text}`, { code: 'ETIMEDOUT' }))
        return
      }
      const logger = config.logger ?? console
      logger.warn?.(
        `@smithy/node-http-handler - [WARN] ${text} Init client requestHandler with ` +
          'throwOnRequestTimeout=true to turn this into an error.',
      )
    })
    after(config.socketTimeout, () =>
      reject(
        timeoutError(
          `the request socket timed out after ${config.socketTimeout} ms of inactivity ` +
            '(configured by client requestHandler).',
        ),
      ),
    )
  })

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
    if (abortSignal?.aborted) throw abortError(abortSignal)
    const timeout = requestTimeout ?? this.config.requestTimeout
    if (!abortSignal && !timeout && !this.config.socketTimeout) return send(request)
    return guard(send(request), abortSignal, this.config, timeout)
  }

  updateHttpClientConfig(key, value) {
    this.config = { ...this.config, [key]: value }
  }

  httpHandlerConfigs() {
    return this.config ?? {}
  }
}

Object.assign(exports, { DEFAULT_REQUEST_TIMEOUT: 0, NodeHttpHandler })
