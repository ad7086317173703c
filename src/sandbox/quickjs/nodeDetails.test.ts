import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'
import { besideNode } from './testing/besideNode.ts'

// What handlers do at the edges of Node's modules; Node.js itself says what must come out.
const quickJs = loadQuickJs()

/** `log(attempt(() => …))` tells the value, or the error by name, code and message. */
const ATTEMPT = `const attempt = (run) => {
  try { return run() } catch (e) { return [e.name, e.code, e.message] }
}
`

async function expectSame(body: string): Promise<void> {
  const { inside, outside } = await besideNode(quickJs, ATTEMPT + body)
  expect(inside).toEqual(outside)
}

test('a Buffer refuses what Node.js refuses, in its words', async () => {
  await expectSame(`
    const b = Buffer.alloc(8)
    for (const run of [
      () => b.writeUInt8(256, 0), () => b.writeInt16LE(40000), () => b.writeUInt32BE(-1), () => b.writeInt32LE(2 ** 31),
      () => b.readUIntBE(0, 9), () => b.readUInt8(1.5), () => b.readUInt8('1'), () => Buffer.alloc(1).readUInt32LE(),
      () => Buffer.concat('x'), () => Buffer.concat([b, 'x']), () => Buffer.byteLength(5), () => Buffer.byteLength({}),
      () => b.indexOf({}), () => Buffer.compare('a', b), () => b.equals('a'), () => b.fill('zz', 'hex'),
      () => Buffer.alloc('5'), () => Buffer.from(5),
    ]) log(attempt(run))`)
})

test('a Buffer never writes half a character, and shows itself as Node.js does', async () => {
  await expectSame(`
    const b = Buffer.alloc(4)
    log(b.write('€€'), b, b.write('😀', 1), Buffer.alloc(0), [Buffer.alloc(60)])
    log(require('buffer').transcode(Buffer.from('€a'), 'utf8', 'latin1').toString('latin1'))`)
})

test('errors go by the name that they were given, or by that of their class', async () => {
  await expectSame(`
    const first = (e) => inspectOf(e).split('\\n')[0]
    const inspectOf = require('util').inspect
    class HttpError extends Error {}
    class Failure extends Error {}
    class Bad extends TypeError {}
    class Named extends Error { constructor(m) { super(m); this.name = 'Other' } }
    class Validation extends Error { name = 'ValidationError' }
    for (const Class of [HttpError, Failure, Bad, Named, Validation]) log(first(new Class('m')))
    log(first(Object.assign(new TypeError('m'), { name: 'AbortError' })), first(new (class extends Error {})('m')))`)
})

test('util.inspect: boxes, views, tags, getters and widths', async () => {
  await expectSame(`
    const { inspect, format } = require('util')
    log([new String('ab'), new Number(-0), Object(Symbol('q')), Object(1n), new (class S extends String {})('x')])
    log(new DataView(new ArrayBuffer(2)), { v: new DataView(new ArrayBuffer(1)) })
    log(new (class Bag extends Map { x = 1 })([['a', 1]]), { [Symbol.toStringTag]: 'T', a: 1 })
    const accessor = { get a() { return { b: 1 } }, get c() { return 2 } }
    log(inspect(accessor, { getters: true }), inspect(accessor), inspect(['\\ud800']))
    for (const breakLength of [20, 60, 80, 120, Infinity])
      log(inspect({ a: 'x'.repeat(20), b: 'y'.repeat(20), c: [1, 2, 3] }, { breakLength }))
    log(inspect({ k: { m: 'one line of it\\nand another\\n' + 'z'.repeat(60) } }), ['a\\n'.repeat(50)], inspect('l\\n'.repeat(60)))
    log((function () { return arguments })(1, 'a'))
    log(format('%s %s %s %s', new Date(0), /x/, new Map([[1, { a: 1 }]]), { toString: () => 'own' }))`)
})

test('addresses beyond ASCII, credentials, and questions without an answer', async () => {
  await expectSame(`
    const url = require('url')
    log(new URL('http://Español.com/ñ').href, url.domainToASCII('español.com'), url.domainToUnicode('xn--espaol-zwa.com'))
    log(url.urlToHttpOptions(new URL('http://a:b%40@x.com/y?z')).auth, new URL('blob:https://a.b/c').origin)
    log(Object.prototype.toString.call(new URL('http://a')), String(Object.prototype.toString.call(new URLSearchParams())))
    log(attempt(() => new URL()))
    const qs = require('querystring')
    log(qs.parse('a=1&b=2', null, null, { maxKeys: 1 }), qs.stringify({ a: [1, 2] }, null, null))`)
})

test('assert tells a wrong class of error, and util what it was given', async () => {
  await expectSame(`
    const assert = require('assert')
    const util = require('util')
    for (const run of [
      () => assert.throws(() => { throw new TypeError('x') }, RangeError),
      () => assert.throws('x'), () => assert.ifError(new Error('inner')), () => assert.ifError(null),
      () => util.promisify(5), () => setTimeout('code', 1), () => new (require('events'))().on('x', 5),
    ]) log(attempt(run))
    util.callbackify(async () => { throw null })((e) => log(e.code, e.message, e.reason))`)
})

test('in a timer, what nextTick put off comes before promises', async () => {
  await expectSame(`
    await new Promise((resolve) => setTimeout(() => {
      Promise.resolve().then(() => { log('then'); resolve() })
      process.nextTick(() => { log('tick'); process.nextTick(() => log('tick of a tick')) })
      log('timer')
    }, 1))
    await new Promise((resolve) => setImmediate(() => {
      queueMicrotask(() => { log('micro'); resolve() })
      process.nextTick(() => log('tick'))
    }))`)
})

test('a TypeScript namespace that holds values is refused, with its line; one of types alone is none', () => {
  const handler = 'export const handler = async () => Shape.sides\n'
  const run = (code: string) => runOnce(quickJs, { files: { 'index.ts': code } })
  expect(
    run(`const x = 1\nnamespace Shape {\n  export const sides = 4\n}\n${handler}`),
  ).toMatchObject({
    type: 'failed',
    errorType: 'Runtime.UserCodeSyntaxError',
    errorMessage: expect.stringContaining('namespace Shape holds values'),
  })
  expect(
    run(
      'namespace Types {\n  export interface A { a: number }\n}\nexport const handler = async () => ({ a: 1 }) satisfies Types.A\n',
    ),
  ).toMatchObject({ type: 'returned', payload: '{"a":1}' })
})
