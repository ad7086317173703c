'use strict'

// A function serves no sockets: servers can be made, as frameworks do when they are loaded, but not listen.
const { errors } = require('coldstart:core')
const EventEmitter = require('events')

class Server extends EventEmitter {
  constructor(...args) {
    super()
    this.listening = false
    this.timeout = 0
    this.keepAliveTimeout = 5_000
    this.headersTimeout = 60_000
    this.requestTimeout = 300_000
    const listener = args.find((each) => typeof each === 'function')
    if (listener) this.on('request', listener)
  }
  listen(port) {
    const error = errors.create(
      'Error',
      '',
      `listen EPERM: operation not permitted :::${Number(port) || 0}`,
    )
    Object.assign(error, {
      code: 'EPERM',
      errno: -1,
      syscall: 'listen',
      address: '::',
      port: Number(port) || 0,
    })
    process.nextTick(() => this.emit('error', error))
    return this
  }
  close(callback) {
    if (callback)
      process.nextTick(
        callback,
        errors.create('Error', 'ERR_SERVER_NOT_RUNNING', 'Server is not running.'),
      )
    return this
  }
  address() {
    return null
  }
  setTimeout() {
    return this
  }
  ref() {
    return this
  }
  unref() {
    return this
  }
  closeAllConnections() {}
  closeIdleConnections() {}
}
exports.Server = Server
