'use strict'

// How a Buffer reads and writes numbers. https://nodejs.org/api/buffer.html#bufreadbigint64beoffset
const { fail } = require('coldstart:node/internal/codecs')

/** What a message says of an argument of the wrong kind, as Node.js words it. */
exports.received = (value) => {
  if (value === undefined || value === null) return `${value}`
  if (typeof value === 'function' && value.name !== '') return `function ${value.name}`
  const { inspect } = require('coldstart:node/internal/inspect')
  if (typeof value === 'object') {
    const name = value.constructor?.name
    return name ? `an instance of ${name}` : inspect(value, { depth: -1 })
  }
  const shown = inspect(value)
  return `type ${typeof value} (${shown.length > 28 ? `${shown.slice(0, 25)}...` : shown})`
}

const { received } = exports
const checkOffset = (buffer, offset, length) => {
  if (typeof offset !== 'number')
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "offset" argument must be of type number. Received ${received(offset)}`,
    )
  if (!Number.isInteger(offset))
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "offset" is out of range. It must be an integer. Received ${offset}`,
    )
  if (buffer.length < length)
    fail(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds')
  if (offset < 0 || offset + length > buffer.length) {
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "offset" is out of range. It must be >= 0 and <= ${buffer.length - length}. Received ${offset}`,
    )
  }
}

const BYTES_MAX = 6
const checkLength = (length) => {
  if (typeof length !== 'number')
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `The "byteLength" argument must be of type number. Received ${received(length)}`,
    )
  if (!Number.isInteger(length) || length < 1 || length > BYTES_MAX)
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `The value of "byteLength" is out of range. It must be >= 1 and <= ${BYTES_MAX}. Received ${length}`,
    )
}
/** Digits in threes, as Node's messages write large numbers. */
const grouped = (value) => `${value}`.replace(/\B(?=(\d{3})+$)/g, '_')
const checkValue = (value, length, isSigned) => {
  const min = isSigned ? -(2 ** (8 * length - 1)) : 0
  const max = isSigned ? 2 ** (8 * length - 1) - 1 : 2 ** (8 * length) - 1
  if (value >= min && value <= max) return
  if (Number.isNaN(Number(value))) return
  const bits = 8 * length
  const range =
    length <= 4
      ? `>= ${min} and <= ${max}`
      : isSigned
        ? `>= -(2 ** ${bits - 1}) and < 2 ** ${bits - 1}`
        : `>= 0 and < 2 ** ${bits}`
  const shown = Math.abs(value) > 2 ** 32 && Number.isInteger(value) ? grouped(value) : value
  fail(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "value" is out of range. It must be ${range}. Received ${shown}`,
  )
}

const writeWholeBE = (buffer, value, { offset, length }) => {
  checkOffset(buffer, offset, length)
  let rest = value < 0 ? value + 2 ** (8 * length) : value
  for (let at = length - 1; at >= 0; at--) {
    buffer[offset + at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return offset + length
}
const writeWholeLE = (buffer, value, { offset, length }) => {
  checkOffset(buffer, offset, length)
  let rest = value < 0 ? value + 2 ** (8 * length) : value
  for (let at = 0; at < length; at++) {
    buffer[offset + at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return offset + length
}

const wholes = {
  readUIntBE(offset, length) {
    checkLength(length)
    checkOffset(this, offset, length)
    let value = 0
    for (let at = 0; at < length; at++) value = value * 256 + this[offset + at]
    return value
  },
  readUIntLE(offset, length) {
    checkLength(length)
    checkOffset(this, offset, length)
    let value = 0
    for (let at = length - 1; at >= 0; at--) value = value * 256 + this[offset + at]
    return value
  },
  readIntBE(offset, length) {
    const value = this.readUIntBE(offset, length)
    return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value
  },
  readIntLE(offset, length) {
    const value = this.readUIntLE(offset, length)
    return value >= 2 ** (8 * length - 1) ? value - 2 ** (8 * length) : value
  },
  writeUIntBE(value, offset, length) {
    checkLength(length)
    checkValue(value, length, false)
    return writeWholeBE(this, value, { offset, length })
  },
  writeUIntLE(value, offset, length) {
    checkLength(length)
    checkValue(value, length, false)
    return writeWholeLE(this, value, { offset, length })
  },
  writeIntBE(value, offset, length) {
    checkLength(length)
    checkValue(value, length, true)
    return writeWholeBE(this, value, { offset, length })
  },
  writeIntLE(value, offset, length) {
    checkLength(length)
    checkValue(value, length, true)
    return writeWholeLE(this, value, { offset, length })
  },
}

exports.addNumbers = (prototype) => {
  Object.assign(prototype, wholes)
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
  for (const shown of ['BigUInt64', 'UInt'])
    for (const order of ['LE', 'BE'])
      for (const verb of ['read', 'write']) {
        const method = prototype[`${verb}${shown}${order}`]
        prototype[`${verb}${shown.replace('UInt', 'Uint')}${order}`] = method
      }
}
