'use strict'

// Cryptography is the host's (`sandbox/crypto`): operations over bytes that keep nothing between two calls.
const { native, errors } = require('coldstart:core')
const { Buffer } = require('buffer')
const { received } = require('coldstart:node/internal/bufferNumbers')
const { parse, stringify } = JSON
const { assign, freeze } = Object
const isView = ArrayBuffer.isView

const create = (className, code, message) => errors.create(className, code, message)
const fail = (className, code, message) => {
  throw create(className, code, message)
}
/** As OpenSSL's errors read. https://docs.openssl.org/3.0/man3/ERR_error_string/ */
const failOpenssl = (number, library, reason) => {
  throw assign(new Error(`error:${number}:${library}::${reason}`), {
    library,
    reason,
    code: `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`,
  })
}
const invalidType = (name, expected, value) =>
  fail(
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${name.includes('.') ? 'property' : 'argument'} must be ${expected}. Received ${received(value)}`,
  )
const outOfRange = (name, range, value) =>
  fail(
    'RangeError',
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${value}`,
  )
const checkText = (value, name) => {
  if (typeof value !== 'string') invalidType(name, 'of type string', value)
}
const checkCallback = (value) => {
  if (typeof value !== 'function') invalidType('callback', 'of type function', value)
}
const checkInteger = (value, name, [least, most]) => {
  if (typeof value !== 'number') invalidType(name, 'of type number', value)
  if (!Number.isInteger(value)) outOfRange(name, 'an integer', value)
  if (value < least || value > most) outOfRange(name, `>= ${least} && <= ${most}`, value)
}

const plain = (buffer) => (buffer instanceof ArrayBuffer ? buffer : undefined)
/** What `value` holds, as a Buffer over the same memory; undefined where it holds no bytes. */
const viewOf = (value) => {
  if (isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return Buffer.from(value)
  return undefined
}
const VIEWS = 'an instance of Buffer, TypedArray, or DataView'
const bytesOf = (data, encoding, name, expected = `of type string or ${VIEWS}`) => {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding)
  return viewOf(data) ?? invalidType(name, expected, data)
}
const BROAD = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
const broadBytesOf = (data, encoding, name) => bytesOf(data, encoding, name, BROAD)

/** Runs an operation on views: its value, and its results as Buffers. */
const run = (operation, parameters, ...inputs) => {
  const args = []
  for (let at = 0; at < inputs.length; at++) {
    const view = plain(inputs[at].buffer) === undefined ? Uint8Array.from(inputs[at]) : inputs[at]
    args.push(view.buffer, view.byteOffset, view.byteLength)
  }
  const text = native.crypto(operation, stringify(parameters), inputs.length, ...args)
  // No time is left: this process ends at its next tick.
  if (text === undefined) for (;;);
  const { value, lengths, error } = parse(text)
  if (error !== undefined)
    throw assign(
      create(error.className, '', error.message),
      error.fields,
      error.code === '' ? {} : { code: error.code },
    )
  let total = 0
  for (let at = 0; at < lengths.length; at++) total += lengths[at]
  const whole = Buffer.allocUnsafeSlow(total)
  if (total > 0) native.cryptoTake(whole.buffer, 0, total)
  const bytes = []
  for (let at = 0, from = 0; at < lengths.length; at++) {
    bytes.push(lengths.length === 1 ? whole : whole.subarray(from, from + lengths[at]))
    from += lengths[at]
  }
  return { value, bytes }
}
/** Of an operation with one result. */
const made = (operation, parameters, ...inputs) => run(operation, parameters, ...inputs).bytes[0]

/** Bytes as a caller asked for them. */
const encoded = (bytes, encoding) =>
  encoding === undefined || encoding === null || encoding === 'buffer'
    ? bytes
    : bytes.toString(encoding)

/** Calls back with what `work` makes. What is wrong with the arguments is thrown at once, as Node.js does. */
const later = (callback, work) => {
  let values
  try {
    values = [null, ...[work()].flat()]
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw error
    values = [error]
  }
  setImmediate(callback, ...values)
}

module.exports = freeze({
  broadBytesOf,
  bytesOf,
  checkCallback,
  checkInteger,
  checkText,
  encoded,
  fail,
  failOpenssl,
  invalidType,
  later,
  made,
  outOfRange,
  run,
  viewOf,
})
