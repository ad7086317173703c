const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const sextets = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]))

/** Text from UTF-8; bytes that are none become U+FFFD. */
export function fromUtf8(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at++] ?? 0
    const more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1
    let code = more === 0 ? lead : more === 1 ? lead & 31 : more === 2 ? lead & 15 : lead & 7
    let left = more
    while (left > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) {
      code = (code << 6) | ((bytes[at++] ?? 0) & 63)
      left--
    }
    const valid = left === 0 && code <= 0x10_ffff && !(code >= 0xd800 && code < 0xe000)
    text += valid ? String.fromCodePoint(code) : '\uFFFD'
  }
  return text
}

/** Order of unsigned bytes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The bytes of canonical base64 whose length is a multiple of four; null for anything else. */
export function fromBase64(text: string): Uint8Array | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array(Math.max(0, (text.length / 4) * 3 - padding))
  let out = 0
  for (let at = 0; at < text.length; at += 4) {
    let word = 0
    for (let place = 0; place < 4; place++) {
      const padded = at + place >= text.length - padding
      const sextet = padded ? 0 : sextets.get(text.charCodeAt(at + place))
      if (sextet === undefined) return null
      word = (word << 6) | sextet
    }
    for (let shift = 16; shift >= 0; shift -= 8) {
      const byte = (word >> shift) & 255
      if (out < bytes.length) bytes[out++] = byte
      else if (byte !== 0) return null
    }
  }
  return bytes
}
