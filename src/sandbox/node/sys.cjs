'use strict'
// The old name of util. https://nodejs.org/api/util.html
module.exports = require('util')
