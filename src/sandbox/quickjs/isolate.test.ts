import { describe, expect, test } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, open, runOnce, slice, valueOf } from './testing.ts'

const quickJs = loadQuickJs()
const module = (code: string) => ({ files: { 'index.mjs': code } })

describe('life of an environment', () => {
  test('module scope survives warm invocations and dies with the environment', () => {
    const scene = module('let count = 0; export const handler = async () => ++count')
    const isolate = open(quickJs, scene)
    isolate.init(slice())
    const payloads = [1, 2, 3].map(() => {
      const step = isolate.invoke(slice(), '{}', context())
      return step.type === 'returned' ? step.payload : step.type
    })
    isolate.dispose()
    expect(payloads).toEqual(['1', '2', '3'])
    expect(runOnce(quickJs, scene)).toMatchObject({ payload: '1' })
  })

  test('it tells how much of the function’s own source has been loaded, by import and by require', () => {
    const lazy = 'exports.late = 1'
    const isolate = open(quickJs, {
      files: {
        'index.js': "exports.handler = async () => require('./lazy.js').late",
        'lazy.js': lazy,
        'never.js': 'x'.repeat(1_000),
      },
    })
    isolate.init(slice())
    const before = isolate.loadedBytes?.() ?? 0
    isolate.invoke(slice(), '{}', context())
    expect((isolate.loadedBytes?.() ?? 0) - before).toBe(lazy.length)
    expect(before).toBe(55)
    isolate.dispose()
  })

  test('a call of the SDK hook becomes a step that waits, and its reply resumes the handler', () => {
    const isolate = open(
      quickJs,
      module(`
        import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
        const client = new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
        export const handler = async () =>
          (await client.send(new GetItemCommand({ TableName: 'items', Key: { id: { S: '1' } } }))).Item
      `),
    )
    isolate.init(slice())
    const waiting = isolate.invoke(slice(), '{}', context())
    expect(waiting).toMatchObject({
      type: 'waiting',
      calls: [{ service: 'dynamodb', method: 'POST', path: '/', attempt: 1 }],
    })
    const [call] = waiting.type === 'waiting' ? waiting.calls : []
    const reply: ApiReply = {
      type: 'response',
      status: 200,
      headers: [['content-type', 'application/x-amz-json-1.0']],
      body: '{"Item":{"id":{"S":"1"}}}',
    }
    expect(isolate.resume(slice(5_000), call?.id ?? 0, reply)).toMatchObject({
      type: 'returned',
      payload: '{"id":{"S":"1"}}',
    })
    isolate.dispose()
  })

  test('timers run on virtual time: setTimeout(250) takes 250 ms and no more', () => {
    const body = `const start = Date.now(); await new Promise((done) => setTimeout(done, 250)); return Date.now() - start`
    expect(valueOf(quickJs, body)).toBe(250)
  })

  test('the same seed gives the same run, bit for bit, in a used wasm memory too', () => {
    const scene = module(`
      import { randomUUID } from 'crypto'
      export const handler = async () => {
        let sum = 0
        for (let i = 0; i < 50000; i++) sum += Math.sin(i) * Math.random()
        console.log({ sum })
        return [sum, randomUUID(), Date.now(), process.memoryUsage().heapUsed]
      }`)
    const first = runOnce(quickJs, scene)
    runOnce(quickJs, module('export const handler = async () => "x".repeat(1e6) + [..."abc"]'))
    expect(runOnce(quickJs, scene)).toEqual(first)
    expect(runOnce(loadQuickJs(), scene)).toEqual(first)
    expect(runOnce(quickJs, { ...scene, seed: [9, 9, 9, 9] })).not.toEqual(first)
  })
})

describe('limits', () => {
  test('while (true) is cut at exactly the deadline', () => {
    const scene = module('export const handler = async () => { while (true) {} }')
    expect(runOnce(quickJs, scene)).toMatchObject({
      type: 'exhausted',
      limit: 'cpu',
      cpu: 3_000_000,
    })
  })

  test('no catch and no finally holds on to a cut handler', () => {
    const catches = 'export const handler = async () => { for (;;) try { for (;;); } catch {} }'
    expect(runOnce(quickJs, module(catches))).toMatchObject({ limit: 'cpu' })
  })

  test('twice the memory, half the CPU time', () => {
    const scene = module(
      'export const handler = async () => { let n = 0; for (let i = 0; i < 1e6; i++) n += i; return n }',
    )
    const at128 = runOnce(quickJs, scene).cpu
    const at256 = runOnce(quickJs, {
      ...scene,
      limits: { memoryMiB: 256, cpuShare: 256 / 1_769 },
    }).cpu
    expect(at128 / at256).toBeCloseTo(2, 1)
    expect(at128).toBeGreaterThan(100_000)
  })

  test.each([
    ['objects', 'const all = []; for (;;) all.push(new Array(1000).fill(7))'],
    ['strings', 'const all = []; for (let i = 0; ; i++) all.push("x".repeat(1e6) + i)'],
    ['bytes', 'const all = []; for (;;) all.push(new Uint8Array(1e6))'],
    [
      'caught',
      'const all = []; for (;;) try { for (;;) all.push(new Array(1000).fill(1)) } catch {}',
    ],
  ])('memory runs out and nothing catches it: %s', (_name, body) => {
    const step = runOnce(quickJs, module(`export const handler = async () => { ${body} }`))
    expect(step).toMatchObject({ type: 'exhausted', limit: 'memory' })
  })

  test('endless recursion is a RangeError, as in Node', () => {
    const body =
      'let depth = 0; const f = () => { depth++; f() }; try { f() } catch (e) { return [e.name, e.message, depth > 500] }'
    expect(valueOf(quickJs, body)).toEqual(['RangeError', 'Maximum call stack size exceeded', true])
  })

  test('log volume and pending timers are bounded', () => {
    const scene = module(
      `export const handler = async () => { for (let i = 0; i < 1000; i++) console.log('x'.repeat(1000)); return 1 }`,
    )
    expect(runOnce(quickJs, scene).logs.length).toBeLessThan(120)
    const timers = 'for (let i = 0; i < 2000; i++) setTimeout(() => {}, 1e6)'
    expect(
      runOnce(quickJs, module(`export const handler = async () => { ${timers} }`)),
    ).toMatchObject({ type: 'failed', errorType: 'RangeError' })
  })

  // A process that the kernel kills writes no last words, but what it wrote before is in CloudWatch.
  test.each([
    ['cpu', 'for (;;) {}'],
    ['memory', 'const all = []; for (;;) all.push(new Array(1000).fill(1))'],
    ['memory', "const all = []; for (let i = 0; ; i++) all.push('x'.repeat(2 ** 24) + i)"],
    ['memory', "const half = 'x'.repeat(2 ** 29 - 1); return half + half + half"],
    [
      'memory',
      'try { [].push(...new Array(60_000).fill(new Array(9e7).fill(1))) } catch (e) { console.log(e) }',
    ],
  ])('a step cut for its %s keeps its log lines and adds none: %s', (limit, body) => {
    const scene = module(`export const handler = async () => { console.log('before'); ${body} }`)
    const step = runOnce(quickJs, scene)
    expect(step).toMatchObject({ type: 'exhausted', limit })
    expect(step.logs.map((line) => line.split('\t').at(-1))).toEqual(['before'])
  })

  test('an error of that name is no lack of memory', () => {
    const body = "const e = new Error('out of memory'); e.name = 'InternalError'; throw e"
    const scene = module(`export const handler = async () => { ${body} }`)
    expect(runOnce(quickJs, scene)).toMatchObject({ type: 'failed', origin: 'handler' })
  })

  test.each([
    'new Array(2 ** 32 - 1).indexOf(1)',
    "new Array(1e9).join('')",
    'new Array(2 ** 32 - 1).copyWithin(0, 1)',
    'new Array(2 ** 32 - 1).sort()',
    'Array.prototype.unshift.call({ length: 2 ** 53 - 2 }, 1)',
    'try { new Array(2 ** 32 - 1).reverse() } catch { return 1 }',
  ])('a native that walks a huge array with nothing in it is cut too: %s', (code) => {
    const scene = module(`export const handler = async () => { ${code} }`)
    const step = runOnce(quickJs, scene)
    expect(step).toMatchObject({ type: 'exhausted', limit: 'cpu', cpu: 3_000_000 })
  })
})

describe('no way out', () => {
  test.each([
    [
      'constructor chain',
      `return typeof [].constructor.constructor('return globalThis')().require`,
    ],
    ['global require', 'return typeof require'],
    ['the bridge', 'return typeof globalThis.__coldstartBridge'],
    ['document', 'return typeof document'],
    ['XMLHttpRequest', 'return typeof XMLHttpRequest'],
    ['postMessage', 'return typeof postMessage'],
    ['indexedDB', 'return typeof indexedDB'],
    ['WebAssembly', 'return typeof WebAssembly'],
  ])('nothing of the host is reachable: %s', (_name, body) => {
    expect(valueOf(quickJs, body)).toBe('undefined')
  })

  test.each([
    'coldstart:host',
    'coldstart:core',
    'coldstart:bridge',
    'internal/loop',
    'node:internal/loop',
  ])('user code cannot import %s', (specifier) => {
    const body = `return import(${JSON.stringify(specifier)}).then(() => 'reached', (e) => e.code)`
    expect(valueOf(quickJs, body)).toMatch(/^ERR_(?:MODULE_NOT_FOUND|UNKNOWN_BUILTIN_MODULE)$/)
  })

  test('tampered built-ins harm only their own environment', () => {
    const step = runOnce(
      quickJs,
      module(`
        Object.prototype.toJSON = () => 'tampered'
        Array.prototype.push = () => { throw 1 }
        Array.prototype[Symbol.iterator] = function* () {}
        JSON.stringify = () => '"forged"\\n["r"]\\n'
        Promise.prototype.then = null
        Map.prototype.set = null
        String.prototype.slice = () => '\\n\\n'
        export const handler = () => { console.log('still here'); return 1 }`),
    )
    expect(['returned', 'failed']).toContain(step.type)
    expect(valueOf(quickJs, 'return [1].map(String)')).toEqual(['1'])
  })

  test('getters and toJSON of a returned value run inside, under its limits', () => {
    const body = 'return { get x() { while (true) {} } }'
    const scene = module(`export const handler = async () => { ${body} }`)
    expect(runOnce(quickJs, scene)).toMatchObject({ type: 'exhausted', limit: 'cpu' })
  })
})
