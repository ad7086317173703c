'use strict'

// Hashes, ciphers and signatures are streams too. Few are used as such: what a stream needs is made when first asked for.
const { defineProperty, hasOwn, setPrototypeOf } = Object
const { apply } = Reflect

function LazyTransform() {}

const become = (stream) => {
  if (hasOwn(stream, '_writableState')) return
  const { Transform } = require('stream')
  setPrototypeOf(LazyTransform.prototype, Transform.prototype)
  for (const name of ['_readableState', '_writableState'])
    defineProperty(stream, name, {
      value: null,
      writable: true,
      configurable: true,
      enumerable: true,
    })
  Transform.call(stream)
}
for (const name of ['_readableState', '_writableState'])
  defineProperty(LazyTransform.prototype, name, {
    configurable: true,
    get() {
      if (this === LazyTransform.prototype) return undefined
      become(this)
      return this[name]
    },
  })
for (const name of [
  'addListener',
  'destroy',
  'emit',
  'end',
  'off',
  'on',
  'once',
  'pause',
  'pipe',
  'prependListener',
  'read',
  'removeListener',
  'resume',
  'setEncoding',
  'unpipe',
  'write',
  Symbol.asyncIterator,
])
  LazyTransform.prototype[name] = function stream(...args) {
    become(this)
    return apply(require('stream').Transform.prototype[name], this, args)
  }

/** Makes `Class` a stream: `_transform` and `_flush` are its own. */
exports.inherit = (Class) => {
  setPrototypeOf(Class.prototype, LazyTransform.prototype)
}
