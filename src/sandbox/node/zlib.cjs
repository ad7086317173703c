'use strict'

// https://nodejs.org/api/zlib.html
const { native, errors, loop } = require('coldstart:core')
const { Buffer } = require('buffer')
const { Transform } = require('stream')
const { lacking } = require('coldstart:node/internal/unavailable')
const { describe } = require('coldstart:node/internal/files')

const LENGTH_MAX = 4_294_967_296
const constants = {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
  Z_NO_COMPRESSION: 0,
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
  Z_FILTERED: 1,
  Z_HUFFMAN_ONLY: 2,
  Z_RLE: 3,
  Z_FIXED: 4,
  Z_DEFAULT_STRATEGY: 0,
  Z_MIN_WINDOWBITS: 8,
  Z_MAX_WINDOWBITS: 15,
  Z_DEFAULT_WINDOWBITS: 15,
  Z_MIN_CHUNK: 64,
  Z_MAX_CHUNK: Infinity,
  Z_DEFAULT_CHUNK: 16_384,
  Z_MIN_MEMLEVEL: 1,
  Z_MAX_MEMLEVEL: 9,
  Z_DEFAULT_MEMLEVEL: 8,
  Z_MIN_LEVEL: -1,
  Z_MAX_LEVEL: 9,
  Z_DEFAULT_LEVEL: -1,
  BROTLI_OPERATION_FLUSH: 1,
  BROTLI_OPERATION_FINISH: 2,
  BROTLI_PARAM_MODE: 0,
  BROTLI_PARAM_QUALITY: 1,
  BROTLI_PARAM_SIZE_HINT: 5,
  BROTLI_MODE_GENERIC: 0,
  BROTLI_MODE_TEXT: 1,
  BROTLI_MIN_QUALITY: 0,
  BROTLI_MAX_QUALITY: 11,
  BROTLI_DEFAULT_QUALITY: 11,
}

const bytesOf = (data) => {
  if (typeof data === 'string') return Buffer.from(data)
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  throw errors.create(
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "buffer" argument must be of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer. Received ${describe(data)}`,
  )
}
const checkLevel = (options) => {
  const level = options?.level
  if (level === undefined || (Number.isInteger(level) && level >= -1 && level <= 9))
    return level ?? -1
  throw errors.create(
    'RangeError',
    'ERR_OUT_OF_RANGE',
    `The value of "options.level" is out of range. It must be >= -1 and <= 9. Received ${level}`,
  )
}
const tooLarge = (most) =>
  errors.create(
    'RangeError',
    'ERR_BUFFER_TOO_LARGE',
    `Cannot create a Buffer larger than ${most} bytes`,
  )
const dataError = (message) => {
  const code = message === 'unexpected end of file' ? 'Z_BUF_ERROR' : 'Z_DATA_ERROR'
  return Object.assign(errors.create('Error', '', message), { errno: constants[code], code })
}
const take = (length) => {
  const out = Buffer.allocUnsafeSlow(length)
  if (length > 0) native.zlibTake(out.buffer, 0, length)
  return out
}

const pack = (format, data, options) => {
  const bytes = bytesOf(data)
  const length = native.zlibPack(
    format,
    checkLevel(options),
    bytes.buffer,
    bytes.byteOffset,
    bytes.length,
  )
  const most = options?.maxOutputLength ?? LENGTH_MAX
  if (length > most) throw tooLarge(most)
  return take(length)
}
const unpack = (format, data, options) => {
  const bytes = bytesOf(data)
  const most = options?.maxOutputLength ?? LENGTH_MAX
  const isAuto = format === 'auto'
  const actual = isAuto ? (bytes[0] === 31 ? 'gzip' : 'zlib') : format
  const bound = Math.min(most, MEMORY_MAX)
  const answer = native.zlibUnpack(actual, bound, bytes.buffer, bytes.byteOffset, bytes.length)
  if (typeof answer === 'string') throw dataError(answer)
  // More than the memory holds: this allocation ends the process, as it would in Lambda.
  if (answer === -1 && bound < most) return Buffer.alloc(MEMORY_MAX)
  if (answer === -1) throw tooLarge(most)
  return take(answer)
}
/** One wasm memory holds no more. */
const MEMORY_MAX = 805_306_368

const CODECS = {
  deflate: { name: 'Deflate', run: (data, options) => pack('zlib', data, options) },
  deflateRaw: { name: 'DeflateRaw', run: (data, options) => pack('raw', data, options) },
  gzip: { name: 'Gzip', run: (data, options) => pack('gzip', data, options) },
  inflate: { name: 'Inflate', run: (data, options) => unpack('zlib', data, options) },
  inflateRaw: { name: 'InflateRaw', run: (data, options) => unpack('raw', data, options) },
  gunzip: { name: 'Gunzip', run: (data, options) => unpack('gzip', data, options) },
  unzip: { name: 'Unzip', run: (data, options) => unpack('auto', data, options) },
}

/** Gathers what is written and does it all at the end. */
class Codec extends Transform {
  #parts = []
  #run
  #options
  constructor(run, options) {
    super(options)
    this.#run = run
    this.#options = options
    this.bytesWritten = 0
    checkLevel(options)
  }
  _transform(chunk, _encoding, callback) {
    this.#parts.push(Buffer.from(chunk))
    this.bytesWritten += chunk.length
    callback()
  }
  _flush(callback) {
    try {
      const data = Buffer.concat(this.#parts)
      this.#parts = []
      const isNothing = data.length === 0 && this.#run.unpacks
      const out = isNothing ? Buffer.alloc(0) : this.#run(data, this.#options)
      const size = this.#options?.chunkSize ?? 16_384
      for (let at = 0; at < out.length; at += size) this.push(out.subarray(at, at + size))
      callback()
    } catch (error) {
      callback(error)
    }
  }
  flush(...args) {
    const callback = args.find((each) => typeof each === 'function')
    if (callback) process.nextTick(callback)
  }
  params(_level, _strategy, callback) {
    process.nextTick(callback)
  }
  reset() {
    this.#parts = []
  }
  close(callback) {
    if (callback) this.once('close', callback)
    this.destroy()
  }
}

for (const name of Object.keys(CODECS)) {
  const codec = CODECS[name]
  codec.run.unpacks = name.startsWith('inf') || name.startsWith('gun') || name === 'unzip'
  exports[`${name}Sync`] = (data, options) => codec.run(data, options)
  exports[name] = (data, optionsOrCallback, last) => {
    const callback = typeof optionsOrCallback === 'function' ? optionsOrCallback : last
    const options = typeof optionsOrCallback === 'function' ? undefined : optionsOrCallback
    if (typeof callback !== 'function')
      throw errors.create(
        'TypeError',
        'ERR_INVALID_ARG_TYPE',
        `The "callback" argument must be of type function. Received ${callback === undefined ? 'undefined' : typeof callback}`,
      )
    const bytes = bytesOf(data)
    loop.addImmediate(() => {
      let out
      try {
        out = codec.run(bytes, options)
      } catch (error) {
        callback(error)
        return
      }
      callback(null, out)
    }, [])
  }
  const Class = {
    [codec.name]: class extends Codec {
      constructor(options) {
        super(codec.run, options)
      }
    },
  }[codec.name]
  exports[codec.name] = Class
  exports[`create${codec.name}`] = (options) => new Class(options)
}
exports.crc32 = (data, start = 0) => {
  const bytes = bytesOf(data)
  return native.crc32(start, bytes.buffer, bytes.byteOffset, bytes.length)
}
for (const name of [
  'brotliCompress',
  'brotliCompressSync',
  'brotliDecompress',
  'brotliDecompressSync',
  'createBrotliCompress',
  'createBrotliDecompress',
  'zstdCompress',
  'zstdCompressSync',
  'zstdDecompress',
  'zstdDecompressSync',
  'createZstdCompress',
  'createZstdDecompress',
])
  exports[name] = lacking(`zlib.${name}`)
exports.constants = Object.freeze(constants)
exports.codes = Object.freeze({
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
})
for (const name of Object.keys(constants))
  if (name.startsWith('Z_')) exports[name] = constants[name]
