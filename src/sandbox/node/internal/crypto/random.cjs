'use strict'

// https://nodejs.org/api/crypto.html#cryptorandombytessize-callback: chance of the environment's own.
const { Buffer } = require('buffer')
const random = require('coldstart:node/internal/random')
const {
  checkCallback,
  checkInteger,
  fail,
  invalidType,
  outOfRange,
} = require('coldstart:node/internal/crypto/host')

const SIZE_MAX = 2_147_483_647
const SPAN_MAX = 281_474_976_710_655
const call = (callback, value) => {
  if (callback === undefined) return value
  checkCallback(callback)
  setImmediate(callback, null, value)
  return undefined
}
exports.randomBytes = (size, callback) => {
  checkInteger(size, 'size', [0, SIZE_MAX])
  return call(callback, random.fill(Buffer.alloc(size)))
}
const targetOf = (target, offset, size) => {
  const isView = ArrayBuffer.isView(target)
  if (!isView && !(target instanceof ArrayBuffer))
    invalidType('buf', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', target)
  const unit = target.BYTES_PER_ELEMENT ?? 1
  const from = offset * unit
  const length = size === undefined ? target.byteLength - from : size * unit
  if (from > target.byteLength)
    outOfRange('offset', `>= 0 && <= ${target.byteLength / unit}`, offset)
  if (from + length > target.byteLength)
    outOfRange('size + offset', `<= ${target.byteLength / unit}`, (from + length) / unit)
  return new Uint8Array(
    isView ? target.buffer : target,
    (isView ? target.byteOffset : 0) + from,
    length,
  )
}
exports.randomFillSync = (target, offset = 0, size = undefined) => {
  random.fill(targetOf(target, offset, size))
  return target
}
exports.randomFill = (target, ...rest) => {
  const callback = rest.pop()
  checkCallback(callback)
  call(callback, exports.randomFillSync(target, ...rest))
}
exports.randomInt = (first, second, third) => {
  const hasMin = second !== undefined && typeof second !== 'function'
  const [min, max, callback] = hasMin ? [first, second, third] : [0, first, second]
  if (!Number.isSafeInteger(min)) invalidType('min', 'a safe integer', min)
  if (!Number.isSafeInteger(max)) invalidType('max', 'a safe integer', max)
  if (max <= min)
    fail(
      'RangeError',
      'ERR_OUT_OF_RANGE',
      `The value of "max" is out of range. It must be greater than the value of "min" (${min}). Received ${max}`,
    )
  if (max - min > SPAN_MAX)
    outOfRange(
      hasMin ? 'max - min' : 'max',
      `<= ${SPAN_MAX}`,
      String(max - min).replace(/\B(?=(?:\d{3})+$)/g, '_'),
    )
  return call(callback, min + Math.floor(random.next() * (max - min)))
}
exports.randomUUID = () => random.uuid('crypto')
