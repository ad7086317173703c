'use strict'

// https://nodejs.org/api/vm.html
const { lacking } = require('coldstart:node/internal/unavailable')
Object.assign(exports, {
  Script: lacking('vm.Script'),
  createContext: lacking('vm.createContext'),
  isContext: () => false,
  runInContext: lacking('vm.runInContext'),
  runInNewContext: lacking('vm.runInNewContext'),
  runInThisContext: lacking('vm.runInThisContext'),
})
