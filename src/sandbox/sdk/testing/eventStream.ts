/** CRC-32, as both ends of an event stream check it. */
function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1
  }
  return ~crc >>> 0
}
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
/** One message of an event stream: https://smithy.io/2.0/aws/amazon-eventstream.html */
export function message(type: string, payload: string): Buffer {
  const header = (name: string, value: string): Buffer =>
    Buffer.concat([
      Buffer.of(name.length),
      Buffer.from(name),
      Buffer.of(7, 0, value.length),
      Buffer.from(value),
    ])
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', 'application/octet-stream'),
  ])
  const body = Buffer.from(payload)
  const prelude = Buffer.concat([uint32(headers.length + body.length + 16), uint32(headers.length)])
  const head = Buffer.concat([prelude, uint32(crc32(prelude)), headers, body])
  return Buffer.concat([head, uint32(crc32(head))])
}
