'use strict'

// The methods of the language itself that know languages and time zones: QuickJS has neither.
const { load } = require('coldstart:core')
const { apply } = Reflect
const { getTime, toString, toTimeString } = Date.prototype
const { toString: textOf } = String.prototype
const { valueOf: numberOf } = Number.prototype
const { valueOf: bigOf } = BigInt.prototype
const UTC = ' (Coordinated Universal Time)'
const INVALID = 'Invalid Date'

const replace = (prototype, methods) => {
  for (const name of Object.keys(methods))
    Object.defineProperty(prototype, name, { __proto__: null, value: methods[name] })
}
const dates = (date, args, required, defaults) => {
  const at = apply(getTime, date, [])
  if (at !== at) return INVALID
  const { DateTimeFormat } = load('internal/intl/dateTimeFormat')
  return new DateTimeFormat(args[0], args[1], required, defaults).format(at)
}
const numbers = (value, args) => {
  const { NumberFormat } = load('internal/intl/numberFormat')
  return new NumberFormat(args[0], args[1]).format(value)
}

replace(Date.prototype, {
  toString() {
    const text = apply(toString, this, [])
    return text === INVALID ? text : text + UTC
  },
  toTimeString() {
    const text = apply(toTimeString, this, [])
    return text === INVALID ? text : text + UTC
  },
  toLocaleString(...args) {
    return dates(this, args, 'any', 'all')
  },
  toLocaleDateString(...args) {
    return dates(this, args, 'date', 'date')
  },
  toLocaleTimeString(...args) {
    return dates(this, args, 'time', 'time')
  },
})
replace(Number.prototype, {
  toLocaleString(...args) {
    return numbers(apply(numberOf, this, []), args)
  },
})
replace(BigInt.prototype, {
  toLocaleString(...args) {
    return numbers(apply(bigOf, this, []), args)
  },
})
replace(String.prototype, {
  localeCompare(other, locales, options) {
    const text = typeof this === 'string' ? this : apply(textOf, this, [])
    return load('internal/intl/collator').localeCompare(text, `${other}`, locales, options)
  },
})
