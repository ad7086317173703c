'use strict'

// https://nodejs.org/api/fs.html
const { loop, errors } = require('coldstart:core')
const { Dirent, Stats, calls, constants } = require('coldstart:node/internal/fileCalls')
const files = require('coldstart:node/internal/files')

const checkCallback = (callback) => {
  if (typeof callback === 'function') return
  throw errors.create(
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "cb" argument must be of type function. Received ${files.describe(callback)}`,
  )
}
/** In the next round of the event loop, as the thread pool answers. */
const later = (call, args, callback) => {
  checkCallback(callback)
  loop.addImmediate(() => {
    let value
    try {
      value = call(...args)
    } catch (error) {
      callback(error)
      return
    }
    callback(null, value)
  }, [])
}
for (const name of Object.keys(calls)) {
  const call = calls[name]
  exports[`${name}Sync`] = (...args) => call(...args)
  exports[name] = (...args) => {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined
    later(call, args, callback)
  }
}
exports.read = (fd, ...args) => {
  const callback = args.pop()
  const view = ArrayBuffer.isView(args[0])
    ? args[0]
    : (args[0]?.buffer ?? require('buffer').Buffer.alloc(16_384))
  const rest = ArrayBuffer.isView(args[0]) ? args.slice(1) : args
  checkCallback(callback)
  later(calls.read, [fd, view, ...rest], (error, count) => callback(error, count, view))
}
exports.write = (fd, data, ...args) => {
  const callback = args.pop()
  checkCallback(callback)
  later(calls.write, [fd, data, ...args], (error, count) => callback(error, count, data))
}
for (const name of ['read', 'write']) {
  const both = (fd, ...args) =>
    new Promise((resolve, reject) => {
      exports[name](fd, ...args, (error, count, buffer) => {
        if (error) reject(error)
        else resolve({ [name === 'read' ? 'bytesRead' : 'bytesWritten']: count, buffer })
      })
    })
  Object.defineProperty(exports[name], require('util').promisify.custom, { value: both })
}
exports.existsSync = (path) => {
  try {
    calls.access(path)
    return true
  } catch {
    return false
  }
}
exports.exists = (path, callback) => {
  checkCallback(callback)
  later(exports.existsSync, [path], (_error, isThere) => callback(isThere))
}
Object.defineProperty(exports.exists, require('util').promisify.custom, {
  value: async (path) => exports.existsSync(path),
})
exports.realpathSync.native = exports.realpathSync
exports.realpath.native = exports.realpath
exports.opendirSync = (path) => require('coldstart:node/internal/fileHandle').openFolder(path)

const unwatchable = () => {
  throw errors.create(
    'Error',
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    '[coldstart] watching files is not available',
  )
}
exports.watch = unwatchable
exports.watchFile = unwatchable
exports.unwatchFile = () => {}

Object.assign(exports, { Dirent, Stats, constants })
for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) exports[name] = constants[name]
exports.createReadStream = (path, options) =>
  new (require('coldstart:node/internal/fileStreams').ReadStream)(path, options)
exports.createWriteStream = (path, options) =>
  new (require('coldstart:node/internal/fileStreams').WriteStream)(path, options)
for (const name of ['ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream'])
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('coldstart:node/internal/fileStreams')[name.replace('File', '')],
  })
Object.defineProperty(exports, 'promises', {
  enumerable: true,
  get: () => require('fs/promises'),
})
