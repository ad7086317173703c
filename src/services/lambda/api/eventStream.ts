import { utf8Encode } from '#contracts/bytes.ts'

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc >>> 0
})

/** CRC-32 (IEEE 802.3) of `bytes` from `from` to `to`. */
function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffffffff
  for (let at = from; at < to; at++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A header's value type: a string with two bytes of length. */
const STRING = 7
/** Two lengths and their checksum; the checksum of it all at the end. */
const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4

function encodeHeaders(headers: readonly (readonly [string, string])[]): Uint8Array {
  const parts = headers.map(([name, value]) => [utf8Encode(name), utf8Encode(value)] as const)
  const length = parts.reduce((sum, [name, value]) => sum + 4 + name.length + value.length, 0)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const [name, value] of parts) {
    bytes[at++] = name.length
    bytes.set(name, at)
    at += name.length
    bytes[at++] = STRING
    bytes[at++] = value.length >> 8
    bytes[at++] = value.length & 0xff
    bytes.set(value, at)
    at += value.length
  }
  return bytes
}

/**
 * One message of `application/vnd.amazon.eventstream`.
 * https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
export function encodeEvent(
  eventType: string,
  contentType: string,
  payload: Uint8Array,
): Uint8Array {
  const headers = encodeHeaders([
    [':event-type', eventType],
    [':content-type', contentType],
    [':message-type', 'event'],
  ])
  const length = PRELUDE_BYTES + headers.length + payload.length + CHECKSUM_BYTES
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, length)
  view.setUint32(4, headers.length)
  view.setUint32(8, crc32(bytes, 0, 8))
  bytes.set(headers, PRELUDE_BYTES)
  bytes.set(payload, PRELUDE_BYTES + headers.length)
  view.setUint32(length - CHECKSUM_BYTES, crc32(bytes, 0, length - CHECKSUM_BYTES))
  return bytes
}
