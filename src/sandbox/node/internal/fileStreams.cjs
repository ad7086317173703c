'use strict'

// https://nodejs.org/api/fs.html#fscreatereadstreampath-options
const { Buffer } = require('buffer')
const { Readable, Writable } = require('stream')
const { calls } = require('coldstart:node/internal/fileCalls')
const { FileHandle, later } = require('coldstart:node/internal/fileHandle')

const settle = (work, callback) => void work.then((value) => callback(null, value), callback)
const fdOf = (options) => (options.fd instanceof FileHandle ? options.fd.fd : (options.fd ?? null))
const asOptions = (options) =>
  typeof options === 'string' ? { encoding: options } : (options ?? {})

/** Opens the file as the stream begins. */
function constructFile(stream, callback) {
  if (stream.fd !== null) {
    callback()
    return
  }
  settle(
    later(() => calls.open(stream.path, stream.flags, stream.mode)),
    (error, fd) => {
      if (error) {
        callback(error)
        return
      }
      stream.fd = fd
      callback()
      stream.emit('open', fd)
      stream.emit('ready')
    },
  )
}
const closeFile = (stream, error, callback) => {
  const { fd } = stream
  stream.fd = null
  if (fd === null || !stream.autoClose) callback(error)
  else
    settle(
      later(() => calls.close(fd)),
      (own) => callback(error ?? own),
    )
}

class ReadStream extends Readable {
  constructor(path, given) {
    const options = asOptions(given)
    super({ highWaterMark: 65_536, ...options })
    this.path = path
    this.flags = options.flags ?? 'r'
    this.mode = options.mode ?? 0o666
    this.fd = fdOf(options)
    this.start = options.start
    this.end = options.end ?? Infinity
    this.pos = options.start
    this.autoClose = options.autoClose !== false
    this.bytesRead = 0
  }
  _construct(callback) {
    constructFile(this, callback)
  }
  _read(size) {
    const left = this.end === Infinity ? size : this.end - (this.pos ?? this.bytesRead) + 1
    const count = Math.min(size, left)
    if (count <= 0) {
      this.push(null)
      return
    }
    const buffer = Buffer.allocUnsafeSlow(count)
    settle(
      later(() => calls.read(this.fd, buffer, 0, count, this.pos ?? null)),
      (error, read) => {
        if (error) {
          this.destroy(error)
          return
        }
        if (read > 0) this.bytesRead += read
        if (this.pos !== undefined) this.pos += read
        this.push(read > 0 ? buffer.subarray(0, read) : null)
      },
    )
  }
  _destroy(error, callback) {
    closeFile(this, error, callback)
  }
  close(callback) {
    if (callback) this.once('close', callback)
    this.destroy()
  }
  get pending() {
    return this.fd === null
  }
}

class WriteStream extends Writable {
  constructor(path, given) {
    const options = asOptions(given)
    super({
      decodeStrings: true,
      ...options,
      ...(options.encoding ? { defaultEncoding: options.encoding } : {}),
    })
    this.path = path
    this.flags = options.flags ?? 'w'
    this.mode = options.mode ?? 0o666
    this.fd = fdOf(options)
    this.pos = options.start
    this.autoClose = options.autoClose !== false
    this.bytesWritten = 0
  }
  _construct(callback) {
    constructFile(this, callback)
  }
  _write(chunk, _encoding, callback) {
    const at = this.pos ?? null
    settle(
      later(() => calls.write(this.fd, chunk, 0, chunk.length, at)),
      (error, written) => {
        if (error) {
          callback(error)
          return
        }
        this.bytesWritten += written
        if (this.pos !== undefined) this.pos += written
        callback()
      },
    )
  }
  _destroy(error, callback) {
    closeFile(this, error, callback)
  }
  close(callback) {
    if (callback) {
      if (this.closed) process.nextTick(callback)
      else this.once('close', callback)
    }
    if (!this.writableEnded) this.end()
    if (!this.autoClose) this.destroy()
  }
  get pending() {
    return this.fd === null
  }
}
Object.assign(exports, { ReadStream, WriteStream })
