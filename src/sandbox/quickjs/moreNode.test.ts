import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'
import { besideNode } from './testing/besideNode.ts'

const quickJs = loadQuickJs()
const TRY = 'const t = (f) => { try { log(f()) } catch (e) { log(e.name, e.code, e.message) } };'
const same = async (body: string): Promise<void> => {
  const { inside, outside } = await besideNode(quickJs, TRY + body)
  expect(inside).toEqual(outside)
  expect(outside.length).toBeGreaterThan(5)
}

// https://nodejs.org/api/util.html#utilparseargsconfig
test('util.parseArgs reads arguments, and refuses them, as Node.js does', () =>
  same(`const { parseArgs } = require('util')
const options = { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string', short: 'b' }, many: { type: 'string', multiple: true }, kept: { type: 'string', default: 'x' } }
const p = (args, more) => t(() => parseArgs({ args, options, ...more }))
p(['-f', '--bar', 'b']); p(['-fbx'], { tokens: true }); p(['--bar=1', '--many', 'a', '--many=b']); p(['a', '--', '--foo'], { allowPositionals: true, tokens: true }); p(['--other', 'x', '-q'], { strict: false }); p(['--foo=1'], { strict: false })
p(['--other']); p(['--other'], { allowPositionals: true }); p(['a']); p(['-b']); p(['--foo=1']); p(['--bar']); p(['--no-foo'], { allowNegative: true }); t(() => parseArgs({ args: [], options: { a: { type: 'x' } } })); t(() => parseArgs({ args: [], options: { a: { type: 'string', short: 'ab' } } }))
`))

// https://tc39.es/ecma262/#sec-atomics-object
test('Atomics works on arrays of whole numbers', () =>
  same(`const a = new Int32Array(new SharedArrayBuffer(16)); const b = new Uint8Array(2); const big = new BigInt64Array(2)
t(() => [Atomics.add(a, 0, 5), Atomics.sub(a, 0, 2), Atomics.or(a, 0, 8), Atomics.and(a, 0, 9), Atomics.xor(a, 0, 1), Atomics.exchange(a, 0, 7), Atomics.load(a, 0), a[0]])
t(() => [Atomics.store(b, 1, 300), b[1], Atomics.add(b, 1, 250), b[1], Atomics.compareExchange(b, 1, 38 + 256, 9), b[1], Atomics.compareExchange(b, 1, 1, 2), b[1]])
t(() => [Atomics.add(big, 0, 5n), big[0], Atomics.notify(a, 0, 1), Atomics.isLockFree(4), Atomics.isLockFree(3), String(Atomics), Object.keys(Atomics)])
t(() => Atomics.wait(a, 0, 0, 5)); t(() => Atomics.wait(a, 0, 7, 5)); t(() => Atomics.add([], 0, 1)); t(() => Atomics.add(a, 9, 1)); t(() => Atomics.notify(b, 0)); t(() => Atomics.wait(new Int32Array(1), 0, 0, 1))
`))

// https://nodejs.org/api/vm.html
test('vm runs code here and in contexts', () =>
  same(`const vm = require('vm')
t(() => vm.runInThisContext('1 + 1')); t(() => vm.runInNewContext('a + 1', { a: 2 })); const c = vm.createContext({ n: 1, f: (x) => x * 2 }); t(() => vm.runInContext('n = f(n) + 40; var made = n; typeof process', c)); t(() => c.n + c.made); t(() => vm.isContext(c)); t(() => vm.isContext({}))
t(() => new vm.Script('n + 1').runInContext(c)); t(() => new vm.Script('typeof require').runInNewContext({})); t(() => vm.runInContext('1', {})); t(() => vm.runInNewContext(5)); t(() => vm.compileFunction('return a + b', ['a', 'b'])(1, 2)); t(() => vm.runInNewContext('[1, 2].map((x) => x * k).join()', { k: 3 }))
`))

/** Which of these a version has. https://v8.dev/features */
test.each([
  ['nodejs20.x', ''],
  ['nodejs22.x', 'Object.groupBy Set.prototype.union Iterator Promise.withResolvers'],
  [
    'nodejs24.x',
    'Object.groupBy Set.prototype.union Iterator Promise.withResolvers Promise.try RegExp.escape Float16Array',
  ],
])('%s has what its V8 has: %s', (runtime, has) => {
  const code = `exports.handler = async () =>
    'Object.groupBy Set.prototype.union Iterator Promise.withResolvers Promise.try RegExp.escape Float16Array InternalError Math.sumPrecise'
      .split(' ').filter((path) => path.split('.').reduce((value, key) => value?.[key], globalThis) !== undefined)
      .concat(typeof Symbol.dispose, typeof Symbol.asyncDispose).join(' ')`
  const step = runOnce(quickJs, { files: { 'index.js': code }, runtime })
  const all = `${has} symbol symbol`.trim()
  expect(step).toMatchObject({ type: 'returned', payload: JSON.stringify(all) })
})

test('a trace begins with what the error is called when it is first read', () =>
  same(`const head = (e) => e.stack.split('\\n')[0]
class Late extends Error { constructor(m) { super(m); this.name = 'Late' } }
class Field extends Error { name = 'Field' }
class Captured extends Error { constructor(m) { super(m); Error.captureStackTrace(this, Captured); this.name = 'Captured' } }
class Plain extends Error {}
for (const Class of [Late, Field, Captured, Plain]) log(head(new Class('x')))
const changed = new Error('a'); changed.message = 'b'; log(head(changed)); changed.name = 'Told'; log(head(changed))
const set = new Error('c'); set.stack = 'mine'; log(set.stack);
`))

test('a program that makes its own traces gets the call sites, as express and its like do', () => {
  const code = `exports.handler = async () => {
    const before = Error.prepareStackTrace
    Error.prepareStackTrace = (_, sites) => sites
    const target = {}
    Error.captureStackTrace(target)
    const sites = target.stack
    Error.prepareStackTrace = before
    return [Array.isArray(sites), sites[0].getFileName(), sites[0].getLineNumber()]
  }`
  const step = runOnce(quickJs, { files: { 'index.js': code } })
  expect(step).toMatchObject({ payload: '[true,"/var/task/index.js",5]' })
})

test('an ES module that takes crypto by name loads that much of it', () => {
  const code = `import crypto, { createHash as hash } from 'node:crypto'
    export const handler = async () => [hash('md5').update('').digest('hex'), typeof crypto.createSign, typeof crypto.webcrypto]`
  const step = runOnce(quickJs, { files: { 'index.mjs': code } })
  expect(step).toMatchObject({
    payload: '["d41d8cd98f00b204e9800998ecf8427e","function","object"]',
  })
})
