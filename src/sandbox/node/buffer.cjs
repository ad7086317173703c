'use strict'

// https://nodejs.org/api/buffer.html
const { codecOf, fail, isEncoding, toHex } = require('coldstart:node/internal/codecs')
const { addNumbers, received } = require('coldstart:node/internal/bufferNumbers')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const MAX_LENGTH = 4_294_967_296

const view = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.length)
const checkSize = (size) => {
  if (typeof size !== 'number')
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "size" argument must be of type number. Received ${received(size)}`,
    )
  if (!(size >= 0 && size <= MAX_LENGTH))
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "size" is out of range. It must be >= 0 && <= ${MAX_LENGTH}. Received ${size}`,
    )
}
const swap = (buffer, size) => {
  if (buffer.length % size !== 0)
    fail(
      RangeError,
      'ERR_INVALID_BUFFER_SIZE',
      `Buffer size must be a multiple of ${8 * size}-bits`,
    )
  for (let at = 0; at < buffer.length; at += size)
    Uint8Array.prototype.subarray.call(buffer, at, at + size).reverse()
  return buffer
}

const wantsBytes = (name, value, wanted = 'an instance of Buffer or Uint8Array') =>
  fail(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be ${wanted}. Received ${received(value)}`,
  )

class FastBuffer extends Uint8Array {
  static from(value, encodingOrOffset, length) {
    if (typeof value === 'string') return view(codecOf(encodingOrOffset).encode(value))
    if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
      return new FastBuffer(value, encodingOrOffset, length)
    if (ArrayBuffer.isView(value)) {
      const copy = new FastBuffer(value.length ?? 0)
      copy.set(value)
      return copy
    }
    if (typeof value === 'object' && value !== null) {
      if (value.type === 'Buffer' && Array.isArray(value.data)) return Buffer.from(value.data)
      if (Array.isArray(value) || typeof value.length === 'number') {
        const copy = new FastBuffer(value.length)
        for (let at = 0; at < copy.length; at++) copy[at] = value[at]
        return copy
      }
      const primitive = value.valueOf?.()
      if (primitive !== null && primitive !== undefined && primitive !== value)
        return Buffer.from(primitive, encodingOrOffset, length)
    }
    return fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${received(value)}`,
    )
  }
  static copyBytesFrom(array, offset = 0, length = array.length - offset) {
    const part = array.subarray(offset, offset + length)
    return Buffer.from(
      Uint8Array.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
    )
  }
  static of(...bytes) {
    return Buffer.from(bytes)
  }
  static alloc(size, fill, encoding) {
    checkSize(size)
    const made = new FastBuffer(size)
    return fill === undefined || fill === 0 || size === 0 ? made : made.fill(fill, encoding)
  }
  static allocUnsafe(size) {
    checkSize(size)
    return new FastBuffer(size)
  }
  static allocUnsafeSlow(size) {
    return Buffer.allocUnsafe(size)
  }
  static isBuffer(value) {
    return value instanceof Buffer
  }
  static isEncoding(encoding) {
    return isEncoding(encoding)
  }
  static byteLength(value, encoding) {
    if (typeof value !== 'string') {
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
      if (value instanceof SharedArrayBuffer) return value.byteLength
      wantsBytes('string', value, 'of type string or an instance of Buffer or ArrayBuffer')
    }
    const codec = codecOf(encoding)
    return codec.length === undefined ? codec.encode(value).length : codec.length(value)
  }
  static concat(list, givenTotal) {
    if (!Array.isArray(list)) wantsBytes('list', list, 'an instance of Array')
    for (let at = 0; at < list.length; at++)
      if (!(list[at] instanceof Uint8Array)) wantsBytes(`list[${at}]`, list[at])
    const total = givenTotal ?? list.reduce((sum, item) => sum + item.length, 0)
    const made = Buffer.alloc(total)
    let at = 0
    for (const item of list) {
      const part = at + item.length > total ? item.subarray(0, total - at) : item
      made.set(part, at)
      at += part.length
    }
    return made
  }
  static compare(a, b) {
    if (!(a instanceof Uint8Array)) wantsBytes('buf1', a)
    if (!(b instanceof Uint8Array)) wantsBytes('buf2', b)
    for (let at = 0; at < a.length && at < b.length; at++)
      if (a[at] !== b[at]) return a[at] < b[at] ? -1 : 1
    return Math.sign(a.length - b.length)
  }
  get parent() {
    return this.buffer
  }
  get offset() {
    return this.byteOffset
  }
  toString(encoding, start = 0, end = this.length) {
    const whole = start <= 0 && end >= this.length
    return codecOf(encoding).decode(
      whole ? this : this.subarray(Math.max(0, start), Math.max(0, end)),
    )
  }
  toJSON() {
    return { type: 'Buffer', data: Array.from(this) }
  }
  equals(other) {
    if (!(other instanceof Uint8Array)) wantsBytes('otherBuffer', other)
    return Buffer.compare(this, other) === 0
  }
  compare(other, start = 0, end = other.length, ownStart = 0, ownEnd = this.length) {
    return Buffer.compare(this.subarray(ownStart, ownEnd), other.subarray(start, end))
  }
  copy(target, targetStart = 0, start = 0, end = this.length) {
    const part = Uint8Array.prototype.subarray.call(
      this,
      start,
      Math.min(end, start + target.length - targetStart),
    )
    target.set(part, targetStart)
    return part.length
  }
  slice(start, end) {
    return this.subarray(start, end)
  }
  write(text, offset = 0, length = undefined, encoding = undefined) {
    if (typeof offset === 'string') return this.write(text, 0, undefined, offset)
    if (typeof length === 'string') return this.write(text, offset, undefined, length)
    const bytes = codecOf(encoding).encode(text)
    let end = Math.min(bytes.length, length ?? this.length, this.length - offset)
    // "buf.write() will not write partially encoded characters."
    if (codecOf(encoding) === codecOf('utf8'))
      while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) === 0x80) end--
    if (codecOf(encoding) === codecOf('utf16le')) end -= end % 2
    this.set(bytes.subarray(0, end), offset)
    return end
  }
  fill(value, start = 0, end = this.length, encoding = undefined) {
    if (typeof start === 'string') return this.fill(value, 0, this.length, start)
    if (typeof end === 'string') return this.fill(value, start, this.length, end)
    if (typeof value === 'number') return super.fill(value & 255, start, end)
    const bytes = typeof value === 'string' ? codecOf(encoding).encode(value) : value
    if (bytes.length === 0) {
      if (value.length > 0)
        fail(
          TypeError,
          'ERR_INVALID_ARG_VALUE',
          `The argument 'value' is invalid. Received '${value}'`,
        )
      return super.fill(0, start, end)
    }
    for (let at = start; at < end; at++) this[at] = bytes[(at - start) % bytes.length]
    return this
  }
  indexOf(value, from = 0, encoding = undefined) {
    if (typeof value === 'number') return super.indexOf(value & 255, from)
    if (typeof value !== 'string' && !(value instanceof Uint8Array))
      wantsBytes(
        'value',
        value,
        'one of type number or string or an instance of Buffer or Uint8Array',
      )
    const wanted =
      typeof value === 'string'
        ? codecOf(typeof from === 'string' ? from : encoding).encode(value)
        : value
    const first = typeof from === 'number' ? (from < 0 ? Math.max(0, this.length + from) : from) : 0
    for (let at = first; at + wanted.length <= this.length; at++) {
      let same = 0
      while (same < wanted.length && this[at + same] === wanted[same]) same++
      if (same === wanted.length) return at
    }
    return -1
  }
  lastIndexOf(value, from = this.length, encoding = undefined) {
    if (typeof value === 'number') return super.lastIndexOf(value & 255, from)
    const wanted = typeof value === 'string' ? codecOf(encoding).encode(value) : value
    for (let at = Math.min(from, this.length - wanted.length); at >= 0; at--)
      if (this.indexOf(wanted, at) === at) return at
    return -1
  }
  includes(value, from, encoding) {
    return this.indexOf(value, from, encoding) >= 0
  }
  swap16() {
    return swap(this, 2)
  }
  swap32() {
    return swap(this, 4)
  }
  swap64() {
    return swap(this, 8)
  }
  [INSPECT]() {
    const shown = Array.from(this.subarray(0, 50), (byte) => toHex(byte)).join(' ')
    const rest =
      this.length > 50 ? ` ... ${this.length - 50} more byte${this.length > 51 ? 's' : ''}` : ''
    return `<Buffer ${shown}${rest}>`
  }
}

/** Deprecated, and still what many handlers say: `new Buffer(event.body, 'base64')`, `Buffer('text')`. */
function Buffer(value, encodingOrOffset, length) {
  warnOfConstructor()
  return typeof value === 'number'
    ? Buffer.alloc(value)
    : Buffer.from(value, encodingOrOffset, length)
}
let isWarned = false
function warnOfConstructor() {
  if (isWarned || /\/node_modules\//.test(new Error().stack)) return
  isWarned = true
  process.emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), Buffer.allocUnsafe(), or Buffer.from() methods instead.',
    'DeprecationWarning',
    'DEP0005',
  )
}
const { prototype } = FastBuffer
Object.setPrototypeOf(Buffer, Uint8Array)
Object.defineProperty(Buffer, 'prototype', { __proto__: null, value: prototype, writable: false })
Object.defineProperty(prototype, 'constructor', { __proto__: null, value: Buffer })
// What `map` and `subarray` of a Buffer make.
Object.defineProperty(Buffer, Symbol.species, { __proto__: null, get: () => FastBuffer })
Buffer.poolSize = 8_192
// Enumerable, as in Node.js: `safer-buffer` copies what it finds.
for (const name of [
  'from',
  'copyBytesFrom',
  'of',
  'alloc',
  'allocUnsafe',
  'allocUnsafeSlow',
  'isBuffer',
  'compare',
  'isEncoding',
  'concat',
  'byteLength',
])
  Buffer[name] = FastBuffer[name]
addNumbers(prototype)
prototype.toLocaleString = prototype.toString
// What packages that know Node's insides call.
for (const [name, encoding] of [
  ['ascii', 'ascii'],
  ['base64', 'base64'],
  ['base64url', 'base64url'],
  ['latin1', 'latin1'],
  ['hex', 'hex'],
  ['ucs2', 'utf16le'],
  ['utf8', 'utf8'],
]) {
  prototype[`${name}Slice`] = function (start, end) {
    return this.toString(encoding, start, end)
  }
  prototype[`${name}Write`] = function (text, offset, length) {
    return this.write(text, offset, length, encoding)
  }
}
prototype.inspect = prototype[INSPECT]
for (const name of Object.getOwnPropertyNames(prototype))
  if (name !== 'constructor')
    Object.defineProperty(prototype, name, { __proto__: null, enumerable: true })

const invalidCharacter = () => {
  throw new DOMException('Invalid character', 'InvalidCharacterError')
}
exports.Buffer = Buffer
exports.btoa = (value) => {
  const text = `${value}`
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 255) invalidCharacter()
  return codecOf('base64').decode(codecOf('latin1').encode(text))
}
exports.atob = (value) => {
  const text = `${value}`.replace(/[\t\n\f\r ]+/g, '').replace(/={1,2}$/, '')
  if (/[^A-Za-z0-9+/]/.test(text) || text.length % 4 === 1) invalidCharacter()
  return codecOf('latin1').decode(codecOf('base64').encode(text))
}
exports.constants = { MAX_LENGTH, MAX_STRING_LENGTH: 536_870_888 }
exports.kMaxLength = MAX_LENGTH
exports.kStringMaxLength = 536_870_888
exports.INSPECT_MAX_BYTES = 50
exports.transcode = (source, from, to) => {
  const text = Buffer.from(source).toString(from)
  const [top] = { ascii: [127], latin1: [255], binary: [255] }[to] ?? [Infinity]
  // What the target does not know becomes a question mark.
  return Buffer.from(
    Array.from(text, (character) => (character.codePointAt(0) > top ? '?' : character)).join(''),
    to,
  )
}
exports.SlowBuffer = Buffer.allocUnsafeSlow
exports.isUtf8 = (bytes) => codecOf('utf8').decode(bytes).includes('\ufffd') === false
exports.isAscii = (bytes) => bytes.every((byte) => byte < 128)
for (const name of ['Blob', 'File'])
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('coldstart:node/internal/blob')[name],
  })
