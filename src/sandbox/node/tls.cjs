'use strict'

// https://nodejs.org/api/tls.html: no raw connections leave the sandbox.
const net = require('net')
const { lacking } = require('coldstart:node/internal/unavailable')

class TLSSocket extends net.Socket {
  encrypted = true
  authorized = false
  // Where `http2-wrapper` (in got) looks for the class of a stream that is no socket.
  _handle = { _parentWrap: new net.Socket() }
}
Object.assign(exports, {
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  Server: net.Server,
  TLSSocket,
  checkServerIdentity: () => undefined,
  connect: (...args) => new TLSSocket().connect(...args),
  createSecureContext: (options) => ({ context: { ...options } }),
  createServer: net.createServer,
  getCiphers: () => [],
  getCACertificates: () => [],
  rootCertificates: [],
  createSecurePair: lacking('tls.createSecurePair'),
})
