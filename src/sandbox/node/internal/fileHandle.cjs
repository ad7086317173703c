'use strict'

// https://nodejs.org/api/fs.html#class-filehandle
const { loop } = require('coldstart:core')
const EventEmitter = require('events')
const { Dirent, calls } = require('coldstart:node/internal/fileCalls')
const files = require('coldstart:node/internal/files')

/** Does `call` in the next round of the event loop. */
const later = (call) =>
  new Promise((resolve, reject) => {
    loop.addImmediate(() => {
      try {
        resolve(call())
      } catch (error) {
        reject(error)
      }
    }, [])
  })

class FileHandle extends EventEmitter {
  #fd
  constructor(fd) {
    super()
    this.#fd = fd
  }
  get fd() {
    return this.#fd
  }
  async close() {
    if (this.#fd < 0) return
    const fd = this.#fd
    this.#fd = -1
    await later(() => calls.close(fd))
    this.emit('close')
  }
  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    await this.close()
  }
  async read(view, ...rest) {
    const buffer = ArrayBuffer.isView(view) ? view : (view?.buffer ?? Buffer.alloc(16_384))
    const args = ArrayBuffer.isView(view) ? rest : [view ?? {}]
    const bytesRead = await later(() => calls.read(this.#fd, buffer, ...args))
    return { bytesRead, buffer }
  }
  async write(data, ...rest) {
    const bytesWritten = await later(() => calls.write(this.#fd, data, ...rest))
    return { bytesWritten, buffer: data }
  }
  async readv(buffers, position) {
    return { bytesRead: await later(() => calls.readv(this.#fd, buffers, position)), buffers }
  }
  async writev(buffers, position) {
    return { bytesWritten: await later(() => calls.writev(this.#fd, buffers, position)), buffers }
  }
  createReadStream(options) {
    const { ReadStream } = require('coldstart:node/internal/fileStreams')
    return new ReadStream('', { ...options, fd: this.#fd })
  }
  createWriteStream(options) {
    const { WriteStream } = require('coldstart:node/internal/fileStreams')
    return new WriteStream('', { ...options, fd: this.#fd })
  }
  async *readLines(options) {
    const { createInterface } = require('readline')
    yield* createInterface({ input: this.createReadStream({ autoClose: false, ...options }) })
  }
}
for (const [name, call] of Object.entries({
  appendFile: 'appendFile',
  chmod: 'fchmod',
  chown: 'fchown',
  datasync: 'fdatasync',
  readFile: 'readFile',
  stat: 'fstat',
  sync: 'fsync',
  truncate: 'ftruncate',
  utimes: 'futimes',
  writeFile: 'writeFile',
}))
  FileHandle.prototype[name] = function method(...args) {
    return later(() => calls[call](this.fd, ...args))
  }

/** A folder to be read entry by entry: fs.Dir. */
const openFolder = (path) => {
  const text = files.textOf(path)
  const found = files.mustFind(text, 'opendir')
  if (!found.isFolder) files.fail('ENOTDIR', 'opendir', text)
  const names = files.list(found.path)
  const next = () => {
    const name = names.shift()
    if (name === undefined) return null
    return new Dirent(name, text, files.find(`${found.path}/${name}`)?.isFolder === true)
  }
  return {
    path: text,
    readSync: next,
    read: (callback) =>
      callback === undefined
        ? later(next)
        : void later(next).then((entry) => callback(null, entry)),
    close: async () => {},
    closeSync: () => {},
    async *[Symbol.asyncIterator]() {
      for (let entry = next(); entry !== null; entry = next()) yield entry
    },
  }
}

Object.assign(exports, { FileHandle, later, openFolder })
