'use strict'

// https://nodejs.org/api/inspector.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, {
  Session: lacking('inspector.Session'),
  close: () => {},
  open: lacking('inspector.open'),
  url: () => undefined,
})
