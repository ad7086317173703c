'use strict'

// https://nodejs.org/api/wasi.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, { WASI: lacking('wasi.WASI') })
