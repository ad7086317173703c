import type { ApiReply } from '#contracts/api.ts'
import { expect, test } from 'vitest'
import type { HandlerCall } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, open, slice } from './testing.ts'

const quickJs = loadQuickJs()

const ok = (
  body: string | Uint8Array,
  headers: readonly (readonly [string, string])[] = [],
): ApiReply => ({
  type: 'response',
  status: 200,
  headers,
  body,
})
const NOT_FOUND: ApiReply = {
  type: 'unreachable',
  code: 'ENOTFOUND',
  message: 'getaddrinfo ENOTFOUND nowhere.example',
}

/** Runs the body of an async CommonJS handler; `answer` plays the network. */
function ask(body: string, answer: (call: HandlerCall) => ApiReply) {
  const code = `const http = require('http'), https = require('node:https')
    exports.handler = async () => { ${body} }`
  const isolate = open(quickJs, {
    files: { 'index.js': code },
    limits: { memoryMiB: 512, cpuShare: 1 },
  })
  isolate.init(slice())
  const calls: HandlerCall[] = []
  let step = isolate.invoke(slice(), '{}', context())
  const waiting: HandlerCall[] = []
  while (step.type === 'waiting') {
    waiting.push(...step.calls)
    const call = waiting.shift()
    if (call === undefined) step = isolate.wake(slice())
    else {
      calls.push(call)
      step = isolate.resume(slice(), call.id, answer(call))
    }
  }
  isolate.dispose()
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  const value: unknown = JSON.parse(step.payload)
  return { value, calls }
}
const read = `(r) => { let t = ''; r.setEncoding('utf8'); r.on('data', (d) => { t += d }).on('end', () => resolve([r.statusCode, r.statusMessage, r.headers, t])) }`

test('https.request calls a host by its name, and reads the response as a stream', () => {
  const { value, calls } = ask(
    `return new Promise((resolve) => {
      const q = https.request('https://API.example.com:8443/a/b?c=1', { method: 'POST', headers: { 'Content-Type': 'text/plain' } }, ${read})
      q.end('hello')
    })`,
    () =>
      ok('hi', [
        ['X-A', '1'],
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['x-a', '2'],
      ]),
  )
  expect(value).toEqual([200, 'OK', { 'x-a': '1, 2', 'set-cookie': ['a=1', 'b=2'] }, 'hi'])
  expect(calls).toEqual([
    {
      id: 1,
      service: '',
      host: { protocol: 'https', name: 'api.example.com', port: 8443 },
      method: 'POST',
      path: '/a/b',
      query: 'c=1',
      headers: [
        ['Content-Type', 'text/plain'],
        ['Host', 'api.example.com:8443'],
        ['Content-Length', '5'],
        ['Connection', 'keep-alive'],
      ],
      body: Uint8Array.from(Buffer.from('hello')),
      attempt: 1,
    },
  ])
})

test('a name that nobody has is not found: http, fetch', () => {
  const { value } = ask(
    `const e = await new Promise((resolve) => { http.get('http://nowhere.example/').on('error', resolve) })
    const f = await fetch('https://nowhere.example/').catch((error) => error)
    return [e.message, e.code, e.errno, e.syscall, e.hostname, f.name, f.message, f.cause.code, f.cause.hostname]`,
    () => NOT_FOUND,
  )
  expect(value).toEqual([
    'getaddrinfo ENOTFOUND nowhere.example',
    'ENOTFOUND',
    -3008,
    'getaddrinfo',
    'nowhere.example',
    'TypeError',
    'fetch failed',
    'ENOTFOUND',
    'nowhere.example',
  ])
})

test('fetch sends what it is given, and follows redirects', () => {
  const { value, calls } = ask(
    `const r = await fetch('https://a.example/x', { method: 'POST', body: new URLSearchParams({ q: 'é' }), headers: { authorization: 'secret' } })
    return [r.status, r.ok, r.url, r.redirected, await r.json(), r.bodyUsed]`,
    ({ host }) =>
      host?.name === 'a.example'
        ? {
            type: 'response',
            status: 302,
            headers: [['Location', 'https://b.example/y?z=1']],
            body: '',
          }
        : ok('{"a":1}', [['content-type', 'application/json']]),
  )
  expect(value).toEqual([200, true, 'https://b.example/y?z=1', true, { a: 1 }, true])
  expect(calls.map(({ method, path, query }) => [method, path, query])).toEqual([
    ['POST', '/x', ''],
    ['GET', '/y', 'z=1'],
  ])
  expect(Buffer.from(calls[0]?.body ?? '').toString()).toBe('q=%C3%A9')
  expect(calls[0]?.headers).toContainEqual(['authorization', 'secret'])
  expect(calls[1]?.headers.map(([name]) => name)).not.toContain('authorization')
})

test('fetch unpacks a gzipped response', () => {
  const packed = Buffer.from('H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==', 'base64')
  const { value } = ask(`return (await fetch('https://a.example')).text()`, () =>
    ok(Uint8Array.from(packed), [['content-encoding', 'gzip']]),
  )
  expect(value).toBe('hello')
})

test('an aborted fetch ends with the reason, its call goes on', () => {
  const { value } = ask(
    `const c = new AbortController(); const p = fetch('https://a.example', { signal: c.signal }); c.abort()
    return p.catch((e) => [e.name, e.message])`,
    () => ok(''),
  )
  expect(value).toEqual(['AbortError', 'This operation was aborted'])
})

test('a form travels as multipart, and is read back', () => {
  const { value } = ask(
    `const form = new FormData(); form.append('a', '1'); form.append('f', new Blob(['xyz'], { type: 'text/css' }), 'x.css')
    const r = await fetch('https://a.example', { method: 'POST', body: form })
    const back = await new Response(await r.arrayBuffer(), { headers: { 'content-type': r.headers.get('x-type') } }).formData()
    return [back.get('a'), back.get('f').name, back.get('f').type, await back.get('f').text()]`,
    ({ body, headers }) =>
      ok(body, [['x-type', headers.find(([name]) => name === 'content-type')?.[1] ?? '']]),
  )
  expect(value).toEqual(['1', 'x.css', 'text/css', 'xyz'])
})

test('nothing listens, no program starts, no raw socket connects', () => {
  const { value } = ask(
    `const failure = (emitter) => new Promise((resolve) => emitter.on('error', (e) => resolve(e.message)))
    return [
      await failure(http.createServer(() => {}).listen(3000)),
      await failure(require('child_process').spawn('ls', ['-l'])),
      await failure(require('net').connect(5432, 'db.example')),
      await require('dns/promises').lookup('db.example').catch((e) => e.message),
    ]`,
    () => NOT_FOUND,
  )
  expect(value).toEqual([
    'listen EPERM: operation not permitted :::3000',
    'spawn ls ENOENT',
    'getaddrinfo ENOTFOUND db.example',
    'getaddrinfo ENOTFOUND db.example',
  ])
})
