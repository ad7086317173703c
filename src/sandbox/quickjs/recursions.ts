import type { QuickJsRuntime } from './createQuickJsRuntime.ts'
import { runOnce } from './testing.ts'

const DEEP = 100_000
const inside = (code: string): string =>
  `let d = 0; ${code.replace('TRY', 'try {').replace('END', '} catch (e) { return [e.name, e.message, d] }')}`
const proxies = (end: string): string =>
  `let p = function () {}; for (let i = 0; i < ${DEEP}; i++) p = new Proxy(p, {}); ${end}`
const source = (open: string, middle: string, close: string, before = 'return '): string => {
  const [o, m, c, b] = [open, middle, close, before].map((part) => JSON.stringify(part))
  return `new Function(${b} + ${o}.repeat(${DEEP}) + ${m} + ${c}.repeat(${DEEP}))`
}
const nested = `let n = []; for (let i = 0; i < ${DEEP}; i++) n = [n];`

/** Handler bodies that recurse without end, each its own way through QuickJS: the language's, natives', the parser's. */
const BODIES: readonly string[] = [
  ...[
    'const f = () => { d++; f() }; TRY f() END',
    'const f = (a, b, c, x) => { d++; return 1 + f(a, b, c, x) }; TRY f(1, 2, 3, 4) END',
    'class A { f() { d++; return this.f() } }; TRY new A().f() END',
    'const o = { get a() { d++; return this.a } }; TRY o.a END',
    "const o = { toString() { d++; return '' + o } }; TRY '' + o END",
    'const o = { [Symbol.toPrimitive]() { d++; return +o } }; TRY +o END',
    'const f = () => { d++; [2, 1].sort(f) }; TRY f() END',
    'const f = () => { d++; [2, 1].map(f) }; TRY f() END',
    'const m = new Map([[1, 1]]); const f = () => { d++; m.forEach(f) }; TRY f() END',
    "const f = () => { d++; return 'a'.replace('a', f) }; TRY f() END",
    "const f = () => { d++; return 'a'.replace(/a/, f) }; TRY f() END",
    'class B { constructor() { d++; new A() } }; class A extends B {}; TRY new A() END',
    'class A { constructor() { d++; Reflect.construct(A, []) } }; TRY new A() END',
    'function f() { d++; f.call(null) }; TRY f() END',
    'function f() { d++; f.bind(null)() }; TRY f() END',
    'const o = { toJSON() { d++; return JSON.stringify(o) } }; TRY JSON.stringify(o) END',
    "const f = () => { d++; return JSON.parse('1', f) }; TRY f() END",
    "const f = () => { d++; eval('f()') }; TRY f() END",
    "globalThis.g = () => { d++; new Function('return g()')() }; TRY g() END",
    'function* g() { d++; yield* g() }; TRY g().next() END',
    'const o = { [Symbol.iterator]() { d++; return [...o] } }; TRY [...o] END',
    'const f = async () => { d++; await f() }; TRY await f() END',
    'const p = new Proxy({}, { get() { d++; return p.x } }); TRY p.x END',
    'const o = { [Symbol.hasInstance](x) { d++; return x instanceof o } }; TRY 1 instanceof o END',
    "const json = () => JSON.parse('['.repeat(d) + ']'.repeat(d)); TRY for (;; d += 8) json() END",
    `let o = {}; TRY for (;; d++) { o = { o }; if (d % 8 === 0) JSON.stringify(o) } END`,
    'let it = [1].values(); TRY for (; ; d++) it = it.map((x) => x) END',
  ].map(inside),
  proxies('return p.x'),
  proxies("return 'x' in p"),
  proxies('return delete p.x'),
  proxies('return Object.keys(p)'),
  proxies('return p()'),
  proxies('return typeof new p()'),
  proxies('return Object.getPrototypeOf(p) === 1'),
  proxies('return Object.preventExtensions(p) === 1'),
  proxies("return Object.defineProperty(p, 'a', { value: 1 }) === 1"),
  'let f = () => 1; for (let i = 0; i < 3000; i++) f = f.bind(null); return f()',
  'let C = class {}; for (let i = 0; i < 9000; i++) { const P = C; C = class extends P {} } return typeof new C()',
  'let g = (function* () { yield 1 })(); for (let i = 0; i < 9000; i++) { const p = g; g = (function* () { yield* p })() } return [...g]',
  'let it = { next: () => ({ done: true }) }; for (let i = 0; i < 9000; i++) { const p = it; it = Iterator.from({ next: () => p.next() }) } return it.next().done',
  'let it = [1].values(); for (let i = 0; i < 199; i++) it = it.map((x) => x); return it.next().value',
  `${nested} return n.flat(Infinity).length`,
  `${nested} return String(n).length`,
  `${nested} return typeof structuredClone(n)`,
  `${nested} return JSON.stringify(n)`,
  `${nested} return n`,
  `${nested} n = null; return 'freed'`,
  `return JSON.parse('['.repeat(${DEEP}) + ']'.repeat(${DEEP})).length`,
  `return typeof JSON.parse('{"a":'.repeat(${DEEP}) + '1' + '}'.repeat(${DEEP}))`,
  `return typeof new RegExp('(?:'.repeat(${DEEP}) + ')'.repeat(${DEEP}))`,
  `return typeof new RegExp('(?='.repeat(${DEEP}) + ')'.repeat(${DEEP}))`,
  "return /^(?:(a)|b)*$/.test('ab'.repeat(1e5))",
  source('[', '', ']'),
  source('({a:', '1', '})'),
  source('(', '1', ')'),
  source('()=>', '1', ''),
  source('function(){return ', '1', '}'),
  source('!', '1', ''),
  source('1**', '1', ''),
  source('1?', '1', ':1'),
  source('`${', '1', '}`'),
  source('f(', '1', ')'),
  source('(a=', '1', ')=>1'),
  source('a[', '1', ']'),
  source('new ', 'a', ''),
  source('class extends ', 'a', '{}'),
  source('class{a=', '1', '}'),
  source('({m(){return ', '1', '}})'),
  source('{', '', '}', ''),
  source('if(1)', ';', '', ''),
  source('function a(){', '', '}', ''),
  source('try{', '', '}finally{}', ''),
]

/** What each of them comes to. */
export function runRecursions(
  quickJs: QuickJsRuntime,
): readonly (readonly [body: string, outcome: string])[] {
  const limits = { memoryMiB: 512, cpuShare: 512 / 1_769 }
  return BODIES.map((body) => {
    const files = { 'index.mjs': `export const handler = async () => { ${body} }` }
    const step = runOnce(quickJs, { files, limits })
    const outcome = step.type === 'failed' ? step.errorMessage : JSON.stringify(step)
    return [body, `${outcome} ${step.cpu} ${step.heapBytes}`]
  })
}
