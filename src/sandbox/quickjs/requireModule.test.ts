import { describe, expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'

const quickJs = loadQuickJs()

const run = (files: Readonly<Record<string, string>>, runtime = 'nodejs24.x') => {
  const step = runOnce(quickJs, { files, runtime })
  return step.type === 'returned'
    ? step.payload
    : step.type === 'failed'
      ? `${step.errorType}: ${step.errorMessage}`
      : step.type
}
const requires = (body: string, module: string) => ({
  'index.js': `exports.handler = async () => { ${body} }`,
  'a.mjs': module,
})

// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
describe('require of an ES module, from Node.js 24 on', () => {
  test.each([
    ["return require('./a.mjs').a", 'export const a = 1', '1'],
    ["return require('./a.mjs') === require('./a.mjs')", 'export const a = 1', 'true'],
    [
      "const m = require('./a.mjs'); return [m.default, m.__esModule, m.b]",
      'export default 1; export const b = 2',
      '[1,true,2]',
    ],
    [
      "return require('./a.mjs')(3)",
      "const f = (n) => n + 1; export { f as 'module.exports' }",
      '4',
    ],
    [
      "try { require('./a.mjs') } catch (e) { return [e.name, e.message] }",
      "throw new TypeError('mine')",
      '["TypeError","mine"]',
    ],
    [
      "try { require('./a.mjs') } catch (e) { return e.code }",
      'export const a = await new Promise((resolve) => setTimeout(resolve, 1))',
      '"ERR_REQUIRE_ASYNC_MODULE"',
    ],
    [
      "const { a } = await import('./a.mjs'); return require('./a.mjs').a === a",
      'export const a = {}',
      'true',
    ],
  ])('%s of %s', (body, module, payload) => {
    expect(run(requires(body, module))).toBe(payload)
  })

  test('Lambda’s Node.js 22 refuses it', () => {
    expect(run(requires("return require('./a.mjs').a", 'export const a = 1'), 'nodejs22.x')).toBe(
      'Error: require() of ES Module /var/task/a.mjs from /var/task/index.js not supported.\nInstead change the require of a.mjs in /var/task/index.js to a dynamic import() which is available in all CommonJS modules.',
    )
  })
})

// What esbuild makes of it for SAM and CDK: one CommonJS file.
describe('a function in TypeScript is what a build makes of it', () => {
  const on22 = (files: Readonly<Record<string, string>>) => run(files, 'nodejs22.x')
  test('import and require mix', () => {
    expect(
      on22({
        'index.ts':
          "import { n } from './lib'\nconst { m } = require('./lib')\nexport const handler = async (): Promise<number> => n - m",
        'lib.ts': 'export const n: number = 3\nexport const m = 2',
      }),
    ).toBe('1')
  })
  test('import * of a CommonJS package has all it exports; ES modules may be imported as well', () => {
    expect(
      on22({
        'index.ts':
          "import * as cjs from 'cjs'\nimport esm, { b } from 'esm'\nexport const handler = async () => [cjs.a, esm, b]",
        'node_modules/cjs/index.js': "const made = {}; made['a'] = 1; module.exports = made",
        'node_modules/esm/package.json': '{"type":"module","exports":"./index.js"}',
        'node_modules/esm/index.js': 'export default 2; export const b = 3',
      }),
    ).toBe('[1,2,3]')
  })
  test('await at its top, or import.meta, make it an ES module', () => {
    expect(
      on22({
        'index.ts':
          'const n: number = await Promise.resolve(1)\nexport const handler = async () => [n, import.meta.url]',
      }),
    ).toBe('[1,"file:///var/task/index.js"]')
  })
})
