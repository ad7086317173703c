'use strict'
/** API Gateway's `@connections`, as the generic client needs to know it. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
const { createExceptions } = require('coldstart:sdk/internal/createClient')
const { Buffer } = require('node:buffer')
const { Date } = globalThis

const { Base, exceptions } = createExceptions(
  'ApiGatewayManagementApiServiceException',
  'com.amazonaws.apigatewaymanagementapi',
  `
ForbiddenException
GoneException
LimitExceededException
PayloadTooLargeException Message:message
`,
)

const METHODS = { DeleteConnection: 'DELETE', GetConnection: 'GET', PostToConnection: 'POST' }

const escapeLabel = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Method, path, headers and body of an operation's request. */
const bind = ({ operation }, input) => {
  const id = input.ConnectionId
  if (id === undefined || id === null)
    throw new Error('No value provided for input HTTP label: ConnectionId.')
  if (id === '') throw new Error('Empty value provided for input HTTP label: ConnectionId.')
  const isPost = operation === 'PostToConnection'
  return {
    method: METHODS[operation],
    path: `/@connections/${escapeLabel(id)}`,
    query: {},
    headers: isPost ? { 'content-type': 'application/octet-stream' } : {},
    body: isPost ? (input.Data ?? '') : '',
  }
}

const textOf = (body) =>
  typeof body === 'string' ? body : body ? Buffer.from(body).toString('utf8') : ''

/** What an operation's reply says. */
const read = ({ operation }, { body }) => {
  if (operation !== 'GetConnection') return {}
  const text = textOf(body)
  const { connectedAt, identity, lastActiveAt } = text === '' ? {} : JSON.parse(text)
  const output = {}
  if (connectedAt != null) output.ConnectedAt = new Date(connectedAt)
  if (identity != null) {
    output.Identity = {}
    if (identity.sourceIp != null) output.Identity.SourceIp = identity.sourceIp
    if (identity.userAgent != null) output.Identity.UserAgent = identity.userAgent
  }
  if (lastActiveAt != null) output.LastActiveAt = new Date(lastActiveAt)
  return output
}

exports.service = {
  id: 'ApiGatewayManagementApi',
  apiVersion: '2018-11-29',
  prefix: 'execute-api',
  target: 'ApiGatewayManagementApi',
  clientName: 'ApiGatewayManagementApiClient',
  defaults: { maxAttempts: 3, baseDelay: 50 },
  codec: { readMember: (_type, value) => value },
  exceptions,
  BaseException: Base,
  bind,
  read,
}

exports.operations = Object.keys(METHODS).map((operation) => ({
  service: exports.service,
  operation,
}))
