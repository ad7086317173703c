import { describe, expect, test } from 'vitest'
import type { HandlerStep } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, open, runOnce, slice, valueOf } from './testing.ts'

const quickJs = loadQuickJs()
const run = (body: string, before = '', memoryMiB = 512): HandlerStep =>
  runOnce(quickJs, {
    files: { 'index.mjs': `${before}\nexport const handler = async () => { ${body} }` },
    limits: { memoryMiB, cpuShare: memoryMiB / 1_769 },
  })

describe('hostile values, returned', () => {
  // "plain JSON.stringify", failing with "Unable to stringify response body": the runtime client's CallbackContext.js
  test.each([
    ['return new Proxy({}, { ownKeys() { throw 1 } })'],
    ['return { toJSON() { throw new Error("no") } }'],
    ['return { get a() { throw new Error("no") } }'],
    ['return { a: 1n }'],
    ['const a = []; a.push(a); return a'],
    ['const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { proxy }'],
    ['const o = { toJSON() { return JSON.stringify(o) } }; return o'],
    ['let n = []; for (let i = 0; i < 1e5; i++) n = [n]; return n'],
  ])('%s', (body) => {
    const errorMessage = 'Unable to stringify response body'
    expect(run(body)).toMatchObject({ type: 'failed', origin: 'handler', errorMessage })
  })

  test.each([
    ['return { toJSON() { for (;;); } }', 'cpu'],
    ['return new Proxy({}, { ownKeys() { for (;;); } })', 'cpu'],
    ['return { get a() { const all = []; for (;;) all.push(new Uint8Array(1e6)) } }', 'memory'],
  ])('runs inside, under its limits: %s', (body, limit) => {
    expect(run(body)).toMatchObject({ type: 'exhausted', limit })
  })

  test.each([
    ['return Symbol("s")', 'null'],
    ['return () => 1', 'null'],
    ['return new Proxy([1, 2], {})', '[1,2]'],
    [
      'return { a: undefined, b: NaN, d: new Date(0) }',
      '{"b":null,"d":"1970-01-01T00:00:00.000Z"}',
    ],
    ['return "\\ud800\\u2028\\u0000"', '"\\\\ud800\u2028\\\\u0000"'.replaceAll('\\\\', '\\')],
    ['return { __proto__: { a: 1 }, b: 2 }', '{"b":2}'],
  ])('%s is %s', (body, payload) => {
    expect(run(body)).toMatchObject({ type: 'returned', payload })
  })

  test('six megabytes come out whole', () => {
    const step = run("return 'é'.repeat(3 * 2 ** 20)")
    expect(step.type === 'returned' && step.payload).toBe(`"${'é'.repeat(3 * 2 ** 20)}"`)
  })
})

describe('tampering', () => {
  const TAMPERINGS = [
    'Array.prototype.push = Array.prototype.map = Array.prototype.join = () => { throw 1 }',
    'Array.prototype[Symbol.iterator] = function* () { yield 7 }',
    'Promise.prototype.then = Promise.prototype.catch = () => { throw 1 }',
    'JSON.stringify = () => \'["r"]\'; JSON.parse = () => ({})',
    "Object.defineProperty(Object.prototype, 'item', { set() { throw 1 }, get: () => 9 })",
    "Object.defineProperty(Object.prototype, '0', { set() { throw 1 }, get: () => 9 })",
    'Object.prototype.toJSON = () => "forged"',
    'Reflect.apply = () => 1; Function.prototype.call = Function.prototype.apply = null',
    'Map.prototype.get = Map.prototype.set = WeakMap.prototype.get = null',
    'String.prototype.slice = String.prototype.indexOf = () => 1',
    'RegExp.prototype.exec = () => null',
    'Error.prepareStackTrace = () => { throw 1 }',
    'globalThis.Promise = globalThis.Error = globalThis.Object = undefined',
    'Date.prototype.toISOString = Date.now = () => { throw 1 }',
  ]
  const SDK = "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"

  test.each(TAMPERINGS)('harms only its own environment: %s', (tampering) => {
    for (const before of [tampering, `${SDK} ${tampering}`]) {
      const step = run("console.log('a', { b: [1] }); return { a: [1] }", before)
      // Whatever it comes to in there, the host reads a step of its own kind, and not one that was forged.
      expect(['returned', 'failed']).toContain(step.type)
      if (step.type === 'returned') expect(() => JSON.parse(step.payload) as unknown).not.toThrow()
    }
    expect(valueOf(quickJs, 'return [1, 2].map((n) => n + 1)')).toEqual([2, 3])
  })

  test('a forged outcome stays a value', () => {
    const body = 'return \'["f","exit","Runtime.ExitError","x",[],0]\\n[]\\n[]\\n{}\''
    const step = run(body)
    expect(step.type).toBe('returned')
  })

  test('an answer to a call that nobody made changes nothing', () => {
    const isolate = open(quickJs, {
      files: {
        'index.mjs': 'export const handler = () => new Promise((r) => setTimeout(r, 5, 1))',
      },
    })
    isolate.init(slice())
    isolate.invoke(slice(), '{}', context())
    const reply = { type: 'unreachable', code: 'x', message: 'y' } as const
    for (const id of [0, 99, -1, Number.NaN]) {
      expect(isolate.resume(slice(1_000), id, reply)).toMatchObject({ type: 'waiting', calls: [] })
    }
    expect(isolate.wake(slice(6_000))).toMatchObject({ type: 'returned', payload: '1' })
    isolate.dispose()
  })
})

describe('no way out', () => {
  test.each([
    [
      "return typeof (await (async () => {}).constructor('return globalThis.require')())",
      'undefined',
    ],
    [
      "return (function* () {}).constructor('return typeof __coldstartBridge')().next().value",
      'undefined',
    ],
    [
      'const e = new Set(); Error.prepareStackTrace = (_, s) => s.forEach((x) => e.add(typeof x.getThis() + typeof x.getFunction())); void new Error().stack; return [...e].join()',
      'undefinedundefined',
    ],
    [
      'return Object.getOwnPropertyNames(globalThis).filter((name) => /coldstart|native|host|std|bjson|print/i.test(name)).join()',
      '',
    ],
    [
      'return typeof process.binding + typeof process._linkedBinding + typeof process.dlopen',
      'undefinedundefinedundefined',
    ],
    [
      "return setTimeout(() => {}).constructor.constructor('return typeof native + typeof core')()",
      'undefinedundefined',
    ],
    ['return Object.keys(import.meta).join()', 'url,filename,dirname'],
  ])('%s', (body, value) => {
    expect(run(body)).toMatchObject({ type: 'returned', payload: JSON.stringify(value) })
  })
})

test('a thousand environments live at once, and one more is like the first', () => {
  const files = { 'index.mjs': 'let n = 0; export const handler = async () => ++n' }
  const isolates = Array.from({ length: 1_000 }, () => {
    const isolate = open(quickJs, { files })
    isolate.init(slice())
    return isolate
  })
  const outcomes = new Set(
    isolates.map((isolate) => {
      const step = isolate.invoke(slice(), '{}', context())
      return `${step.type} ${step.cpu} ${step.heapBytes} ${JSON.stringify(step)}`
    }),
  )
  expect(outcomes.size).toBe(1)
  for (const isolate of isolates) isolate.dispose()
}, 60_000)

// https://nodejs.org/api/buffer.html#bufferconstantsmax_string_length: V8 says so; QuickJS would have gone on for minutes.
test.each([
  "'a'.repeat(1e6).replaceAll('a', 'b'.repeat(1e5))",
  "'a'.repeat(1e6).replaceAll('', 'b'.repeat(1e5))",
  "'a'.repeat(1e4).replace(/a/g, 'b'.repeat(1e5))",
])('a replacement that no string could hold is refused: %s', (expression) => {
  const body = `try { return (${expression}).length } catch (error) { return String(error) }`
  expect(valueOf(quickJs, body)).toBe('RangeError: Invalid string length')
})

test('replacing is what it was', () => {
  expect(
    valueOf(
      quickJs,
      `return ['aXbX'.replace('X', '$&$&'), 'aXbX'.replaceAll('X', (found, at) => found + at), 'ab'.replaceAll('', '-'),
        'a1b2'.replace(/(?<n>\\d)/g, (...args) => args.at(-1).n * 2), 'abc'.replace(), String.prototype.replace.name,
        String.prototype.replace.call(123, 2, 'x')]`,
    ),
  ).toEqual(['aXXbX', 'aX1bX3', '-a-b-', 'a2b4', 'abc', 'replace', '1x3'])
})

test('the collector runs while a function of old looks at its arguments, as decorators of TypeScript do', () => {
  const code = `
    function decorate(target, key) {
      const all = arguments
      // Circles that only the collector frees.
      for (let i = 0; i < 2e5; i++) { const a = {}; a.a = a }
      return all.length + all[0] + key
    }
    exports.handler = async () => decorate(1, 2)`
  const step = runOnce(quickJs, {
    files: { 'index.js': code },
    limits: { memoryMiB: 512, cpuShare: 1 },
  })
  expect(step).toMatchObject({ type: 'returned', payload: '5' })
})
