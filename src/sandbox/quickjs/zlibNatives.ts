import { deflateSync, gzipSync, Gunzip, Inflate, Unzlib, zlibSync } from 'fflate'
import type { ByteNative } from './fileNatives.ts'

/** `raw`: bare DEFLATE (RFC 1951) · `zlib` (RFC 1950) · `gzip` (RFC 1952). */
type Format = 'raw' | 'zlib' | 'gzip'

// Work outside the interpreter, in ticks of 10 ns: zlib packs some 50 MB/s and unpacks some 200 MB/s on a full core.
const TICKS_PER_PACKED_BYTE = 2
const TICKS_PER_UNPACKED_BYTE = 0.5

/** Bytes that go into the inflater at once: DEFLATE expands at most 1,032 times, so one bite gives at most 4 MB. */
const BITE = 4_096

/** What went wrong, in zlib's words: https://github.com/madler/zlib/blob/develop/inflate.c */
class UnpackError extends Error {
  override readonly name = 'UnpackError'
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++)
    value = (value & 1) === 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1
  return value
})
/** CRC-32 of `data` after bytes whose CRC is `start`. */
function crc32(data: Uint8Array, start: number): number {
  let value = ~start
  for (const byte of data) value = (CRC_TABLE[(value ^ byte) & 255] ?? 0) ^ (value >>> 8)
  return ~value >>> 0
}
const ADLER = 65_521
function adler32(data: Uint8Array): number {
  let [low, high] = [1, 0]
  for (const byte of data) {
    low = (low + byte) % ADLER
    high = (high + low) % ADLER
  }
  return high * 65_536 + low
}

const levelOf = (level: number): 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 => {
  const levels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
  return levels[level] ?? 6
}
function pack(format: Format, level: number, data: Uint8Array): Uint8Array {
  const options = { level: levelOf(level) }
  if (format === 'raw') return deflateSync(data, options)
  // No time of day in the header: zlib writes none either.
  return format === 'zlib' ? zlibSync(data, options) : gzipSync(data, { ...options, mtime: 0 })
}

function checkHeader(format: Format, data: Uint8Array): void {
  const [first = 0, second = 0] = data
  if (format === 'gzip' && (first !== 31 || second !== 139))
    throw new UnpackError('incorrect header check')
  if (format !== 'zlib') return
  if ((first & 15) !== 8 || (first * 256 + second) % 31 !== 0)
    throw new UnpackError('incorrect header check')
}

const concat = (chunks: readonly Uint8Array[], total: number): Uint8Array => {
  const whole = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Unpacks, no more than `bytesMax`: null where it would be more. */
function unpack(format: Format, data: Uint8Array, bytesMax: number): Uint8Array | null {
  if (data.length === 0) throw new UnpackError('unexpected end of file')
  checkHeader(format, data)
  const chunks: Uint8Array[] = []
  let total = 0
  let members = 0
  const take = (chunk: Uint8Array): void => {
    chunks.push(chunk.slice())
    total += chunk.length
  }
  const stream =
    format === 'raw' ? new Inflate(take) : format === 'zlib' ? new Unzlib(take) : new Gunzip(take)
  if (stream instanceof Gunzip) stream.onmember = () => members++
  try {
    for (let at = 0; at < data.length; at += BITE) {
      stream.push(data.subarray(at, at + BITE), at + BITE >= data.length)
      if (total > bytesMax) return null
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    throw new UnpackError(
      /EOF|final/i.test(message) ? 'unexpected end of file' : message || 'invalid data',
    )
  }
  const whole = concat(chunks, total)
  checkSum(format, data, whole, members)
  return whole
}

/** The sum at the end of a stream. Where gzip members follow one another it is that of the last, and left unchecked. */
function checkSum(format: Format, data: Uint8Array, whole: Uint8Array, members: number): void {
  const byte = (fromEnd: number): number => data[data.length - fromEnd] ?? 0
  if (format === 'zlib') {
    const sum = ((byte(4) << 24) | (byte(3) << 16) | (byte(2) << 8) | byte(1)) >>> 0
    if (sum !== adler32(whole)) throw new UnpackError('incorrect data check')
  }
  if (format === 'gzip' && members === 0) {
    const sum = ((byte(5) << 24) | (byte(6) << 16) | (byte(7) << 8) | byte(8)) >>> 0
    if (sum !== crc32(whole, 0)) throw new UnpackError('incorrect data check')
  }
}

const formatOf = (text: string): Format => (text === 'gzip' || text === 'zlib' ? text : 'raw')

/**
 * The codec beneath `node:zlib`. What a call made waits until the guest has made room for it, within its own memory
 * limit: a bomb ends where that ends.
 */
export function createZlibNatives(
  charge: (ticks: number) => void,
): Readonly<Record<string, ByteNative>> {
  let made = new Uint8Array(0)
  return {
    /** (format, level, buffer, offset, length) → bytes made. */
    zlibPack: {
      run({ text, number, bytes }) {
        const data = bytes(2)
        charge(Math.ceil(data.byteLength * TICKS_PER_PACKED_BYTE))
        made = Uint8Array.from(pack(formatOf(text(0)), number(1), data))
        return made.byteLength
      },
    },
    /** (format, most bytes, buffer, offset, length) → bytes made, -1 where they would be more, or what is wrong. */
    zlibUnpack: {
      run({ text, number, bytes }) {
        const data = bytes(2)
        try {
          const whole = unpack(formatOf(text(0)), data, number(1))
          charge(Math.ceil((whole?.byteLength ?? number(1)) * TICKS_PER_UNPACKED_BYTE))
          if (whole === null) return -1
          made = Uint8Array.from(whole)
          return made.byteLength
        } catch (error) {
          return error instanceof UnpackError ? error.message : 'invalid data'
        }
      },
    },
    /** (buffer, offset, length): what was made last. */
    zlibTake: {
      run({ bytes }) {
        bytes(0).set(made)
        made = new Uint8Array(0)
        return undefined
      },
    },
    /** (start, buffer, offset, length) → CRC-32. */
    crc32: {
      run({ number, bytes }) {
        const data = bytes(1)
        charge(Math.ceil(data.byteLength / 10))
        return crc32(data, number(0))
      },
    },
  }
}
