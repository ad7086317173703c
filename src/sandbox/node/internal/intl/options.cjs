'use strict'

// Language tags and options, as every constructor of Intl reads them.
const LOCALES = require('coldstart:node/internal/intl/locales')

const TAG = /^[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*$/i
const canonical = (tag) => {
  if (typeof tag !== 'string' && (typeof tag !== 'object' || tag === null))
    throw new TypeError('Incorrect locale information provided')
  const text = `${tag}`
  if (!TAG.test(text) || text.includes('_'))
    throw new RangeError(`Incorrect locale information provided`)
  return text
    .toLowerCase()
    .split('-')
    .map((part, at) =>
      at === 0
        ? part
        : part.length === 4 && /^[a-z]/.test(part)
          ? part[0].toUpperCase() + part.slice(1)
          : part.length === 2 && at < 3
            ? part.toUpperCase()
            : part,
    )
    .join('-')
}
const canonicalList = (locales) => {
  if (locales === undefined) return []
  const list = typeof locales === 'string' || !Array.isArray(locales) ? [locales] : locales
  return [...new Set(list.map(canonical))]
}
exports.canonicalList = canonicalList

/** The tag that stands for a language of which we have another country's: `en-ZA` and `en` are written as `en-US`. */
const STANDS_FOR = { __proto__: null }
for (const tag of Object.keys(LOCALES)) STANDS_FOR[tag.split('-')[0]] ??= tag
const dataOf = (tag) => {
  const plain = tag.replace(/-u-.*$/, '')
  const [language] = plain.split('-')
  const found = LOCALES[plain] === undefined ? STANDS_FOR[language] : plain
  return found === undefined ? undefined : { tag: plain, data: LOCALES[found] }
}
exports.resolveLocale = (locales) => {
  for (const tag of canonicalList(locales)) {
    const found = dataOf(tag)
    if (found !== undefined) return found
  }
  return { tag: 'en-US', data: LOCALES['en-US'] }
}
exports.supportedLocalesOf = (locales) =>
  canonicalList(locales).filter((tag) => dataOf(tag) !== undefined)

/** An option among `values`, or a RangeError. */
exports.choose = (options, name, values, standard) => {
  const value = options[name]
  if (value === undefined) return standard
  if (!values.includes(`${value}`))
    throw new RangeError(`Value ${value} out of range for Intl options property ${name}`)
  return `${value}`
}
exports.pick = (options, name, standard) => {
  const value = options[name]
  return value === undefined ? standard : `${value}`
}
exports.range = (options, name, min, max) => {
  const value = options[name]
  if (value === undefined) return undefined
  const number = Number(value)
  if (!(number >= min && number <= max)) throw new RangeError(`${name} value is out of range.`)
  return Math.floor(number)
}
