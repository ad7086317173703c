import { describe, expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce } from './testing.ts'

const quickJs = loadQuickJs()

/** What an async handler of this body fails with; `message` alone where the class is TypeError. */
const failure = (body: string): string => {
  const step = runOnce(quickJs, {
    files: { 'index.mjs': `export const handler = async (event) => {\n  ${body}\n}` },
  })
  return step.type === 'failed' ? `${step.errorType}: ${step.errorMessage}` : step.type
}

// Each message is what Node.js 20 to 24 gives for the same code.
describe('an error says what it says in Node.js', () => {
  test.each([
    ['const a = {}; a.foo()', 'a.foo is not a function'],
    ['const a = { b: {} }; a.b.foo(1, 2)', 'a.b.foo is not a function'],
    ['const a = []; a[0]()', 'a[0] is not a function'],
    ['let x; x()', 'x is not a function'],
    ['const a = {}; new a.B()', 'a.B is not a constructor'],
    ['const a = {}; await a.map((x) => x)', 'a.map is not a function'],
    ['const a = {}; a.foo(JSON.stringify(1))', 'a.foo is not a function'],
    ['const a = {}; a.send(new Map([[1, 2]]))', 'a.send is not a function'],
    ['const a = {}; const bar = () => 1; a.foo({ b: bar() })', 'a.foo is not a function'],
    ['const a = async () => {}; a().foo()', 'a(...).foo is not a function'],
    ['const a = { foo: () => ({}) }; a\n.foo()\n.bar()', 'a.foo(...).bar is not a function'],
    ['[1].map((x) => x.foo())', 'x.foo is not a function'],
    ['class A {}; A()', "Class constructor A cannot be invoked without 'new'"],
    ['new Promise()', 'Promise resolver undefined is not a function'],
    ['[].reduce((a, b) => a)', 'Reduce of empty array with no initial value'],
    ['1n + 1', 'Cannot mix BigInt and other types, use explicit conversions'],
    ['Math.max(1n)', 'Cannot convert a BigInt value to a number'],
    ['`${Symbol()}`', 'Cannot convert a Symbol value to a string'],
    ['const a = 1; a = 2', 'Assignment to constant variable.'],
    [
      'const a = Object.freeze({ b: 1 }); a.b = 2',
      "Cannot assign to read only property 'b' of object '#<Object>'",
    ],
    ['JSON.stringify({ a: 1n })', 'Do not know how to serialize a BigInt'],
  ])('%s', (body, message) => {
    expect(failure(body)).toBe(`TypeError: ${message}`)
  })

  test.each([
    ['new Array(-1)', 'RangeError: Invalid array length'],
    ['(1).toFixed(101)', 'RangeError: toFixed() digits argument must be between 0 and 100'],
    ['new Date(NaN).toISOString()', 'RangeError: Invalid time value'],
    ["decodeURIComponent('%')", 'URIError: URI malformed'],
    ['JSON.parse(event.body)', 'SyntaxError: "undefined" is not valid JSON'],
    ['JSON.parse({})', 'SyntaxError: "[object Object]" is not valid JSON'],
    ["JSON.parse('abc')", `SyntaxError: Unexpected token 'a', "abc" is not valid JSON`],
    ["JSON.parse('')", 'SyntaxError: Unexpected end of JSON input'],
    [
      `JSON.parse('{"a":1,"b":truth,"c":"0123456789"}')`,
      `SyntaxError: Unexpected token 't', ...":1,"b":truth,"c":"01"... is not valid JSON`,
    ],
    [
      "JSON.parse('<html><body>502</body></html>')",
      `SyntaxError: Unexpected token '<', "<html><bod"... is not valid JSON`,
    ],
    [`JSON.parse('{"a":}')`, `SyntaxError: Unexpected token '}', "{"a":}" is not valid JSON`],
  ])('%s', (body, message) => {
    expect(failure(body)).toBe(message)
  })

  const circle = (...lines: readonly string[]): string =>
    [
      'TypeError: Converting circular structure to JSON',
      "    --> starting at object with constructor 'Object'",
      ...lines,
    ].join('\n')
  test.each([
    ['const a = {}; a.a = a; JSON.stringify(a)', circle("    --- property 'a' closes the circle")],
    [
      'const a = {}; a.b = { c: [a] }; JSON.stringify([a])',
      circle(
        "    |     property 'b' -> object with constructor 'Object'",
        "    |     property 'c' -> object with constructor 'Array'",
        '    --- index 0 closes the circle',
      ),
    ],
    [
      'const a = {}; a.b = { c: { d: { e: { f: a } } } }; JSON.stringify(a)',
      circle(
        "    |     property 'b' -> object with constructor 'Object'",
        "    |     property 'c' -> object with constructor 'Object'",
        '    |     ...',
        "    |     property 'e' -> object with constructor 'Object'",
        "    --- property 'f' closes the circle",
      ),
    ],
  ])('%s', (body, message) => {
    expect(failure(body)).toBe(message)
  })

  test.each([
    ["import a from 'fs'\nexports.handler = 1", 'Cannot use import statement outside a module'],
    ["import { a } from './a.mjs'", 'Cannot use import statement outside a module'],
    ['export const handler = 1', "Unexpected token 'export'"],
  ])('ES module syntax in a .js file of CommonJS: %s', (code, message) => {
    const step = runOnce(quickJs, { files: { 'index.js': code } })
    expect(step).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: `SyntaxError: ${message}`,
    })
  })

  test('where the text leaves open which of two calls failed, no name is given', () => {
    expect(failure('const a = {}; a.foo(a.bar())')).toBe('TypeError: not a function')
  })

  test('what a program words like QuickJS is its own', () => {
    expect(failure("throw new RangeError('not a function')")).toBe('RangeError: not a function')
  })
})

test('JSON.parse stands in the trace under its own name', () => {
  const step = runOnce(quickJs, {
    files: { 'index.js': "exports.handler = async () => { JSON.parse('{') }" },
  })
  expect(step.type === 'failed' ? step.stack.slice(1) : step).toEqual([
    '    at JSON.parse (<anonymous>)',
    expect.stringMatching(/^ {4}at Runtime\.handler \(\/var\/task\/index\.js:1:\d+\)$/),
    '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1306:29)',
  ])
})
