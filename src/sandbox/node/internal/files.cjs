'use strict'

// The file system's calls, synchronous, with libuv's errors. https://nodejs.org/api/fs.html
const { native, errors, whenConfigured } = require('coldstart:core')
const { Buffer } = require('buffer')
const { fileURLToPath } = require('url')
const { received } = require('coldstart:node/internal/bufferNumbers')
const bufferOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  'buffer',
).get
const rawBuffer = (view) => Reflect.apply(bufferOf, view, [])

const ERRORS = {
  EACCES: [-13, 'permission denied'],
  EBADF: [-9, 'bad file descriptor'],
  EEXIST: [-17, 'file already exists'],
  EINVAL: [-22, 'invalid argument'],
  EISDIR: [-21, 'illegal operation on a directory'],
  ENOENT: [-2, 'no such file or directory'],
  ENOSPC: [-28, 'no space left on device'],
  ENOTDIR: [-20, 'not a directory'],
  ENOTEMPTY: [-39, 'directory not empty'],
  EPERM: [-1, 'operation not permitted'],
  EROFS: [-30, 'read-only file system'],
  ENOSYS: [-38, 'function not implemented'],
}
/** The error that libuv gives: `ENOENT: no such file or directory, open '/tmp/x'`. */
const fail = (code, syscall, path, dest) => {
  const [errno, text] = ERRORS[code]
  const where = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`
  const error = errors.create('Error', '', `${code}: ${text}, ${syscall}${where}`)
  Object.assign(error, { errno, code, syscall })
  if (path !== undefined) error.path = path
  if (dest !== undefined) error.dest = dest
  throw error
}

/** A path as the user wrote it: text, bytes or a file: URL. */
const textOf = (path, name = 'path') => {
  let text = path
  if (path instanceof URL) text = fileURLToPath(path)
  else if (path instanceof Uint8Array) text = Buffer.from(path).toString()
  if (typeof text !== 'string')
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_TYPE',
      `The "${name}" argument must be of type string or an instance of Buffer or URL. Received ${received(path)}`,
    )
  if (text.includes('\0'))
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received '${text.replaceAll('\0', '\\x00')}'`,
    )
  return text
}
/** Absolute and normal: what the natives take. */
const normal = (text) => {
  const parts = []
  for (const part of (text[0] === '/' ? text : `/var/task/${text}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
const parentOf = (path) => path.slice(0, path.lastIndexOf('/')) || '/'

const find = (path) => {
  const answer = native.fileStat(path)
  if (answer === '') return null
  const [kind, size, mode, time] = answer.split(' ')
  return { isFolder: kind === 'd', size: +size, mode: +mode, time: +time }
}
/** What is at `text`, or ENOENT, ENOTDIR. */
const mustFind = (text, syscall, dest) => {
  const path = normal(text)
  const found = find(path)
  if (found === null) fail(missingCode(path), syscall, text, dest)
  if (text.endsWith('/') && !found.isFolder) fail('ENOTDIR', syscall, text, dest)
  return { path, ...found }
}
const missingCode = (path) => {
  const parent = find(parentOf(path))
  return parent !== null && !parent.isFolder ? 'ENOTDIR' : 'ENOENT'
}
const isOnDisk = (path) => path === '/tmp' || native.startsWith(path, '/tmp/')
/** Checks that something may be made at `path`. */
const checkPlace = (path, syscall, text, dest) => {
  const parent = find(parentOf(path))
  if (parent === null) fail('ENOENT', syscall, text, dest)
  if (!parent.isFolder) fail('ENOTDIR', syscall, text, dest)
  if (!isOnDisk(path)) fail('EROFS', syscall, text, dest)
}

const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 64,
  EXCL: 128,
  TRUNC: 512,
  APPEND: 1_024,
}
const FLAGS = {
  r: O.RDONLY,
  rs: O.RDONLY,
  sr: O.RDONLY,
  'r+': O.RDWR,
  'rs+': O.RDWR,
  w: O.TRUNC | O.CREAT | O.WRONLY,
  wx: O.TRUNC | O.CREAT | O.WRONLY | O.EXCL,
  'w+': O.TRUNC | O.CREAT | O.RDWR,
  'wx+': O.TRUNC | O.CREAT | O.RDWR | O.EXCL,
  a: O.APPEND | O.CREAT | O.WRONLY,
  ax: O.APPEND | O.CREAT | O.WRONLY | O.EXCL,
  as: O.APPEND | O.CREAT | O.WRONLY,
  'a+': O.APPEND | O.CREAT | O.RDWR,
  'ax+': O.APPEND | O.CREAT | O.RDWR | O.EXCL,
}
const flagsOf = (flags) => {
  if (typeof flags === 'number') return flags
  const bits = FLAGS[flags]
  if (bits === undefined)
    throw errors.create(
      'TypeError',
      'ERR_INVALID_ARG_VALUE',
      `The argument 'flags' is invalid. Received '${flags}'`,
    )
  return bits
}

const DESCRIPTORS_MAX = 1_024
const FIRST_DESCRIPTOR = 17
const descriptors = new Map()
const handleOf = (fd, syscall) => {
  const handle = descriptors.get(fd)
  return handle === undefined ? fail('EBADF', syscall) : handle
}

const open = (target, flags = 'r', mode = 0o666) => {
  const text = textOf(target)
  const bits = flagsOf(flags ?? 'r')
  const path = normal(text)
  const writes = (bits & 3) !== O.RDONLY
  let found = find(path)
  if (found !== null && (bits & O.CREAT) !== 0 && (bits & O.EXCL) !== 0)
    fail('EEXIST', 'open', text)
  if (found === null) {
    if ((bits & O.CREAT) === 0) fail(missingCode(path), 'open', text)
    checkPlace(path, 'open', text)
    native.fileMake(path, 'f', (typeof mode === 'string' ? parseInt(mode, 8) : mode) & ~0o022)
    found = find(path)
  } else {
    if (found.isFolder && writes) fail('EISDIR', 'open', text)
    if (writes && !isOnDisk(path)) fail('EROFS', 'open', text)
    if (writes && (bits & O.TRUNC) !== 0) native.fileResize(path, 0)
  }
  let fd = FIRST_DESCRIPTOR
  while (descriptors.has(fd)) fd++
  if (descriptors.size >= DESCRIPTORS_MAX) {
    const error = errors.create('Error', '', `EMFILE: too many open files, open '${text}'`)
    throw Object.assign(error, { errno: -24, code: 'EMFILE', syscall: 'open', path: text })
  }
  descriptors.set(fd, { path, bits, position: 0, isFolder: found.isFolder })
  return fd
}
const close = (fd) => {
  handleOf(fd, 'close')
  descriptors.delete(fd)
}

/** Reads into `view`; `position` null: from where the descriptor stands. */
const read = (fd, view, offset, length, position) => {
  const handle = handleOf(fd, 'read')
  if (handle.isFolder) fail('EISDIR', 'read')
  if ((handle.bits & 3) === O.WRONLY) fail('EBADF', 'read')
  const at =
    position === null || position === undefined || position < 0 ? handle.position : Number(position)
  if (length <= 0) return 0
  const count = native.fileRead(handle.path, at, rawBuffer(view), view.byteOffset + offset, length)
  if (at === handle.position && !(position >= 0 && position !== null)) handle.position += count
  return count
}
const write = (fd, view, offset, length, position) => {
  const handle = handleOf(fd, 'write')
  if ((handle.bits & 3) === O.RDONLY) fail('EBADF', 'write')
  const isPlaced = typeof position === 'number' || typeof position === 'bigint'
  const isAppending = (handle.bits & O.APPEND) !== 0
  const end = isAppending ? (find(handle.path)?.size ?? 0) : handle.position
  const at = isPlaced && !isAppending ? Number(position) : end
  if (length <= 0) return 0
  const fits = native.fileWrite(handle.path, at, rawBuffer(view), view.byteOffset + offset, length)
  if (fits === 0) fail('ENOSPC', 'write')
  if (!isPlaced) handle.position = at + length
  return length
}

const sizeOf = (fd) => find(handleOf(fd, 'fstat').path)?.size ?? 0
/** Everything from where the descriptor stands. */
const readAll = (fd) => {
  const handle = handleOf(fd, 'read')
  if (handle.isFolder) fail('EISDIR', 'read')
  const length = Math.max(0, sizeOf(fd) - handle.position)
  const bytes = Buffer.allocUnsafeSlow(length)
  const count = read(fd, bytes, 0, length, null)
  return count === length ? bytes : bytes.subarray(0, count)
}
const resize = (path, size) => {
  if (native.fileResize(path, size) === 0) fail('ENOSPC', 'ftruncate')
}
const list = (path) => {
  const names = native.fileList(path)
  return names === '' ? [] : names.split('\n')
}
whenConfigured(() => descriptors.clear())

Object.assign(exports, {
  ERRORS,
  O,
  checkPlace,
  close,
  describe: received,
  fail,
  find,
  handleOf,
  isOnDisk,
  list,
  mustFind,
  normal,
  open,
  parentOf,
  read,
  readAll,
  resize,
  textOf,
  write,
})
