'use strict'

// Buffer's encodings. https://nodejs.org/api/buffer.html#buffers-and-character-encodings
const { utf8Encode, utf8Decode, utf8Length } = require('coldstart:node/internal/encoding')

const fail = (Class, code, message) => {
  const error = new Class(message)
  error.code = code
  throw error
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL_ALPHABET = `${ALPHABET.slice(0, 62)}-_`
const VALUES = new Int8Array(128).fill(-1)
for (let at = 0; at < 64; at++) {
  VALUES[ALPHABET.charCodeAt(at)] = at
  VALUES[URL_ALPHABET.charCodeAt(at)] = at
}

const toBase64 = (bytes, alphabet, pads) => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const rest = bytes.length - at
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += alphabet[group >> 18] + alphabet[(group >> 12) & 63]
    if (rest > 1) text += alphabet[(group >> 6) & 63]
    else if (pads) text += '='
    if (rest > 2) text += alphabet[group & 63]
    else if (pads) text += '='
  }
  return text
}
/** What the text would hold were it all of the alphabet, as `Buffer.byteLength` answers. */
const base64Length = (text) => {
  let count = text.length
  if (text[count - 1] === '=') count--
  if (count > 1 && text[count - 1] === '=') count--
  return (count * 3) >>> 2
}
const fromBase64 = (text) => {
  const bytes = new Uint8Array(((text.length + 3) >> 2) * 3)
  let length = 0
  let group = 0
  let bits = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 61) break
    const value = code < 128 ? VALUES[code] : -1
    if (value < 0) continue
    group = ((group << 6) | value) & 0xff_ffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (group >> bits) & 255
    }
  }
  return bytes.subarray(0, length)
}
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const CODECS = {
  utf8: { encode: utf8Encode, decode: (bytes) => utf8Decode(bytes), length: utf8Length },
  hex: {
    encode: (text) => {
      const bytes = []
      for (let at = 0; at + 1 < text.length; at += 2) {
        const pair = text.slice(at, at + 2)
        if (!/^[0-9a-f]{2}$/i.test(pair)) break
        bytes.push(parseInt(pair, 16))
      }
      return Uint8Array.from(bytes)
    },
    decode: (bytes) => {
      let text = ''
      for (let at = 0; at < bytes.length; at++) text += HEX[bytes[at]]
      return text
    },
    length: (text) => text.length >> 1,
  },
  base64: {
    encode: fromBase64,
    decode: (bytes) => toBase64(bytes, ALPHABET, true),
    length: base64Length,
  },
  base64url: {
    encode: fromBase64,
    decode: (bytes) => toBase64(bytes, URL_ALPHABET, false),
    length: base64Length,
  },
  latin1: {
    encode: (text) => {
      const bytes = new Uint8Array(text.length)
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
      return bytes
    },
    decode: (bytes) => {
      let text = ''
      for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at])
      return text
    },
    length: (text) => text.length,
  },
  ascii: {
    encode: (text) => CODECS.latin1.encode(text),
    decode: (bytes) => CODECS.latin1.decode(bytes.map((byte) => byte & 127)),
    length: (text) => text.length,
  },
  utf16le: {
    encode: (text) => {
      const bytes = new Uint8Array(text.length * 2)
      for (let at = 0; at < text.length; at++) {
        bytes[2 * at] = text.charCodeAt(at) & 255
        bytes[2 * at + 1] = text.charCodeAt(at) >> 8
      }
      return bytes
    },
    decode: (bytes) => {
      let text = ''
      for (let at = 0; at + 1 < bytes.length; at += 2)
        text += String.fromCharCode(bytes[at] | (bytes[at + 1] << 8))
      return text
    },
    length: (text) => text.length * 2,
  },
}
const NAMES = {
  utf8: 'utf8',
  'utf-8': 'utf8',
  hex: 'hex',
  base64: 'base64',
  base64url: 'base64url',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
}
const codecOf = (encoding) => {
  const name =
    encoding === undefined || encoding === null || encoding === ''
      ? 'utf8'
      : NAMES[`${encoding}`.toLowerCase()]
  if (name === undefined) fail(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`)
  return CODECS[name]
}

exports.codecOf = codecOf
exports.isEncoding = (name) => typeof name === 'string' && NAMES[name.toLowerCase()] !== undefined
exports.toHex = (byte) => HEX[byte]
exports.fail = fail
