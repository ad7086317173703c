'use strict'

// https://nodejs.org/api/module.html
const { load, native } = require('coldstart:core')

const NAMES = [
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'child_process',
  'cluster',
  'console',
  'constants',
  'crypto',
  'dgram',
  'diagnostics_channel',
  'dns',
  'dns/promises',
  'events',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'module',
  'net',
  'os',
  'path',
  'path/posix',
  'perf_hooks',
  'process',
  'punycode',
  'querystring',
  'readline',
  'repl',
  'stream',
  'stream/consumers',
  'stream/promises',
  'stream/web',
  'string_decoder',
  'sys',
  'timers',
  'timers/promises',
  'tls',
  'trace_events',
  'tty',
  'url',
  'util',
  'util/types',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
  'zlib',
]
exports.builtinModules = NAMES
exports.isBuiltin = (name) =>
  NAMES.includes(`${name}`.replace(/^node:/, '')) &&
  native.hasBuiltin(`${name}`.replace(/^node:/, '')) === 1
exports.createRequire = (from) => load('internal/modules').createRequire(from)
