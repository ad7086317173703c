import { describe, expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { context, drive, limits, slice } from './testing.ts'

// https://nodejs.org/api/modules.html#all-together · https://nodejs.org/api/esm.html#resolution-algorithm-specification
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html#nodejs-package-searchpath

const quickJs = loadQuickJs()
type Files = Readonly<Record<string, string | Uint8Array>>
const json = (value: object): string => JSON.stringify(value)

const packages: Files = {
  'node_modules/plain/package.json': json({ name: 'plain', main: 'lib' }),
  'node_modules/plain/lib/index.js': `exports.name = 'plain'; exports.deep = () => require('../other')`,
  'node_modules/plain/other.json': '{"from":"json"}',
  'node_modules/@scope/both/package.json': json({
    name: '@scope/both',
    exports: {
      '.': { import: './index.mjs', require: './index.cjs' },
      './features/*.js': './src/*.js',
      './features/private/*': null,
      './only-default': { browser: './browser.js', default: './src/default.js' },
      './package.json': './package.json',
    },
    imports: { '#inner': './src/inner.js', '#plain': 'plain' },
  }),
  'node_modules/@scope/both/index.mjs': `export const kind = 'import'; export { default as self } from '@scope/both/only-default'`,
  'node_modules/@scope/both/index.cjs': `exports.kind = 'require'; exports.inner = require('#inner'); exports.plain = require('#plain').name`,
  'node_modules/@scope/both/src/inner.js': `module.exports = 'inner'`,
  'node_modules/@scope/both/src/default.js': `module.exports = 'default'`,
  'node_modules/@scope/both/src/a.js': `module.exports = 'feature a'`,
  'node_modules/esm/package.json': json({ name: 'esm', type: 'module', main: './index.js' }),
  'node_modules/esm/index.js': `export default 'esm'; export const url = import.meta.url`,
  'node_modules/nested/index.js': `module.exports = require('plain').name`,
  'node_modules/nested/node_modules/plain/index.js': `exports.name = 'nested plain'`,
}

function run(files: Files, more: { layers?: Files; runtime?: string } = {}): unknown {
  const isolate = quickJs.createIsolate(
    {
      files: { ...packages, ...files },
      ...(more.layers === undefined ? {} : { layers: more.layers }),
      handler: 'index.handler',
      runtime: more.runtime ?? 'nodejs22.x',
      environment: {},
      seed: [1, 2, 3, 4],
    },
    limits,
  )
  const init = drive(isolate, isolate.init(slice()))
  const step =
    init.type === 'returned' ? drive(isolate, isolate.invoke(slice(), '{}', context())) : init
  isolate.dispose()
  if (step.type === 'failed') return `${step.errorType}: ${step.errorMessage}`
  return step.type === 'returned' ? JSON.parse(step.payload) : step
}
const required = (expression: string): unknown =>
  run({ 'index.js': `exports.handler = async () => { return ${expression} }` })
const imported = (text: string, value: string): unknown =>
  run({ 'index.mjs': `${text}; export const handler = async () => (${value})` })

test.each([
  [`require('plain').name`, 'plain'],
  [`require('plain').deep()`, { from: 'json' }],
  [`require('plain/other').from`, 'json'],
  [`require('@scope/both')`, { kind: 'require', inner: 'inner', plain: 'plain' }],
  [`require('@scope/both/features/a.js')`, 'feature a'],
  [`require('@scope/both/only-default')`, 'default'],
  [`require('@scope/both/package.json').name`, '@scope/both'],
  [`require('nested')`, 'nested plain'],
  [`require.resolve('plain')`, '/var/task/node_modules/plain/lib/index.js'],
  [`require('module').createRequire('/var/task/x.js')('plain').name`, 'plain'],
])('%s', (expression, value) => {
  expect(required(expression)).toEqual(value)
})

test.each([
  [`import { kind, self } from '@scope/both'`, '[kind, self]', ['import', 'default']],
  [`import plain, { name } from 'plain'`, '[plain.name, name]', ['plain', 'plain']],
  [
    `import esm, { url } from 'esm'`,
    '[esm, url]',
    ['esm', 'file:///var/task/node_modules/esm/index.js'],
  ],
  [`import nested from 'nested'`, 'nested', 'nested plain'],
] as const)('%s', (text, value, expected) => {
  expect(imported(text, value)).toEqual(expected)
})

describe('a package that is not to be had', () => {
  test.each([
    [
      `require('@scope/both/src/a.js')`,
      `Package subpath './src/a.js' is not defined by "exports" in /var/task/node_modules/@scope/both/package.json`,
    ],
    [
      `require('@scope/both/features/private/x')`,
      `Package subpath './features/private/x' is not defined by "exports" in /var/task/node_modules/@scope/both/package.json`,
    ],
    [`require('#nope')`, 'Package import specifier "#nope" is not defined imported from'],
    [`require('aws-sdk')`, `Cannot find module 'aws-sdk'\nRequire stack:\n- /var/task/index.js`],
  ])('%s', (expression, message) => {
    expect(required(expression)).toContain(message)
  })

  test.each([
    ['nope', `Cannot find package 'nope' imported from /var/task/index.mjs`],
    ['aws-sdk', `Cannot find package 'aws-sdk' imported from /var/task/index.mjs`],
    ['plain/other', `Cannot find module '/var/task/node_modules/plain/other' imported from`],
    ['./node_modules/plain', `Directory import '/var/task/node_modules/plain' is not supported`],
  ])('import %s', (specifier, message) => {
    expect(imported(`import '${specifier}'`, '1')).toContain(message)
  })
})

describe('layers', () => {
  const layers: Files = {
    'nodejs/node_modules/shared/index.js': `exports.where = 'any'`,
    'nodejs/node22/node_modules/shared/index.js': `exports.where = 'node22'`,
    'nodejs/node_modules/plain/index.js': `exports.name = 'layer'`,
  }
  test.each([
    ['nodejs22.x', 'node22'],
    ['nodejs24.x', 'any'],
  ])('%s finds the packages made for it, by require and by import', (runtime, where) => {
    const files = { 'index.js': `exports.handler = async () => require('shared').where` }
    expect(run(files, { layers, runtime })).toBe(where)
    const module = {
      'index.mjs': `import { where } from 'shared'; export const handler = async () => where`,
    }
    expect(run(module, { layers, runtime })).toBe(where)
  })
  test('the function’s own packages come first', () => {
    const files = { 'index.js': `exports.handler = async () => require('plain').name` }
    expect(run(files, { layers })).toBe('plain')
  })
})

test('an SDK in the function’s own node_modules comes before the runtime’s', () => {
  const own = { 'node_modules/@aws-sdk/client-dynamodb/index.js': `exports.mine = true` }
  const files = {
    ...own,
    'index.js': `exports.handler = async () => require('@aws-sdk/client-dynamodb').mine`,
  }
  expect(run(files)).toBe(true)
})

test('version 2 of the SDK is refused with a hint, and what the sandbox lacks is named', () => {
  const files = {
    'index.js': `require('aws-sdk'); require('@aws-sdk/credential-providers'); exports.handler = 1`,
  }
  const problems = quickJs.check({ files, handler: 'index.handler', runtime: 'nodejs22.x' })
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Cannot find module 'aws-sdk'[^]*version 3 of the SDK only/),
    expect.stringMatching(/^Cannot find module '@aws-sdk\/credential-providers'[^]*bring it along/),
  ])
})

test('packages are not compiled ahead: they hold what no one loads; what a layer brings is there', () => {
  const files = {
    'index.mjs': `import { a } from 'a'; import b from 'b'; export const handler = () => a + b`,
    'node_modules/a/package.json': '{"exports":"./a.mjs"}',
    'node_modules/a/a.mjs': 'export const a = 1',
    'node_modules/a/template.js': '<% not a script %>',
    'types.d.mts': 'export declare const',
  }
  const layers = { 'nodejs/node_modules/b/index.js': 'module.exports = 2' }
  const bundle = { files, handler: 'index.handler', runtime: 'nodejs22.x' }
  // Lambda's ES modules look along NODE_PATH, too: by it they find what layers bring.
  expect(quickJs.check({ ...bundle, layers })).toEqual([])
  expect(quickJs.check(bundle)).toMatchObject([{ message: expect.stringContaining("'b'") }])
  const common = { 'index.js': `const b = require('b'); exports.handler = () => b` }
  expect(quickJs.check({ ...bundle, files: common, layers })).toEqual([])
  expect(quickJs.check({ ...bundle, files: common })).toMatchObject([{ file: 'index.js', line: 1 }])
})

test('old packages call StringDecoder without new, and look at call sites as V8 makes them', () => {
  expect(
    required(`(() => {
      const { StringDecoder } = require('string_decoder')
      function Old() { StringDecoder.call(this, 'utf8') }
      Old.prototype = StringDecoder.prototype
      const decoder = new Old()
      const text = decoder.write(Buffer.from([0xe2, 0x82])) + decoder.write(Buffer.from([0xac]))
      const before = Error.prepareStackTrace
      Error.prepareStackTrace = (_error, sites) => sites
      const [site] = new Error().stack
      Error.prepareStackTrace = before
      return [text, site.isEval(), site.isNative(), require('url').format({ pathname: '/a', search: 'b=1' })]
    })()`),
  ).toEqual(['€', false, false, '/a?b=1'])
})

test('secret keys and PBKDF2 are as in Node.js', () => {
  expect(
    required(`(() => {
      const crypto = require('crypto')
      const key = crypto.createSecretKey('secret', 'utf8')
      return [
        key instanceof crypto.KeyObject, key.type, key.symmetricKeySize,
        crypto.createHmac('sha256', key).update('x').digest('hex') === crypto.createHmac('sha256', 'secret').update('x').digest('hex'),
        crypto.pbkdf2Sync('password', 'salt', 2, 40, 'sha1').toString('hex'),
      ]
    })()`),
    // RFC 6070, the second vector; and what follows it.
  ).toEqual([
    true,
    'secret',
    6,
    true,
    expect.stringMatching(/^ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957\w{40}$/),
  ])
})
