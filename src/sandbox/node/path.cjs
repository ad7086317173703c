'use strict'

// https://nodejs.org/api/path.html, POSIX only.
const check = (path, name) => {
  if (typeof path === 'string') return
  const error = new TypeError(
    `The "${name}" argument must be of type string. Received ${path === undefined ? 'undefined' : path === null ? 'null' : `type ${typeof path} (${String(path)})`}`,
  )
  error.code = 'ERR_INVALID_ARG_TYPE'
  throw error
}

const normalizeParts = (path, isAbsolute) => {
  const out = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') out.push(part)
    else if (out.length > 0 && out.at(-1) !== '..') out.pop()
    else if (!isAbsolute) out.push('..')
  }
  return out.join('/')
}

exports.sep = '/'
exports.delimiter = ':'
exports.resolve = (...paths) => {
  let path = ''
  for (let at = paths.length - 1; at >= 0 && !path.startsWith('/'); at--) {
    check(paths[at], `paths[${at}]`)
    if (paths[at] !== '') path = path === '' ? paths[at] : `${paths[at]}/${path}`
  }
  if (!path.startsWith('/')) path = `/var/task/${path}`
  return `/${normalizeParts(path, true)}`
}
exports.normalize = (path) => {
  check(path, 'path')
  if (path === '') return '.'
  const isAbsolute = path.startsWith('/')
  const ended = path.endsWith('/')
  const parts = normalizeParts(path, isAbsolute)
  if (parts === '') return isAbsolute ? '/' : ended ? './' : '.'
  return `${isAbsolute ? '/' : ''}${parts}${ended ? '/' : ''}`
}
exports.isAbsolute = (path) => {
  check(path, 'path')
  return path.startsWith('/')
}
exports.join = (...paths) => {
  paths.forEach((path) => check(path, 'path'))
  const joined = paths.filter((path) => path !== '').join('/')
  return joined === '' ? '.' : exports.normalize(joined)
}
exports.relative = (from, to) => {
  check(from, 'from')
  check(to, 'to')
  const a = exports.resolve(from).split('/').filter(Boolean)
  const b = exports.resolve(to).split('/').filter(Boolean)
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/')
}
const trimEnd = (path) => (path.length > 1 ? path.replace(/(?!^)\/+$/, '') : path)
exports.dirname = (path) => {
  check(path, 'path')
  const trimmed = trimEnd(path)
  const at = trimmed.lastIndexOf('/')
  if (at < 0) return '.'
  return at === 0 ? '/' : trimmed.slice(0, at)
}
exports.basename = (path, suffix) => {
  check(path, 'path')
  const base = trimEnd(path).slice(trimEnd(path).lastIndexOf('/') + 1)
  return suffix !== undefined && base !== suffix && base.endsWith(suffix)
    ? base.slice(0, -suffix.length)
    : base
}
exports.extname = (path) => {
  const base = exports.basename(path)
  const at = base.lastIndexOf('.')
  return at <= 0 || base === '..' ? '' : base.slice(at)
}
exports.parse = (path) => {
  check(path, 'path')
  const base = exports.basename(path)
  const ext = exports.extname(path)
  const root = path.startsWith('/') ? '/' : ''
  const dir = trimEnd(path).includes('/') ? exports.dirname(path) : ''
  return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) }
}
exports.format = ({ root = '', dir, base, name = '', ext = '' }) => {
  const file = base ?? name + (ext !== '' && !ext.startsWith('.') ? `.${ext}` : ext)
  const folder = dir ?? root
  if (folder === '') return file
  return folder === root ? folder + file : `${folder}/${file}`
}
exports.toNamespacedPath = (path) => path
exports.posix = exports
