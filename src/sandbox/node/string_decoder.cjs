'use strict'

// https://nodejs.org/api/string_decoder.html
const { Buffer } = require('buffer')
const { completeEnd } = require('coldstart:node/internal/encoding')
const { isEncoding } = require('coldstart:node/internal/codecs')

const NAMES = {
  __proto__: null,
  'utf-8': 'utf8',
  binary: 'latin1',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  'utf-16le': 'utf16le',
}
const REST = Symbol('rest')
const EMPTY = Buffer.alloc(0)

// Not a class: old code calls it without `new` (`StringDecoder.call(this, encoding)`).
function StringDecoder(encoding) {
  const given = `${encoding ?? 'utf8'}`.toLowerCase()
  if (!isEncoding(given)) {
    const error = new TypeError(`Unknown encoding: ${encoding}`)
    error.code = 'ERR_UNKNOWN_ENCODING'
    throw error
  }
  this.encoding = NAMES[given] ?? given
  Object.defineProperty(this, REST, { value: EMPTY, writable: true })
}
StringDecoder.prototype.write = function write(chunk) {
  if (typeof chunk === 'string') return chunk
  const given = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const bytes = this[REST].length === 0 ? given : Buffer.concat([this[REST], given])
  let end = bytes.length
  if (this.encoding === 'utf8') end = completeEnd(bytes)
  else if (this.encoding === 'base64' || this.encoding === 'base64url') end -= bytes.length % 3
  else if (this.encoding === 'utf16le') end -= bytes.length % 2
  this[REST] = end === bytes.length ? EMPTY : Buffer.from(bytes.subarray(end))
  return bytes.toString(this.encoding, 0, end)
}
StringDecoder.prototype.end = function end(chunk) {
  const text = chunk === undefined ? '' : this.write(chunk)
  const rest = this[REST].length === 0 ? '' : this[REST].toString(this.encoding)
  this[REST] = EMPTY
  return text + rest
}
exports.StringDecoder = StringDecoder
