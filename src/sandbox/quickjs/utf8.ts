/**
 * UTF-8 in and out of wasm memory. QuickJS reads lone surrogates as three-byte sequences, and so does this, so every
 * string survives the trip. The host's own encoder, which knows no lone surrogates, does what is long and plain: it is
 * up to fifty times faster.
 */

/** What is used of the host's encoder and decoder, which every host has; the engine program has no DOM types. */
interface HostEncoding {
  readonly TextEncoder: new () => {
    encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number }
  }
  readonly TextDecoder: new (
    label: string,
    options: { readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string }
}
const host = globalThis as unknown as HostEncoding
const encoder = new host.TextEncoder()
const decoder = new host.TextDecoder('utf-8', { ignoreBOM: true })
/** Shorter texts go faster by hand. */
const SHORT = 24

/** Writes `text` into `memory` at `start` if all of it is ASCII; answers whether it was. */
export function writeAscii(text: string, memory: Uint8Array, start: number): boolean {
  const { length } = text
  if (length > SHORT) {
    const { read, written } = encoder.encodeInto(text, memory.subarray(start, start + length))
    // Only ASCII takes a byte for each unit.
    return read === length && written === length
  }
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x80) return false
    memory[start + at] = unit
  }
  return true
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

/** Writes `text` at `start`, without a final zero; answers where it ends. */
export function writeUtf8(text: string, memory: Uint8Array, start: number): number {
  let to = start
  for (let at = 0; at < text.length; at++) {
    let unit = text.charCodeAt(at)
    if (unit < 0x80) {
      memory[to++] = unit
      continue
    }
    if (unit < 0x800) {
      memory[to++] = 0xc0 | (unit >> 6)
      memory[to++] = 0x80 | (unit & 0x3f)
      continue
    }
    const next = text.charCodeAt(at + 1)
    if (isHigh(unit) && isLow(next)) {
      unit = 0x1_0000 + ((unit - 0xd800) << 10) + (next - 0xdc00)
      at++
      memory[to++] = 0xf0 | (unit >> 18)
      memory[to++] = 0x80 | ((unit >> 12) & 0x3f)
    } else {
      memory[to++] = 0xe0 | (unit >> 12)
    }
    memory[to++] = 0x80 | ((unit >> 6) & 0x3f)
    memory[to++] = 0x80 | (unit & 0x3f)
  }
  return to
}

const CHUNK = 8_192
/** What a decoder makes of what is no UTF-8. */
const REPLACEMENT = '\ufffd'

/** The text in `memory` from `start` to the first zero byte. */
export function readUtf8(memory: Uint8Array, start: number): string {
  const found = memory.indexOf(0, start)
  const end = found < 0 ? memory.length : found
  if (end - start > SHORT) {
    const text = decoder.decode(memory.subarray(start, end))
    if (!text.includes(REPLACEMENT)) return text
  }
  return readByHand(memory, start)
}

function readByHand(memory: Uint8Array, start: number): string {
  let text = ''
  const units: number[] = []
  for (let at = start; ;) {
    const byte = memory[at++] ?? 0
    if (byte === 0) break
    let code = byte
    if (byte >= 0xf0) {
      code = ((byte & 7) << 18) | (tail(memory, at++) << 12) | (tail(memory, at++) << 6)
      code |= tail(memory, at++)
    } else if (byte >= 0xe0) {
      code = ((byte & 15) << 12) | (tail(memory, at++) << 6) | tail(memory, at++)
    } else if (byte >= 0xc0) {
      code = ((byte & 31) << 6) | tail(memory, at++)
    }
    if (code >= 0x1_0000) {
      units.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 0x3ff))
    } else units.push(code)
    if (units.length >= CHUNK) {
      text += String.fromCharCode(...units)
      units.length = 0
    }
  }
  return text + String.fromCharCode(...units)
}

const tail = (memory: Uint8Array, at: number): number => (memory[at] ?? 0) & 0x3f
