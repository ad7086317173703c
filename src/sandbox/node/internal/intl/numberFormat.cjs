'use strict'

// https://tc39.es/ecma402/#numberformat-objects
const { digitsOf, group, round } = require('coldstart:node/internal/intl/decimals')
const { choose, pick, range, resolveLocale } = require('coldstart:node/internal/intl/options')

const DIGITS = { __proto__: null }
for (const code of 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
  DIGITS[code] = 0
for (const code of 'BHD IQD JOD KWD LYD OMR TND'.split(' ')) DIGITS[code] = 3

const UNITS = {
  __proto__: null,
  celsius: ['°C', '°C', ' degrees Celsius'],
  percent: ['%', '%', ' percent'],
  kilometer: [' km', 'km', ' kilometers'],
  meter: [' m', 'm', ' meters'],
  mile: [' mi', 'mi', ' miles'],
  kilogram: [' kg', 'kg', ' kilograms'],
  gram: [' g', 'g', ' grams'],
  liter: [' L', 'L', ' liters'],
  byte: [' byte', 'B', ' bytes'],
  kilobyte: [' kB', 'kB', ' kilobytes'],
  megabyte: [' MB', 'MB', ' megabytes'],
  gigabyte: [' GB', 'GB', ' gigabytes'],
  millisecond: [' ms', 'ms', ' milliseconds'],
  second: [' sec', 's', ' seconds'],
  minute: [' min', 'm', ' minutes'],
  hour: [' hr', 'h', ' hours'],
  day: [' days', 'd', ' days'],
  week: [' wks', 'w', ' weeks'],
  month: [' mths', 'm', ' months'],
  year: [' yrs', 'y', ' years'],
  'kilometer-per-hour': [' km/h', 'km/h', ' kilometers per hour'],
  'mile-per-hour': [' mph', 'mph', ' miles per hour'],
}
const COMPACT = [
  ['', ''],
  ['K', ' thousand'],
  ['M', ' million'],
  ['B', ' billion'],
  ['T', ' trillion'],
]

const currencyOf = (options) => {
  const { currency } = options
  if (currency === undefined) throw new TypeError('Currency code is required with currency style.')
  if (!/^[a-z]{3}$/i.test(currency)) throw new RangeError(`Invalid currency code : ${currency}`)
  return `${currency}`.toUpperCase()
}
const readDigits = (options, settings) => {
  const isCompact = settings.notation === 'compact'
  const digits = DIGITS[settings.currency] ?? 2
  const [min, max] =
    settings.style === 'currency' && !isCompact
      ? [digits, digits]
      : [0, settings.style === 'percent' || isCompact ? 0 : 3]
  settings.minimumIntegerDigits = range(options, 'minimumIntegerDigits', 1, 21) ?? 1
  const [least, most] = [
    range(options, 'minimumSignificantDigits', 1, 21),
    range(options, 'maximumSignificantDigits', 1, 21),
  ]
  const [low, high] = [
    range(options, 'minimumFractionDigits', 0, 100),
    range(options, 'maximumFractionDigits', 0, 100),
  ]
  if (least !== undefined || most !== undefined) {
    settings.minimumSignificantDigits = least ?? 1
    settings.maximumSignificantDigits = most ?? 21
    if (settings.maximumSignificantDigits < settings.minimumSignificantDigits)
      throw new RangeError('maximumSignificantDigits value is out of range.')
    return
  }
  if (low !== undefined && high !== undefined && low > high)
    throw new RangeError('maximumFractionDigits value is out of range.')
  settings.minimumFractionDigits = low ?? Math.min(min, high ?? min)
  settings.maximumFractionDigits = high ?? Math.max(max, settings.minimumFractionDigits)
  settings.isRough = isCompact && low === undefined && high === undefined
}
const read = (locales, options) => {
  const { tag, data } = resolveLocale(locales)
  const settings = { locale: tag, numberingSystem: 'latn', data }
  settings.style = choose(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal')
  if (settings.style === 'currency') {
    settings.currency = currencyOf(options)
    settings.currencyDisplay = pick(options, 'currencyDisplay', 'symbol')
    settings.currencySign = pick(options, 'currencySign', 'standard')
  }
  if (settings.style === 'unit') {
    settings.unit = options.unit
    if (settings.unit === undefined) throw new TypeError('Unit is required with unit style.')
    if (UNITS[settings.unit] === undefined)
      throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${settings.unit}'`)
    settings.unitDisplay = pick(options, 'unitDisplay', 'short')
  }
  settings.notation = pick(options, 'notation', 'standard')
  settings.compactDisplay = pick(options, 'compactDisplay', 'short')
  readDigits(options, settings)
  const grouping = options.useGrouping
  settings.useGrouping =
    grouping === false || grouping === 'false'
      ? false
      : grouping === undefined
        ? settings.notation === 'compact'
          ? 'min2'
          : 'auto'
        : grouping === true
          ? 'always'
          : grouping
  settings.signDisplay = pick(options, 'signDisplay', 'auto')
  return settings
}

const NARROW = {
  __proto__: null,
  USD: '$',
  CAD: '$',
  AUD: '$',
  MXN: '$',
  NZD: '$',
  HKD: '$',
  TWD: '$',
}
for (const pair of 'EUR€|GBP£|JPY¥|CNY¥|INR₹|KRW₩|BRLR$|ILS₪|VND₫|PHP₱|RUB₽|TRY₺|UAH₴'.split('|'))
  NARROW[pair.slice(0, 3)] = pair.slice(3)
const symbolOf = ({ currency, currencyDisplay, symbols }) => {
  if (currencyDisplay === 'code') return currency
  const known = symbols[currency] ?? currency
  return currencyDisplay === 'narrowSymbol' ? (NARROW[currency] ?? known) : known
}
const symbolsOf = (data) =>
  Object.fromEntries(data.symbols.split('|').map((each) => [each.slice(0, 3), each.slice(3)]))

/** The parts of the bare number, and what stands behind it in compact notation. */
const numberParts = (digits, settings) => {
  const { data } = settings
  let { value } = { value: digits }
  let power = 0
  let exponent
  if (settings.notation === 'compact') {
    power = Math.min(4, Math.max(0, Math.floor((value.point - 1) / 3)))
    const shown = (at) => round({ ...value, point: value.point - 3 * at }, settings)
    if (power < 4 && shown(power).point > 3) power++
    value = { ...value, point: value.point - 3 * power }
  } else if (settings.notation !== 'standard' && value.digits !== '') {
    const step = settings.notation === 'engineering' ? 3 : 1
    exponent = Math.floor((value.point - 1) / step) * step
    value = { ...value, point: value.point - exponent }
  }
  const { whole, fraction } = round(value, settings)
  const parts = group(whole, settings)
  if (fraction !== '')
    parts.push({ type: 'decimal', value: data.decimal }, { type: 'fraction', value: fraction })
  if (exponent !== undefined) {
    parts.push({ type: 'exponentSeparator', value: 'E' })
    if (exponent < 0) parts.push({ type: 'exponentMinusSign', value: '-' })
    parts.push({ type: 'exponentInteger', value: `${Math.abs(exponent)}` })
  }
  const suffix = COMPACT[power][settings.compactDisplay === 'long' ? 1 : 0]
  if (power > 0) {
    if (suffix.startsWith(' ')) parts.push({ type: 'literal', value: ' ' })
    parts.push({ type: 'compact', value: suffix.trim() })
  }
  return { parts, isZero: /^[0]*$/.test(whole + fraction) }
}
const signOf = (isNegative, isZero, settings) => {
  const { signDisplay } = settings
  if (signDisplay === 'never') return ''
  if (signDisplay === 'negative') return isNegative && !isZero ? '-' : ''
  if (signDisplay === 'exceptZero' && isZero) return ''
  if (isNegative) return '-'
  return signDisplay === 'always' || signDisplay === 'exceptZero' ? '+' : ''
}
const frame = (inner, pattern, type, value) => {
  const [before, after] = pattern.split('#')
  const around = (text, isBefore) => {
    if (text === '') return []
    const space = /^[\xa0\u202f ]|[\xa0\u202f ]$/.exec(text)?.[0]
    const mark = { type, value }
    if (space === undefined) return [mark]
    const gap = { type: 'literal', value: space }
    return isBefore ? [mark, gap] : [gap, mark]
  }
  return [...around(before, true), ...inner, ...around(after, false)]
}
const pluralOf = (text, parts) =>
  parts.length === 1 && parts[0].value === '1'
    ? text.replace(/s$/, '').replace(/s per/, ' per')
    : text

const toParts = (settings, input) => {
  const { data, style } = settings
  const digits = digitsOf(input, style === 'percent' ? 2 : 0)
  const { isNegative } = digits
  let isZero = false
  let parts
  if (digits.special !== undefined)
    parts = [{ type: digits.special === '∞' ? 'infinity' : 'nan', value: digits.special }]
  else ({ parts, isZero } = numberParts(digits, settings))
  const sign = digits.special === 'NaN' ? '' : signOf(isNegative, isZero, settings)
  const isAccounting = settings.currencySign === 'accounting' && sign === '-'
  if (style === 'percent') parts = frame(parts, data.percent, 'percentSign', '%')
  if (style === 'currency') {
    const symbol = symbolOf(settings)
    const isWord = /[A-Z]$/.test(symbol) && data.money === '¤#'
    const pattern = isWord ? '¤\xa0#' : data.money
    // In Dutch the sign stands behind the currency.
    if (sign !== '' && settings.locale.startsWith('nl')) {
      const type = sign === '-' ? 'minusSign' : 'plusSign'
      return frame([{ type, value: sign }, ...parts], pattern, 'currency', symbol)
    }
    if (settings.currencyDisplay === 'name') {
      parts.push({ type: 'literal', value: ' ' }, { type: 'currency', value: settings.currency })
    } else parts = frame(parts, pattern, 'currency', symbol)
  }
  if (style === 'unit') {
    const text = pluralOf(
      UNITS[settings.unit][{ short: 0, narrow: 1, long: 2 }[settings.unitDisplay]],
      parts,
    )
    if (text.startsWith(' ')) parts.push({ type: 'literal', value: ' ' })
    parts.push({ type: 'unit', value: text.trim() })
  }
  if (isAccounting)
    return [{ type: 'literal', value: '(' }, ...parts, { type: 'literal', value: ')' }]
  if (sign === '-') return [{ type: 'minusSign', value: data.minus }, ...parts]
  return sign === '+' ? [{ type: 'plusSign', value: '+' }, ...parts] : parts
}

class NumberFormat {
  #settings
  constructor(locales, options = {}) {
    this.#settings = read(locales, Object(options))
    this.#settings.symbols = symbolsOf(this.#settings.data)
    const format = (value) =>
      this.formatToParts(value).reduce((text, part) => text + part.value, '')
    Object.defineProperty(this, 'format', { __proto__: null, value: format, configurable: true })
  }
  formatToParts(value) {
    return toParts(this.#settings, value)
  }
  formatRange(from, to) {
    const [low, high] = [this.format(from), this.format(to)]
    return low === high ? `~${low}` : `${low}–${high}`
  }
  resolvedOptions() {
    const { data: _data, symbols: _symbols, isRough: _isRough, ...shown } = this.#settings
    return {
      ...shown,
      roundingIncrement: 1,
      roundingMode: 'halfExpand',
      roundingPriority: 'auto',
      trailingZeroDisplay: 'auto',
    }
  }
}
exports.NumberFormat = NumberFormat
