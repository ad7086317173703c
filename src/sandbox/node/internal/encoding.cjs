'use strict'

// https://encoding.spec.whatwg.org/
const encodeInto = (text, write) => {
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at)
    if (code >= 0xd800 && code < 0xe000) {
      const next = text.charCodeAt(at + 1)
      if (code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        code = 0x1_0000 + ((code - 0xd800) << 10) + (next - 0xdc00)
        at++
      } else code = 0xfffd
    }
    if (code < 0x80) write(code)
    else if (code < 0x800) {
      write(0xc0 | (code >> 6))
      write(0x80 | (code & 63))
    } else if (code < 0x1_0000) {
      write(0xe0 | (code >> 12))
      write(0x80 | ((code >> 6) & 63))
      write(0x80 | (code & 63))
    } else {
      write(0xf0 | (code >> 18))
      write(0x80 | ((code >> 12) & 63))
      write(0x80 | ((code >> 6) & 63))
      write(0x80 | (code & 63))
    }
  }
}

const utf8Length = (text) => {
  let length = 0
  encodeInto(text, () => length++)
  return length
}
const utf8Encode = (text) => {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  encodeInto(text, (byte) => {
    bytes[length++] = byte
  })
  return bytes.slice(0, length)
}

/** How many bytes of a sequence starting with `lead` follow, and the range of the first of them. */
const sequence = (lead) => {
  if (lead >= 0xc2 && lead <= 0xdf) return [1, 0x80, 0xbf]
  if (lead >= 0xe0 && lead <= 0xef)
    return [2, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf]
  if (lead >= 0xf0 && lead <= 0xf4)
    return [3, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf]
  return [0, 0, 0]
}

/** Decodes; `onBad` is called for each malformed part (and may throw). Answers where an unfinished tail begins. */
const utf8Decode = (bytes, onBad, start = 0, end = bytes.length) => {
  const units = []
  let text = ''
  let at = start
  while (at < end) {
    const lead = bytes[at]
    if (lead < 0x80) {
      units.push(lead)
      at++
    } else {
      const [count, low, high] = sequence(lead)
      let code = count === 1 ? lead & 31 : count === 2 ? lead & 15 : lead & 7
      let read = 0
      while (read < count && at + 1 + read < end) {
        const byte = bytes[at + 1 + read]
        if (byte < (read === 0 ? low : 0x80) || byte > (read === 0 ? high : 0xbf)) break
        code = (code << 6) | (byte & 63)
        read++
      }
      if (count === 0 || read < count) {
        onBad(count > 0 && at + 1 + read >= end)
        units.push(0xfffd)
        at += 1 + read
      } else {
        if (code >= 0x1_0000)
          units.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 1023))
        else units.push(code)
        at += 1 + count
      }
    }
    if (units.length > 4_000) {
      text += String.fromCharCode(...units)
      units.length = 0
    }
  }
  return text + String.fromCharCode(...units)
}

const bytesOf = (input) => {
  if (input instanceof ArrayBuffer || input instanceof SharedArrayBuffer)
    return new Uint8Array(input)
  if (ArrayBuffer.isView(input))
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  const error = new TypeError(
    'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
  )
  error.code = 'ERR_INVALID_ARG_TYPE'
  throw error
}

class TextEncoder {
  get encoding() {
    return 'utf-8'
  }
  encode(text = '') {
    return utf8Encode(`${text}`)
  }
  encodeInto(text, target) {
    let read = 0
    let written = 0
    for (const character of text) {
      const bytes = utf8Encode(character)
      if (written + bytes.length > target.length) break
      target.set(bytes, written)
      written += bytes.length
      read += character.length
    }
    return { read, written }
  }
}

const LABELS = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
  latin1: 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'us-ascii': 'windows-1252',
  'windows-1252': 'windows-1252',
}

class TextDecoder {
  #encoding
  #fatal
  #ignoreBom
  #rest = new Uint8Array(0)
  constructor(label = 'utf-8', options = {}) {
    this.#encoding = LABELS[`${label}`.trim().toLowerCase()]
    this.#fatal = options.fatal === true
    this.#ignoreBom = options.ignoreBOM === true
    if (this.#encoding === undefined) {
      const error = new RangeError(`The "${label}" encoding is not supported`)
      error.code = 'ERR_ENCODING_NOT_SUPPORTED'
      throw error
    }
  }
  get encoding() {
    return this.#encoding
  }
  get fatal() {
    return this.#fatal
  }
  get ignoreBOM() {
    return this.#ignoreBom
  }
  decode(input = new Uint8Array(0), options = {}) {
    let bytes = bytesOf(input)
    if (this.#rest.length > 0) {
      const joined = new Uint8Array(this.#rest.length + bytes.length)
      joined.set(this.#rest)
      joined.set(bytes, this.#rest.length)
      bytes = joined
      this.#rest = new Uint8Array(0)
    }
    if (this.#encoding === 'windows-1252')
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    if (this.#encoding === 'utf-16le') {
      let text = ''
      for (let at = 0; at + 1 < bytes.length; at += 2)
        text += String.fromCharCode(bytes[at] | (bytes[at + 1] << 8))
      return text
    }
    const end = options.stream === true ? completeEnd(bytes) : bytes.length
    this.#rest = bytes.slice(end)
    const text = utf8Decode(
      bytes,
      () => {
        if (!this.#fatal) return
        const error = new TypeError('The encoded data was not valid for encoding utf-8')
        error.code = 'ERR_ENCODING_INVALID_ENCODED_DATA'
        throw error
      },
      0,
      end,
    )
    return !this.#ignoreBom && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  }
}

/** Where the last unfinished sequence begins. */
const completeEnd = (bytes) => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]
    if (byte < 0x80) break
    if (byte >= 0xc0) return sequence(byte)[0] >= back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

exports.TextEncoder = TextEncoder
exports.TextDecoder = TextDecoder
exports.utf8Encode = utf8Encode
exports.utf8Decode = (bytes, start, end) => utf8Decode(bytes, () => {}, start, end)
exports.utf8Length = utf8Length
exports.completeEnd = completeEnd
