'use strict'
// https://nodejs.org/api/stream.html#streams-promises-api
Object.assign(exports, require('stream').promises)
