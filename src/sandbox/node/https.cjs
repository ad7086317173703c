'use strict'

// https://nodejs.org/api/https.html
const { ClientRequest, SecureAgent } = require('coldstart:node/internal/http/request')
const { Server } = require('coldstart:node/internal/http/server')

let globalAgent = new SecureAgent({ keepAlive: true, timeout: 5_000 })
const withDefaults = (args) => {
  const [first] = args
  const isUrl = typeof first === 'string' || first instanceof URL
  const at = isUrl ? 1 : 0
  const given = typeof args[at] === 'object' && args[at] !== null ? args[at] : {}
  const rest = args.slice(at).filter((each) => typeof each === 'function')
  return [
    ...(isUrl ? [first] : []),
    { defaultProtocol: 'https:', defaultPort: 443, ...given },
    ...rest,
  ]
}
const request = (...args) => new ClientRequest(...withDefaults(args))
Object.assign(exports, {
  Agent: SecureAgent,
  Server,
  createServer: (...args) => new Server(...args),
  get: (...args) => request(...args).end(),
  request,
})
Object.defineProperty(exports, 'globalAgent', {
  enumerable: true,
  get: () => globalAgent,
  set: (agent) => {
    globalAgent = agent
  },
})
