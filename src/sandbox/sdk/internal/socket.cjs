'use strict'
/** What goes wrong on the way to a server, as Node's sockets and the SDK's transport tell it; loaded when it does. */
const { clearTimeout, setTimeout } = globalThis

const TIMEOUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
/** libuv's numbers on Linux. Not taken from `node/`: the tests run the SDK in Node itself, without our built-ins. */
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

Object.assign(exports, { abortError, guard, networkError, nobodyAt })
