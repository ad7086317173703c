'use strict'

// https://nodejs.org/api/vm.html: code in this context as it is; in another by a scope around it, whose intrinsics are ours.
const { errors } = require('coldstart:core')
const { received } = require('coldstart:node/internal/bufferNumbers')
const { lacking } = require('coldstart:node/internal/unavailable')

const { eval: evaluate } = globalThis
/** Names that every context has, whatever its object holds. */
const INTRINSICS = new Set(
  'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt undefined unescape'.split(
    ' ',
  ),
)
const contexts = new WeakSet()
const isObject = (value) => typeof value === 'object' && value !== null
const checkContext = (value) => {
  if (!isObject(value))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      `The "contextifiedObject" argument must be of type object. Received ${received(value)}`,
    )
  if (!contexts.has(value))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      'The "contextifiedObject" argument must be an vm.Context. Received an instance of Object',
    )
}

/** Names that code in another context finds outside of it: what runs it. */
const OUTSIDE = ['eval', '__code']
const scopeOf = (context) =>
  new Proxy(context, {
    // Every other name is looked up here, so that none reaches the surroundings.
    has: (_target, name) => !OUTSIDE.includes(name),
    get(_target, name) {
      if (name === Symbol.unscopables) return undefined
      if (name in context) return context[name]
      if (name === 'globalThis') return context
      // A name that there is not is undefined, so that `typeof` may ask for it.
      return INTRINSICS.has(name) ? globalThis[name] : undefined
    },
    set(_target, name, value) {
      context[name] = value
      return true
    },
  })
// Sloppy code, as `with` needs. What the code declares by `var` is set on the context.
const within = new Function('__scope', '__code', 'with (__scope) { return eval(__code) }')

const createContext = (context = {}) => {
  if (!isObject(context))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      `The "contextObject" argument must be of type object. Received ${received(context)}`,
    )
  contexts.add(context)
  return context
}
const runInContext = (code, context) => {
  checkContext(context)
  return within(scopeOf(context), `${code}`)
}
const runInNewContext = (code, context) => runInContext(code, createContext(context))
const runInThisContext = (code) => {
  return evaluate(`${code}`)
}

class Script {
  #code
  constructor(code) {
    this.#code = `${code}`
  }
  runInThisContext() {
    return runInThisContext(this.#code)
  }
  runInContext(context) {
    return runInContext(this.#code, context)
  }
  runInNewContext(context) {
    return runInNewContext(this.#code, context)
  }
  createCachedData() {
    return Buffer.alloc(0)
  }
}
const compileFunction = (code, parameters = []) => new Function(...parameters, code)

Object.assign(exports, {
  Script,
  SourceTextModule: lacking('vm.SourceTextModule'),
  compileFunction,
  createContext,
  isContext: (value) => {
    if (!isObject(value))
      throw errors.create(
        'TypeError',
        'ERR_INVALID_ARG_TYPE',
        `The "object" argument must be of type object. Received ${received(value)}`,
      )
    return contexts.has(value)
  },
  measureMemory: lacking('vm.measureMemory'),
  runInContext,
  runInNewContext,
  runInThisContext,
})
