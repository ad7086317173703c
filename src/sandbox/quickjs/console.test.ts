import { describe, expect, test } from 'vitest'
import type { HandlerBundle } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, limits, slice } from './testing.ts'

const quickJs = loadQuickJs()

/** The lines that the body of an async handler writes. */
function linesOf(body: string, options: Partial<HandlerBundle> = {}): readonly string[] {
  const isolate = quickJs.createIsolate(
    {
      files: { 'index.mjs': `export const handler = async () => { ${body} }` },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: {},
      seed: [1, 2, 3, 4],
      ...options,
    },
    limits,
  )
  const init = isolate.init(slice())
  const step = init.type === 'returned' ? isolate.invoke(slice(), '{}', context()) : init
  isolate.dispose()
  return step.logs
}
/** Level and message; a raw line as it is. */
const shown = (body: string): readonly string[] =>
  linesOf(body).map((line) => line.split('\t').slice(2).join('|') || line)

// The client replaces log, info, warn, error, debug, trace and fatal; Node's other methods call those, or write plainly.
// Each line is what Node.js 20 to 24 prints with the same methods replaced.
describe('console', () => {
  test.each([
    ["console.log('a', { b: [1] })", ['INFO|a { b: [ 1 ] }']],
    ["console.log('%s is %d', 'a', 42, 'rest')", ['INFO|a is 42 rest']],
    ['console.log()', ['INFO|undefined']],
    ["console.log('a\\nb')", ['INFO|a\rb']],
    [
      "console.warn('w'); console.error('e'); console.debug('d'); console.trace('t'); console.fatal('f'); console.info('i')",
      ['WARN|w', 'ERROR|e', 'DEBUG|d', 'TRACE|t', 'FATAL|f', 'INFO|i'],
    ],
    [
      "console.group('g'); console.log('in'); console.dir({ a: 1 }); console.groupEnd(); console.dir(1)",
      ['INFO|g', 'INFO|in', '  { a: 1 }', '1'],
    ],
    ['console.dirxml({ a: 1 }, [2])', ['{ a: 1 } [ 2 ]']],
    [
      "console.assert(true, 'x'); console.assert(false); console.assert(false, 'm %s', 'x'); console.assert(0, { a: 1 })",
      [
        'WARN|Assertion failed',
        'WARN|Assertion failed: m x',
        'WARN|Assertion failed: [object Object]',
      ],
    ],
    [
      "console.count(); console.count('x'); console.count(); console.countReset(); console.count()",
      ['INFO|default: 1', 'INFO|x: 1', 'INFO|default: 2', 'INFO|default: 1'],
    ],
    [
      "console.table([{ a: 1, b: 'x' }, { a: 3 }])",
      [
        "INFO|┌─────────┬───┬─────┐\r│ (index) │ a │ b   │\r├─────────┼───┼─────┤\r│ 0       │ 1 │ 'x' │\r│ 1       │ 3 │     │\r└─────────┴───┴─────┘",
      ],
    ],
    [
      "console.table(new Map([['k', 1]]))",
      [
        "INFO|┌───────────────────┬─────┬────────┐\r│ (iteration index) │ Key │ Values │\r├───────────────────┼─────┼────────┤\r│ 0                 │ 'k' │ 1      │\r└───────────────────┴─────┴────────┘",
      ],
    ],
    [
      "console.table([1, 'a'], ['x'])",
      [
        'INFO|┌─────────┬───┐\r│ (index) │ x │\r├─────────┼───┤\r│ 0       │   │\r│ 1       │   │\r└─────────┴───┘',
      ],
    ],
    [
      'console.table([{ a: { b: { c: 1 } } }])',
      [
        'INFO|┌─────────┬─────────────────┐\r│ (index) │ a               │\r├─────────┼─────────────────┤\r│ 0       │ { b: [Object] } │\r└─────────┴─────────────────┘',
      ],
    ],
    ['console.table([])', ['INFO|┌─────────┐\r│ (index) │\r├─────────┤\r└─────────┘']],
    ['console.table(5)', ['INFO|5']],
    [
      "const { Console } = await import('node:console'); const c = new Console({ stdout: process.stdout, stderr: process.stderr }); c.log('plain %d', 1); c.group(); c.error({ a: 1 })",
      ['plain 1', '  { a: 1 }'],
    ],
    ["process.stdout.write('raw\\nlines')", ['raw', 'lines']],
    [
      "console.countReset('nope'); await null; await new Promise((r) => setImmediate(r))",
      [
        "ERROR|(node:8) Warning: Count for 'nope' does not exist\r(Use `node --trace-warnings ...` to show where the warning was created)",
      ],
    ],
  ])('%s', (body, lines) => {
    expect(shown(body)).toEqual(lines)
  })

  test('time is told in Node’s words', () => {
    const [line] = shown("console.time('t'); for (let n = 0; n < 1e5; n++); console.timeEnd('t')")
    expect(line).toMatch(/^INFO\|t: \d+(\.\d{1,3})?ms$/)
  })
})

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html#nodejs-logging-advanced, by LogPatch.js of the client.
const FRAMES = [
  expect.stringContaining('at Runtime.handler') as unknown,
  '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1306:29)',
]
describe('LoggingConfig', () => {
  const json = (body: string, level?: 'DEBUG' | 'ERROR' | 'TRACE', runtime = 'nodejs22.x') =>
    linesOf(body, {
      runtime,
      logging: { format: 'JSON', ...(level === undefined ? {} : { applicationLogLevel: level }) },
    }).map((line): unknown => JSON.parse(line))
  const head = { timestamp: expect.stringMatching(/^2026-/) as unknown, requestId: 'request-1' }

  test('JSON: one argument stands as it is, several are formatted', () => {
    expect(json("console.log({ a: 1 }); console.warn('a %d', 1, 'b'); console.error([])")).toEqual([
      { ...head, level: 'INFO', message: { a: 1 } },
      { ...head, level: 'WARN', message: 'a 1 b' },
      { ...head, level: 'ERROR', message: [] },
    ])
  })

  test('JSON: the fields stand in this order', () => {
    const [line] = linesOf("console.log('x')", { logging: { format: 'JSON' } })
    expect(line).toMatch(
      /^\{"timestamp":"[^"]+","level":"INFO","requestId":"request-1","message":"x"\}$/,
    )
  })

  test('JSON: an error among several arguments is told by type, message and stack', () => {
    expect(json("console.error('failed', new RangeError('r'))")).toMatchObject([
      {
        level: 'ERROR',
        message: expect.stringMatching(/^failed RangeError: r\n {4}at/) as unknown,
        errorType: 'RangeError',
        errorMessage: 'r',
        stackTrace: ['RangeError: r', ...FRAMES],
      },
    ])
  })

  test('JSON: what has no JSON is formatted', () => {
    expect(json('const a = {}; a.a = a; console.log(a)')).toMatchObject([
      { message: '<ref *1> { a: [Circular *1] }' },
    ])
  })

  test('JSON: the error of the invocation is an object without its title', () => {
    expect(json("throw new TypeError('t')")).toMatchObject([
      {
        level: 'ERROR',
        requestId: 'request-1',
        message: {
          errorType: 'TypeError',
          errorMessage: 't',
          stackTrace: ['TypeError: t', ...FRAMES],
        },
      },
    ])
  })

  test.each([
    [undefined, ['INFO', 'WARN', 'ERROR', 'FATAL']],
    ['DEBUG' as const, ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
    ['ERROR' as const, ['ERROR', 'FATAL']],
    ['TRACE' as const, ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
  ])('JSON: ApplicationLogLevel %s lets through %j', (level, levels) => {
    const made = json(
      "for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) console[level]('x')",
      level,
    )
    expect(made.map((line) => (line as { level: string }).level)).toEqual(levels)
  })

  test('init has no request id: absent, or a dash from Node.js 24 on', () => {
    const ids = (runtime: string) => {
      const isolate = quickJs.createIsolate(
        {
          files: { 'index.mjs': "console.log('x'); export const handler = async () => 1" },
          handler: 'index.handler',
          runtime,
          environment: {},
          seed: [1, 2, 3, 4],
          logging: { format: 'JSON' },
        },
        limits,
      )
      const { logs } = isolate.init(slice())
      isolate.dispose()
      return (JSON.parse(logs[0] ?? '') as { requestId?: string }).requestId
    }
    expect([ids('nodejs22.x'), ids('nodejs24.x')]).toEqual([undefined, '-'])
  })
})
