'use strict'

// https://nodejs.org/api/string_decoder.html
const { Buffer } = require('buffer')
const { completeEnd } = require('coldstart:node/internal/encoding')

exports.StringDecoder = class StringDecoder {
  #rest = Buffer.alloc(0)
  constructor(encoding = 'utf8') {
    this.encoding = encoding.toLowerCase().replace('utf-8', 'utf8')
  }
  write(chunk) {
    const bytes = Buffer.concat([this.#rest, Buffer.from(chunk)])
    let end = bytes.length
    if (this.encoding === 'utf8') end = completeEnd(bytes)
    else if (this.encoding === 'base64') end -= bytes.length % 3
    else if (this.encoding === 'utf16le') end -= bytes.length % 2
    this.#rest = Buffer.from(bytes.subarray(end))
    return bytes.toString(this.encoding, 0, end)
  }
  end(chunk) {
    const text = chunk === undefined ? '' : this.write(chunk)
    const rest = this.#rest.toString(this.encoding)
    this.#rest = Buffer.alloc(0)
    return text + rest
  }
}
