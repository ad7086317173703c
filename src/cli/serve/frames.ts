import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** A frame: the length of its payload, the payload's CRC-32, the payload. Both numbers are 32 bits, little-endian. */
const HEADER_BYTES = 8
/** What one request can change at most is far below: a length above this is no length. */
const PAYLOAD_BYTES_MAX = 0x4000_0000

/** Texts as one frame: it is there whole, or not at all. */
export function toFrame(records: readonly string[]): Buffer {
  const payload = Buffer.from(records.join('\n'))
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt32LE(payload.length, 0)
  header.writeUInt32LE(crc32(payload), 4)
  return Buffer.concat([header, payload])
}

/** Reads the frames of a file one after the other; answers the offset after the last whole one, and the file's size. */
export function readFrames(
  path: string,
  found: (records: readonly string[]) => void,
): { readonly good: number; readonly size: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const header = Buffer.allocUnsafe(HEADER_BYTES)
    let at = 0
    while (at + HEADER_BYTES <= size) {
      readSync(file, header, 0, HEADER_BYTES, at)
      const length = header.readUInt32LE(0)
      if (length > PAYLOAD_BYTES_MAX || at + HEADER_BYTES + length > size) break
      const payload = Buffer.allocUnsafe(length)
      readSync(file, payload, 0, length, at + HEADER_BYTES)
      if (crc32(payload) !== header.readUInt32LE(4)) break
      found(payload.toString().split('\n'))
      at += HEADER_BYTES + length
    }
    return { good: at, size }
  } finally {
    closeSync(file)
  }
}
