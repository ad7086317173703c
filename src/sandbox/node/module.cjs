'use strict'

// https://nodejs.org/api/module.html
const { load, native } = require('coldstart:core')

const NAMES = [
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'console',
  'crypto',
  'events',
  'module',
  'os',
  'path',
  'path/posix',
  'perf_hooks',
  'process',
  'querystring',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'util/types',
]
exports.builtinModules = NAMES
exports.isBuiltin = (name) =>
  NAMES.includes(`${name}`.replace(/^node:/, '')) &&
  native.hasBuiltin(`${name}`.replace(/^node:/, '')) === 1
exports.createRequire = (from) => load('internal/modules').createRequire(from)
