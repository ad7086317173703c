'use strict'

// https://url.spec.whatwg.org/, without international domain names (host names are ASCII here).
const { utf8Encode } = require('coldstart:node/internal/encoding')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const {
  URLSearchParams,
  bind,
  decodeBytes,
  formParse,
} = require('coldstart:node/internal/urlSearchParams')

const SPECIAL = {
  'http:': '80',
  'https:': '443',
  'ws:': '80',
  'wss:': '443',
  'ftp:': '21',
  'file:': '',
}
const isSpecial = (protocol) => Object.hasOwn(SPECIAL, protocol)

const C0 = ''
const FRAGMENT = ' "<>`'
const QUERY = ' "#<>'
const PATH = ' "#<>?`{}^'
const USER = ` "#<>?\`{}/:;=@[\\]^|`
const encode = (text, set) => {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0)
    if (code > 0x1f && code < 0x7f && !set.includes(character)) out += character
    else
      for (const byte of utf8Encode(character))
        out += `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
  }
  return out
}
const invalid = (input, base) => {
  const error = new TypeError('Invalid URL')
  error.code = 'ERR_INVALID_URL'
  error.input = input
  if (base !== undefined) error.base = base
  return error
}

const parseIpv4 = (host) => {
  const parts = host.replace(/\.$/, '').split('.')
  if (!/^(?:\d+|0x[0-9a-f]*)$/i.test(parts.at(-1))) return host
  const numbers = parts.map((part) =>
    /^0x/i.test(part)
      ? parseInt(part.slice(2) || '0', 16)
      : /^0\d/.test(part)
        ? parseInt(part, 8)
        : /^\d+$/.test(part)
          ? Number(part)
          : NaN,
  )
  if (
    numbers.length > 4 ||
    numbers.some((value, at) => Number.isNaN(value) || (at < numbers.length - 1 && value > 255))
  )
    return null
  let whole = numbers.at(-1)
  if (whole >= 256 ** (5 - numbers.length)) return null
  numbers.slice(0, -1).forEach((value, at) => {
    whole += value * 256 ** (3 - at)
  })
  return [24, 16, 8, 0].map((shift) => Math.floor(whole / 2 ** shift) % 256).join('.')
}
/** A host beyond ASCII as the DNS knows it. https://url.spec.whatwg.org/#concept-domain-to-ascii */
const toAscii = (host) =>
  /[^\0-\x7f]/.test(host)
    ? require('coldstart:node/punycode').toASCII(host.normalize('NFKC').toLowerCase())
    : host

const parseHost = (text, protocol) => {
  if (text.startsWith('[')) return /^\[[0-9a-f:.]+\]$/i.test(text) ? text.toLowerCase() : null
  if (!isSpecial(protocol)) return /[\0\t\n\r #/:<>?@[\\\]^|]/.test(text) ? null : encode(text, C0)
  const host = toAscii(decodeBytes(text).toLowerCase())
  if (/[\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/.test(host) || (host === '' && protocol !== 'file:'))
    return null
  return /\d$|0x[0-9a-f]*\.?$/.test(host) ? parseIpv4(host) : host
}

const normalizePath = (path, protocol) => {
  const parts = (isSpecial(protocol) ? path.replaceAll('\\', '/') : path).split('/')
  const out = []
  parts.forEach((part, at) => {
    const isLast = at === parts.length - 1
    const plain = part.replace(/%2e/gi, '.')
    if (plain === '..') {
      if (out.length > 1) out.pop()
      if (isLast) out.push('')
    } else if (plain === '.') {
      if (isLast) out.push('')
    } else out.push(encode(part, PATH))
  })
  return out.join('/')
}

/** Splits `[//authority][path][?query][#fragment]`. */
const split = (rest, protocol) => {
  const [, beforeHash, hash] = /^([^#]*)(?:#([^]*))?$/.exec(rest)
  const [, beforeQuery, query] = /^([^?]*)(?:\?([^]*))?$/.exec(beforeHash)
  const slashes = isSpecial(protocol) ? /^[/\\]{2}([^/\\]*)([^]*)$/ : /^\/\/([^/]*)([^]*)$/
  const [, authority, path] = slashes.exec(beforeQuery) ?? [undefined, undefined, beforeQuery]
  return { authority, path, query, hash }
}
const parseAuthority = (record, authority) => {
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const [name, ...rest] = authority.slice(0, at).split(':')
    record.username = encode(name, USER)
    record.password = encode(rest.join(':'), USER)
  }
  const [, host, port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? []
  if (host === undefined || Number(port) > 65_535) return false
  if (host === '' && (at >= 0 || port !== '')) return false
  const parsed = parseHost(host, record.protocol)
  if (parsed === null) return false
  record.hostname = record.protocol === 'file:' && parsed === 'localhost' ? '' : parsed
  record.port =
    port === '' || `${Number(port)}` === SPECIAL[record.protocol] ? '' : `${Number(port)}`
  return true
}

const parse = (input, base) => {
  const text = input.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):([^]*)$/.exec(text)
  const record = {
    protocol: '',
    username: '',
    password: '',
    hostname: '',
    port: '',
    pathname: '',
    search: '',
    hash: '',
    isOpaque: false,
    hasAuthority: false,
  }
  let rest = text
  if (
    scheme !== null &&
    !(
      base !== undefined &&
      isSpecial(`${scheme[1].toLowerCase()}:`) &&
      base.protocol === `${scheme[1].toLowerCase()}:` &&
      !/^[/\\]/.test(scheme[2])
    )
  ) {
    record.protocol = `${scheme[1].toLowerCase()}:`
    rest = scheme[2]
    if (isSpecial(record.protocol) && record.protocol !== 'file:')
      rest = `//${rest.replace(/^[/\\]+/, '')}`
  } else if (base === undefined) return null
  else {
    if (scheme !== null) rest = scheme[2]
    record.protocol = base.protocol
  }
  const { authority, path, query, hash } = split(rest, record.protocol)
  const isRelative = scheme === null || rest === text.slice(scheme[1].length + 1)
  if (authority !== undefined) {
    if (!parseAuthority(record, authority)) return null
    record.hasAuthority = true
  } else if (base !== undefined && record.protocol === base.protocol && isRelative) {
    Object.assign(record, {
      username: base.username,
      password: base.password,
      hostname: base.hostname,
      port: base.port,
      hasAuthority: base.hasAuthority,
    })
  } else if (!isSpecial(record.protocol) && !path.startsWith('/')) {
    record.isOpaque = true
  }
  const inherits =
    base !== undefined &&
    authority === undefined &&
    !record.isOpaque &&
    record.protocol === base.protocol &&
    isRelative
  if (record.isOpaque) record.pathname = encode(path, C0)
  else if (inherits && path === '') {
    record.pathname = base.pathname
    if (query === undefined) record.search = base.search
  } else if (inherits && !/^[/\\]/.test(path)) {
    record.pathname = normalizePath(base.pathname.replace(/[^/]*$/, '') + path, record.protocol)
  } else record.pathname = normalizePath(path, record.protocol)
  if (isSpecial(record.protocol) && !record.pathname.startsWith('/'))
    record.pathname = `/${record.pathname}`
  if (query !== undefined)
    record.search =
      query === '' ? '' : `?${encode(query, isSpecial(record.protocol) ? `${QUERY}'` : QUERY)}`
  if (hash !== undefined) record.hash = hash === '' ? '' : `#${encode(hash, FRAGMENT)}`
  return record
}

const parseOrThrow = (input, base) => new URL(input, base)

class URL {
  #record
  #params
  constructor(input, base) {
    if (arguments.length === 0) {
      const error = new TypeError('The "url" argument must be specified')
      error.code = 'ERR_MISSING_ARGS'
      throw error
    }
    const text = `${input}`
    const baseRecord = base === undefined ? undefined : parse(`${base}`)
    const record = baseRecord === null ? null : parse(text, baseRecord)
    if (record === null) throw invalid(text, base === undefined ? undefined : `${base}`)
    this.#record = record
    this.#params = new URLSearchParams()
    this.#bind()
  }
  #bind() {
    bind(this.#params, formParse(this.#record.search.slice(1)), () => {
      const text = this.#params.toString()
      this.#record.search = text === '' ? '' : `?${text}`
    })
  }
  static canParse(input, base) {
    try {
      parseOrThrow(input, base)
      return true
    } catch {
      return false
    }
  }
  static parse(input, base) {
    return URL.canParse(input, base) ? new URL(input, base) : null
  }
  #replace(record) {
    if (record === null) return
    this.#record = record
    this.#bind()
  }
  get href() {
    const { protocol, username, password, pathname, search, hash, isOpaque } = this.#record
    const hasHost = this.#record.hasAuthority || this.host !== '' || isSpecial(protocol)
    const user =
      username === '' && password === ''
        ? ''
        : `${username}${password === '' ? '' : `:${password}`}@`
    return `${protocol}${hasHost && !isOpaque ? `//${user}${this.host}` : ''}${pathname}${search}${hash}`
  }
  set href(value) {
    const record = parse(`${value}`)
    if (record === null) throw invalid(`${value}`)
    this.#replace(record)
  }
  get [Symbol.toStringTag]() {
    return 'URL'
  }
  get origin() {
    const { protocol } = this.#record
    if (protocol === 'blob:') {
      // Of the address that a blob's own holds.
      const inner = parse(this.pathname)
      return inner !== null && /^https?:$/.test(inner.protocol)
        ? new URL(this.pathname).origin
        : 'null'
    }
    return isSpecial(protocol) && protocol !== 'file:' ? `${protocol}//${this.host}` : 'null'
  }
  get protocol() {
    return this.#record.protocol
  }
  set protocol(value) {
    const protocol = `${`${value}`.replace(/:[^]*$/, '').toLowerCase()}:`
    if (isSpecial(protocol) === isSpecial(this.#record.protocol))
      this.#replace(parse(protocol + this.href.slice(this.#record.protocol.length)))
  }
  get username() {
    return this.#record.username
  }
  set username(value) {
    this.#record.username = encode(`${value}`, USER)
  }
  get password() {
    return this.#record.password
  }
  set password(value) {
    this.#record.password = encode(`${value}`, USER)
  }
  get host() {
    const { hostname, port } = this.#record
    return port === '' ? hostname : `${hostname}:${port}`
  }
  set host(value) {
    const copy = { ...this.#record }
    if (parseAuthority(copy, `${value}`.replace(/^[^]*@/, '')))
      Object.assign(this.#record, { hostname: copy.hostname, port: copy.port })
  }
  get hostname() {
    return this.#record.hostname
  }
  set hostname(value) {
    const host = parseHost(`${value}`, this.#record.protocol)
    if (host !== null) this.#record.hostname = host
  }
  get port() {
    return this.#record.port
  }
  set port(value) {
    const port = /^\d*/.exec(`${value}`)[0]
    if (Number(port) <= 65_535)
      this.#record.port = port === SPECIAL[this.#record.protocol] ? '' : port
  }
  get pathname() {
    return this.#record.pathname
  }
  set pathname(value) {
    const path = normalizePath(
      `${value}`.replaceAll('?', '%3F').replaceAll('#', '%23'),
      this.#record.protocol,
    )
    this.#record.pathname = path.startsWith('/') ? path : `/${path}`
  }
  get search() {
    return this.#record.search
  }
  set search(value) {
    const query = `${value}`.replace(/^\?/, '')
    this.#record.search = query === '' ? '' : `?${encode(query, `${QUERY}'`)}`
    this.#bind()
  }
  get searchParams() {
    return this.#params
  }
  get hash() {
    return this.#record.hash
  }
  set hash(value) {
    const fragment = `${value}`.replace(/^#/, '')
    this.#record.hash = fragment === '' ? '' : `#${encode(fragment, FRAGMENT)}`
  }
  toString() {
    return this.href
  }
  toJSON() {
    return this.href
  }
  [INSPECT](depth, options, inspect) {
    const {
      origin,
      href,
      protocol,
      username,
      password,
      host,
      hostname,
      port,
      pathname,
      search,
      searchParams,
      hash,
    } = this
    return `URL ${inspect({ href, origin, protocol, username, password, host, hostname, port, pathname, search, searchParams, hash }, { ...options, depth: depth ?? 2 })}`
  }
}

exports.URL = URL
exports.URLSearchParams = URLSearchParams
exports.decode = decodeBytes
exports.encodePath = (text) => encode(text, `${PATH}%\\\n\r\t`)
