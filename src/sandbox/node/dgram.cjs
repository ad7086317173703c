'use strict'

// https://nodejs.org/api/dgram.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, {
  Socket: lacking('dgram.Socket'),
  createSocket: lacking('dgram.createSocket'),
})
