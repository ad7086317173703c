const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Base64url without padding (RFC 4648 §5); no host's encoder, so every engine gives the same. */
export function toBase64url(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3)
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    parts.push(ALPHABET.charAt(word >> 18), ALPHABET.charAt((word >> 12) & 63))
    if (b !== undefined) parts.push(ALPHABET.charAt((word >> 6) & 63))
    if (c !== undefined) parts.push(ALPHABET.charAt(word & 63))
  }
  return parts.join('')
}

/** The bytes of `text`, or null where it is not base64url. */
export function fromBase64url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let word = 0
  let bits = 0
  let filled = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    word = ((word << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[filled++] = (word >> bits) & 0xff
  }
  return bytes
}
