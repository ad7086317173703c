'use strict'

// Node's globals. What costs anything to build is built at its first use.
const core = require('coldstart:core')
const { load, loop } = core
const { defineProperty } = Object

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
load('internal/localeMethods')
load('internal/stringBounds')
lazy(['Buffer', 'atob', 'btoa'], 'buffer')
lazy(['Blob', 'File'], 'internal/blob')
lazy(['URL', 'URLSearchParams'], 'internal/url')
lazy(['TextEncoder', 'TextDecoder'], 'internal/encoding')
lazy(['structuredClone'], 'internal/structuredClone')
lazy(
  ['AbortController', 'AbortSignal', 'Event', 'EventTarget', 'CustomEvent'],
  'internal/eventTarget',
)
lazy(['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto'], 'internal/webcrypto')
lazy(['Intl'], 'internal/intl')
lazy(['Atomics'], 'internal/atomics')
lazy(['process'], 'internal/process')
lazy(['fetch', 'Headers', 'Request', 'Response', 'FormData'], 'internal/fetch')
lazy(
  [
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'TextDecoderStream',
    'TextEncoderStream',
    'TransformStream',
    'WritableStream',
  ],
  'internal/webStreams',
)
lazy(['CompressionStream', 'DecompressionStream'], 'internal/webCompression')
lazy(['MessageChannel', 'MessagePort'], 'worker_threads')
lazy(
  ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  'timers',
)
define('queueMicrotask', loop.queueMicrotask)
for (const name of [
  'mark',
  'measure',
  'getEntries',
  'getEntriesByName',
  'getEntriesByType',
  'clearMarks',
  'clearMeasures',
  'timerify',
  'eventLoopUtilization',
])
  defineProperty(globalThis.performance, name, {
    __proto__: null,
    value: (...args) => load('internal/performance').methods[name](...args),
    writable: true,
    configurable: true,
  })

define('console', load('internal/console').console)
