'use strict'

// https://nodejs.org/api/util.html
const { inspect, formatWithOptions } = require('coldstart:node/internal/inspect')
const { isDeepEqual } = require('coldstart:node/internal/deepEqual')

const { received } = require('coldstart:node/internal/bufferNumbers')
const { fail } = require('coldstart:node/internal/codecs')

const { settings } = require('coldstart:core')

const CUSTOM = Symbol.for('nodejs.util.promisify.custom')
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1)
const isObject = (value) => typeof value === 'object' && value !== null
const checkFunction = (value, name) => {
  if (typeof value === 'function') return
  fail(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be of type function. Received ${received(value)}`,
  )
}

exports.inspect = inspect
exports.format = (...args) => formatWithOptions({}, args)
exports.formatWithOptions = (options, ...args) => formatWithOptions(options, args)
exports.isDeepStrictEqual = (a, b) => isDeepEqual(a, b, true)

exports.promisify = (original) => {
  checkFunction(original, 'original')
  if (original[CUSTOM] !== undefined) return original[CUSTOM]
  return function promisified(...args) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error, value) => (error ? reject(error) : resolve(value)))
    })
  }
}
exports.promisify.custom = CUSTOM
/** A callback takes a falsy error for none: https://nodejs.org/api/util.html#utilcallbackifyoriginal */
const falsyRejection = (reason) => {
  const error = new Error('Promise was rejected with falsy value')
  error.code = 'ERR_FALSY_VALUE_REJECTION'
  error.reason = reason
  return error
}
exports.callbackify = (original) => {
  checkFunction(original, 'original')
  return function callbackified(...args) {
    const callback = args.pop()
    original.apply(this, args).then(
      (value) => process.nextTick(callback, null, value),
      (error) => process.nextTick(callback, error || falsyRejection(error)),
    )
  }
}
exports.inherits = (constructor, parent) => {
  checkFunction(constructor, 'ctor')
  checkFunction(parent, 'superCtor')
  Object.defineProperty(constructor, 'super_', {
    value: parent,
    writable: true,
    configurable: true,
  })
  Object.setPrototypeOf(constructor.prototype, parent.prototype)
}
exports.deprecate = (callback, message, code) => {
  let isWarned = false
  return function deprecated(...args) {
    if (!isWarned) {
      isWarned = true
      process.emitWarning(`${code === undefined ? '' : `[${code}] `}DeprecationWarning: ${message}`)
    }
    return callback.apply(this, args)
  }
}
exports.debuglog = () => Object.assign(() => {}, { enabled: false })
exports.debug = exports.debuglog
exports.stripVTControlCharacters = (text) => text.replace(/\u001B\[[0-9;]*[A-Za-z]/g, '')
exports.toUSVString = (text) => `${text}`.toWellFormed()
exports.styleText = (_format, text) => text
exports.aborted = (signal) =>
  new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
exports.parseEnv = (text) => {
  const out = {}
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined) out[key] = value.replace(/^(['"`])(.*)\1$/, '$2')
  }
  return out
}
exports.parseArgs = (config) => require('coldstart:node/internal/parseArgs').parseArgs(config)
exports.isArray = Array.isArray
exports._extend = (target, source) => (isObject(source) ? Object.assign(target, source) : target)

const isTyped = (name) => (value) => tagOf(value) === name
exports.types = {
  isNativeError: (value) => value instanceof Error,
  isDate: (value) => value instanceof Date,
  isRegExp: (value) => value instanceof RegExp,
  isPromise: (value) => value instanceof Promise,
  isMap: (value) => value instanceof Map,
  isSet: (value) => value instanceof Set,
  isWeakMap: (value) => value instanceof WeakMap,
  isWeakSet: (value) => value instanceof WeakSet,
  isArrayBuffer: (value) => value instanceof ArrayBuffer,
  isSharedArrayBuffer: (value) => value instanceof SharedArrayBuffer,
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer || value instanceof SharedArrayBuffer,
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value) => value instanceof Uint8Array,
  isDataView: (value) => value instanceof DataView,
  isAsyncFunction: (value) =>
    typeof value === 'function' && /^Async(?:Generator)?Function$/.test(tagOf(value)),
  isGeneratorFunction: (value) =>
    typeof value === 'function' && tagOf(value).endsWith('GeneratorFunction'),
  isGeneratorObject: isTyped('Generator'),
  isNumberObject: (value) => isObject(value) && tagOf(value) === 'Number',
  isStringObject: (value) => isObject(value) && tagOf(value) === 'String',
  isBooleanObject: (value) => isObject(value) && tagOf(value) === 'Boolean',
  isBoxedPrimitive: (value) =>
    isObject(value) && /^(?:Number|String|Boolean|Symbol|BigInt)$/.test(tagOf(value)),
  isArgumentsObject: (value) => tagOf(value) === 'Arguments',
  isBigIntObject: (value) => isObject(value) && tagOf(value) === 'BigInt',
  isSymbolObject: (value) => isObject(value) && tagOf(value) === 'Symbol',
  isMapIterator: isTyped('Map Iterator'),
  isSetIterator: isTyped('Set Iterator'),
  isExternal: () => false,
  isProxy: () => false,
  isModuleNamespaceObject: isTyped('Module'),
}
for (const name of [
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]) {
  const Typed = globalThis[name]
  exports.types[`is${name}`] = (value) => value instanceof Typed
}
// Deprecated from early on, gone with Node.js 23: older packages ask them. https://nodejs.org/docs/latest-v22.x/api/util.html#deprecated-apis
if (settings.major < 23) {
  const { types } = exports
  Object.assign(exports, {
    isBoolean: (value) => typeof value === 'boolean',
    isBuffer: (value) => Buffer.isBuffer(value),
    isDate: types.isDate,
    isError: (value) => value instanceof Error,
    isFunction: (value) => typeof value === 'function',
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value === null || value === undefined,
    isNumber: (value) => typeof value === 'number',
    isObject,
    isPrimitive: (value) => !isObject(value) && typeof value !== 'function',
    isRegExp: types.isRegExp,
    isString: (value) => typeof value === 'string',
    isSymbol: (value) => typeof value === 'symbol',
    isUndefined: (value) => value === undefined,
  })
}
Object.defineProperty(exports, 'TextEncoder', {
  enumerable: true,
  get: () => require('coldstart:node/internal/encoding').TextEncoder,
})
Object.defineProperty(exports, 'TextDecoder', {
  enumerable: true,
  get: () => require('coldstart:node/internal/encoding').TextDecoder,
})
