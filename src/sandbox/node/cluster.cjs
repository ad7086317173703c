'use strict'

// https://nodejs.org/api/cluster.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, {
  isMaster: true,
  isPrimary: true,
  isWorker: false,
  fork: lacking('cluster.fork'),
  workers: {},
})
