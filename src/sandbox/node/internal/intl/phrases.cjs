'use strict'

// PluralRules, ListFormat, RelativeTimeFormat, Segmenter: in English.
const { choose, resolveLocale } = require('coldstart:node/internal/intl/options')
const { NumberFormat } = require('coldstart:node/internal/intl/numberFormat')

const ORDINALS = { __proto__: null, 1: 'one', 2: 'two', 3: 'few' }
class PluralRules {
  #settings
  constructor(locales, options) {
    const { tag } = resolveLocale(locales)
    const type = choose(Object(options ?? {}), 'type', ['cardinal', 'ordinal'], 'cardinal')
    this.#settings = { locale: tag, type }
  }
  select(value) {
    const number = Number(value)
    if (this.#settings.type === 'cardinal') return Math.abs(number) === 1 ? 'one' : 'other'
    const isTeen = number % 100 > 10 && number % 100 < 20
    return (isTeen ? undefined : ORDINALS[number % 10]) ?? 'other'
  }
  resolvedOptions() {
    const isOrdinal = this.#settings.type === 'ordinal'
    return {
      ...this.#settings,
      minimumIntegerDigits: 1,
      minimumFractionDigits: 0,
      maximumFractionDigits: 3,
      pluralCategories: isOrdinal ? ['few', 'one', 'two', 'other'] : ['one', 'other'],
    }
  }
}

class ListFormat {
  #settings
  constructor(locales, options) {
    const read = Object(options ?? {})
    this.#settings = {
      locale: resolveLocale(locales).tag,
      type: choose(read, 'type', ['conjunction', 'disjunction', 'unit'], 'conjunction'),
      style: choose(read, 'style', ['long', 'short', 'narrow'], 'long'),
    }
  }
  formatToParts(list) {
    const { type, style } = this.#settings
    const items = [...list].map((value) => ({ type: 'element', value: `${value}` }))
    const word = type === 'disjunction' ? 'or' : style === 'long' ? 'and' : '&'
    const gap = type === 'unit' && style === 'narrow' ? ' ' : ', '
    const isComma = type === 'conjunction' && style === 'narrow'
    const last =
      type === 'unit' ? gap : isComma ? ', ' : items.length === 2 ? ` ${word} ` : `, ${word} `
    return items.flatMap((item, at) => {
      if (at === 0) return [item]
      return [{ type: 'literal', value: at === items.length - 1 ? last : gap }, item]
    })
  }
  format(list) {
    return this.formatToParts(list)
      .map(({ value }) => value)
      .join('')
  }
  resolvedOptions() {
    return { ...this.#settings }
  }
}

const NEAR = {
  __proto__: null,
  day: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
  hour: { 0: 'this hour' },
  minute: { 0: 'this minute' },
  second: { 0: 'now' },
}
for (const unit of ['year', 'quarter', 'month', 'week'])
  NEAR[unit] = { '-1': `last ${unit}`, 0: `this ${unit}`, 1: `next ${unit}` }
const SHORT_UNITS = {
  __proto__: null,
  second: 'sec.',
  minute: 'min.',
  hour: 'hr.',
  week: 'wk.',
  month: 'mo.',
  quarter: 'qtr.',
  year: 'yr.',
}
class RelativeTimeFormat {
  #settings
  constructor(locales, options) {
    const read = Object(options ?? {})
    this.#settings = {
      locale: resolveLocale(locales).tag,
      style: choose(read, 'style', ['long', 'short', 'narrow'], 'long'),
      numeric: choose(read, 'numeric', ['always', 'auto'], 'always'),
      numberingSystem: 'latn',
    }
  }
  format(value, unitName) {
    const unit = `${unitName}`.replace(/s$/, '')
    if (NEAR[unit] === undefined)
      throw new RangeError(`Invalid unit argument for format() '${unitName}'`)
    const { numeric, style } = this.#settings
    const near = NEAR[unit][Object.is(value, -0) ? 0 : value]
    if (numeric === 'auto' && near !== undefined) return near
    const size = Math.abs(value)
    const amount = new NumberFormat(this.#settings.locale).format(size)
    const long = size === 1 ? unit : `${unit}s`
    const short = unit === 'quarter' && size !== 1 ? 'qtrs.' : SHORT_UNITS[unit]
    const shown = `${amount} ${style === 'long' ? long : (short ?? long)}`
    return value < 0 || Object.is(value, -0) ? `${shown} ago` : `in ${shown}`
  }
  formatToParts(value, unit) {
    const [, before, amount, after] = /^(\D*)([\d.,]*)(.*)$/.exec(this.format(value, unit))
    const parts = [
      { type: 'literal', value: before },
      { type: 'integer', value: amount, unit: `${unit}`.replace(/s$/, '') },
      { type: 'literal', value: after },
    ]
    return parts.filter((part) => part.value !== '')
  }
  resolvedOptions() {
    return { ...this.#settings }
  }
}

const EMOJI = String.raw`\p{Emoji_Presentation}(?:\p{M}|\p{EMod})*`
const PIECES = {
  __proto__: null,
  // A letter with its marks, emoji joined by U+200D, flags; not every rule of UAX #29.
  grapheme: new RegExp(
    String.raw`\r\n|\p{RI}\p{RI}|${EMOJI}(?:\u200d\p{Emoji}(?:\p{M}|\p{EMod})*)*|[^]\p{M}*(?:\u200d[^]\p{M}*)*`,
    'gu',
  ),
  word: /[\p{L}\p{N}\p{M}_]+(?:['’.][\p{L}\p{N}\p{M}_]+)*|\s+|[^]/gu,
  sentence: /[^.!?]+[.!?]*\s*|[.!?]+\s*/gu,
}
class Segmenter {
  #settings
  constructor(locales, options) {
    const granularity = choose(
      Object(options ?? {}),
      'granularity',
      ['grapheme', 'word', 'sentence'],
      'grapheme',
    )
    this.#settings = { locale: resolveLocale(locales).tag, granularity }
  }
  segment(input) {
    const text = `${input}`
    const { granularity } = this.#settings
    const list = () =>
      Array.from(text.matchAll(PIECES[granularity]), ({ 0: segment, index }) => ({
        segment,
        index,
        input: text,
        ...(granularity === 'word' && { isWordLike: /[\p{L}\p{N}]/u.test(segment) }),
      }))
    return {
      [Symbol.iterator]: () => list()[Symbol.iterator](),
      containing: (at = 0) =>
        list().find(({ index, segment }) => at >= index && at < index + segment.length),
    }
  }
  resolvedOptions() {
    return { ...this.#settings }
  }
}
Object.assign(exports, { ListFormat, PluralRules, RelativeTimeFormat, Segmenter })
