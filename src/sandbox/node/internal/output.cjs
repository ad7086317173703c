'use strict'

// What a step says to the driver is built as one text out of primitives only, so that nothing the user changes
// (a `toJSON` on Object.prototype, a setter on Array.prototype) reaches it.
const { settings } = require('coldstart:core')
const { stringify } = JSON

let logs = ''
let bytes = 0
let isFull = false

/** Adds a log line to the step. */
exports.log = (line) => {
  if (isFull) return
  bytes += line.length
  if (bytes > settings.logBytesMax) {
    isFull = true
    line = `[coldstart] log limit of ${settings.logBytesMax} bytes per invocation reached: the rest is dropped`
  }
  logs += (logs === '' ? '' : ',') + stringify(line)
}

/** A new invocation has a new log budget. */
exports.resetLimit = () => {
  bytes = 0
  isFull = false
}

/** Takes the lines so far, as the inside of a JSON array. */
exports.takeLogs = () => {
  const taken = logs
  logs = ''
  return taken
}

/** A primitive as JSON. */
exports.quote = (value) => stringify(value)
