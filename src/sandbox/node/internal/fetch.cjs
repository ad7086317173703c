'use strict'

// https://fetch.spec.whatwg.org/ over the simulation: a request reaches what the scenario has, by its name.
const { Buffer } = require('buffer')
const { Headers } = require('coldstart:node/internal/headers')
const { Body, Request, Response, setResponse } = require('coldstart:node/internal/fetchMessages')
const wire = require('coldstart:node/internal/http/wire')

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const REDIRECTS_MAX = 20

const failed = (cause) => Object.assign(new TypeError('fetch failed'), { cause })

const decode = (bytes, encodings) => {
  const zlib = require('zlib')
  let data = bytes
  for (const encoding of encodings.toReversed()) {
    if (encoding === 'gzip' || encoding === 'x-gzip') data = zlib.gunzipSync(data)
    else if (encoding === 'deflate')
      data = data[0] === 0x78 ? zlib.inflateSync(data) : zlib.inflateRawSync(data)
  }
  return data
}

/** Settles as `work` does, or with the signal's reason as soon as it aborts. */
const race = (work, signal) => {
  if (!signal) return work
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    const settle = (act) => (value) => {
      signal.removeEventListener('abort', onAbort)
      act(value)
    }
    work.then(settle(resolve), settle(reject))
  })
}

const headersOf = (request, url, body) => {
  const fields = [
    ['host', url.host],
    ['connection', 'keep-alive'],
  ]
  for (const [name, value] of request.headers) fields.push([name, value])
  const add = (name, value) => {
    if (!request.headers.has(name)) fields.push([name, value])
  }
  add('accept', '*/*')
  add('accept-language', '*')
  add('sec-fetch-mode', 'cors')
  add('user-agent', 'node')
  add('accept-encoding', 'gzip, deflate')
  if (body !== null) add('content-length', `${body.length}`)
  else if (request.method === 'POST' || request.method === 'PUT') add('content-length', '0')
  return fields
}

const send = async (request, url, body) => {
  const isSecure = url.protocol === 'https:'
  if (!isSecure && url.protocol !== 'http:') throw failed(new Error('unknown scheme'))
  const target = {
    protocol: isSecure ? 'https' : 'http',
    name: url.hostname,
    port: Number(url.port || (isSecure ? 443 : 80)),
  }
  const reply = await race(
    wire.exchange(target, {
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: headersOf(request, url, body),
      body: body ?? '',
    }),
    request.signal,
  )
  if (reply.type === 'unreachable') throw failed(wire.socketError(reply, url.hostname))
  return reply
}

const toResponse = (reply, url, isRedirected) => {
  const headers = new Headers()
  for (const [name, value] of reply.headers) headers.append(name, value)
  const encodings = (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
  const raw = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
  const isEmpty = reply.status === 204 || reply.status === 205 || reply.status === 304
  const body = encodings[0] === '' || raw.length === 0 ? raw : decode(raw, encodings)
  return setResponse(new Response(isEmpty ? null : body), {
    headers,
    status: reply.status,
    url: url.href,
    redirected: isRedirected,
  })
}

exports.fetch = async function fetch(input, options) {
  let request = new Request(input, options)
  let body = await Body.take(request)
  let url = new URL(request.url)
  for (let redirects = 0; ; redirects++) {
    const reply = await send(request, url, body)
    const location = reply.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
    const follows = REDIRECTS.has(reply.status) && location !== undefined
    if (!follows || request.redirect === 'manual') return toResponse(reply, url, redirects > 0)
    if (request.redirect === 'error') throw failed(new Error('unexpected redirect'))
    if (redirects >= REDIRECTS_MAX) throw failed(new Error('redirect count exceeded'))
    const next = new URL(location, url)
    const becomesGet =
      (reply.status === 303 && request.method !== 'HEAD') ||
      (reply.status < 303 && request.method === 'POST')
    const headers = new Headers(request.headers)
    if (next.origin !== url.origin)
      for (const name of ['authorization', 'cookie', 'host']) headers.delete(name)
    if (becomesGet) {
      body = null
      for (const name of ['content-type', 'content-length', 'content-encoding'])
        headers.delete(name)
    }
    request = new Request(next.href, {
      method: becomesGet ? 'GET' : request.method,
      headers,
      redirect: request.redirect,
      signal: request.signal,
    })
    url = next
  }
}
Object.assign(exports, { Headers, Request, Response })
Object.defineProperty(exports, 'FormData', {
  enumerable: true,
  get: () => require('coldstart:node/internal/formData').FormData,
})
