'use strict'

// https://nodejs.org/api/assert.html#comparison-details
const { keys, getPrototypeOf, hasOwn, getOwnPropertySymbols, getOwnPropertyDescriptor } = Object
const symbolsOf = (value) =>
  getOwnPropertySymbols(value).filter(
    (symbol) => getOwnPropertyDescriptor(value, symbol).enumerable,
  )
const tagOf = (value) => Object.prototype.toString.call(value)

const isDeepEqual = (a, b, isStrict, seen = []) => {
  if (isStrict ? Object.is(a, b) : a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // oxlint-disable-next-line eqeqeq -- the loose comparison is what is asked for
    return !isStrict && (a == b || (Number.isNaN(a) && Number.isNaN(b)))
  }
  if (isStrict && getPrototypeOf(a) !== getPrototypeOf(b)) return false
  if (tagOf(a) !== tagOf(b) || Array.isArray(a) !== Array.isArray(b)) return false
  if (seen.some(([left, right]) => left === a && right === b)) return true
  const deeper = [...seen, [a, b]]
  const same = (left, right) => isDeepEqual(left, right, isStrict, deeper)
  if (a instanceof Date) {
    if (a.getTime() !== b.getTime()) return false
  } else if (a instanceof RegExp) {
    if (a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex) return false
  } else if (a instanceof Error) {
    if (a.message !== b.message || a.name !== b.name || !same(a.cause, b.cause)) return false
  } else if (a instanceof Number || a instanceof String || a instanceof Boolean) {
    if (!Object.is(a.valueOf(), b.valueOf())) return false
  } else if (a instanceof Map) {
    if (a.size !== b.size) return false
    for (const [key, value] of a) {
      if (b.has(key)) {
        if (!same(value, b.get(key))) return false
      } else if (![...b].some(([other, otherValue]) => same(key, other) && same(value, otherValue)))
        return false
    }
  } else if (a instanceof Set) {
    if (a.size !== b.size) return false
    for (const value of a)
      if (!b.has(value) && ![...b].some((other) => same(value, other))) return false
  } else if (a instanceof Promise || a instanceof WeakMap || a instanceof WeakSet) return false
  if (ArrayBuffer.isView(a)) {
    const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength)
    const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength)
    return left.length === right.length && left.every((byte, at) => byte === right[at])
  }
  if (Array.isArray(a) && a.length !== b.length) return false
  const names = [...keys(a), ...(isStrict ? symbolsOf(a) : [])]
  const others = [...keys(b), ...(isStrict ? symbolsOf(b) : [])]
  return (
    names.length === others.length &&
    names.every((name) => hasOwn(b, name) && same(a[name], b[name]))
  )
}
exports.isDeepEqual = (a, b, isStrict) => isDeepEqual(a, b, isStrict)
