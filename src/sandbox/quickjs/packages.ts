import type { BundleFiles } from '../runtime.ts'
import { readUtf8 } from './utf8.ts'

/** Where Lambda unpacks a function's files. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const TASK_ROOT = '/var/task'

/** The parent of a path; `/` is its own. */
export const dirname = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** Absolute and without `.` and `..`. */
export function resolvePath(base: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The fields of a package.json that decide how modules load. */
interface PackageJson {
  readonly type?: unknown
  readonly main?: unknown
  readonly exports?: unknown
}

/** The function's files as the module loaders see them: read-only, under `/var/task`. */
export interface FileTree {
  /** The text of the file that stands at `path`, compiled names included; undefined where there is none. */
  read(path: string): string | undefined
  /** The name that the user gave the file at `path`: `index.ts` stands at `index.js` as well. */
  original(path: string): string
  readonly has: (path: string) => boolean
  packageJson(directory: string): PackageJson | undefined
  /** Whether the nearest package.json says `"type": "module"`. https://nodejs.org/api/packages.html#type */
  isTypeModule(path: string): boolean
}

const COMPILED: readonly (readonly [from: string, to: string])[] = [
  ['.ts', '.js'],
  ['.mts', '.mjs'],
  ['.cts', '.cjs'],
]

/** The text before the first NUL, if any: scripts have none. */
const textOf = (bytes: Uint8Array): string => {
  const ended = new Uint8Array(bytes.byteLength + 1)
  ended.set(bytes)
  return readUtf8(ended, 0)
}

export function createFileTree(files: BundleFiles): FileTree {
  const texts = new Map<string, string>()
  const originals = new Map<string, string>()
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : textOf(content)
    texts.set(resolvePath(TASK_ROOT, name), text)
  }
  for (const [path, text] of Array.from(texts)) {
    if (path.endsWith('.d.ts')) continue
    for (const [from, to] of COMPILED) {
      const compiled = path.slice(0, -from.length) + to
      if (!path.endsWith(from) || texts.has(compiled)) continue
      texts.set(compiled, text)
      originals.set(compiled, path)
    }
  }
  const packageJson = (directory: string): PackageJson | undefined => {
    const text = texts.get(resolvePath(directory, 'package.json'))
    if (text === undefined) return undefined
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null ? value : undefined
    } catch {
      return undefined
    }
  }
  const isTypeModule = (path: string): boolean => {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const found = packageJson(folder)
      if (found !== undefined) return found.type === 'module'
      if (folder === '/' || folder.endsWith('/node_modules')) return false
    }
  }
  return {
    read: (path) => texts.get(path),
    original: (path) => originals.get(path) ?? path,
    has: (path) => texts.has(path),
    packageJson,
    isTypeModule,
  }
}

/** The target of a package's `exports` for `subpath` (`.` or `./x`) under the conditions, in the map's own order. */
export function findExport(
  exports: unknown,
  subpath: string,
  conditions: readonly string[],
): string | undefined {
  if (typeof exports === 'string') return subpath === '.' ? exports : undefined
  if (Array.isArray(exports)) {
    for (const item of exports) {
      const found = findExport(item, subpath, conditions)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (typeof exports !== 'object' || exports === null) return undefined
  const entries = Object.entries(exports)
  if (!entries.some(([key]) => key.startsWith('.'))) {
    for (const [condition, target] of entries) {
      if (!conditions.includes(condition)) continue
      const found = findExport(target, subpath, conditions)
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const [key, target] of entries) {
    if (key === subpath) return findExport(target, '.', conditions)
    const star = key.indexOf('*')
    if (star < 0 || !subpath.startsWith(key.slice(0, star))) continue
    if (!subpath.endsWith(key.slice(star + 1))) continue
    const middle = subpath.slice(star, subpath.length - (key.length - star - 1))
    return findExport(target, '.', conditions)?.replaceAll('*', middle)
  }
  return undefined
}
