import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'

// What published handlers and the packages they bring ask of Node.js beyond its documentation, or although it is deprecated.

const quickJs = loadQuickJs()

/** What a CommonJS handler of this body returns. */
const valueOf = (body: string): unknown => {
  const code = `exports.handler = async () => { ${body} }`
  const step = runOnce(quickJs, { files: { 'index.js': code } })
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return JSON.parse(step.payload)
}

// https://nodejs.org/api/buffer.html#new-bufferstring-encoding: deprecated, and in every handler of 2016.
test('new Buffer and Buffer() make what Buffer.from and Buffer.alloc make', () => {
  expect(
    valueOf(`
      const old = [new Buffer('aGk=', 'base64'), Buffer('hi'), new Buffer([104, 105]), new Buffer(3)]
      return [old.map(String), old.every(Buffer.isBuffer), old[0].map((byte) => byte + 1).constructor === Buffer]`),
  ).toEqual([['hi', 'hi', 'hi', '\0\0\0'], true, true])
})

test('they are warned of once, as Node.js warns outside node_modules', () => {
  const step = runOnce(quickJs, {
    files: {
      'index.js':
        "exports.handler = async () => { new Buffer('a'); require('old'); new Buffer('b'); await null }",
      'node_modules/old/index.js': "new Buffer('c')",
    },
  })
  expect(step.logs.filter((line) => line.includes('[DEP0005]'))).toHaveLength(1)
})

test('the functions of Buffer are enumerable: safer-buffer copies what it finds', () => {
  expect(
    valueOf(`
      const safer = {}
      for (const key in Buffer) if (Object.hasOwn(Buffer, key)) safer[key] = Buffer[key]
      return [Object.keys(safer), safer.isBuffer(safer.from('a'))]`),
  ).toEqual([Object.keys(Buffer), true])
})

test('methods of Buffer that packages call by their inner names', () => {
  expect(
    valueOf(`
      const buffer = Buffer.from('0102030405060708', 'hex')
      return [
        buffer.hexSlice(0, 2), Buffer.from('é!').utf8Slice(), buffer.readBigUint64BE(0).toString(),
        Buffer.from(buffer).swap32().toString('hex'), Buffer.from(buffer).swap64().toString('hex'),
        Buffer.copyBytesFrom(new Uint16Array([1, 2]), 1).toString('hex'),
      ]`),
  ).toEqual(['0102', 'é!', '72623859790382856', '0403020108070605', '0807060504030201', '0200'])
})

// https://nodejs.org/api/events.html
test('an emitter keeps its listeners in _events, and shows itself as Node shows one', () => {
  const shown = valueOf(`
    const EventEmitter = require('events')
    const emitter = new EventEmitter()
    emitter.on('a', function a() {})
    emitter.on('a', function b() {}).once('c', () => {})
    const { _events, _eventsCount } = emitter
    return [Object.keys(_events), _events.a.length, typeof _events.c, _eventsCount, Object.keys(emitter)]`)
  const emitter = new EventEmitter()
  expect(shown).toEqual([['a', 'c'], 2, 'function', 2, Object.keys(emitter)])
})

test('errorMonitor hears of an error first and stops nobody', () => {
  expect(
    valueOf(`
      const { EventEmitter, errorMonitor } = require('events')
      const heard = []
      const emitter = new EventEmitter()
      emitter.on(errorMonitor, (error) => heard.push('monitor ' + error.message))
      emitter.on('error', (error) => heard.push(error.message))
      emitter.emit('error', new Error('one'))
      emitter.removeAllListeners('error')
      try { emitter.emit('error', new Error('two')) } catch (error) { heard.push('thrown ' + error.message) }
      return heard`),
  ).toEqual(['monitor one', 'one', 'monitor two', 'thrown two'])
})

test('captureRejections makes an error event of a listener’s failed promise', () => {
  expect(
    valueOf(`
      const emitter = new (require('events'))({ captureRejections: true })
      emitter.on('go', async () => { throw new Error('late') })
      setImmediate(() => emitter.emit('go'))
      const [error] = await require('events').once(emitter, 'error')
      return error.message`),
  ).toBe('late')
})

test('once and on of node:events end at a signal', () => {
  expect(
    valueOf(`
      const { EventEmitter, on, once } = require('events')
      const controller = new AbortController()
      const { signal } = controller
      setTimeout(() => controller.abort(), 5)
      const emitter = new EventEmitter()
      const names = []
      await once(emitter, 'never', { signal }).catch((error) => names.push(error.name))
      try { for await (const _ of on(emitter, 'never', { signal })) names.push('never') }
      catch (error) { names.push(error.code) }
      return [names, emitter.listenerCount('never')]`),
  ).toEqual([['AbortError', 'ABORT_ERR'], 0])
})

test('more than ten listeners are warned of', () => {
  const step = runOnce(quickJs, {
    files: {
      'index.mjs': `import { EventEmitter } from 'events'
        const emitter = new EventEmitter()
        export const handler = async () => { for (let at = 0; at < 12; at++) emitter.on('x', () => {}); await null }`,
    },
  })
  expect(step.logs.join()).toContain(
    'MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 x listeners added to [EventEmitter]. MaxListeners is 10. Use emitter.setMaxListeners() to increase limit',
  )
})

test('aws-xray-sdk and Powertools’ tracer can make their hook', () => {
  expect(
    valueOf(`
      const { createHook, executionAsyncId } = require('async_hooks')
      return typeof createHook({ init() {} }).enable().disable + typeof executionAsyncId()`),
  ).toBe('functionnumber')
})

test('a request is filled by _addHeaderLines, as @vendia/serverless-express does', () => {
  expect(
    valueOf(`
      const request = new (require('http').IncomingMessage)({})
      request._addHeaderLines(['Host', 'a', 'X-B', '1', 'x-b', '2'], 6)
      return request.headers`),
  ).toEqual({ host: 'a', 'x-b': '1, 2' })
})

test('an HMAC key says its algorithm as jose checks it', () => {
  expect(
    valueOf(`
      const usage = ['sign', 'verify']
      const key = await crypto.subtle.importKey('raw', new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, false, usage)
      return [key.algorithm, key.type, key.usages]`),
  ).toEqual([
    { name: 'HMAC', hash: { name: 'SHA-256' }, length: 256 },
    'secret',
    ['sign', 'verify'],
  ])
})

test('url.parse of no text is Node’s TypeError', () => {
  expect(
    valueOf(
      `try { require('url').parse(undefined) } catch (error) { return [error.code, error.message] }`,
    ),
  ).toEqual([
    'ERR_INVALID_ARG_TYPE',
    'The "url" argument must be of type string. Received undefined',
  ])
})
