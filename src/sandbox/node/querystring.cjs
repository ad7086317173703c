'use strict'

// https://nodejs.org/api/querystring.html
const escape = (text) => encodeURIComponent(text)
const unescape = (text) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return require('buffer')
      .Buffer.from(
        text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      )
      .toString()
  }
}
const primitive = (value) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`
  return typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : ''
}

exports.escape = escape
exports.unescape = unescape
exports.stringify = (object, givenSeparator, givenEquals, givenOptions) => {
  const [separator, equals, options] = [
    givenSeparator || '&',
    givenEquals || '=',
    givenOptions ?? {},
  ]
  const encode = options.encodeURIComponent ?? exports.escape
  if (object === null || typeof object !== 'object') return ''
  return Object.keys(object)
    .flatMap((key) =>
      (Array.isArray(object[key]) ? object[key] : [object[key]]).map(
        (value) => encode(primitive(key)) + equals + encode(primitive(value)),
      ),
    )
    .join(separator)
}
exports.parse = (text, givenSeparator, givenEquals, givenOptions) => {
  // Null asks for the default as well.
  const [separator, equals, options] = [
    givenSeparator || '&',
    givenEquals || '=',
    givenOptions ?? {},
  ]
  const out = Object.create(null)
  if (typeof text !== 'string' || text === '') return out
  const unescapeText = options.decodeURIComponent ?? exports.unescape
  // As Node: a text without an escape is left alone.
  const decode = (raw) => (/%[0-9a-f]{2}/i.test(raw) ? unescapeText(raw) : raw)
  const max = options.maxKeys ?? 1_000
  const parts = text.split(separator)
  for (const part of max > 0 ? parts.slice(0, max) : parts) {
    if (part === '') continue
    const at = part.indexOf(equals)
    const [rawKey, rawValue] =
      at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + equals.length)]
    const key = decode(rawKey.replaceAll('+', ' '))
    const value = decode(rawValue.replaceAll('+', ' '))
    if (out[key] === undefined) out[key] = value
    else if (Array.isArray(out[key])) out[key].push(value)
    else out[key] = [out[key], value]
  }
  return out
}
exports.encode = exports.stringify
exports.decode = exports.parse
