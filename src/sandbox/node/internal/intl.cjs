'use strict'

// https://tc39.es/ecma402/: what Node's full ICU does, for the languages of `intl/locales.cjs`; others are written as en-US.
const { canonicalList, supportedLocalesOf } = require('coldstart:node/internal/intl/options')
const { zoneNames } = require('coldstart:node/internal/intl/zones')
const { DateTimeFormat } = require('coldstart:node/internal/intl/dateTimeFormat')
const { NumberFormat } = require('coldstart:node/internal/intl/numberFormat')
const { Collator } = require('coldstart:node/internal/intl/collator')
const phrases = require('coldstart:node/internal/intl/phrases')

class Locale {
  #tag
  constructor(tag, options) {
    const [plain] = canonicalList(tag)
    if (plain === undefined)
      throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing")
    const { language, script, region } = { ...partsOf(plain), ...options }
    this.#tag = [language, script, region].filter((part) => part !== undefined).join('-')
  }
  get baseName() {
    return this.#tag
  }
  get language() {
    return partsOf(this.#tag).language
  }
  get script() {
    return partsOf(this.#tag).script
  }
  get region() {
    return partsOf(this.#tag).region
  }
  toString() {
    return this.#tag
  }
}
const partsOf = (tag) => {
  const [, language, script, region] =
    /^([a-z]+)(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|\d{3}))?/.exec(tag) ?? []
  return { language, script, region }
}

const VALUES = {
  __proto__: null,
  timeZone: zoneNames,
  calendar: () => ['gregory'],
  collation: () => ['default'],
  currency: () => [
    'AUD',
    'BRL',
    'CAD',
    'CHF',
    'CNY',
    'EUR',
    'GBP',
    'INR',
    'JPY',
    'KRW',
    'MXN',
    'USD',
  ],
  numberingSystem: () => ['latn'],
  unit: () => [],
}

/** Intl's constructors can be called without `new`, and say which of their languages are known. */
const publish = (Class, isCallable) => {
  const { name } = Class
  const made = isCallable
    ? {
        [name]: function (locales, options) {
          return new Class(locales, options)
        },
      }[name]
    : Class
  if (isCallable) {
    Object.defineProperty(made, 'prototype', {
      __proto__: null,
      value: Class.prototype,
      writable: false,
    })
    Object.defineProperty(Class.prototype, 'constructor', { __proto__: null, value: made })
  }
  Object.defineProperty(made, 'supportedLocalesOf', {
    __proto__: null,
    value: supportedLocalesOf,
    writable: true,
    configurable: true,
  })
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    __proto__: null,
    value: `Intl.${name}`,
    configurable: true,
  })
  return made
}

const Intl = {}
const members = {
  getCanonicalLocales: (locales) => canonicalList(locales),
  supportedValuesOf(key) {
    if (VALUES[key] === undefined) throw new RangeError(`Invalid key : ${key}`)
    return VALUES[key]()
  },
  Collator: publish(Collator, true),
  DateTimeFormat: publish(DateTimeFormat, true),
  ListFormat: publish(phrases.ListFormat, false),
  Locale,
  NumberFormat: publish(NumberFormat, true),
  PluralRules: publish(phrases.PluralRules, false),
  RelativeTimeFormat: publish(phrases.RelativeTimeFormat, false),
  Segmenter: publish(phrases.Segmenter, false),
}
for (const [name, value] of Object.entries(members))
  Object.defineProperty(Intl, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })
Object.defineProperty(Intl, Symbol.toStringTag, {
  __proto__: null,
  value: 'Intl',
  configurable: true,
})
exports.Intl = Intl
