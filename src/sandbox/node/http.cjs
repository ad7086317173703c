'use strict'

// https://nodejs.org/api/http.html: calls reach what the scenario has, by its name; there is no internet.
const { METHODS, STATUS_CODES } = require('coldstart:node/internal/http/constants')
const { IncomingMessage } = require('coldstart:node/internal/http/incoming')
const { OutgoingMessage, ServerResponse } = require('coldstart:node/internal/http/outgoing')
const { Agent, ClientRequest } = require('coldstart:node/internal/http/request')
const { Server } = require('coldstart:node/internal/http/server')
const { checkHeaderName, checkHeaderValue } = require('coldstart:node/internal/http/wire')

let globalAgent = new Agent({ keepAlive: true, timeout: 5_000 })
const request = (...args) => new ClientRequest(...args)
Object.assign(exports, {
  Agent,
  ClientRequest,
  IncomingMessage,
  METHODS,
  OutgoingMessage,
  STATUS_CODES,
  Server,
  ServerResponse,
  createServer: (...args) => new Server(...args),
  get: (...args) => request(...args).end(),
  maxHeaderSize: 16_384,
  request,
  setMaxIdleHTTPParsers: () => {},
  validateHeaderName: checkHeaderName,
  validateHeaderValue: checkHeaderValue,
})
Object.defineProperty(exports, 'globalAgent', {
  enumerable: true,
  get: () => globalAgent,
  set: (agent) => {
    globalAgent = agent
  },
})
