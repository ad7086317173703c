'use strict'

// https://nodejs.org/api/url.html
const { URL, URLSearchParams, decode, encodePath } = require('coldstart:node/internal/url')
const querystring = require('querystring')
const { fail } = require('coldstart:node/internal/codecs')
const { received } = require('coldstart:node/internal/bufferNumbers')

exports.URL = URL
exports.URLSearchParams = URLSearchParams
exports.fileURLToPath = (value) => {
  const url = typeof value === 'string' ? new URL(value) : value
  if (url.protocol !== 'file:') {
    const error = new TypeError('The URL must be of scheme file')
    error.code = 'ERR_INVALID_URL_SCHEME'
    throw error
  }
  return decode(url.pathname)
}
exports.pathToFileURL = (path) => new URL(`file://${encodePath(require('path').resolve(path))}`)
const punycode = (domain, to) => require('coldstart:node/punycode')[to](domain.toLowerCase())
exports.domainToASCII = (domain) => punycode(domain, 'toASCII')
exports.domainToUnicode = (domain) => punycode(domain, 'toUnicode')
exports.urlToHttpOptions = (url) => ({
  protocol: url.protocol,
  hostname: url.hostname,
  hash: url.hash,
  search: url.search,
  pathname: url.pathname,
  path: `${url.pathname}${url.search}`,
  href: url.href,
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username === '' && url.password === ''
    ? {}
    : { auth: `${decode(url.username)}:${decode(url.password)}` }),
})

class Url {
  constructor() {
    for (const name of [
      'protocol',
      'slashes',
      'auth',
      'host',
      'port',
      'hostname',
      'hash',
      'search',
      'query',
      'pathname',
      'path',
      'href',
    ])
      this[name] = null
  }
}
exports.Url = Url
exports.parse = (text, parsesQuery = false, slashesDenoteHost = false) => {
  if (text instanceof Url) return text
  if (typeof text !== 'string')
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "url" argument must be of type string. Received ${received(text)}`,
    )
  const url = new Url()
  const [, protocol, slashes, rest] = /^([a-z][a-z0-9.+-]*:)?(\/\/)?([^]*)$/i.exec(text.trim())
  const hasHost = slashes !== undefined && (protocol !== undefined || slashesDenoteHost)
  const [, authority = '', tail] = hasHost
    ? /^([^/?#]*)([^]*)$/.exec(rest)
    : [undefined, '', (slashes ?? '') + rest]
  const [, path = '', search, hash] = /^([^?#]*)(\?[^#]*)?(#[^]*)?$/.exec(tail)
  url.protocol = protocol?.toLowerCase() ?? null
  url.slashes = hasHost ? true : null
  if (hasHost) {
    const at = authority.lastIndexOf('@')
    if (at >= 0) url.auth = decodeURIComponent(authority.slice(0, at))
    const [, hostname, port] = /^(.*?)(?::(\d*))?$/.exec(authority.slice(at + 1))
    url.hostname = hostname.toLowerCase()
    url.port = port ?? null
    url.host = url.hostname + (port === undefined ? '' : `:${port}`)
  }
  url.search = search ?? (parsesQuery ? '' : null)
  const query = search === undefined ? null : search.slice(1)
  url.query = parsesQuery ? querystring.parse(query ?? '') : query
  url.hash = hash ?? null
  url.pathname = path !== '' ? path : hasHost ? '/' : null
  url.path =
    url.pathname === null && search === undefined ? null : (url.pathname ?? '') + (search ?? '')
  url.href = exports.format(url)
  return url
}
const prefixed = (mark, text) =>
  text === '' || text === null || text.startsWith(mark) ? (text ?? '') : mark + text

exports.format = (url, options = {}) => {
  if (typeof url === 'string') return exports.format(exports.parse(url))
  if (url instanceof URL) {
    const copy = new URL(url.href)
    if (options.fragment === false) copy.hash = ''
    if (options.search === false) copy.search = ''
    return copy.href
  }
  const protocol = url.protocol ? `${url.protocol}`.replace(/:?$/, ':') : ''
  const host = url.host ?? (url.hostname ? `${url.hostname}${url.port ? `:${url.port}` : ''}` : '')
  const slashes =
    url.slashes || (/^(?:https?|ftp|file):$/.test(protocol) && host !== '') ? '//' : ''
  const auth = url.auth ? `${encodeURIComponent(url.auth).replace('%3A', ':')}@` : ''
  const query = url.query && typeof url.query === 'object' ? querystring.stringify(url.query) : ''
  const search = prefixed('?', url.search ?? query)
  const path = url.pathname ?? ''
  return `${protocol}${slashes}${auth}${host}${slashes !== '' && path !== '' && !path.startsWith('/') ? '/' : ''}${path.replace(/[?#]/g, encodeURIComponent)}${search}${prefixed('#', url.hash ?? '')}`
}
exports.resolve = (from, to) => {
  const base = new URL(from, 'resolve://host/')
  const resolved = new URL(to, base)
  return resolved.protocol === 'resolve:'
    ? resolved.pathname + resolved.search + resolved.hash
    : resolved.href
}
exports.resolveObject = (from, to) => exports.parse(exports.resolve(from, to))
