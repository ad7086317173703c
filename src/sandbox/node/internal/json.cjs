'use strict'

// `JSON.parse` and `JSON.stringify` whose errors are V8's: QuickJS says less of a token that no value begins with, and
// of a circle.
// https://source.chromium.org/chromium/chromium/src/+/main:v8/src/json/json-parser.cc
const { apply } = Reflect
const { defineProperty } = Object
const { parse: nativeParse, stringify: nativeStringify } = JSON
const { startsWith } = String.prototype
const { exec } = RegExp.prototype
const match = (pattern, text) => apply(exec, pattern, [text])
/** What QuickJS says of a text that is no JSON. */
const QUICKJS =
  /^(?:unexpected token: |unexpected data at the end|Unexpected |Expected |Bad |Unterminated |Exponent |No number |expecting )/

const core = require('coldstart:core')
const { settings } = core

const BLANK = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERALS = { __proto__: null, t: 'true', f: 'false', n: 'null' }
const after = (pattern, text, at) => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
/** What is wrong, and where; `undefined` for the message: a token that cannot be there. */
const fault = (at, message) => ({ at, message })
const isDigit = (letter) => letter >= '0' && letter <= '9'

const faultOfString = (text, at) => {
  const end = after(STRING, text, at)
  if (text[end] === '"') return { end: end + 1 }
  if (end >= text.length) return fault(text.length, 'Unterminated string')
  if (text[end] !== '\\') return fault(end, 'Bad control character in string literal')
  if (end + 1 >= text.length) return fault(text.length, 'Unterminated string')
  if (text[end + 1] !== 'u') return fault(end + 1, 'Bad escaped character')
  let wrong = end + 2
  while (/[\da-fA-F]/.test(text[wrong] ?? '')) wrong++
  return fault(wrong, 'Bad Unicode escape')
}
const faultOfNumber = (text, at) => {
  const end = after(NUMBER, text, at)
  if (end === at) return fault(at + 1, 'No number after minus sign')
  const isZero = text[end - 1] === '0' && (end - 1 === at || (end - 2 === at && text[at] === '-'))
  if (isZero && isDigit(text[end])) return fault(end, 'Unexpected number')
  if (text[end] === '.') return fault(end + 1, 'Unterminated fractional number')
  if (text[end] === 'e' || text[end] === 'E') {
    const sign = text[end + 1] === '+' || text[end + 1] === '-' ? 1 : 0
    return fault(end + 1 + sign, 'Exponent part is missing a number')
  }
  return { end }
}
const faultOfLiteral = (text, at) => {
  const literal = LITERALS[text[at]] ?? ''
  let step = 0
  while (step < literal.length && text[at + step] === literal[step]) step++
  return step > 0 && step === literal.length ? { end: at + step } : fault(at + step)
}
const faultOfScalar = (text, at) => {
  if (text[at] === '"') return faultOfString(text, at)
  return text[at] === '-' || isDigit(text[at]) ? faultOfNumber(text, at) : faultOfLiteral(text, at)
}
/** A property's name and its colon; `first`: whether `}` might stand there. */
const faultOfName = (text, at, first) => {
  if (text[at] !== '"')
    return fault(
      at,
      first ? "Expected property name or '}'" : 'Expected double-quoted property name',
    )
  const name = faultOfString(text, at)
  if (name.end === undefined) return name
  const colon = after(BLANK, text, name.end)
  return text[colon] === ':'
    ? { end: after(BLANK, text, colon + 1) }
    : fault(colon, "Expected ':' after property name")
}
/** What V8 finds wrong in `text`: `{ at, message }`. */
const findFault = (text) => {
  const open = []
  let at = after(BLANK, text, 0)
  for (;;) {
    // A value begins at `at`.
    const opener = text[at]
    if (opener === '{' || opener === '[') {
      at = after(BLANK, text, at + 1)
      const isEmpty = text[at] === (opener === '{' ? '}' : ']')
      if (!isEmpty) {
        open.push(opener)
        if (opener === '{') {
          const name = faultOfName(text, at, true)
          if (name.end === undefined) return name
          at = name.end
        }
        continue
      }
      at++
    } else {
      const scalar = faultOfScalar(text, at)
      if (scalar.end === undefined) return scalar
      at = scalar.end
    }
    // It is over: what holds it goes on, or ends as well.
    for (;;) {
      at = after(BLANK, text, at)
      const holder = open[open.length - 1]
      if (holder === undefined) return fault(at, 'Unexpected non-whitespace character after JSON')
      if (text[at] === ',') {
        at = after(BLANK, text, at + 1)
        if (holder === '[') break
        const name = faultOfName(text, at, false)
        if (name.end === undefined) return name
        at = name.end
        break
      }
      if (text[at] !== (holder === '{' ? '}' : ']')) {
        return fault(
          at,
          holder === '{'
            ? "Expected ',' or '}' after property value"
            : "Expected ',' or ']' after array element",
        )
      }
      open.pop()
      at++
    }
  }
}

const SPECIAL = ['NaN', 'Infinity', 'undefined', '[object Object]']
const CONTEXT = 10
/** Where something is: V8 12 (Node.js 22) tells line and column as well. */
const positionOf = (text, at) => {
  if (settings.major < 22) return `position ${at}`
  const before = text.slice(0, at).split(/\r\n|\r|\n/)
  return `position ${at} (line ${before.length} column ${before[before.length - 1].length + 1})`
}
const describe = (text) => {
  const { at, message } = findFault(text)
  if (message !== undefined) {
    const isAfter = message.endsWith('after JSON')
    return `${message}${isAfter ? '' : ' in JSON'} at ${positionOf(text, at)}`
  }
  if (at >= text.length) return 'Unexpected end of JSON input'
  if (text[at] === '"') return `Unexpected string in JSON at ${positionOf(text, at)}`
  if (text[at] === '-' || isDigit(text[at]))
    return `Unexpected number in JSON at ${positionOf(text, at)}`
  if (SPECIAL.includes(text)) return `"${text}" is not valid JSON`
  const isLong = text.length > 2 * CONTEXT
  const isNearStart = !isLong || at < CONTEXT
  const isNearEnd = !isLong || at >= text.length - CONTEXT
  const start = isNearStart ? 0 : at - CONTEXT
  const end = isLong && (isNearStart || !isNearEnd) ? at + CONTEXT : text.length
  const shown = text.slice(start, end)
  const tail = isLong && (isNearStart || !isNearEnd) ? '...' : ''
  return `Unexpected token '${text[at]}', ${isNearStart ? '' : '...'}"${shown}"${tail} is not valid JSON`
}

const DEPTH_MAX = 250
/** The chain of objects down to the one that stands in itself: `{ path, keys, from }`; undefined where none is found. */
const findCircle = (root) => {
  const path = []
  const keys = []
  const explored = new Set()
  const visit = (value) => {
    if (typeof value !== 'object' || value === null || explored.has(value)) return undefined
    const from = path.indexOf(value)
    if (from >= 0) return { path, keys, from }
    if (path.length >= DEPTH_MAX || typeof value.toJSON === 'function') return undefined
    path.push(value)
    for (const key of Object.keys(value)) {
      keys.push(key)
      const found = visit(value[key])
      if (found !== undefined) return found
      keys.pop()
    }
    path.pop()
    explored.add(value)
    return undefined
  }
  return visit(root)
}
const LINES_FIRST = 2
const LINES_LAST = 1
const describeCircle = ({ path, keys, from }) => {
  const name = (value) => `object with constructor '${value.constructor?.name ?? 'Object'}'`
  const step = (at) => (Array.isArray(path[at]) ? `index ${keys[at]}` : `property '${keys[at]}'`)
  const inner = []
  for (let at = from; at < path.length - 1; at++) {
    inner.push(`    |     ${step(at)} -> ${name(path[at + 1])}`)
  }
  const isLong = inner.length > LINES_FIRST + LINES_LAST
  const shown = isLong
    ? [...inner.slice(0, LINES_FIRST), '    |     ...', ...inner.slice(-LINES_LAST)]
    : inner
  return [
    'Converting circular structure to JSON',
    `    --> starting at ${name(path[from])}`,
    ...shown,
    `    --- ${step(path.length - 1)} closes the circle`,
  ].join('\n')
}

const { reword } = core.errors
const mendParse = (error, text) => {
  if (!(error instanceof SyntaxError)) return
  // A reviver of the program's may throw one too.
  const { message } = error
  if (typeof message === 'string' && match(QUICKJS, message) !== null)
    reword(error, describe(`${text}`))
}
const mendStringify = (error, value) => {
  if (!(error instanceof TypeError)) return
  if (!apply(startsWith, error.message, ['Converting circular structure'])) return
  const circle = findCircle(value)
  if (circle !== undefined) reword(error, describeCircle(circle))
}

const { parse, stringify } = {
  parse(text, reviver) {
    try {
      return reviver === undefined ? nativeParse(text) : nativeParse(text, reviver)
    } catch (error) {
      mendParse(error, text)
      throw error
    }
  },
  stringify(value, replacer, space) {
    try {
      return nativeStringify(value, replacer, space)
    } catch (error) {
      mendStringify(error, value)
      throw error
    }
  },
}
for (const [name, value] of [
  ['parse', parse],
  ['stringify', stringify],
]) {
  defineProperty(JSON, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}
