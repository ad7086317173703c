import { describe, expect, test } from 'vitest'
import { compileQuickJs, type QuickJsInstance } from './instance.ts'
import { loadQuickJs, readAssets } from './loadNode.ts'
import { createSources } from './sources.ts'
import { createTemplate, type Template, type TemplateKind } from './template.ts'
import { open, runOnce, slice, valueOf } from './testing.ts'

const assets = readAssets()
const quickJs = compileQuickJs(assets.wasm)
const texts = assets.sources

/** The template that holds `code` as the built-in `probe`. */
const templateWith = (code: string): Template =>
  createTemplate(
    { major: 22, builtins: ['probe'] },
    createSources({ ...texts, 'node/probe.cjs': code }),
    quickJs.createInstance(),
  )

/** Leaves holes in a memory's own allocator, so that blocks come to lie elsewhere. */
function scatter(instance: QuickJsInstance): void {
  const blocks = Array.from({ length: 3_000 }, (_, index) => instance.malloc(8 + (index % 97) * 24))
  blocks.forEach((block, index) => {
    instance.bytes().fill(0xa5, block, block + 8)
    if (index % 3 > 0) instance.free(block)
  })
}

describe('a template', () => {
  const kinds: readonly TemplateKind[] = [
    { major: 20, builtins: [] },
    { major: 22, builtins: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'] },
    { major: 24, builtins: ['@smithy/node-http-handler'] },
  ]
  test.each(kinds)('has the same image wherever it was built: %j', (kind) => {
    const used = quickJs.createInstance()
    scatter(used)
    const [here, there] = [quickJs.createInstance(), used].map((instance) =>
      createTemplate(kind, createSources(texts), instance),
    )
    expect(here?.image.pointers.length).toBeGreaterThan(5_000)
    expect(here?.image.words).toEqual(there?.image.words)
    expect(here?.image.pointers).toEqual(there?.image.pointers)
    expect(here?.image.lasting).toEqual(there?.image.lasting)
    expect(here?.image.lastingPointers).toEqual(there?.image.lastingPointers)
    expect(here?.image.times).toEqual(there?.image.times)
    expect(here?.ticks).toEqual(there?.ticks)
  })

  test.each([
    ['the clock', 'exports.at = Date.now()'],
    ['the sandbox’s clock', "exports.at = require('coldstart:core').native.clock()"],
    ['chance', 'exports.it = Math.random()'],
    ['the sandbox’s chance', "exports.it = require('coldstart:host').random()"],
    ['an object as a key', 'exports.key = {}; exports.of = new WeakMap([[exports.key, 1]])'],
    ['a symbol as a key', 'exports.of = new Map([[Symbol(), 1]])'],
  ])('is refused where a built-in takes %s when it is evaluated', (_name, code) => {
    expect(() => templateWith(code)).toThrow(
      /while a template is made|as key|called|clock|cannot|Math/i,
    )
  })

  test('takes maps whose keys are texts and numbers', () => {
    const { image } = templateWith("exports.of = new Map([['a', {}], [1, {}], [0.5, 2]])")
    expect(image.words.length).toBeGreaterThan(0)
  })
})

describe('a copy', () => {
  const runtime = loadQuickJs()

  test('has its own chance and its own beginning', () => {
    const body = 'return [Math.random(), performance.timeOrigin, performance.now() < 1]'
    const files = { 'index.mjs': `export const handler = async () => { ${body} }` }
    const [one, two, three] = [
      runOnce(runtime, { files, seed: [1, 2, 3, 4] }),
      runOnce(runtime, { files, seed: [2, 2, 3, 4] }),
      runOnce(runtime, { files, seed: [1, 2, 3, 4] }),
    ].map((step) => (step.type === 'returned' ? step.payload : step.type))
    expect(one).toMatch(/^\[0\.\d+,1767225600000,true\]$/)
    expect(two).not.toBe(one)
    expect(three).toBe(one)
  })

  const IMPORTS = {
    early: "import * as sdk from '@aws-sdk/client-dynamodb'",
    late: "const sdk = await import(['@aws-sdk', 'client-dynamodb'].join('/'))",
  }
  const look = (before: string, body: string): unknown => {
    const code = `${before}\nexport const handler = async () => { ${body} }`
    const step = runOnce(runtime, { files: { 'index.mjs': code } })
    if (step.type !== 'returned') throw new Error(`the handler ended ${JSON.stringify(step)}`)
    return JSON.parse(step.payload)
  }
  test.each([
    'return Object.keys(sdk)',
    'const c = new sdk.DynamoDBClient({ region: "eu-west-1" }); return [await c.config.region(), await c.config.maxAttempts()]',
    'return Object.entries(sdk).map(([k, v]) => [k, typeof v, String(v).length])',
    'try { await new sdk.DynamoDBClient({}).send({}) } catch (e) { return [e.name, e.message, e instanceof Error] }',
    'return Reflect.ownKeys(globalThis).map(String)',
  ])('finds the SDK that was evaluated before as it finds one evaluated then: %s', (body) => {
    expect(look(IMPORTS.early, body)).toEqual(look(IMPORTS.late, body))
  })

  test('pays for the SDK when it imports it, once, though it was evaluated before', () => {
    const cpu = (code: string): number => {
      const isolate = open(runtime, {
        files: { 'index.mjs': `${code}\nexport const handler = () => 1` },
        limits: { cpuShare: 1, nanosPerTick: 1_000 },
      })
      const step = isolate.init(slice(0, 10_000_000))
      isolate.dispose()
      expect(step.type).toBe('returned')
      return step.cpu
    }
    const nothing = cpu('')
    const early = cpu(IMPORTS.early) - nothing
    const late = cpu(IMPORTS.late) - nothing
    expect(late).toBeGreaterThan(20_000)
    expect(early / late).toBeGreaterThan(0.9)
    expect(early / late).toBeLessThan(1.15)
    const named = "const names = ['@aws-sdk/client-dynamodb']"
    expect(cpu(named) - nothing).toBeLessThan(100)
    const again = "import '@aws-sdk/client-dynamodb'; await import('@aws-sdk/client-dynamodb')"
    expect(cpu(`${IMPORTS.early}; ${again}`) - nothing - early).toBeLessThan(1_000)
  })

  test('is alone with what it changes in what all have', () => {
    const change =
      "Array.prototype.at = () => 'changed'; process.env.TABLE = 'changed'; Object.prototype.x = 1; Buffer.poolSize = 7"
    const body = 'return [[1].at(0), process.env.TABLE, {}.x, Buffer.poolSize]'
    const changed = open(runtime, { files: { 'index.mjs': `${change}; export const handler = 1` } })
    changed.init(slice())
    expect(valueOf(runtime, body)).toEqual([1, 'items', null, 8_192])
    changed.dispose()
  })
})
