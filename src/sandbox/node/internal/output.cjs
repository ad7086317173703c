'use strict'

// What a step says to the driver is built as one text out of primitives only, so that nothing the user changes
// (a `toJSON` on Object.prototype, a setter on Array.prototype) reaches it.
const { settings } = require('coldstart:core')
const { stringify } = JSON
const { apply } = Reflect
const { fromCharCode } = String
const { subarray } = Object.getPrototypeOf(Uint8Array.prototype)

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

/** Whether there is neither a line nor anything of a stream to take. */
exports.isQuiet = () => logs === '' && !hasNews

/** Takes the lines so far, as the inside of a JSON array. */
exports.takeLogs = () => {
  const taken = logs
  logs = ''
  return taken
}

/** A primitive as JSON. */
exports.quote = (value) => stringify(value)

// The streamed response, where the handler is a streaming one.
let streamType = null
let isStreamOver = false
let hasNews = false
let chunks = ''

exports.beginStream = (contentType) => {
  streamType = contentType
  isStreamOver = false
  hasNews = false
  chunks = ''
}
exports.setStreamType = (contentType) => {
  streamType = contentType
}

const SLICE = 4_096
const textOf = (data) => {
  let text = ''
  for (let at = 0; at < data.length; at += SLICE) {
    text += apply(fromCharCode, undefined, apply(subarray, data, [at, at + SLICE]))
  }
  return text
}
/** Adds a chunk: text, or bytes as a list of one text in Latin-1. */
exports.stream = (data) => {
  hasNews = true
  const text = typeof data === 'string' ? stringify(data) : `[${stringify(textOf(data))}]`
  chunks += (chunks === '' ? '' : ',') + text
}
exports.endStream = () => {
  hasNews = true
  isStreamOver = true
}

/** Takes what has left the stream in this step as a JSON array: content type, whether it is over, chunks; or `null`. */
exports.takeStream = () => {
  if (!hasNews) return 'null'
  hasNews = false
  const taken = chunks
  chunks = ''
  return `[${stringify(streamType)},${isStreamOver},[${taken}]]`
}
