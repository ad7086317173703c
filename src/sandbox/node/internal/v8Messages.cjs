'use strict'

// V8's words for QuickJS's. https://source.chromium.org/chromium/chromium/src/+/main:v8/src/common/message-template.h
const core = require('coldstart:core')
const { native } = core
const { apply } = Reflect
const { exec } = RegExp.prototype
const match = (pattern, text) => apply(exec, pattern, [text])

const READ = /^cannot read property '(.*)' of (undefined|null)$/
const WRITE = /^cannot set property '(.*)' of (undefined|null)$/
const READ_ONLY = /^'(.*)' is read-only$/
const UNINITIALIZED = /^(.*) is not initialized$/
const UNEXPECTED = /^[uU]nexpected (?:token in expression: |token )'(.*)'$/
const UNEXPECTED_IDENTIFIER = /^Unexpected identifier/
const UNSUPPORTED = /^unsupported keyword: (.*)$/
const NO_EXPORT = /^Could not find export '(.*)' in module '(.*)'$/

const NOT_ITERABLE = ' is not iterable (cannot read property Symbol(Symbol.iterator))'
/** Whole messages. */
const WORDS = {
  __proto__: null,
  'circular reference':
    "Converting circular structure to JSON\n    --> starting at object with constructor 'Object'\n    --- property closes the circle",
  'value is not iterable': `object${NOT_ITERABLE}`,
  'bigint are forbidden in JSON.stringify': 'Do not know how to serialize a BigInt',
  'BigInt are forbidden in JSON.stringify': 'Do not know how to serialize a BigInt',
  'cannot convert bigint to number': 'Cannot convert a BigInt value to a number',
  'cannot convert symbol to string': 'Cannot convert a Symbol value to a string',
  'empty array': 'Reduce of empty array with no initial value',
  'bad normalization form': 'The normalization form should be one of NFC, NFD, NFKC, NFKD.',
  'invalid array length': 'Invalid array length',
  'expecting hex digit': 'URI malformed',
  'malformed UTF-8': 'URI malformed',
  'Date value is NaN': 'Invalid time value',
  'this is not initialized':
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  "'this' can be initialized only once": 'Super constructor may only be called once',
  'could not delete property': "Cannot delete property '0' of [object Array]",
  'invalid string length': 'Invalid string length',
  'cannot convert symbol to number': 'Cannot convert a Symbol value to a number',
  'bigint argument with unary +': 'Cannot convert a BigInt value to a number',
  'BigInt division by zero': 'Division by zero',
  'BigInt negative exponent': 'Exponent must be non-negative',
  'BigInt operands are forbidden for >>>': 'BigInts have no unsigned right shift, use >> instead',
  'expecting surrogate pair': 'URI malformed',
  toPrimitive: 'Cannot convert object to primitive value',
  'circular prototype chain': 'Cyclic __proto__ value',
  'revoked proxy': "Cannot perform 'get' on a proxy that has been revoked",
  'cannot invoke a running generator': 'Generator is already running',
  'iterator must return an object': 'Iterator result undefined is not an object',
  'not a Date object': 'this is not a Date object.',
  "operand 'prototype' property is not an object":
    "Function has non-object prototype 'undefined' in instanceof check",
  'invalid property access':
    "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
  'invalid target': 'WeakRef: invalid target',
  'invalid value used as WeakMap key': 'Invalid value used as weak map key',
  'invalid value used as WeakSet key': 'Invalid value used in weak set',
}
const DIGITS = {
  __proto__: null,
  toFixed: 'toFixed() digits argument must be between 0 and 100',
  toExponential: 'toExponential() argument must be between 0 and 100',
  toPrecision: 'toPrecision() argument must be between 1 and 100',
}

const LINE = /^(?:\/opt|\/var\/task)\//
const lineAt = (place) => {
  if (place === undefined) return ''
  const path = native.startsWith(place[0], 'file://') ? native.slice(place[0], 7) : place[0]
  return match(LINE, path) === null ? '' : (native.readFile(path).split('\n')[place[1] - 1] ?? '')
}

const IMPORT = /^\s*import\s*(?:[\w$*{'"])/
const syntax = (message, place) => {
  const found = match(UNEXPECTED, message)
  const isImport =
    (found !== null || match(UNEXPECTED_IDENTIFIER, message) !== null) &&
    match(IMPORT, lineAt(place)) !== null
  if (isImport) return 'Cannot use import statement outside a module'
  if (found !== null)
    return found[1] === '' ? 'Unexpected end of input' : `Unexpected token '${found[1]}'`
  const keyword = match(UNSUPPORTED, message)
  return keyword === null ? undefined : `Unexpected token '${keyword[1]}'`
}
/** What natives say: V8's words have their name, and the value that they were given. */
const NATIVES = {
  __proto__: null,
  'not a function': (name, given) =>
    name === 'Promise'
      ? `Promise resolver ${given()} is not a function`
      : name === 'sort' || name === 'toSorted'
        ? 'The comparison function must be either a function or undefined'
        : name === 'flatMap'
          ? 'flatMap mapper function is not callable'
          : `${given()} is not a function`,
  'not a constructor': (name) => `${name} is not a constructor`,
  'must be called with new': (name) =>
    name === 'Promise'
      ? "Promise constructor cannot be invoked without 'new'"
      : `Constructor ${name} requires 'new'`,
  'object prototype may only be an Object or null': (_name, given) =>
    `Object prototype may only be an Object or null: ${given()}`,
  'Property description must be an object': (_name, _given) =>
    'Property description must be an object: undefined',
  'invalid repeat count': (_name, given) => `Invalid count value: ${given()}`,
  'invalid code point': (_name, given) => `Invalid code point ${given()}`,
  'regexp not supported': (name) =>
    `First argument to String.prototype.${name} must not be a regular expression`,
  "regexp must have the 'g' flag": (name) =>
    `String.prototype.${name} called with a non-global RegExp argument`,
  'cannot convert to BigInt: not an integer': (_name, given) =>
    `The number ${given()} cannot be converted to a BigInt because it is not an integer`,
  'cannot convert NaN or Infinity to BigInt': () =>
    'The number NaN cannot be converted to a BigInt because it is not an integer',
  'invalid BigInt literal': (_name, given) => `Cannot convert ${given()} to a BigInt`,
  'cannot convert to BigInt': (_name, given) => `Cannot convert ${given()} to a BigInt`,
  'null or undefined are forbidden': (name) =>
    `String.prototype.${name} called on null or undefined`,
  'cannot convert to object': (name) => `String.prototype.${name} called on null or undefined`,
  'invalid array index': (name, given) =>
    name === 'ArrayBuffer'
      ? 'Invalid array buffer length'
      : `Invalid typed array length: ${given()}`,
  'not a number': (name) => `Number.prototype.${name} requires that 'this' be a Number`,
  'not a symbol': (_name, given) => `${given()} is not a symbol`,
}
const EXPECTED = /^(Map|Set|WeakMap|WeakSet|Promise|RegExp) object expected$/
const ARRAY_METHODS =
  /^(?:at|concat|every|fill|filter|find|findIndex|findLast|flat|flatMap|forEach|includes|indexOf|join|lastIndexOf|map|pop|push|reduce|reverse|shift|slice|some|sort|splice|unshift)$/
const ofNative = (message, name, given) => {
  const words = NATIVES[message]
  if (words !== undefined) return words(name, given)
  const found = match(EXPECTED, message)
  if (found !== null)
    return `Method ${found[1]}.prototype.${name} called on incompatible receiver ${given()}`
  if (
    message === 'Cannot convert undefined or null to object' &&
    match(ARRAY_METHODS, name) !== null
  )
    return `Array.prototype.${name} called on null or undefined`
  return undefined
}

/** `message` as V8 has it; `top` is the frame that threw it: `{ place, name, isNative }`; `given`: what it was given first. */
exports.translate = (message, top, given) => {
  const { place, name, isNative } = top
  if (isNative) {
    const words = ofNative(message, name ?? '', given)
    if (words !== undefined) return words
  }
  if (message === "class constructors must be invoked with 'new'")
    return `Class constructor ${name} cannot be invoked without 'new'`
  if (message === 'cannot convert BigInt to number') {
    return isNative
      ? WORDS['cannot convert bigint to number']
      : 'Cannot mix BigInt and other types, use explicit conversions'
  }
  if (message === 'invalid number of digits') return DIGITS[name] ?? message
  const whole = WORDS[message]
  if (whole !== undefined) return whole
  let found = match(READ, message)
  if (found !== null) {
    return found[1] === 'Symbol.iterator'
      ? found[2] + NOT_ITERABLE
      : `Cannot read properties of ${found[2]} (reading '${found[1]}')`
  }
  found = match(WRITE, message)
  if (found !== null) return `Cannot set properties of ${found[2]} (setting '${found[1]}')`
  found = match(READ_ONLY, message)
  if (found !== null)
    return isNative
      ? `Cannot assign to read only property '${found[1]}' of object '[object Array]'`
      : 'Assignment to constant variable.'
  found = match(UNINITIALIZED, message)
  if (found !== null) return `Cannot access '${found[1]}' before initialization`
  found = match(NO_EXPORT, message)
  if (found !== null)
    return `The requested module '${found[2]}' does not provide an export named '${found[1]}'`
  return syntax(message, place) ?? message
}
