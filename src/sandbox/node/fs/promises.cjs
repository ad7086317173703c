'use strict'

// https://nodejs.org/api/fs.html#promises-api
const { calls, constants } = require('coldstart:node/internal/fileCalls')
const { FileHandle, later, openFolder } = require('coldstart:node/internal/fileHandle')

const NAMES =
  'access appendFile chmod chown copyFile cp link lstat mkdir mkdtemp readdir readFile readlink realpath rename rm rmdir stat symlink truncate unlink utimes writeFile'
for (const name of NAMES.split(' '))
  exports[name] = (target, ...args) => {
    const signal = args.at(-1)?.signal
    if (signal?.aborted) return Promise.reject(signal.reason)
    return later(() => calls[name](target instanceof FileHandle ? target.fd : target, ...args))
  }
const { writeFile } = exports
exports.writeFile = async (target, data, options) => {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return writeFile(target, data, options)
  const parts = []
  for await (const chunk of data) parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return writeFile(target, Buffer.concat(parts), options)
}
exports.open = (path, flags, mode) => later(() => new FileHandle(calls.open(path, flags, mode)))
exports.opendir = (path) => later(() => openFolder(path))
exports.constants = constants
