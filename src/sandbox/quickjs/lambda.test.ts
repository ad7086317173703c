import { describe, expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce, valueOf } from './testing.ts'

const quickJs = loadQuickJs()
const NOT_FOUND = 'Cannot find module'

// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
describe('a handler is loaded as Lambda loads it, or fails with its words', () => {
  test.each([
    [{ 'index.mjs': 'export const handler = async () => 1' }, 'index.handler'],
    [{ 'index.js': 'exports.handler = async () => 1' }, 'index.handler'],
    [{ 'index.cjs': 'module.exports = { handler: async () => 1 }' }, 'index.handler'],
    [
      { 'index.ts': 'export const handler = async (e: object): Promise<number> => 1' },
      'index.handler',
    ],
    [
      // What a build makes of it is CommonJS: imports of types alone vanish.
      { 'index.ts': "import type { Handler } from 'aws-lambda'\nexports.handler = async () => 1" },
      'index.handler',
    ],
    [
      {
        'index.ts':
          "import { basename } from 'path'\nconst { n } = require('./n.json')\nexport const handler = async (): Promise<number> => n - basename('/a').length",
        'n.json': '{"n":2}',
      },
      'index.handler',
    ],
    [
      { 'index.js': 'export const handler = async () => 1', 'package.json': '{"type":"module"}' },
      'index.handler',
    ],
    [{ 'src/a.mjs': 'export const b = { c: async () => 1 }' }, 'src/a.b.c'],
    [
      {
        'index.mjs': 'const one = await Promise.resolve(1); export const handler = async () => one',
      },
      'index.handler',
    ],
    [
      {
        'index.mjs':
          "import c, { d } from './c.cjs'; export const handler = async () => c.d - d + 1",
        'c.cjs': 'exports.d = 7',
      },
      'index.handler',
    ],
    [
      {
        'index.js': "const { n } = require('./lib'); exports.handler = async () => n",
        'lib/index.js': 'exports.n = require("./n.json")',
        'lib/n.json': '1',
      },
      'index.handler',
    ],
    [
      {
        'index.mjs':
          "import { createRequire } from 'module'; const r = createRequire(import.meta.url); export const handler = async () => r('./n.json')",
        'n.json': '1',
      },
      'index.handler',
    ],
    [
      {
        'index.mjs': "export const handler = async () => (await import('./b.mjs')).b",
        'b.mjs': 'export const b = 1',
      },
      'index.handler',
    ],
  ])('%j', (files, handler) => {
    expect(runOnce(quickJs, { files, handler })).toMatchObject({ type: 'returned', payload: '1' })
  })

  test.each([
    [
      'export const other = 1',
      'index.mjs',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'export const handler = 1',
      'index.mjs',
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    [
      "require('nope')",
      'index.js',
      'Runtime.ImportModuleError',
      `Error: ${NOT_FOUND} 'nope'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs`,
    ],
    [
      "import 'nope'",
      'index.mjs',
      'Error',
      "Cannot find package 'nope' imported from /var/task/index.mjs",
    ],
    [
      'const x = = 1',
      'index.mjs',
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: Unexpected token '='",
    ],
    [
      '',
      'other.mjs',
      'Runtime.ImportModuleError',
      `Error: ${NOT_FOUND} 'index'\nRequire stack:\n- /var/runtime/index.mjs`,
    ],
  ])('%s in %s', (code, file, errorType, errorMessage) => {
    const step = runOnce(quickJs, { files: { [file]: code } })
    expect(step).toMatchObject({ type: 'failed', origin: 'exit', errorType, errorMessage })
  })

  test('a handler name without a dot is malformed', () => {
    const step = runOnce(quickJs, { files: { 'index.mjs': '' }, handler: 'index' })
    expect(step).toMatchObject({
      errorType: 'Runtime.MalformedHandlerName',
      errorMessage: 'Bad handler',
    })
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
describe('callbacks', () => {
  const files = {
    'index.js':
      "exports.handler = (event, context, callback) => { setTimeout(() => callback(null, 'done'), 20) }",
  }
  test('answer up to Node.js 22', () => {
    expect(runOnce(quickJs, { files })).toMatchObject({ payload: '"done"' })
  })
  test('are refused from Node.js 24 on', () => {
    const step = runOnce(quickJs, { files, runtime: 'nodejs24.x' })
    expect(step).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated', origin: 'exit' })
  })
  test('the response waits for an empty event loop unless told not to', () => {
    const slow = (set: string) => ({
      'index.js': `exports.handler = (event, context, callback) => { ${set} setTimeout(() => console.log('late'), 90); callback(null, 1) }`,
    })
    expect(runOnce(quickJs, { files: slow('') }).logs.join()).toContain('late')
    const frozen = slow('context.callbackWaitsForEmptyEventLoop = false;')
    expect(runOnce(quickJs, { files: frozen }).logs.join()).not.toContain('late')
  })
})

describe('errors', () => {
  const fail = (body: string) =>
    runOnce(quickJs, { files: { 'index.mjs': `export const handler = async () => { ${body} }` } })

  test('a thrown error leaves the environment alive; its payload has errorType, errorMessage, trace', () => {
    const step = fail("throw new TypeError('boom')")
    expect(step).toMatchObject({ type: 'failed', origin: 'handler', errorType: 'TypeError' })
    expect(step.type === 'failed' ? Object.keys(JSON.parse(step.payload) as object) : []).toEqual([
      'errorType',
      'errorMessage',
      'trace',
    ])
    expect(step.logs[0]).toMatch(
      /^2026-01-01T00:00:00\.\d{3}Z\trequest-1\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"boom","stack":\["TypeError: boom",/,
    )
  })

  test.each([
    ["throw 'text'", 'handler', 'string', 'text'],
    ['return 10n', 'handler', 'Error', 'Unable to stringify response body'],
    ['const a = {}; a.a = a; return a', 'handler', 'Error', 'Unable to stringify response body'],
    [
      'const a = {}; return a.b.c',
      'handler',
      'TypeError',
      "Cannot read properties of undefined (reading 'c')",
    ],
    [
      "Promise.reject(new Error('late')); await new Promise((r) => setTimeout(r, 5))",
      'exit',
      'Runtime.UnhandledPromiseRejection',
      'Error: late',
    ],
    [
      "setTimeout(() => { throw new Error('x') }, 1); await new Promise((r) => setTimeout(r, 5))",
      'exit',
      'Error',
      'x',
    ],
    [
      'process.exit(3)',
      'exit',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: exit status 3',
    ],
    [
      'process.exit(0)',
      'exit',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited without providing a reason',
    ],
  ])('%s', (body, origin, errorType, errorMessage) => {
    expect(fail(body)).toMatchObject({ type: 'failed', origin, errorType, errorMessage })
  })
})

describe('inside, as in Node.js', () => {
  test.each([
    [
      "return (await import('crypto')).createHash('sha256').update('abc').digest('hex')",
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ],
    ["return Buffer.from('héllo').toString('base64')", 'aMOpbGxv'],
    ["return new URL('../x?y=1#z', 'https://a.b/c/d/e').href", 'https://a.b/c/x?y=1#z'],
    [
      "return (await import('util')).format('%s is %d', 'a', 42, { b: [1] })",
      'a is 42 { b: [ 1 ] }',
    ],
    ["return (await import('path')).join('/a', '..', 'b')", '/b'],
    ['return structuredClone(new Map([[1, { a: 1 }]])).get(1).a', 1],
    ['return process.version.slice(0, 3)', 'v22'],
    ['return context.getRemainingTimeInMillis()', 3_000],
    ['return process.env.TABLE', 'items'],
  ])('%s', (body, value) => {
    expect(valueOf(quickJs, body)).toBe(value)
  })
})

test('check tells syntax errors and missing modules before anything runs', () => {
  const files = {
    'index.mjs': "import x from 'nope'\nexport const handler = 1",
    'b.mjs': '\nconst = 1',
  }
  expect(quickJs.check({ files, handler: 'index.handler', runtime: 'nodejs22.x' })).toMatchObject([
    {
      file: 'index.mjs',
      line: 1,
      message: "Cannot find package 'nope' imported from /var/task/index.mjs",
    },
    { file: 'b.mjs', line: 2 },
  ])
})

// "if the handle signature is async, we do want to fail the invocation": the runtime client's Runtime.js, which then
// goes on to the next one. https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
describe('a promise that is never settled, with nothing left to wait for', () => {
  const never = (head: string, runtime: string) =>
    runOnce(quickJs, {
      files: { 'index.mjs': `export const handler = ${head} new Promise(() => {})` },
      runtime,
    })
  test.each([
    ['async () => await', 'nodejs20.x'],
    ['async () => await', 'nodejs22.x'],
  ])('fails at once: %s, %s', (head, runtime) => {
    const step = never(head, runtime)
    expect(step).toMatchObject({
      type: 'failed',
      origin: 'handler',
      errorType: 'Runtime.NodeJsExit',
      errorMessage:
        'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
    })
    expect(step.cpu).toBeLessThan(10_000)
  })

  // Version 4 of the client listens to no `beforeExit`, and its module does not await its own loop.
  test.each(['async () => await', '() =>'])('ends Node.js 24, with status 0: %s', (head) => {
    expect(never(head, 'nodejs24.x')).toMatchObject({
      type: 'failed',
      origin: 'exit',
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited without providing a reason',
    })
  })

  test('is null where the handler is not an async function, up to Node.js 22: it may have forgotten the callback', () => {
    expect(never('() =>', 'nodejs22.x')).toMatchObject({ type: 'returned', payload: 'null' })
  })
})

// No context is made where nobody could see it.
describe.each(['nodejs22.x', 'nodejs24.x'])('what %s hands to a handler', (runtime) => {
  const modern = runtime === 'nodejs24.x'
  test.each([
    ['async (event) => [typeof event, process.env._X_AMZN_TRACE_ID]', ['object', 'Root=1-0-0']],
    ['async ({ a, b }) => [a, b]', [1, 2]],
    ['async () => []', []],
    ['async (event, { awsRequestId }) => [awsRequestId]', ['request-1']],
    ['async (event, ...rest) => [rest.length]', [modern ? 1 : 2]],
    ['async function (event) { return [arguments.length] }', [modern ? 2 : 3]],
    ["async (event, context = 'none') => [context.functionName]", ['items']],
    ['async ({ a }, /* seen */ context) => [context.functionVersion]', ['$LATEST']],
    ['async (event /* => */, context) => [context.memoryLimitInMB]', ['128']],
  ])('%s', (code, expected) => {
    const files = { 'index.mjs': `export const handler = ${code}` }
    const step = runOnce(quickJs, { files, runtime }, { a: 1, b: 2 })
    expect(step.type === 'returned' ? JSON.parse(step.payload) : step).toEqual(expected)
  })
})
