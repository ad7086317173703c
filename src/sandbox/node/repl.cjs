'use strict'

// https://nodejs.org/api/repl.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, { start: lacking('repl.start') })
