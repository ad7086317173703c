import { utf8Encode } from '#contracts/bytes.ts'
import { crc32 } from '#contracts/crc32.ts'

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
  view.setUint32(8, crc32(bytes.subarray(0, 8)))
  bytes.set(headers, PRELUDE_BYTES)
  bytes.set(payload, PRELUDE_BYTES + headers.length)
  view.setUint32(length - CHECKSUM_BYTES, crc32(bytes.subarray(0, -CHECKSUM_BYTES)))
  return bytes
}
