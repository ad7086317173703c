'use strict'

// https://nodejs.org/api/perf_hooks.html
const { performance } = globalThis

exports.performance = performance
