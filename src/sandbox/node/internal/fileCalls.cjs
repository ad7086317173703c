'use strict'

// Node's synchronous functions over the file system. Callbacks and promises are made of these.
const { native, errors } = require('coldstart:core')
const { Buffer } = require('buffer')
const random = require('coldstart:node/internal/random')
const files = require('coldstart:node/internal/files')
const { O, checkPlace, fail, find, list, mustFind, normal, textOf } = files

const S = { FOLDER: 0o040000, FILE: 0o100000 }

class Stats {
  constructor(found, path, isBig) {
    const numberOf = isBig ? BigInt : Number
    let inode = 0
    for (let at = 0; at < path.length; at++)
      inode = (inode * 31 + path.charCodeAt(at)) % 2_147_483_647
    this.dev = numberOf(2_049)
    this.mode = numberOf((found.isFolder ? S.FOLDER : S.FILE) | found.mode)
    this.nlink = numberOf(found.isFolder ? 2 : 1)
    this.uid = numberOf(993)
    this.gid = numberOf(990)
    this.rdev = numberOf(0)
    this.blksize = numberOf(4_096)
    this.ino = numberOf(inode)
    this.size = numberOf(found.size)
    this.blocks = numberOf(Math.ceil(found.size / 4_096) * 8)
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) {
      this[`${name}Ms`] = numberOf(found.time)
      if (isBig) this[`${name}Ns`] = BigInt(found.time) * 1_000_000n
    }
    for (const name of ['atime', 'mtime', 'ctime', 'birthtime']) this[name] = new Date(found.time)
  }
  isDirectory() {
    return (Number(this.mode) & 0o170000) === S.FOLDER
  }
  isFile() {
    return (Number(this.mode) & 0o170000) === S.FILE
  }
}
class Dirent {
  #isFolder
  constructor(name, parentPath, isFolder) {
    this.name = name
    this.parentPath = parentPath
    this.path = parentPath
    this.#isFolder = isFolder
  }
  isDirectory() {
    return this.#isFolder
  }
  isFile() {
    return !this.#isFolder
  }
}
for (const name of ['isSymbolicLink', 'isBlockDevice', 'isCharacterDevice', 'isFIFO', 'isSocket']) {
  Stats.prototype[name] = () => false
  Dirent.prototype[name] = () => false
}

const encodingOf = (options) => (typeof options === 'string' ? options : options?.encoding)
const encoded = (bytes, options) => {
  const encoding = encodingOf(options)
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes
}
const bytesOf = (data, options) => {
  if (typeof data === 'string') return Buffer.from(data, encodingOf(options) ?? 'utf8')
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  throw errors.create(
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
    `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${files.describe(data)}`,
  )
}
/** Opens, does, and closes; a descriptor is used as it is. */
const withFile = (target, flag, mode, act) => {
  if (typeof target === 'number') return act(target)
  const fd = files.open(target, flag, mode)
  try {
    return act(fd)
  } finally {
    files.close(fd)
  }
}

const calls = {
  open: files.open,
  close: files.close,
  readFile: (target, options) =>
    encoded(withFile(target, options?.flag ?? 'r', 0o666, files.readAll), options),
  writeFile: (target, data, options) => {
    const bytes = bytesOf(data, options)
    withFile(target, options?.flag ?? 'w', options?.mode, (fd) =>
      files.write(fd, bytes, 0, bytes.length, null),
    )
  },
  appendFile: (target, data, options) =>
    calls.writeFile(target, data, {
      flag: 'a',
      ...(typeof options === 'string' ? { encoding: options } : options),
    }),
  /** (fd, buffer, offset, length, position) or (fd, buffer, options) or (fd, options). */
  read: (fd, view, offset, length, position) => {
    const named = ArrayBuffer.isView(view) ? offset : view
    const buffer = ArrayBuffer.isView(view) ? view : (view?.buffer ?? Buffer.alloc(16_384))
    const isNamed = named !== null && typeof named === 'object'
    const from = (isNamed ? named.offset : offset) ?? 0
    const count = (isNamed ? named.length : length) ?? buffer.byteLength - from
    const at = (isNamed ? named.position : position) ?? null
    if (from + count > buffer.byteLength)
      throw errors.create(
        'RangeError',
        'ERR_OUT_OF_RANGE',
        `The value of "length" is out of range. It must be <= ${buffer.byteLength - from}. Received ${count}`,
      )
    return files.read(fd, buffer, from, count, at)
  },
  write: (fd, data, offset, length, position) => {
    if (typeof data === 'string') {
      const bytes = Buffer.from(data, typeof length === 'string' ? length : 'utf8')
      return files.write(fd, bytes, 0, bytes.length, offset)
    }
    const isNamed = offset !== null && typeof offset === 'object'
    const from = (isNamed ? offset.offset : offset) ?? 0
    const count = (isNamed ? offset.length : length) ?? data.byteLength - from
    return files.write(fd, data, from, count, (isNamed ? offset.position : position) ?? null)
  },
  readv: (fd, views, position) => {
    let total = 0
    for (const view of views) {
      const at = typeof position === 'number' ? position + total : null
      const count = files.read(fd, view, 0, view.byteLength, at)
      total += count
      if (count < view.byteLength) break
    }
    return total
  },
  writev: (fd, views, position) => {
    let total = 0
    for (const view of views) {
      const at = typeof position === 'number' ? position + total : null
      total += files.write(fd, view, 0, view.byteLength, at)
    }
    return total
  },
  stat: (target, options) => {
    const text = textOf(target)
    if (options?.throwIfNoEntry === false && find(normal(text)) === null) return undefined
    const found = mustFind(text, options?.syscall ?? 'stat')
    return new Stats(found, found.path, options?.bigint === true)
  },
  lstat: (target, options) => calls.stat(target, { ...options, syscall: 'lstat' }),
  fstat: (fd, options) => {
    const { path } = files.handleOf(fd, 'fstat')
    return new Stats(
      find(path) ?? { size: 0, mode: 0o644, time: 0 },
      path,
      options?.bigint === true,
    )
  },
  access: (target, mode = 0) => {
    const text = textOf(target)
    const { path } = mustFind(text, 'access')
    if ((mode & 2) !== 0 && !files.isOnDisk(path)) fail('EROFS', 'access', text)
  },
  mkdir: (target, options) => {
    const text = textOf(target)
    const path = normal(text)
    const found = find(path)
    const isRecursive = options?.recursive === true
    const mode = ((typeof options === 'object' ? options?.mode : options) ?? 0o777) & ~0o022
    if (found !== null) {
      if (isRecursive && found.isFolder) return undefined
      return fail('EEXIST', 'mkdir', text)
    }
    if (!isRecursive) {
      checkPlace(path, 'mkdir', text)
      native.fileMake(path, 'd', mode)
      return undefined
    }
    const missing = []
    for (let at = path; ; at = files.parentOf(at)) {
      const there = find(at)
      if (there !== null) {
        if (!there.isFolder) fail('ENOTDIR', 'mkdir', text)
        break
      }
      missing.unshift(at)
    }
    for (const at of missing) {
      checkPlace(at, 'mkdir', text)
      native.fileMake(at, 'd', mode)
    }
    return missing[0]
  },
  mkdtemp: (prefix) => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    let name = `${textOf(prefix, 'prefix')}`
    for (let at = 0; at < 6; at++) name += letters[Math.floor(random.next() * letters.length)]
    checkPlace(normal(name), 'mkdtemp', `${prefix}XXXXXX`)
    native.fileMake(normal(name), 'd', 0o700)
    return name
  },
  readdir: (target, options) => {
    const text = textOf(target)
    const found = mustFind(text, 'scandir')
    if (!found.isFolder) fail('ENOTDIR', 'scandir', text)
    const entries = []
    const walk = (folder, shown) => {
      for (const name of list(folder)) {
        const path = folder === '/' ? `/${name}` : `${folder}/${name}`
        const isFolder = find(path)?.isFolder === true
        const relative = shown === '' ? name : `${shown}/${name}`
        if (options?.withFileTypes === true)
          entries.push(new Dirent(name, shown === '' ? text : `${text}/${shown}`, isFolder))
        else entries.push(encodingOf(options) === 'buffer' ? Buffer.from(relative) : relative)
        if (isFolder && options?.recursive === true) walk(path, relative)
      }
    }
    walk(found.path, '')
    return entries
  },
  unlink: (target) => {
    const text = textOf(target)
    const { path, isFolder } = mustFind(text, 'unlink')
    if (!files.isOnDisk(path)) fail('EROFS', 'unlink', text)
    if (isFolder) fail('EISDIR', 'unlink', text)
    native.fileRemove(path)
  },
  rmdir: (target, options) => {
    const text = textOf(target)
    const { path, isFolder } = mustFind(text, 'rmdir')
    if (!isFolder) fail('ENOTDIR', 'rmdir', text)
    if (!files.isOnDisk(path) || path === '/tmp')
      fail(path === '/tmp' ? 'EPERM' : 'EROFS', 'rmdir', text)
    if (list(path).length > 0 && options?.recursive !== true) fail('ENOTEMPTY', 'rmdir', text)
    removeTree(path)
  },
  rm: (target, options) => {
    const text = textOf(target)
    if (options?.force === true && find(normal(text)) === null) return
    const { path, isFolder } = mustFind(text, 'lstat')
    if (isFolder && options?.recursive !== true) {
      const error = errors.create(
        'Error',
        'ERR_FS_EISDIR',
        `Path is a directory: rm returned EISDIR (is a directory) ${text}`,
      )
      error.name = 'SystemError'
      throw Object.assign(error, { errno: 21, syscall: 'rm', path: text })
    }
    if (!files.isOnDisk(path) || path === '/tmp')
      fail(path === '/tmp' ? 'EPERM' : 'EROFS', 'rm', text)
    removeTree(path)
  },
  rename: (from, to) => {
    const [source, target] = [textOf(from, 'oldPath'), textOf(to, 'newPath')]
    const { path, isFolder } = mustFind(source, 'rename', target)
    const goal = normal(target)
    checkPlace(goal, 'rename', source, target)
    if (!files.isOnDisk(path)) fail('EROFS', 'rename', source, target)
    const there = find(goal)
    if (native.startsWith(goal, `${path}/`)) fail('EINVAL', 'rename', source, target)
    if (there?.isFolder && !isFolder) fail('EISDIR', 'rename', source, target)
    if (there !== null && !there.isFolder && isFolder) fail('ENOTDIR', 'rename', source, target)
    if (there?.isFolder && goal !== path && list(goal).length > 0)
      fail('ENOTEMPTY', 'rename', source, target)
    native.fileRename(path, goal)
  },
  copyFile: (from, to, mode = 0) => {
    const [source, target] = [textOf(from, 'src'), textOf(to, 'dest')]
    const { path, isFolder } = mustFind(source, 'copyfile', target)
    if (isFolder) fail('EISDIR', 'copyfile', source, target)
    const goal = normal(target)
    if ((mode & 1) !== 0 && find(goal) !== null) fail('EEXIST', 'copyfile', source, target)
    checkPlace(goal, 'copyfile', source, target)
    calls.writeFile(goal, calls.readFile(path))
  },
  cp: (from, to, options) => {
    const [source, target] = [textOf(from, 'src'), textOf(to, 'dest')]
    const { path, isFolder } = mustFind(source, 'lstat')
    if (!isFolder) {
      calls.mkdir(files.parentOf(normal(target)), { recursive: true })
      calls.copyFile(source, target)
      return
    }
    if (options?.recursive !== true)
      throw errors.create(
        'Error',
        'ERR_FS_EISDIR',
        `Recursive option not enabled, cannot copy a directory: ${source}`,
      )
    calls.mkdir(target, { recursive: true })
    for (const name of list(path)) calls.cp(`${path}/${name}`, `${normal(target)}/${name}`, options)
  },
  truncate: (target, size = 0) => {
    const fd = files.open(target, 'r+')
    try {
      calls.ftruncate(fd, size)
    } finally {
      files.close(fd)
    }
  },
  ftruncate: (fd, size = 0) =>
    files.resize(files.handleOf(fd, 'ftruncate').path, Math.max(0, size)),
  chmod: (target, mode) =>
    mark(target, 'chmod', typeof mode === 'string' ? parseInt(mode, 8) : mode, -1),
  utimes: (target, _accessed, modified) => mark(target, 'utime', -1, timeOf(modified)),
  futimes: (fd, _accessed, modified) =>
    native.fileMark(files.handleOf(fd, 'futime').path, -1, timeOf(modified)),
  chown: (target) => void mustFind(textOf(target), 'chown'),
  fchmod: (fd, mode) => native.fileMark(files.handleOf(fd, 'fchmod').path, mode, -1),
  fchown: (fd) => void files.handleOf(fd, 'fchown'),
  fsync: (fd) => void files.handleOf(fd, 'fsync'),
  fdatasync: (fd) => void files.handleOf(fd, 'fdatasync'),
  realpath: (target) => mustFind(textOf(target), 'lstat').path,
  readlink: (target) => {
    const text = textOf(target)
    mustFind(text, 'readlink')
    return fail('EINVAL', 'readlink', text)
  },
  symlink: (target, path) => fail('EPERM', 'symlink', textOf(target, 'target'), textOf(path)),
  link: (from, to) => fail('EPERM', 'link', textOf(from, 'existingPath'), textOf(to, 'newPath')),
}
const timeOf = (value) => {
  if (value instanceof Date) return value.getTime()
  return Math.trunc(Number(value) * 1_000)
}
const mark = (target, syscall, mode, time) => {
  const text = textOf(target)
  const { path } = mustFind(text, syscall)
  if (!files.isOnDisk(path)) fail('EROFS', syscall, text)
  native.fileMark(path, mode, time)
}
const removeTree = (path) => {
  for (const name of find(path)?.isFolder ? list(path) : []) removeTree(`${path}/${name}`)
  native.fileRemove(path)
}

const constants = {
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  S_IFMT: 0o170000,
  S_IFREG: S.FILE,
  S_IFDIR: S.FOLDER,
  S_IFLNK: 0o120000,
}
for (const name of Object.keys(O)) constants[`O_${name}`] = O[name]
Object.assign(exports, { Dirent, Stats, calls, constants })
