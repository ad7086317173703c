'use strict'

// https://nodejs.org/api/util.html#utilformatformat-args
const { inspect, number } = require('coldstart:node/internal/inspect')

const tryJson = (value) => {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (`${error.message}`.includes('circular')) return '[Circular]'
    throw error
  }
}

const NATIVE = new Set(
  [Object, Error, Array, Date, RegExp, Function].map((Class) => Class.prototype.toString),
)
/** Whether its `toString` is somebody's own, not the language's. */
const hasOwnText = (value) => typeof value.toString === 'function' && !NATIVE.has(value.toString)

const asString = (value) => {
  if (typeof value === 'number') return number(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  return hasOwnText(value) ? String(value) : inspect(value, { depth: 0 })
}

const PLACEHOLDERS = {
  s: asString,
  d: (value) =>
    typeof value === 'bigint'
      ? `${value}n`
      : typeof value === 'symbol'
        ? 'NaN'
        : number(Number(value)),
  i: (value) =>
    typeof value === 'bigint'
      ? `${value}n`
      : typeof value === 'symbol'
        ? 'NaN'
        : number(parseInt(value)),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : number(parseFloat(value))),
  j: tryJson,
  o: (value) => inspect(value, { showHidden: true, depth: 4 }),
  O: (value) => inspect(value),
  c: () => '',
}

const formatWithOptions = (options, args) => {
  let text = ''
  let next = 0
  if (typeof args[0] === 'string') {
    next = 1
    text =
      args.length === 1
        ? args[0]
        : args[0].replace(/%([sdifjoOc%])/g, (whole, letter) => {
            if (letter === '%') return '%'
            if (next >= args.length) return whole
            return PLACEHOLDERS[letter](args[next++])
          })
  }
  for (; next < args.length; next++) {
    const value = args[next]
    text += (next === 0 ? '' : ' ') + (typeof value === 'string' ? value : inspect(value, options))
  }
  return text
}

exports.formatWithOptions = formatWithOptions
