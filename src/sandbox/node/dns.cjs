'use strict'

// https://nodejs.org/api/dns.html: names are known to the scenario, not to a resolver.
const { errors } = require('coldstart:core')
const { isAddress } = require('coldstart:node/internal/http/wire')

const notFound = (syscall, hostname) =>
  Object.assign(errors.create('Error', '', `${syscall} ENOTFOUND ${hostname}`), {
    errno: syscall === 'getaddrinfo' ? -3008 : undefined,
    code: 'ENOTFOUND',
    syscall,
    hostname,
  })
const find = (hostname, options) => {
  if (hostname === 'localhost' || isAddress(hostname)) {
    const found = {
      address: hostname === 'localhost' ? '127.0.0.1' : hostname,
      family: hostname.includes(':') ? 6 : 4,
    }
    return options?.all ? [found] : found
  }
  throw notFound('getaddrinfo', hostname)
}
const promises = { lookup: async (hostname, options) => find(hostname, options) }
for (const name of [
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCname',
  'resolveMx',
  'resolveNs',
  'resolveSrv',
  'resolveTxt',
  'reverse',
])
  promises[name] = async (hostname) => {
    throw notFound(name === 'resolve' ? 'queryA' : name.replace('resolve', 'query'), hostname)
  }
for (const name of Object.keys(promises))
  exports[name] = (...args) => {
    const callback = args.pop()
    promises[name](...args).then(
      (found) =>
        name === 'lookup' && !Array.isArray(found)
          ? callback(null, found.address, found.family)
          : callback(null, found),
      callback,
    )
  }
class Resolver {}
for (const name of Object.keys(promises)) Resolver.prototype[name] = exports[name]
Object.assign(exports, {
  ADDRCONFIG: 32,
  ALL: 16,
  NOTFOUND: 'ENOTFOUND',
  Resolver,
  V4MAPPED: 8,
  getDefaultResultOrder: () => 'verbatim',
  getServers: () => ['169.254.78.1'],
  promises,
  setDefaultResultOrder: () => {},
  setServers: () => {},
})
