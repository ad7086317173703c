'use strict'

// https://nodejs.org/api/perf_hooks.html
const { performance } = globalThis
const { methods: _methods, ...classes } = require('coldstart:node/internal/performance')

Object.assign(exports, classes)
exports.performance = performance
exports.constants = {}
exports.monitorEventLoopDelay = () => ({
  enable: () => true,
  disable: () => true,
  reset() {},
  percentile: () => 0,
  min: 0,
  max: 0,
  mean: 0,
  stddev: 0,
})
