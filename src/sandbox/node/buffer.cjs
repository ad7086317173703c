'use strict'

// https://nodejs.org/api/buffer.html
const { codecOf, fail, isEncoding, toHex } = require('coldstart:node/internal/codecs')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')
const MAX_LENGTH = 4_294_967_296

const view = (bytes) => new Buffer(bytes.buffer, bytes.byteOffset, bytes.length)
const received = (value) =>
  value === undefined || value === null
    ? `${value}`
    : typeof value === 'object'
      ? `an instance of ${value.constructor?.name ?? 'Object'}`
      : `type ${typeof value} (${String(value)})`

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
const checkOffset = (buffer, offset, length) => {
  if (typeof offset !== 'number')
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "offset" argument must be of type number. Received ${received(offset)}`,
    )
  if (!Number.isInteger(offset) || offset < 0 || offset + length > buffer.length) {
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "offset" is out of range. It must be >= 0 and <= ${buffer.length - length}. Received ${offset}`,
    )
  }
}

class Buffer extends Uint8Array {
  static from(value, encodingOrOffset, length) {
    if (typeof value === 'string') return view(codecOf(encodingOrOffset).encode(value))
    if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
      return new Buffer(value, encodingOrOffset, length)
    if (ArrayBuffer.isView(value)) {
      const copy = new Buffer(value.length ?? 0)
      copy.set(value)
      return copy
    }
    if (typeof value === 'object' && value !== null) {
      if (value.type === 'Buffer' && Array.isArray(value.data)) return Buffer.from(value.data)
      if (Array.isArray(value) || typeof value.length === 'number') {
        const copy = new Buffer(value.length)
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
  static of(...bytes) {
    return Buffer.from(bytes)
  }
  static alloc(size, fill, encoding) {
    checkSize(size)
    const made = new Buffer(size)
    return fill === undefined || fill === 0 || size === 0 ? made : made.fill(fill, encoding)
  }
  static allocUnsafe(size) {
    checkSize(size)
    return new Buffer(size)
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
    if (typeof value !== 'string') return value.byteLength
    const codec = codecOf(encoding)
    return codec.length === undefined ? codec.encode(value).length : codec.length(value)
  }
  static concat(list, total = list.reduce((sum, item) => sum + item.length, 0)) {
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
    const bytes = codecOf(encoding)
      .encode(text)
      .subarray(0, Math.min(length ?? this.length, this.length - offset))
    this.set(bytes, offset)
    return bytes.length
  }
  fill(value, start = 0, end = this.length, encoding = undefined) {
    if (typeof start === 'string') return this.fill(value, 0, this.length, start)
    if (typeof end === 'string') return this.fill(value, start, this.length, end)
    if (typeof value === 'number') return super.fill(value & 255, start, end)
    const bytes = typeof value === 'string' ? codecOf(encoding).encode(value) : value
    if (bytes.length === 0) return super.fill(0, start, end)
    for (let at = start; at < end; at++) this[at] = bytes[(at - start) % bytes.length]
    return this
  }
  indexOf(value, from = 0, encoding = undefined) {
    if (typeof value === 'number') return super.indexOf(value & 255, from)
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
    for (let at = 0; at + 1 < this.length; at += 2)
      [this[at], this[at + 1]] = [this[at + 1], this[at]]
    return this
  }
  readUIntBE(offset, length) {
    checkOffset(this, offset, length)
    let value = 0
    for (let at = 0; at < length; at++) value = value * 256 + this[offset + at]
    return value
  }
  readUIntLE(offset, length) {
    checkOffset(this, offset, length)
    let value = 0
    for (let at = length - 1; at >= 0; at--) value = value * 256 + this[offset + at]
    return value
  }
  readIntBE(offset, length) {
    const value = this.readUIntBE(offset, length)
    return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value
  }
  readIntLE(offset, length) {
    const value = this.readUIntLE(offset, length)
    return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value
  }
  writeUIntBE(value, offset, length) {
    checkOffset(this, offset, length)
    let rest = value < 0 ? value + 2 ** (8 * length) : value
    for (let at = length - 1; at >= 0; at--) {
      this[offset + at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    return offset + length
  }
  writeUIntLE(value, offset, length) {
    checkOffset(this, offset, length)
    let rest = value < 0 ? value + 2 ** (8 * length) : value
    for (let at = 0; at < length; at++) {
      this[offset + at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    return offset + length
  }
  writeIntBE(value, offset, length) {
    return this.writeUIntBE(value, offset, length)
  }
  writeIntLE(value, offset, length) {
    return this.writeUIntLE(value, offset, length)
  }
  [INSPECT]() {
    const shown = Array.from(this.subarray(0, 50), (byte) => toHex(byte)).join(' ')
    const rest =
      this.length > 50 ? ` ... ${this.length - 50} more byte${this.length > 51 ? 's' : ''}` : ''
    return `<Buffer${shown === '' ? '' : ` ${shown}`}${rest}>`
  }
}
const { prototype } = Buffer
for (const [bits, name] of [
  [8, 'Int8'],
  [16, 'Int16'],
  [32, 'Int32'],
]) {
  for (const order of bits === 8 ? [''] : ['LE', 'BE']) {
    const end = order === '' ? 'BE' : order
    prototype[`read${name}${order}`] = function (offset = 0) {
      return this[`readInt${end}`](offset, bits / 8)
    }
    prototype[`write${name}${order}`] = function (value, offset = 0) {
      return this[`writeInt${end}`](value, offset, bits / 8)
    }
    for (const unsigned of [`UInt${bits}${order}`, `Uint${bits}${order}`]) {
      prototype[`read${unsigned}`] = function (offset = 0) {
        return this[`readUInt${end}`](offset, bits / 8)
      }
      prototype[`write${unsigned}`] = function (value, offset = 0) {
        return this[`writeUInt${end}`](value, offset, bits / 8)
      }
    }
  }
}
for (const [name, size] of [
  ['Float32', 4],
  ['Float64', 8],
  ['BigInt64', 8],
  ['BigUint64', 8],
]) {
  const shown = {
    Float32: 'Float',
    Float64: 'Double',
    BigInt64: 'BigInt64',
    BigUint64: 'BigUInt64',
  }[name]
  for (const order of ['LE', 'BE']) {
    prototype[`read${shown}${order}`] = function (offset = 0) {
      checkOffset(this, offset, size)
      return new DataView(this.buffer, this.byteOffset, this.length)[`get${name}`](
        offset,
        order === 'LE',
      )
    }
    prototype[`write${shown}${order}`] = function (value, offset = 0) {
      checkOffset(this, offset, size)
      new DataView(this.buffer, this.byteOffset, this.length)[`set${name}`](
        offset,
        value,
        order === 'LE',
      )
      return offset + size
    }
  }
}
prototype.toLocaleString = prototype.toString
Buffer.poolSize = 8_192

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
exports.SlowBuffer = Buffer.allocUnsafeSlow
exports.isUtf8 = (bytes) => codecOf('utf8').decode(bytes).includes('\ufffd') === false
exports.isAscii = (bytes) => bytes.every((byte) => byte < 128)
for (const name of ['Blob', 'File'])
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('coldstart:node/internal/blob')[name],
  })
