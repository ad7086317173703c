'use strict'

// https://nodejs.org/api/net.html: no raw connections leave the sandbox.
const { Server } = require('coldstart:node/internal/http/server')
const { Duplex } = require('stream')
const { isAddress } = require('coldstart:node/internal/http/wire')
const { systemError } = require('coldstart:node/internal/unavailable')

class Socket extends Duplex {
  constructor(options) {
    super(options)
    this.connecting = false
  }
  connect(...args) {
    const options =
      typeof args[0] === 'object'
        ? args[0]
        : { port: args[0], host: typeof args[1] === 'string' ? args[1] : 'localhost' }
    const { host = 'localhost', port, path } = options
    const callback = args.find((each) => typeof each === 'function')
    if (callback) this.once('connect', callback)
    this.connecting = true
    const address = host === 'localhost' ? '127.0.0.1' : host
    const error =
      path !== undefined
        ? systemError('ENOENT', 'connect', { message: ` ${path}`, address: path })
        : isAddress(address)
          ? Object.assign(
              systemError('ECONNREFUSED', 'connect', {
                message: ` ${address}:${port}`,
                address,
                port,
              }),
              { errno: -111 },
            )
          : Object.assign(
              systemError('ENOTFOUND', 'getaddrinfo', { message: ` ${host}`, hostname: host }),
              { errno: -3008 },
            )
    process.nextTick(() => this.destroy(error))
    return this
  }
  _read() {}
  _write(_chunk, _encoding, callback) {
    callback(systemError('EPIPE', 'write'))
  }
}
for (const name of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'])
  Socket.prototype[name] = function method() {
    return this
  }
const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const isV6 = (text) => {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return false
  try {
    return new URL(`http://[${text}]/`).hostname.length > 0
  } catch {
    return false
  }
}
const connect = (...args) => new Socket().connect(...args)
Object.assign(exports, {
  Server,
  Socket,
  Stream: Socket,
  connect,
  createConnection: connect,
  createServer: (...args) => new Server(...args),
  isIP: (text) => (V4.test(`${text}`) ? 4 : isV6(`${text}`) ? 6 : 0),
  isIPv4: (text) => V4.test(`${text}`),
  isIPv6: (text) => isV6(`${text}`),
  getDefaultAutoSelectFamily: () => true,
  setDefaultAutoSelectFamily: () => {},
})
