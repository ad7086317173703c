'use strict'

// https://nodejs.org/api/webstreams.html
const { isDisturbed: _isDisturbed, ...classes } = require('coldstart:node/internal/webStreams')
Object.assign(exports, classes)
for (const name of ['CompressionStream', 'DecompressionStream'])
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('coldstart:node/internal/webCompression')[name],
  })
