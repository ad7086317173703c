import { compileFunction } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'

const quickJs = loadQuickJs()
const FILE = '/var/task/index.js'

/** What an error says, and where in the file the frames of its trace stand. */
interface Told {
  readonly message: string
  readonly places: readonly string[]
}
const placesIn = (stack: readonly string[]): readonly string[] =>
  stack.flatMap((line) => /\/index\.js:(\d+:\d+)\)?$/.exec(line)?.[1] ?? [])

/** The same file in Node.js itself. */
async function outside(code: string): Promise<Told> {
  const exports: { handler?: (event: unknown) => Promise<unknown> } = {}
  compileFunction(code, ['exports'], { filename: FILE })(exports)
  try {
    await exports.handler?.({})
  } catch (error) {
    if (error instanceof Error) {
      const places = placesIn((error.stack ?? '').split('\n'))
      return { message: `${error.name}: ${error.message}`, places }
    }
  }
  return { message: 'nothing', places: [] }
}
function inside(code: string): Told {
  const step = runOnce(quickJs, { files: { 'index.js': code } })
  if (step.type !== 'failed') return { message: step.type, places: [] }
  return { message: `${step.errorType}: ${step.errorMessage}`, places: placesIn(step.stack) }
}
const fileOf = (body: string): string =>
  `const fn = (x) => x\nexports.handler = async (event) => {\n  fn(1)\n  ${body}\n}`

describe('an error tells what failed and where, as V8 does', () => {
  test.each([
    'const id = event.pathParameters.id',
    'return { body: fn(event.a.b) }',
    'if (!event.headers.auth) return',
    'const y = event.x ? 1 : event.a.b',
    'const y = 1 + event.a.b',
    'const y = await event.a.b',
    'throw event.a.b',
    'switch (event.context.http) { case 1: }',
    "const y = event.a['b']",
    'return JSON.stringify({\n    a: 1,\n    b: event.a.b,\n  })',
    'event.a.b = 1',
    'const y = [1].map((x) => x.q.r)',
    'const y = undefinedThing',
    'const a = 1; a = 2',
    'const y = z; let z',
    'const { id } = event.pathParameters',
    'const { pathParameters: { id } } = event',
    'const f = ({ a }) => a; f()',
    'const { a } = await event.x',
    'const { a = 1 } = event.x',
    'for (const record of event.Records) fn(record)',
    'for (const record of fn()) fn(record)',
    'const all = [...event.Records]',
    'const [a] = event',
    'event.list.forEach((x) => x)',
    'event.foo(JSON.stringify(1))',
    'const y = new event.Foo(1)',
    'const { foo } = event; foo(1)',
    "const o = Object.freeze({ a: 1 }); 'use strict'; fn(o).b.c = 2",
    "'a' in event.x",
    'event instanceof event.a',
    'class A extends event.x {}',
    'class A { constructor() { this.x = 1 } } class B extends A { constructor() { this.x = 1 } } new B()',
    "throw new Error('mine')",
    'const f = () => { throw new TypeError(String(1)) }; const y = 1 + f(1)',
    "class A { constructor() { throw new Error('c') } } const a = new A(fn(1))",
    'Object.create(5)',
    'const y = [1].map(event.x)',
    "'a'.repeat(-1)",
    '1n / 0n',
    "new RegExp('(')",
    "new RegExp('x', 'gg')",
    "new RegExp('[b-a]')",
  ])('%s', async (body) => {
    const code = fileOf(body)
    expect(inside(code)).toEqual(await outside(code))
  })

  test('an ES module and TypeScript as well', () => {
    const code =
      'type Event = { a?: { b: string } }\nexport const handler = async (event: Event) => {\n  return event.a.b\n}'
    const step = runOnce(quickJs, { files: { 'index.mts': code } })
    expect(step).toMatchObject({
      errorMessage: "Cannot read properties of undefined (reading 'b')",
      stack: expect.arrayContaining([expect.stringMatching(/index\.mjs:3:18\)$/)]) as unknown,
    })
  })
})

describe('code that is no program is refused in the words of V8', () => {
  test.each([
    ['const x', 'Missing initializer in const declaration'],
    ['var a b', "Unexpected identifier 'b'"],
    ['const x = {\n a: 1\n b: 2 }', "Unexpected identifier 'b'"],
    ['fn(1 2)', 'missing ) after argument list'],
    ['fn(1', 'missing ) after argument list'],
    ['if (x {', "Unexpected token '{'"],
    ["const s = 'abc", 'Invalid or unexpected token'],
    ['const r = /(/', 'Invalid regular expression: /(/: Unterminated group'],
    ['let a = 1; let a = 2', "Identifier 'a' has already been declared"],
    ['await fn()', 'await is only valid in async functions and the top level bodies of modules'],
    ['1 = 2', 'Invalid left-hand side in assignment'],
    ['break', 'Illegal break statement'],
    ['const a = {', "Unexpected token 'export'"],
  ])('%s', (body, message) => {
    const code = `export const other = 1\nfunction fn() {\n${body}\n}`
    const isOpen = body === 'const a = {'
    const files = { 'index.mjs': isOpen ? `${body}\nexport const handler = 1` : code }
    expect(runOnce(quickJs, { files })).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: `SyntaxError: ${message}`,
    })
  })
})

describe('a text that is no JSON', () => {
  const failure = (text: string, runtime: string): string => {
    const code = `exports.handler = async () => { JSON.parse(${JSON.stringify(text)}) }`
    const step = runOnce(quickJs, { files: { 'index.js': code }, runtime })
    return step.type === 'failed' ? step.errorMessage : step.type
  }
  test.each([
    ['{a:1}', "Expected property name or '}' in JSON at position 1", ' (line 1 column 2)'],
    [
      '{"a":1,}',
      'Expected double-quoted property name in JSON at position 7',
      ' (line 1 column 8)',
    ],
    [
      '{\n  "a": 1\n  "b": 2 }',
      "Expected ',' or '}' after property value in JSON at position 13",
      ' (line 3 column 3)',
    ],
    [
      '[1 2]',
      "Expected ',' or ']' after array element in JSON at position 3",
      ' (line 1 column 4)',
    ],
    ['{"a" 1}', "Expected ':' after property name in JSON at position 5", ' (line 1 column 6)'],
    [
      '{"a":1} x',
      'Unexpected non-whitespace character after JSON at position 8',
      ' (line 1 column 9)',
    ],
    ['"abc', 'Unterminated string in JSON at position 4', ' (line 1 column 5)'],
    [
      '"a\nb"',
      'Bad control character in string literal in JSON at position 2',
      ' (line 1 column 3)',
    ],
    ['"\\x"', 'Bad escaped character in JSON at position 2', ' (line 1 column 3)'],
    ['01', 'Unexpected number in JSON at position 1', ' (line 1 column 2)'],
    ['1.', 'Unterminated fractional number in JSON at position 2', ' (line 1 column 3)'],
    ['-', 'No number after minus sign in JSON at position 1', ' (line 1 column 2)'],
    ['[1,]', `Unexpected token ']', "[1,]" is not valid JSON`, ''],
    ['{"a":', 'Unexpected end of JSON input', ''],
  ])('%j', (text, message, since22) => {
    expect(failure(text, 'nodejs20.x')).toBe(message)
    expect(failure(text, 'nodejs22.x')).toBe(message + since22)
  })
})
