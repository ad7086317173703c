'use strict'

// The language's Atomics, which QuickJS's build lacks. There is one thread: each operation is a plain one.
// https://tc39.es/ecma262/#sec-atomics-object
const { native } = require('coldstart:core')
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, prototype } = Object
const { apply } = Reflect
const { BigInt, Math, Number, RangeError, SharedArrayBuffer, TypeError } = globalThis
const { toString } = prototype

const tagOf = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get
const WHOLE = [
  'Int8Array',
  'Uint8Array',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
]
const WAITABLE = ['Int32Array', 'BigInt64Array']
const shown = (value) =>
  typeof value === 'object' && value !== null ? apply(toString, value, []) : `${String(value)}`

/** The element's index; refuses what is no array of whole numbers, and what lies outside. */
const place = (array, at, kinds = WHOLE) => {
  const tag = typeof array === 'object' && array !== null ? apply(tagOf, array, []) : undefined
  if (!kinds.includes(tag))
    throw new TypeError(
      kinds === WHOLE
        ? `${shown(array)} is not an integer typed array.`
        : `${shown(array)} is not an int32 or BigInt64 typed array.`,
    )
  const index = Math.trunc(Number(at)) || 0
  if (index < 0 || index >= array.length) throw new RangeError('Invalid atomic access index')
  return index
}
const valueFor = (array, value) =>
  apply(tagOf, array, []).startsWith('Big') ? BigInt(value) : Math.trunc(Number(value)) || 0
/** Puts what `change` makes of the old value; answers the old one. */
const update = (array, at, given, change) => {
  const index = place(array, at)
  const value = valueFor(array, given)
  const old = array[index]
  array[index] = change(old, value)
  return old
}
const Atomics = {
  add: (array, at, value) => update(array, at, value, (old, more) => old + more),
  and: (array, at, value) => update(array, at, value, (old, mask) => old & mask),
  compareExchange(array, at, expected, replacement) {
    const index = place(array, at)
    const [wanted, value] = [valueFor(array, expected), valueFor(array, replacement)]
    const old = array[index]
    // As the array would hold it.
    const probe = new array.constructor(1)
    probe[0] = wanted
    if (probe[0] === old) array[index] = value
    return old
  },
  exchange: (array, at, value) => update(array, at, value, (_old, other) => other),
  isLockFree: (size) => [1, 2, 4, 8].includes(Math.trunc(Number(size))),
  load: (array, at) => array[place(array, at)],
  notify(array, at) {
    place(array, at, WAITABLE)
    return 0
  },
  or: (array, at, value) => update(array, at, value, (old, mask) => old | mask),
  store(array, at, given) {
    const index = place(array, at)
    const value = valueFor(array, given)
    array[index] = value
    return value
  },
  sub: (array, at, value) => update(array, at, value, (old, less) => old - less),
  /** Nobody else could wake it: time passes, as work. */
  wait(array, at, value, ...rest) {
    const index = place(array, at, WAITABLE)
    if (!(array.buffer instanceof SharedArrayBuffer))
      throw new TypeError(`${shown(array)} is not a shared typed array.`)
    if (array[index] !== valueFor(array, value)) return 'not-equal'
    const most = rest[0] === undefined ? Infinity : Number(rest[0])
    const end = native.clock() + 1_000 * (most !== most ? Infinity : Math.max(0, most))
    while (native.clock() < end);
    return 'timed-out'
  },
  xor: (array, at, value) => update(array, at, value, (old, mask) => old ^ mask),
}
const methods = {}
for (const name of Object.keys(Atomics))
  defineProperty(methods, name, {
    __proto__: null,
    value: Atomics[name],
    writable: true,
    configurable: true,
  })
defineProperty(methods, Symbol.toStringTag, {
  __proto__: null,
  value: 'Atomics',
  configurable: true,
})
exports.Atomics = methods
