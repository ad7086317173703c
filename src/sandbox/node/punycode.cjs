'use strict'

// https://nodejs.org/api/punycode.html, by RFC 3492; deprecated, and still what older packages load.
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_N = 128
const DELIMITER = '-'
const CODE_MAX = 0x7fffffff
const SEPARATORS = /[\u002e\u3002\uff0e\uff61]/g

const fail = (message) => {
  throw new RangeError(message)
}
const OVERFLOW = 'Overflow: input needs wider integers to process'
const NOT_BASIC = 'Illegal input >= 0x80 (not a basic code point)'
const INVALID = 'Invalid input'

const adapt = (given, points, isFirst) => {
  let delta = isFirst ? Math.floor(given / DAMP) : given >> 1
  delta += Math.floor(delta / points)
  let k = 0
  for (; delta > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE)
    delta = Math.floor(delta / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW))
}
const threshold = (k, bias) => (k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias)
const digitOf = (unit) => {
  if (unit >= 0x30 && unit < 0x3a) return unit - 0x30 + 26
  if (unit >= 0x41 && unit < 0x5b) return unit - 0x41
  return unit >= 0x61 && unit < 0x7b ? unit - 0x61 : BASE
}
const characterOf = (digit) => String.fromCharCode(digit < 26 ? digit + 0x61 : digit - 26 + 0x30)

const ucs2 = {
  decode: (text) => Array.from(text, (each) => each.codePointAt(0)),
  encode: (points) => String.fromCodePoint(...points),
}

const decode = (input) => {
  const output = []
  const basic = Math.max(0, input.lastIndexOf(DELIMITER))
  for (let at = 0; at < basic; at++) {
    if (input.charCodeAt(at) >= 0x80) fail(NOT_BASIC)
    output.push(input.charCodeAt(at))
  }
  let n = INITIAL_N
  let i = 0
  let bias = INITIAL_BIAS
  for (let index = basic > 0 ? basic + 1 : 0; index < input.length;) {
    const before = i
    for (let w = 1, k = BASE; ; k += BASE) {
      if (index >= input.length) fail(INVALID)
      const digit = digitOf(input.charCodeAt(index++))
      if (digit >= BASE) fail(INVALID)
      if (digit > Math.floor((CODE_MAX - i) / w)) fail(OVERFLOW)
      i += digit * w
      const t = threshold(k, bias)
      if (digit < t) break
      if (w > Math.floor(CODE_MAX / (BASE - t))) fail(OVERFLOW)
      w *= BASE - t
    }
    const length = output.length + 1
    bias = adapt(i - before, length, before === 0)
    if (Math.floor(i / length) > CODE_MAX - n) fail(OVERFLOW)
    n += Math.floor(i / length)
    i %= length
    output.splice(i++, 0, n)
  }
  return String.fromCodePoint(...output)
}

const encode = (text) => {
  const points = ucs2.decode(text)
  const output = points.filter((point) => point < 0x80).map((point) => String.fromCharCode(point))
  const basic = output.length
  let handled = basic
  if (basic > 0) output.push(DELIMITER)
  let n = INITIAL_N
  let delta = 0
  let bias = INITIAL_BIAS
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n))
    if (next - n > Math.floor((CODE_MAX - delta) / (handled + 1))) fail(OVERFLOW)
    delta += (next - n) * (handled + 1)
    n = next
    for (const point of points) {
      if (point < n && ++delta > CODE_MAX) fail(OVERFLOW)
      if (point !== n) continue
      let q = delta
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias)
        if (q < t) break
        output.push(characterOf(t + ((q - t) % (BASE - t))))
        q = Math.floor((q - t) / (BASE - t))
      }
      output.push(characterOf(q))
      bias = adapt(delta, handled + 1, handled === basic)
      delta = 0
      handled++
    }
    delta++
    n++
  }
  return output.join('')
}

/** Each label of a domain, or of the domain of a mail address. */
const mapLabels = (domain, change) => {
  const at = domain.lastIndexOf('@')
  const labels = domain
    .slice(at + 1)
    .replace(SEPARATORS, '.')
    .split('.')
  return domain.slice(0, at + 1) + labels.map(change).join('.')
}
// oxlint-disable-next-line no-control-regex
const NOT_ASCII = /[^\0-\x7f]/

exports.version = '2.1.0'
exports.ucs2 = ucs2
exports.decode = decode
exports.encode = encode
exports.toASCII = (domain) =>
  mapLabels(domain, (label) => (NOT_ASCII.test(label) ? `xn--${encode(label)}` : label))
exports.toUnicode = (domain) =>
  mapLabels(domain, (label) =>
    label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label,
  )
