'use strict'

// Raw HTTP by host name over the simulation: what `node:http` and `fetch` share.
const { loop, errors } = require('coldstart:core')

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
const MESSAGE = /^(getaddrinfo|connect|read|write) \w+(?: ([\w.[\]:]+?)(?::(\d+))?)?$/

/** The error of Node's socket that fits what the simulation answered. */
const socketError = ({ code, message }, hostname) => {
  const error = errors.create('Error', '', message)
  const [, syscall, address, port] = MESSAGE.exec(message) ?? []
  if (ERRNO[code] !== undefined) error.errno = ERRNO[code]
  error.code = code
  if (syscall !== undefined) error.syscall = syscall
  if (syscall === 'getaddrinfo') error.hostname = hostname
  else if (address !== undefined) {
    error.address = address
    if (port !== undefined) error.port = Number(port)
  }
  return error
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f:]*:[0-9a-f:.]*\]?)$/i
/** Whether a host is named by its address: nothing has to be looked up. */
const isAddress = (name) => ADDRESS.test(name)

const checkHeaderName = (name) => {
  if (typeof name === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return
  throw errors.create(
    'TypeError',
    'ERR_INVALID_HTTP_TOKEN',
    `Header name must be a valid HTTP token ["${name}"]`,
  )
}
const checkHeaderValue = (name, value) => {
  if (value === undefined)
    throw errors.create(
      'TypeError',
      'ERR_HTTP_INVALID_HEADER_VALUE',
      `Invalid value "undefined" for header "${name}"`,
    )
  if (/[^\t\x20-\x7e\x80-\xff]/.test(`${value}`))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_CHAR',
      `Invalid character in header content ["${name}"]`,
    )
}

/** Sends one request; the simulation's answer. `target`: protocol, name, port. */
const exchange = (target, { method, path, headers, body }) => {
  const [pathname, ...query] = path.split('?')
  return loop.call({
    service: '',
    host: { protocol: target.protocol, name: target.name.toLowerCase(), port: target.port },
    method,
    path: pathname === '' ? '/' : pathname,
    query: query.join('?'),
    headers,
    body,
    attempt: 1,
  })
}

Object.assign(exports, { checkHeaderName, checkHeaderValue, exchange, isAddress, socketError })
