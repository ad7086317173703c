import { type Body, utf8Length } from './body.ts'

// The engine's library has no TextEncoder, btoa or Buffer: these are the same on every engine.

/** UTF-8 bytes of `text`; a lone surrogate becomes U+FFFD, as TextEncoder does. */
export function utf8Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text))
  let out = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      bytes[out++] = unit
      continue
    }
    const raw = text.codePointAt(at) ?? 0
    if (raw > 0xffff) at++
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw
    const tail = code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3
    bytes[out++] = ((0xf00 >> (tail + 1)) & 0xff) | (code >> (6 * tail))
    for (let left = tail - 1; left >= 0; left--) bytes[out++] = 0x80 | ((code >> (6 * left)) & 0x3f)
  }
  return bytes
}

const TAIL_MIN = [0, 0x80, 0x800, 0x1_0000] as const

/** The text that `bytes` are in UTF-8; null where they are not valid UTF-8. */
export function utf8Decode(bytes: Uint8Array): string | null {
  const parts: string[] = []
  let units: number[] = []
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at++] ?? 0
    const tail = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1
    if (tail > 0 && (lead < 0xc2 || lead > 0xf4)) return null
    let code = tail === 0 ? lead : lead & (0x3f >> tail)
    for (let left = 0; left < tail; left++) {
      const next = bytes[at++]
      if (next === undefined || (next & 0xc0) !== 0x80) return null
      code = (code << 6) | (next & 0x3f)
    }
    const min = TAIL_MIN[tail] ?? 0
    if (code < min || code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff)) return null
    if (code < 0x1_0000) units.push(code)
    else units.push(0xd7c0 + (code >> 10), 0xdc00 | (code & 0x3ff))
    if (units.length >= 4_096) {
      parts.push(String.fromCharCode(...units))
      units = []
    }
  }
  parts.push(String.fromCharCode(...units))
  return parts.join('')
}

/**
 * Order of the UTF-8 bytes of two texts. That is code point order: it differs from JavaScript's only where a
 * surrogate meets a unit from U+E000 on.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x === y) continue
    const xHigh = x >= 0xd800 && x < 0xe000
    const yHigh = y >= 0xd800 && y < 0xe000
    if (xHigh === yHigh) return x - y
    return xHigh ? 1 : -1
  }
  return a.length - b.length
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const PADDING = 0x3d

/** Base64 with padding (RFC 4648 §4). */
export function base64Encode(bytes: Uint8Array): string {
  const parts: string[] = []
  let units: number[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const left = bytes.length - at
    units.push(
      ALPHABET.charCodeAt(word >> 18),
      ALPHABET.charCodeAt((word >> 12) & 63),
      left > 1 ? ALPHABET.charCodeAt((word >> 6) & 63) : PADDING,
      left > 2 ? ALPHABET.charCodeAt(word & 63) : PADDING,
    )
    if (units.length >= 4_096) {
      parts.push(String.fromCharCode(...units))
      units = []
    }
  }
  parts.push(String.fromCharCode(...units))
  return parts.join('')
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes of base64 `text`, padded or not; null where it is not base64. */
export function base64Decode(text: string): Uint8Array | null {
  if (!BASE64.test(text)) return null
  const digits = text.replace(/=+$/, '')
  if (digits.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let word = 0
  let at = 0
  for (let index = 0; index < digits.length; index++) {
    word = ((word << 6) | ALPHABET.indexOf(digits.charAt(index))) & 0xff_ffff
    const step = index & 3
    if (step > 0) bytes[at++] = (word >> (6 - 2 * step)) & 0xff
  }
  return bytes
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Two digits for each byte, in small letters. */
export function hexEncode(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/** A body's bytes. */
export const bodyBytes = (body: Body): Uint8Array =>
  typeof body === 'string' ? utf8Encode(body) : body
