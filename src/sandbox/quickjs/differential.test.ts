import { createHash, createHmac } from 'node:crypto'
import { EventEmitter } from 'node:events'
import path from 'node:path'
import querystring from 'node:querystring'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { context, open, slice } from './testing.ts'

// One environment that evaluates what it is sent; Node.js itself says what must come out.
const isolate = open(loadQuickJs(), {
  files: {
    'index.mjs': `
      import crypto from 'crypto'; import path from 'path'; import querystring from 'querystring'; import util from 'util'
      import { EventEmitter } from 'events'
      const scope = { crypto, path, querystring, inspect: util.inspect, EventEmitter, Buffer, URL, URLSearchParams }
      export const handler = async ({ code, input }) => {
        try { return { value: new Function(...Object.keys(scope), 'input', code)(...Object.values(scope), input) } }
        catch (e) { return { thrown: e instanceof Error ? e.constructor.name : typeof e } }
      }`,
  },
  limits: { memoryMiB: 1_769, cpuShare: 1 },
})
isolate.init(slice())

function inside(code: string, input: unknown = null): unknown {
  const step = isolate.invoke(slice(), JSON.stringify({ code, input }), context())
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return JSON.parse(step.payload)
}

/** What Node.js makes of the same. */
function outside(run: () => unknown): unknown {
  try {
    return JSON.parse(JSON.stringify({ value: run() }))
  } catch (error) {
    return { thrown: error instanceof Error ? error.constructor.name : typeof error }
  }
}

const RUNS = { numRuns: 150, seed: 20_260_101 }
const text = fc.string({
  unit: fc.constantFrom(...Array.from('aZ09 ./%?#&=:@+-_~é\u{1f600}\n"\\[]')),
})

const leaf = fc.oneof(
  fc.integer({ min: -99, max: 99 }).map((n) => `(${n})`),
  fc.constantFrom(
    '0.1',
    '1e21',
    '-0',
    'NaN',
    'null',
    'undefined',
    'true',
    "'a'",
    "'10'",
    '[]',
    '[3,1,2]',
    '({a:1})',
  ),
)
const expression = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .tuple(
        tie('node'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '<',
          '>=',
          '==',
          '===',
          '&',
          '|',
          '^',
          '<<',
          '>>>',
          '&&',
          '||',
          '??',
        ),
        tie('node'),
      )
      .map(([a, operator, b]) => `((${a}) ${operator} (${b}))`),
    fc
      .tuple(fc.constantFrom('-', '!', '~', 'typeof ', 'void '), tie('node'))
      .map(([o, a]) => `(${o}${a})`),
    fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `[${a}, ...[${b}]].concat(${a})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `({ a: ${a}, [String(${b})]: 1 })`),
    tie('node').map((a) => `String(${a}).padStart(7, 'xy').slice(-5).toUpperCase()`),
    tie('node').map((a) => `JSON.parse(JSON.stringify([${a}]))`),
    tie('node').map((a) => `Number.parseFloat(${a}).toFixed(2)`),
    tie('node').map((a) => `[${a}, 2, '1'].map(String).sort().join()`),
  ),
})).node

// eslint-disable-next-line typescript/no-implied-eval
const evaluate = (code: string): unknown => new Function(`return ${code}`)()

test('expressions', () => {
  fc.assert(
    fc.property(expression, (code) => {
      expect(inside(`return ${code}`)).toEqual(outside(() => evaluate(code)))
    }),
    RUNS,
  )
})

test('Buffer: encodings there and back, comparisons, searches', () => {
  const encodings = ['utf8', 'hex', 'base64', 'base64url', 'latin1', 'ascii', 'utf16le'] as const
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...encodings),
      fc.constantFrom(...encodings),
      (a, from, to) => {
        // Past ASCII, what Node makes of text that claims to be base64 depends on how it holds the text.
        fc.pre(!from.startsWith('base64') || /^[\0-~]*$/.test(a))
        const code = `const b = Buffer.from(input.a, input.from); return [b.toString(input.to), b.length, b.indexOf('a'), Buffer.compare(b, Buffer.from('a0')), Buffer.byteLength(input.a, input.from), b.subarray(1, 3).toJSON()]`
        const expected = outside(() => {
          const b = Buffer.from(a, from)
          return [
            b.toString(to),
            b.length,
            b.indexOf('a'),
            Buffer.compare(b, Buffer.from('a0')),
            Buffer.byteLength(a, from),
            b.subarray(1, 3).toJSON(),
          ]
        })
        expect(inside(code, { a, from, to })).toEqual(expected)
      },
    ),
    RUNS,
  )
})

test('URL and URLSearchParams', () => {
  const part = fc.constantFrom(
    'https:',
    'HTTP:',
    '//',
    '/',
    'a.b',
    'Ex%41mple.com',
    ':8080',
    ':443',
    '..',
    '.',
    '%2e',
    '?x=1&y',
    '#z',
    '@',
    'u:p',
    '\\',
    ' ',
    'é',
    '[::1]',
    '127.1',
    '+',
    '%zz',
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 7 }),
      fc.constantFrom(undefined, 'https://h.io/p/q?r#s'),
      (parts, base) => {
        const a = parts.join('')
        const code = `const u = new URL(input.a, input.base); return [u.href, u.origin, u.host, u.pathname, u.search, u.hash, u.username, [...u.searchParams]]`
        const expected = outside(() => {
          const u = new URL(a, base)
          return [
            u.href,
            u.origin,
            u.host,
            u.pathname,
            u.search,
            u.hash,
            u.username,
            [...u.searchParams],
          ]
        })
        expect(inside(code, { a, base })).toEqual(expected)
      },
    ),
    RUNS,
  )
  fc.assert(
    fc.property(text, (a) => {
      const code =
        'const p = new URLSearchParams(input); p.append("k", input); p.sort(); return [p.toString(), [...p]]'
      const expected = outside(() => {
        const p = new URLSearchParams(a)
        p.append('k', a)
        p.sort()
        return [p.toString(), [...p]]
      })
      expect(inside(code, a)).toEqual(expected)
    }),
    RUNS,
  )
})

test('path and querystring', () => {
  const piece = fc.constantFrom('a', 'b.c', '..', '.', '', '/', '//', '.d', 'e.f.g', ' ')
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), piece, (parts, other) => {
      const code = `const [p, o] = input; const j = path.join(...p); return [j, path.normalize(p.join('/')), path.basename(j), path.dirname(j), path.extname(j), path.parse(j), path.relative('/' + j, '/' + o), path.resolve('/x', ...p), path.isAbsolute(j)]`
      const expected = outside(() => {
        const j = path.join(...parts)
        return [
          j,
          path.normalize(parts.join('/')),
          path.basename(j),
          path.dirname(j),
          path.extname(j),
          path.parse(j),
          path.relative(`/${j}`, `/${other}`),
          path.resolve('/x', ...parts),
          path.isAbsolute(j),
        ]
      })
      expect(inside(code, [parts, other])).toEqual(expected)
    }),
    RUNS,
  )
  fc.assert(
    fc.property(text, text, (a, b) => {
      const code =
        'const [a, b] = input; return [querystring.parse(a), querystring.stringify({ [a]: [b, 1], c: true }), querystring.escape(b)]'
      const expected = outside(() => [
        querystring.parse(a),
        querystring.stringify({ [a]: [b, 1], c: true }),
        querystring.escape(b),
      ])
      expect(inside(code, [a, b])).toEqual(expected)
    }),
    RUNS,
  )
})

test('util.inspect of what JSON can say', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii', maxDepth: 4 }), (value) => {
      const expected = outside(() => inspect(JSON.parse(JSON.stringify(value))))
      expect(inside('return inspect(input)', value)).toEqual(expected)
    }),
    RUNS,
  )
})

test('hashes and HMACs', () => {
  const algorithm = fc.constantFrom('md5', 'sha1', 'sha256', 'sha384', 'sha512')
  fc.assert(
    fc.property(algorithm, text, text, (name, a, b) => {
      const code = `const [n, a, b] = input; return [crypto.createHash(n).update(a).update(b).digest('hex'), crypto.createHmac(n, a).update(b).digest('base64')]`
      const expected = outside(() => [
        createHash(name).update(a).update(b).digest('hex'),
        createHmac(name, a).update(b).digest('base64'),
      ])
      expect(inside(code, [name, a, b])).toEqual(expected)
    }),
    RUNS,
  )
})

test('EventEmitter: who hears what, in which order', () => {
  const action = fc.constantFrom(
    'on',
    'once',
    'prependListener',
    'prependOnceListener',
    'off',
    'emit',
  )
  const body = `const e = new EventEmitter(); const log = []; const all = []
    for (const [action, name] of input) {
      if (action === 'emit') log.push(e.emit(name, log.length), e.listenerCount(name))
      else if (action === 'off') { if (all.length > 0) e.off(name, all[all.length >> 1]) }
      else { const id = all.length; const f = (x) => log.push([id, x]); all.push(f); e[action](name, f) }
    }
    return [log, e.eventNames()]`
  fc.assert(
    fc.property(
      fc.array(fc.tuple(action, fc.constantFrom('a', 'b')), { maxLength: 20 }),
      (input) => {
        // eslint-disable-next-line typescript/no-implied-eval
        const here = new Function('EventEmitter', 'input', body) as (
          e: unknown,
          i: unknown,
        ) => unknown
        expect(inside(body, input)).toEqual(outside(() => here(EventEmitter, input)))
      },
    ),
    RUNS,
  )
})
