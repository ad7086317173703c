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
  'invalid value used as WeakMap key': 'Invalid value used as weak map key',
  'invalid value used as WeakSet key': 'Invalid value used in weak set',
}
const DIGITS = {
  __proto__: null,
  toFixed: 'toFixed() digits argument must be between 0 and 100',
  toExponential: 'toExponential() argument must be between 0 and 100',
  toPrecision: 'toPrecision() argument must be between 1 and 100',
}

/** The code of the function's at `place`, or undefined. `place` is `[file, line, column]` of the top frame. */
const codePath = (place) => {
  if (place === undefined) return undefined
  const path = native.startsWith(place[0], 'file://') ? native.slice(place[0], 7) : place[0]
  return native.startsWith(path, '/var/task/') || native.startsWith(path, '/opt/')
    ? path
    : undefined
}
const calleeAt = (place) => {
  const path = codePath(place)
  if (path === undefined) return undefined
  try {
    return core.load('internal/callPrinter').print(path, place[1], place[2])
  } catch {
    return undefined
  }
}
const lineAt = (place) => {
  const path = codePath(place)
  return path === undefined ? '' : core.load('internal/callPrinter').lineAt(path, place[1])
}

const notCallable = ({ place, name, isNative }) => {
  if (isNative)
    return name === 'Promise' ? 'Promise resolver undefined is not a function' : undefined
  const callee = calleeAt(place)
  if (callee === undefined) return undefined
  return `${callee.shown} is not a ${callee.isNew ? 'constructor' : 'function'}`
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
const readOnly = (name, place) => {
  const line = lineAt(place)
  const isProperty = line.includes(`.${name}=`) || line.includes(`.${name} =`)
  return isProperty
    ? `Cannot assign to read only property '${name}' of object '#<Object>'`
    : 'Assignment to constant variable.'
}

/** `message` as V8 has it; `top` is the frame that threw it: `{ place, name, isNative }`. */
exports.translate = (message, top) => {
  const { place, name, isNative } = top
  if (message === 'not a function') return notCallable(top) ?? message
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
  if (found !== null) return readOnly(found[1], place)
  found = match(UNINITIALIZED, message)
  if (found !== null) return `Cannot access '${found[1]}' before initialization`
  found = match(NO_EXPORT, message)
  if (found !== null)
    return `The requested module '${found[2]}' does not provide an export named '${found[1]}'`
  return syntax(message, place) ?? message
}
