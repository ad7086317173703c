'use strict'

// https://nodejs.org/api/timers.html, in virtual time.
const core = require('coldstart:core')
const { loop } = core

const check = (callback) => {
  if (typeof callback === 'function') return
  throw core.errors.create(
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "callback" argument must be of type function. Received ${core.load('internal/bufferNumbers').received(callback)}`,
  )
}

class Timeout {
  #timer
  constructor(timer) {
    this.#timer = timer
  }
  ref() {
    loop.setRefed(this.#timer, true)
    return this
  }
  unref() {
    loop.setRefed(this.#timer, false)
    return this
  }
  hasRef() {
    return this.#timer.isRefed
  }
  refresh() {
    loop.refresh(this.#timer)
    return this
  }
  close() {
    loop.clearTimer(this.#timer)
    return this
  }
  [Symbol.toPrimitive]() {
    return this.#timer.id
  }
  [Symbol.dispose ?? Symbol.for('dispose')]() {
    loop.clearTimer(this.#timer)
  }
  static timerOf(value) {
    if (typeof value === 'object' && value !== null && #timer in value) return value.#timer
    return typeof value === 'number' || typeof value === 'string'
      ? loop.findTimer(value)
      : undefined
  }
}
const { timerOf } = Timeout
delete Timeout.timerOf

class Immediate {
  #immediate
  constructor(immediate) {
    this.#immediate = immediate
  }
  ref() {
    loop.setRefed(this.#immediate, true)
    return this
  }
  unref() {
    loop.setRefed(this.#immediate, false)
    return this
  }
  hasRef() {
    return this.#immediate.isRefed
  }
  static immediateOf(value) {
    return typeof value === 'object' && value !== null && #immediate in value
      ? value.#immediate
      : undefined
  }
}
const { immediateOf } = Immediate
delete Immediate.immediateOf

exports.setTimeout = function setTimeout(callback, delay, ...args) {
  check(callback)
  return new Timeout(loop.addTimer(callback, delay, false, args))
}
exports.setInterval = function setInterval(callback, delay, ...args) {
  check(callback)
  return new Timeout(loop.addTimer(callback, delay, false, args, true))
}
exports.setImmediate = function setImmediate(callback, ...args) {
  check(callback)
  return new Immediate(loop.addImmediate(callback, args))
}
exports.clearTimeout = function clearTimeout(timeout) {
  const timer = timerOf(timeout)
  if (timer !== undefined) loop.clearTimer(timer)
}
exports.clearInterval = function clearInterval(timeout) {
  exports.clearTimeout(timeout)
}
exports.clearImmediate = function clearImmediate(handle) {
  const immediate = immediateOf(handle)
  if (immediate !== undefined) loop.clearImmediate(immediate)
}

const promisified = Symbol.for('nodejs.util.promisify.custom')
Object.defineProperty(exports.setTimeout, promisified, {
  enumerable: false,
  get: () => require('timers/promises').setTimeout,
})
Object.defineProperty(exports.setImmediate, promisified, {
  enumerable: false,
  get: () => require('timers/promises').setImmediate,
})
Object.defineProperty(exports, 'promises', {
  enumerable: true,
  get: () => require('timers/promises'),
})
