'use strict'

// https://w3c.github.io/FileAPI/
const { Buffer } = require('buffer')

class Blob {
  #bytes
  #type
  constructor(parts = [], options = {}) {
    if (typeof parts !== 'object' || parts === null || typeof parts[Symbol.iterator] !== 'function')
      throw Object.assign(new TypeError('The "sources" argument must be of type a sequence.'), {
        code: 'ERR_INVALID_ARG_TYPE',
      })
    this.#bytes = Buffer.concat(
      Array.from(parts, (part) => {
        if (part instanceof Blob) return part.#bytes
        if (part instanceof ArrayBuffer) return Buffer.from(part)
        if (ArrayBuffer.isView(part))
          return Buffer.from(part.buffer, part.byteOffset, part.byteLength)
        return Buffer.from(`${part}`)
      }),
    )
    const type = `${options.type ?? ''}`
    this.#type = /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase()
  }
  get size() {
    return this.#bytes.length
  }
  get type() {
    return this.#type
  }
  slice(start = 0, end = this.size, type = '') {
    return new Blob([this.#bytes.subarray(start, end)], { type })
  }
  async arrayBuffer() {
    return new Uint8Array(this.#bytes).buffer
  }
  async bytes() {
    return new Uint8Array(this.#bytes)
  }
  async text() {
    return this.#bytes.toString()
  }
  stream() {
    const { ReadableStream } = require('coldstart:node/internal/webStreams')
    const bytes = this.#bytes
    return new ReadableStream({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes))
        controller.close()
      },
    })
  }
}
class File extends Blob {
  constructor(parts, name, options = {}) {
    super(parts, options)
    this.name = `${name}`
    this.lastModified = options.lastModified ?? Date.now()
  }
}
for (const Class of [Blob, File])
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: Class.name,
    configurable: true,
  })
Object.assign(exports, { Blob, File })
