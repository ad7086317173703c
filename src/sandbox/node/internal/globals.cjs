'use strict'

// Node's globals. What costs anything to build is built at its first use.
const core = require('coldstart:core')
const { native, settings, load, loop, output } = core
const { defineProperty } = Object
const { apply } = Reflect
const { toISOString } = Date.prototype
const DateClass = Date
const { replaceAll } = String.prototype

const define = (name, value) =>
  defineProperty(globalThis, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })

/** A global whose module is loaded when somebody asks for it. */
const lazy = (names, id) => {
  for (const name of names) {
    defineProperty(globalThis, name, {
      __proto__: null,
      get() {
        const value = load(id)[name]
        define(name, value)
        return value
      },
      set(value) {
        define(name, value)
      },
      enumerable: false,
      configurable: true,
    })
  }
}

define('global', globalThis)
lazy(['Buffer', 'atob', 'btoa', 'Blob', 'File'], 'buffer')
lazy(['URL', 'URLSearchParams'], 'internal/url')
lazy(['TextEncoder', 'TextDecoder'], 'internal/encoding')
lazy(['structuredClone'], 'internal/structuredClone')
lazy(
  ['AbortController', 'AbortSignal', 'Event', 'EventTarget', 'CustomEvent'],
  'internal/eventTarget',
)
lazy(['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto'], 'internal/webcrypto')
lazy(['process'], 'internal/process')
lazy(['fetch', 'Headers', 'Request', 'Response'], 'internal/fetch')
lazy(
  ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  'timers',
)
define('queueMicrotask', loop.queueMicrotask)

// console, as the runtime's LogPatch writes it: `<ISO>\t<requestId>\t<LEVEL>\t<message>`, newlines as \r.

const LEVELS = { __proto__: null, TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 }
let wanted = 1
let isJson = false
core.whenConfigured(() => {
  const { environment } = settings
  wanted = LEVELS[`${environment.AWS_LAMBDA_LOG_LEVEL ?? ''}`.toUpperCase()] ?? 1
  isJson = `${environment.AWS_LAMBDA_LOG_FORMAT ?? ''}`.toUpperCase() === 'JSON'
})

core.consoleLine = (level, message) => {
  const time = apply(toISOString, new DateClass(), [])
  const line = `${time}\t${core.lambda.requestId()}\t${level}\t${message}`
  output.log(apply(replaceAll, line, ['\n', '\r']))
}
const write = (level, args) => {
  if (LEVELS[level] < wanted) return
  if (isJson) {
    output.log(load('internal/jsonLog').format(level, args))
    return
  }
  const plain = args.length === 1 && typeof args[0] === 'string'
  core.consoleLine(level, plain ? args[0] : load('internal/inspect').formatWithOptions({}, args))
}

const counts = { __proto__: null }
const timers = { __proto__: null }
let indent = ''
const grouped =
  (level) =>
  (...args) => {
    if (indent === '') write(level, args)
    else
      write(level, [
        indent +
          load('internal/inspect').formatWithOptions({}, args).replaceAll('\n', `\n${indent}`),
      ])
  }
const console = {
  log: grouped('INFO'),
  info: grouped('INFO'),
  warn: grouped('WARN'),
  error: grouped('ERROR'),
  debug: grouped('DEBUG'),
  trace: grouped('TRACE'),
  fatal: grouped('FATAL'),
  dir: (value, options) =>
    output.log(load('internal/inspect').inspect(value, { customInspect: false, ...options })),
  table: (rows) => console.log(load('internal/inspect').inspect(rows)),
  assert: (condition, ...args) => {
    if (!condition)
      console.warn(
        ...(typeof args[0] === 'string'
          ? [`Assertion failed: ${args[0]}`, ...args.slice(1)]
          : ['Assertion failed', ...args]),
      )
  },
  count: (label = 'default') => {
    counts[label] = (counts[label] ?? 0) + 1
    console.log(`${label}: ${counts[label]}`)
  },
  countReset: (label = 'default') => {
    delete counts[label]
  },
  time: (label = 'default') => {
    timers[label] = native.clock()
  },
  timeEnd: (label = 'default') => {
    console.timeLog(label)
    delete timers[label]
  },
  timeLog: (label = 'default', ...args) => {
    if (timers[label] !== undefined)
      console.log(`${label}: ${(native.clock() - timers[label]) / 1_000}ms`, ...args)
  },
  group: (...args) => {
    if (args.length > 0) console.log(...args)
    indent += '  '
  },
  groupEnd: () => {
    indent = indent.slice(2)
  },
}
console.groupCollapsed = console.group
console.dirxml = console.log
define('console', console)
