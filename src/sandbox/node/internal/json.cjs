'use strict'

// `JSON.parse` and `JSON.stringify` whose errors are V8's: QuickJS says less of a token that no value begins with, and
// of a circle.
// https://source.chromium.org/chromium/chromium/src/+/main:v8/src/json/json-parser.cc
const { apply } = Reflect
const { defineProperty } = Object
const { parse: nativeParse, stringify: nativeStringify } = JSON
const { startsWith } = String.prototype

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/y
const LITERALS = { __proto__: null, t: 'true', f: 'false', n: 'null' }
/** Where the first token stands that cannot be there. */
const failingAt = (text) => {
  let previous = ','
  TOKEN.lastIndex = 0
  for (;;) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (found === null) {
      let at = from
      while (at < text.length && ' \t\r\n'.includes(text[at])) at++
      const literal = LITERALS[text[at]] ?? ''
      for (let step = 0; step < literal.length && text[at] === literal[step]; step++) at++
      return at
    }
    const isOpen = previous === ':' || previous === ','
    if (isOpen && '}],:'.includes(found[1])) return TOKEN.lastIndex - 1
    previous = found[1]
  }
}

const SPECIAL = ['NaN', 'Infinity', 'undefined', '[object Object]']
const CONTEXT = 10
const describe = (text) => {
  if (SPECIAL.includes(text)) return `"${text}" is not valid JSON`
  const at = failingAt(text)
  if (at >= text.length) return 'Unexpected end of JSON input'
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

/** Puts `message` in place of what `error` says. */
const reword = (error, message) => {
  const { stack } = error
  const end = stack.indexOf('\n    at ')
  for (const [key, value] of [
    ['message', message],
    ['stack', `${error.name}: ${message}${end < 0 ? '' : stack.slice(end)}`],
  ]) {
    defineProperty(error, key, {
      __proto__: null,
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    })
  }
}
const mendParse = (error, text) => {
  if (!(error instanceof SyntaxError)) return
  if (apply(startsWith, error.message, ['unexpected token: '])) reword(error, describe(`${text}`))
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
