/** What is known of a connection's frames without their payloads. */
export interface FrameSizes {
  /** Reads what came from the client, in any pieces. */
  read(part: Uint8Array): void
  /** Bytes of the largest frame of the next message that is whole; undefined where none is. */
  next(): number | undefined
}

const CONTROL = 0x08
const FINAL = 0x80
const MASKED = 0x80
const MASK_BYTES = 4
const SHORT_MAX = 125
/** Messages whose sizes wait to be asked for: more than could ever be under way. */
const WAITING_MAX = 100_000

/**
 * Reads the heads of a client's frames (RFC 6455 §5.2): a library puts a message's frames together before anybody sees
 * how large they were, and API Gateway limits both.
 */
export function createFrameSizes(): FrameSizes {
  const sizes: number[] = []
  let head: number[] = []
  let payload = 0
  let largest = 0

  /** How long the head is, as far as it tells. */
  const headLength = (): number => {
    const [, second] = head
    if (second === undefined) return 2
    const short = second & 0x7f
    const extended = short <= SHORT_MAX ? 0 : short === SHORT_MAX + 1 ? 2 : 8
    return 2 + extended + ((second & MASKED) === 0 ? 0 : MASK_BYTES)
  }

  const payloadLength = (): number => {
    const short = (head[1] ?? 0) & 0x7f
    if (short <= SHORT_MAX) return short
    const bytes = head.slice(2, short === SHORT_MAX + 1 ? 4 : 10)
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  }

  const finishHead = (): void => {
    const first = head[0] ?? 0
    payload = payloadLength()
    head = []
    if ((first & CONTROL) !== 0) return
    largest = Math.max(largest, payload)
    if ((first & FINAL) === 0) return
    if (sizes.length < WAITING_MAX) sizes.push(largest)
    largest = 0
  }

  return {
    read(part) {
      let at = 0
      while (at < part.length) {
        if (payload > 0) {
          const skipped = Math.min(payload, part.length - at)
          payload -= skipped
          at += skipped
          continue
        }
        head.push(part[at++] ?? 0)
        if (head.length >= 2 && head.length === headLength()) finishHead()
      }
    },
    next: () => sizes.shift(),
  }
}
