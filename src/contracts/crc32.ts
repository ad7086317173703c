const tableOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let word = byte
    for (let bit = 0; bit < 8; bit++)
      word = (word & 1) === 1 ? (word >>> 1) ^ polynomial : word >>> 1
    return word
  })

/** A checksum of 32 bits, unsigned, by a reflected polynomial. */
function createCrc(polynomial: number): (bytes: Uint8Array) => number {
  const table = tableOf(polynomial)
  return (bytes) => {
    let word = 0xffffffff
    for (const byte of bytes) word = (word >>> 8) ^ (table[(word ^ byte) & 255] ?? 0)
    return (word ^ 0xffffffff) >>> 0
  }
}

/** CRC-32 (IEEE 802.3) of `bytes`, unsigned. */
export const crc32 = createCrc(0xedb88320)

/** CRC-32C (Castagnoli, RFC 3720 §12.1) of `bytes`, unsigned. */
export const crc32c = createCrc(0x82f63b78)
