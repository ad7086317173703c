'use strict'

// `JSON.parse` whose errors are V8's: QuickJS says less of a token that no value begins with.
// https://source.chromium.org/chromium/chromium/src/+/main:v8/src/json/json-parser.cc
const { apply } = Reflect
const { defineProperty } = Object
const native = JSON.parse
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

const mend = (error, text) => {
  if (!(error instanceof SyntaxError) || !apply(startsWith, error.message, ['unexpected token: ']))
    return
  const message = describe(`${text}`)
  const { stack } = error
  const end = stack.indexOf('\n')
  for (const [key, value] of [
    ['message', message],
    ['stack', `SyntaxError: ${message}${end < 0 ? '' : stack.slice(end)}`],
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

const { parse } = {
  parse(text, reviver) {
    try {
      return reviver === undefined ? native(text) : native(text, reviver)
    } catch (error) {
      mend(error, text)
      throw error
    }
  },
}
defineProperty(JSON, 'parse', {
  __proto__: null,
  value: parse,
  writable: true,
  enumerable: false,
  configurable: true,
})
