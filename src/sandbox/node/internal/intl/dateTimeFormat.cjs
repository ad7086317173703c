'use strict'

// https://tc39.es/ecma402/#datetimeformat-objects
const { settings: environment } = require('coldstart:core')
const { choose, pick, range, resolveLocale } = require('coldstart:node/internal/intl/options')
const { findZone, offsetAt, zoneName } = require('coldstart:node/internal/intl/zones')

const NUMERIC = ['numeric', '2-digit']
const NAMED = ['narrow', 'short', 'long']
const FIELDS = {
  __proto__: null,
  weekday: NAMED,
  era: NAMED,
  year: NUMERIC,
  month: [...NUMERIC, ...NAMED],
  day: NUMERIC,
  hour: NUMERIC,
  minute: NUMERIC,
  second: NUMERIC,
}
const DATE = ['weekday', 'year', 'month', 'day']
const TIME = ['hour', 'minute', 'second', 'fractionalSecondDigits']
const STYLES = ['full', 'long', 'medium', 'short']
const ZONES = ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric']
const PART = {
  __proto__: null,
  E: 'weekday',
  y: 'year',
  M: 'month',
  d: 'day',
  h: 'hour',
  m: 'minute',
  s: 'second',
  a: 'dayPeriod',
  z: 'timeZoneName',
}

/** The environment's own zone: `TZ`, else UTC as in Lambda. */
const ownZone = () =>
  findZone(`${environment.environment.TZ ?? ''}`.replace(/^:/, '')) ?? findZone('UTC')

const readFields = (options, settings, required, defaults) => {
  let needsDefaults = true
  for (const [name, values] of Object.entries(FIELDS)) {
    const value = choose(options, name, values, undefined)
    if (value !== undefined) settings[name] = value
  }
  settings.fractionalSecondDigits = range(options, 'fractionalSecondDigits', 1, 3)
  settings.timeZoneName = choose(options, 'timeZoneName', ZONES, undefined)
  settings.dateStyle = choose(options, 'dateStyle', STYLES, undefined)
  settings.timeStyle = choose(options, 'timeStyle', STYLES, undefined)
  const has = (names) => names.some((name) => settings[name] !== undefined)
  if (settings.dateStyle !== undefined || settings.timeStyle !== undefined) {
    const explicit = [...Object.keys(FIELDS), 'fractionalSecondDigits', 'timeZoneName'].find(
      (name) => settings[name] !== undefined,
    )
    if (explicit !== undefined)
      throw new TypeError(
        `Can't set option ${explicit} when ${settings.dateStyle === undefined ? 'timeStyle' : 'dateStyle'} is used`,
      )
    if (required === 'date' && settings.timeStyle !== undefined)
      throw new TypeError('Invalid option : timeStyle')
    if (required === 'time' && settings.dateStyle !== undefined)
      throw new TypeError('Invalid option : dateStyle')
    needsDefaults = false
  }
  if (required !== 'time' && has(DATE)) needsDefaults = false
  if (required !== 'date' && has(TIME)) needsDefaults = false
  if (!needsDefaults) return
  if (defaults !== 'time')
    Object.assign(settings, { year: 'numeric', month: 'numeric', day: 'numeric' })
  if (defaults !== 'date')
    Object.assign(settings, { hour: 'numeric', minute: 'numeric', second: 'numeric' })
}
const readHours = (options, settings) => {
  const { data } = settings
  const wanted = choose(options, 'hourCycle', ['h11', 'h12', 'h23', 'h24'], undefined)
  const { hour12 } = options
  if (settings.hour === undefined && settings.timeStyle === undefined) return
  settings.hourCycle = wanted ?? data.hourCycle
  // `hour12: false` is 24 o'clock at midnight where a language counts to 12, as in V8.
  if (hour12 === true)
    settings.hourCycle =
      data.hourCycle === 'h23' && settings.locale.startsWith('ja') ? 'h11' : 'h12'
  if (hour12 === false) settings.hourCycle = data.hourCycle === 'h12' ? 'h24' : 'h23'
  settings.isTwelve = settings.hourCycle === 'h11' || settings.hourCycle === 'h12'
}
const read = (locales, options, required, defaults) => {
  const { tag, data } = resolveLocale(locales)
  const settings = { locale: tag, calendar: 'gregory', numberingSystem: 'latn', data }
  const { timeZone } = options
  settings.zone = timeZone === undefined ? ownZone() : findZone(timeZone)
  if (settings.zone === undefined) throw new RangeError(`Invalid time zone specified: ${timeZone}`)
  settings.timeZone = settings.zone.name
  pick(options, 'localeMatcher', 'best fit')
  readFields(options, settings, required, defaults)
  readHours(options, settings)
  return settings
}

const MONTHS = { __proto__: null, numeric: 1, '2-digit': 1, narrow: 2, short: 2, long: 3 }
/** Pattern and widths of the date: by its style, or by the fields that are wanted. */
const datePattern = (settings) => {
  const { data, dateStyle, weekday, year, month, day } = settings
  if (dateStyle !== undefined) {
    const at = STYLES.indexOf(dateStyle)
    const [width, digits] = data.styleWidths[at]
    return {
      pattern: data.dateStyles[at],
      widths: {
        weekday: 'long',
        year: digits === '2' ? '2-digit' : 'numeric',
        month: { l: 'long', s: 'short', n: 'numeric' }[width],
        day: 'numeric',
      },
      join: data.styleJoins[at],
    }
  }
  const named = weekday === undefined ? 0 : weekday === 'long' ? 2 : 1
  const index =
    ((named * 2 + (year === undefined ? 0 : 1)) * 4 + (MONTHS[month] ?? 0)) * 2 +
    (day === undefined ? 0 : 1)
  const depth = month === 'long' ? (weekday === undefined ? 2 : 3) : MONTHS[month] === 2 ? 1 : 0
  let pattern = data.dates[index]
  if (settings.era !== undefined) pattern += pattern === '' ? '{G}' : ' {G}'
  return { pattern, widths: settings, join: data.joins[depth] }
}
const timePattern = (settings) => {
  const { data, timeStyle, hour, minute, second, isTwelve } = settings
  if (timeStyle !== undefined) {
    const at = STYLES.indexOf(timeStyle)
    const own = data.hourCycle === 'h12'
    if (own === isTwelve) return data.timeStyles[at]
    const body = data.times[(isTwelve ? 0 : 6) + (timeStyle === 'short' ? 1 : 2)]
    return at < 2 ? `${body} {z}` : body
  }
  const index =
    hour === undefined
      ? minute === undefined
        ? second === undefined
          ? -1
          : 5
        : second === undefined
          ? 3
          : 4
      : minute === undefined
        ? 0
        : second === undefined
          ? 1
          : 2
  let pattern = index < 0 ? '' : data.times[(isTwelve === false ? 6 : 0) + index]
  if (settings.fractionalSecondDigits !== undefined)
    pattern = second === undefined ? '{f}' : pattern.replace(/\{ss?\}/, `$&${data.decimal}{f}`)
  return pattern
}
const compile = (settings) => {
  const { pattern: date, widths, join } = datePattern(settings)
  const time = timePattern(settings)
  let pattern = date === '' || time === '' ? date + time : date + join + time
  if (settings.timeZoneName !== undefined) pattern += pattern === date ? ', {z}' : ' {z}'
  const zone = settings.timeZoneName ?? (settings.timeStyle === 'full' ? 'long' : 'short')
  return { pieces: pattern.split(/(\{\w+\})/).filter((piece) => piece !== ''), widths, zone }
}

const pad = (value) => `${value}`.padStart(2, '0')
const hourOf = (hours, cycle) => {
  if (cycle === 'h12') return hours % 12 === 0 ? 12 : hours % 12
  if (cycle === 'h11') return hours % 12
  return cycle === 'h24' && hours === 0 ? 24 : hours
}
const named = (list, at, width) => (width === 'narrow' ? [...list[at]][0] : list[at])
/** What stands for one letter of a pattern. */
const show = (letter, isPadded, { settings, widths, zone, clock, at }) => {
  const { data } = settings
  const numeric = (value, width) => (isPadded || width === '2-digit' ? pad(value) : `${value}`)
  if (letter === 'E')
    return named(
      widths.weekday === 'long' ? data.days : data.shortDays,
      clock.getUTCDay(),
      widths.weekday,
    )
  if (letter === 'y') {
    const year = clock.getUTCFullYear()
    const shown = year > 0 ? year : 1 - year
    return widths.year === '2-digit' ? pad(shown % 100) : `${shown}`
  }
  if (letter === 'M') {
    if (MONTHS[widths.month] === 1) return numeric(clock.getUTCMonth() + 1, widths.month)
    const list = widths.month === 'short' ? data.shortMonths : data.months
    return named(list, clock.getUTCMonth(), widths.month)
  }
  if (letter === 'd') return numeric(clock.getUTCDate(), widths.day)
  if (letter === 'h') return numeric(hourOf(clock.getUTCHours(), settings.hourCycle), settings.hour)
  if (letter === 'm') return numeric(clock.getUTCMinutes(), undefined)
  if (letter === 's') return numeric(clock.getUTCSeconds(), undefined)
  if (letter === 'f')
    return `${clock.getUTCMilliseconds()}`
      .padStart(3, '0')
      .slice(0, settings.fractionalSecondDigits)
  if (letter === 'a') return data.dayPeriods[clock.getUTCHours() < 12 ? 0 : 1]
  if (letter === 'G') return clock.getUTCFullYear() > 0 ? 'AD' : 'BC'
  return zoneName(settings.zone, at, zone)
}

const timeOf = (value) => {
  const at = value === undefined ? Date.now() : Number(value)
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) throw new RangeError('Invalid time value')
  return at
}

class DateTimeFormat {
  #settings
  #plan
  constructor(locales, options, required = 'any', defaults = 'date') {
    this.#settings = read(locales, Object(options ?? {}), required, defaults)
    this.#plan = compile(this.#settings)
    // V8 writes a plain space where the CLDR has a narrow one; the parts keep it.
    const format = (value) =>
      this.formatToParts(value)
        .reduce((text, part) => text + part.value, '')
        .replaceAll('\u202f', ' ')
    Object.defineProperty(this, 'format', { __proto__: null, value: format, configurable: true })
  }
  formatToParts(value) {
    const at = timeOf(value)
    const settings = this.#settings
    const clock = new Date(at + offsetAt(settings.zone, at) * 60_000)
    const subject = { settings, widths: this.#plan.widths, zone: this.#plan.zone, clock, at }
    return this.#plan.pieces.map((piece) => {
      const letter = piece[1]
      if (piece[0] !== '{') return { type: 'literal', value: piece }
      const type = PART[letter] ?? (letter === 'f' ? 'fractionalSecond' : 'era')
      return { type, value: show(letter, piece.length === 4, subject) }
    })
  }
  formatRange(from, to) {
    const [start, end] = [this.format(from), this.format(to)]
    return start === end ? start : `${start} – ${end}`
  }
  resolvedOptions() {
    const { data: _data, zone: _zone, isTwelve, ...settings } = this.#settings
    const { locale, calendar, numberingSystem, timeZone, hourCycle, ...fields } = settings
    const shown = { locale, calendar, numberingSystem, timeZone }
    if (hourCycle !== undefined) Object.assign(shown, { hourCycle, hour12: isTwelve })
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined)
        shown[name] = name === 'minute' || name === 'second' ? '2-digit' : value
    }
    return shown
  }
}
exports.DateTimeFormat = DateTimeFormat
