'use strict'

// https://tc39.es/ecma402/#collator-objects, by the order of the Unicode Collation Algorithm's root: first letters and
// digits, then accents, then small before capital. Marks stand before digits, digits before letters.
const { choose, resolveLocale } = require('coldstart:node/internal/intl/options')

const MARKS = `_-,;:!?.'"()[]{}@*/\\&#%\`^+<=>|~$`
const RANK = new Map()
for (const [at, mark] of ` \t\n\r${MARKS}`.split('').entries()) RANK.set(mark, at + 1)

const primaryOf = (letter) => {
  const code = letter.charCodeAt(0)
  if (code >= 97 && code <= 122) return 2_000 + code
  if (code >= 48 && code <= 57) return 1_000 + code
  const rank = RANK.get(letter)
  return rank ?? (code < 256 ? 500 + code : 3_000 + letter.codePointAt(0))
}
const EXPANSIONS = {
  __proto__: null,
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o\u0338',
  đ: 'd\u0335',
  ł: 'l\u0335',
}

/** The text as letters without accents and case, its accents, and which of its letters are capitals. */
const weigh = (text) => {
  const letters = []
  const accents = []
  const cases = []
  for (const each of text.normalize('NFD')) {
    const small = each.toLowerCase()
    for (const letter of EXPANSIONS[small] ?? small) {
      const code = letter.codePointAt(0)
      if (code >= 0x300 && code <= 0x36f)
        accents[letters.length - 1] = (accents[letters.length - 1] ?? 0) * 128 + code - 0x2ff
      else {
        letters.push(letter)
        accents.push(0)
        cases.push(small === each ? 0 : 1)
      }
    }
  }
  return { letters, accents, cases }
}
const compareLists = (a, b, rank) => {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = rank(a[at]) - rank(b[at])
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return Math.sign(a.length - b.length)
}
const same = (value) => value
/** Runs of digits become one letter each, that weighs what they say. */
const withNumbers = ({ letters, accents, cases }) => {
  const merged = { letters: [], accents: [], cases: [] }
  for (let at = 0; at < letters.length; at++) {
    let digits = ''
    while (at < letters.length && /^\d$/.test(letters[at])) digits += letters[at++]
    if (digits !== '') {
      at--
      merged.letters.push(Number(digits))
      merged.accents.push(0)
      merged.cases.push(0)
    } else {
      merged.letters.push(letters[at])
      merged.accents.push(accents[at])
      merged.cases.push(cases[at])
    }
  }
  return merged
}
const rankOf = (letter) =>
  typeof letter === 'number' ? 1_000 + letter / (letter + 1) : primaryOf(letter)
const isMark = (letter) => typeof letter === 'string' && RANK.has(letter)

const compare = (a, b, { sensitivity, numeric, caseFirst, ignorePunctuation }) => {
  let [left, right] = [weigh(a), weigh(b)]
  if (numeric) [left, right] = [withNumbers(left), withNumbers(right)]
  if (ignorePunctuation)
    for (const side of [left, right]) {
      const keeps = side.letters.map((letter) => !isMark(letter))
      for (const key of ['letters', 'accents', 'cases'])
        side[key] = side[key].filter((_, at) => keeps[at])
    }
  const rank = numeric
    ? (letter) => (typeof letter === 'number' ? 1_048 + letter / 1e12 : primaryOf(letter))
    : rankOf
  const primary = compareLists(left.letters, right.letters, rank)
  if (primary !== 0 || sensitivity === 'base') return primary
  if (sensitivity !== 'case') {
    const accent = compareLists(left.accents, right.accents, same)
    if (accent !== 0 || sensitivity === 'accent') return accent
  }
  const byCase = compareLists(left.cases, right.cases, same)
  return caseFirst === 'upper' ? -byCase : byCase
}

const WEIGHTS = Uint16Array.from({ length: 128 }, (_, code) =>
  primaryOf(String.fromCharCode(code).toLowerCase()),
)
/** What most texts are: ASCII, by letters and then case. Undefined where a letter is none of it. */
const compareAscii = (a, b) => {
  const { length } = a
  let byCase = 0
  for (let at = 0; at < length && at < b.length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) {
      if (left > 127) return undefined
      continue
    }
    if (left > 127 || right > 127) return undefined
    const difference = WEIGHTS[left] - WEIGHTS[right]
    if (difference !== 0) return isPlain(a, b, at + 1) ? Math.sign(difference) : undefined
    if (byCase === 0) byCase = left > right ? -1 : 1
  }
  if (length === b.length) return byCase
  return isPlain(a, b, Math.min(length, b.length)) ? Math.sign(length - b.length) : undefined
}
/** Whether no accent follows that belongs to the letter before. */
const isPlain = (a, b, at) => !(a.charCodeAt(at) > 127) && !(b.charCodeAt(at) > 127)

const PLAIN = {
  sensitivity: 'variant',
  numeric: false,
  caseFirst: 'false',
  ignorePunctuation: false,
}
exports.localeCompare = (a, b, locales, options) => {
  if (a === b) return 0
  if (locales === undefined && options === undefined)
    return compareAscii(a, b) ?? compare(a, b, PLAIN)
  return new Collator(locales, options).compare(a, b)
}

class Collator {
  #settings
  constructor(locales, options) {
    const read = Object(options ?? {})
    const { tag } = resolveLocale(locales)
    this.#settings = {
      locale: tag,
      usage: choose(read, 'usage', ['sort', 'search'], 'sort'),
      sensitivity: choose(read, 'sensitivity', ['base', 'accent', 'case', 'variant'], 'variant'),
      ignorePunctuation: Boolean(read.ignorePunctuation),
      collation: 'default',
      numeric: read.numeric === undefined ? /-u(?:-\w+)*-kn/.test(tag) : Boolean(read.numeric),
      caseFirst: choose(read, 'caseFirst', ['upper', 'lower', 'false'], 'false'),
    }
    const method = (a, b) => compare(`${a}`, `${b}`, this.#settings)
    Object.defineProperty(this, 'compare', { __proto__: null, value: method, configurable: true })
  }
  resolvedOptions() {
    return { ...this.#settings }
  }
}
exports.Collator = Collator
