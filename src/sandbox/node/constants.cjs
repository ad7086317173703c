'use strict'
// https://nodejs.org/api/os.html#os-constants
Object.assign(
  exports,
  require('os').constants.errno,
  require('os').constants.signals,
  require('fs').constants,
)
