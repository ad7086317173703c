'use strict'

// console, as Lambda's runtime patches it: `<ISO>\t<requestId>\t<LEVEL>\t<message>` with newlines as \r, or a JSON
// object. What it leaves alone is Node's own. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
const core = require('coldstart:core')
const { native, settings, load, output } = core
const { apply } = Reflect
const { toISOString } = Date.prototype
const DateClass = Date
const { replaceAll } = String.prototype

const LEVELS = { __proto__: null, TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 }
let wanted = 1
let isJson = false
core.whenConfigured(() => {
  const { environment } = settings
  wanted = LEVELS[`${environment.AWS_LAMBDA_LOG_LEVEL ?? ''}`.toUpperCase()] ?? 1
  isJson = `${environment.AWS_LAMBDA_LOG_FORMAT ?? ''}`.toUpperCase() === 'JSON'
})

const format = (args) => load('internal/inspect').formatWithOptions({}, args)
const write = (level, given) => {
  if (LEVELS[level] < wanted) return
  // The client's functions name their first parameter: `console.log()` writes "undefined".
  const args = given.length === 0 ? [undefined] : given
  if (isJson) {
    output.log(load('internal/jsonLog').format(level, args))
    return
  }
  const message = args.length === 1 && typeof args[0] === 'string' ? args[0] : format(args)
  const time = apply(toISOString, new DateClass(), [])
  const line = `${time}\t${core.lambda.requestId()}\t${level}\t${message}`
  output.log(apply(replaceAll, line, ['\n', '\r']))
}
core.console = { write, isJson: () => isJson }

/** Straight to standard output, a line at a time. */
const raw = (text) => {
  for (const line of `${indent}${text.replaceAll('\n', `\n${indent}`)}`.split('\n'))
    output.log(line)
}

const counts = new Map()
const timers = new Map()
let indent = ''
const GROUP_WIDTH = 2
const warn = (text) => load('internal/process').process.emitWarning(text)

const duration = (micros) => {
  const ms = micros / 1_000
  if (ms >= 3_600_000 || ms >= 60_000) {
    const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms / 1_000) % 60]
    const two = (value) => `${value}`.padStart(2, '0')
    const seconds = parts[2].toFixed(3).padStart(6, '0')
    return parts[0] > 0
      ? `${parts[0]}:${two(parts[1])}:${two(Math.floor(parts[2]))} (h:mm:ss)`
      : `${parts[1]}:${seconds} (m:ss.mmm)`
  }
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`
}

const console = {
  log: (...args) => write('INFO', args),
  warn: (...args) => write('WARN', args),
  dir: (value, options) =>
    raw(load('internal/inspect').inspect(value, { customInspect: false, ...options })),
  time: (label = 'default') => {
    const key = `${label}`
    if (timers.has(key)) warn(`Label '${key}' already exists for console.time()`)
    else timers.set(key, native.clock())
  },
  timeEnd: (label = 'default') => {
    if (logTime('timeEnd', label, [])) timers.delete(`${label}`)
  },
  timeLog: (label = 'default', ...args) => {
    logTime('timeLog', label, args)
  },
  trace: (...args) => write('TRACE', args),
  assert: (condition, ...args) => {
    if (condition) return
    args[0] = `Assertion failed${args.length === 0 ? '' : `: ${args[0]}`}`
    console.warn(...args)
  },
  clear: () => {},
  count: (label = 'default') => {
    const key = `${label}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    console.log(`${key}: ${count}`)
  },
  countReset: (label = 'default') => {
    if (!counts.delete(`${label}`)) warn(`Count for '${label}' does not exist`)
  },
  group: (...args) => {
    if (args.length > 0) console.log(...args)
    indent += ' '.repeat(GROUP_WIDTH)
  },
  groupEnd: () => {
    indent = indent.slice(0, indent.length - GROUP_WIDTH)
  },
  table: (rows, properties) => {
    if (rows === null || typeof rows !== 'object') console.log(rows)
    else console.log(load('internal/table').format(rows, properties))
  },
  debug: (...args) => write('DEBUG', args),
  info: (...args) => write('INFO', args),
  dirxml: (...args) => raw(format(args)),
  error: (...args) => write('ERROR', args),
  groupCollapsed: (...args) => console.group(...args),
  fatal: (...args) => write('FATAL', args),
}
const logTime = (method, label, args) => {
  const began = timers.get(`${label}`)
  if (began === undefined) {
    warn(`No such label '${label}' for console.${method}()`)
    return false
  }
  console.log('%s: %s', label, duration(native.clock() - began), ...args)
  return true
}

// Made when somebody asks for it.
Object.defineProperty(console, 'Console', {
  __proto__: null,
  get: () => load('internal/consoleClass').Console,
  enumerable: true,
  configurable: true,
})

exports.console = console
