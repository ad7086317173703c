import { utf8Encode } from '#contracts/bytes.ts'
import { utf8Length } from '#contracts/body.ts'
import type { BundleFiles } from '../runtime.ts'
import { readUtf8 } from './utf8.ts'

/** Where Lambda unpacks a function's files. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const TASK_ROOT = '/var/task'
/** Where it unpacks layers. https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
const LAYER_ROOT = '/opt'

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
export interface PackageJson {
  readonly name?: unknown
  readonly type?: unknown
  readonly main?: unknown
  readonly exports?: unknown
  readonly imports?: unknown
}

/** The function's files and its layers', read-only: the code under `/var/task`, layers under `/opt`. */
export interface FileTree {
  /** The text of the file that stands at `path`, compiled names included; undefined where there is none. */
  read(path: string): string | undefined
  /** The name that the user gave the file at `path`: `index.ts` stands at `index.js` as well. */
  readonly original: (path: string) => string
  readonly has: (path: string) => boolean
  /** What a file holds, under the user's own name for it. */
  readonly bytes: (path: string) => Uint8Array | undefined
  readonly size: (path: string) => number | undefined
  /** The names in each folder that has any. */
  readonly folders: () => ReadonlyMap<string, ReadonlySet<string>>
  packageJson(directory: string): PackageJson | undefined
  /** The nearest folder at or above that of `path` with a package.json. https://nodejs.org/api/packages.html#package-scope */
  findScope(path: string): { readonly folder: string; readonly json: PackageJson } | undefined
  /** Whether the nearest package.json says `"type": "module"`. https://nodejs.org/api/packages.html#type */
  isTypeModule(path: string): boolean
}

const COMPILED: readonly (readonly [from: string, to: string])[] = [
  ['.ts', '.js'],
  ['.mts', '.mjs'],
  ['.cts', '.cjs'],
]

/** The text before the first NUL, if any: scripts have none. */
const textOf = (content: string | Uint8Array): string => {
  if (typeof content === 'string') return content
  const ended = new Uint8Array(content.byteLength + 1)
  ended.set(content)
  return readUtf8(ended, 0)
}

const NO_FILES: BundleFiles = {}
const trees = new WeakMap<BundleFiles, WeakMap<BundleFiles, FileTree>>()

/** The tree of a function's files and layers: one for the same files, as many as there are environments. */
export function createFileTree(files: BundleFiles, layers: BundleFiles = NO_FILES): FileTree {
  const byLayers = trees.get(files) ?? new WeakMap<BundleFiles, FileTree>()
  trees.set(files, byLayers)
  const known = byLayers.get(layers)
  if (known !== undefined) return known
  const made = buildTree(files, layers)
  byLayers.set(layers, made)
  return made
}

/** The user's name for each path that a build would make: `index.js` for `index.ts`. */
function findCompiled(contents: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const originals = new Map<string, string>()
  for (const path of contents.keys()) {
    if (path.endsWith('.d.ts')) continue
    for (const [from, to] of COMPILED) {
      const compiled = path.slice(0, -from.length) + to
      if (path.endsWith(from) && !contents.has(compiled)) originals.set(compiled, path)
    }
  }
  return originals
}

function findFolders(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>()
  for (const path of paths) {
    for (let at = path; at !== '/'; at = dirname(at)) {
      const folder = dirname(at)
      const names = folders.get(folder)
      const name = at.slice(at.lastIndexOf('/') + 1)
      if (names === undefined) folders.set(folder, new Set([name]))
      else if (names.has(name)) break
      else names.add(name)
    }
  }
  return folders
}

function buildTree(files: BundleFiles, layers: BundleFiles): FileTree {
  const contents = new Map<string, string | Uint8Array>()
  for (const [name, content] of Object.entries(files)) {
    contents.set(resolvePath(TASK_ROOT, name), content)
  }
  for (const [name, content] of Object.entries(layers)) {
    contents.set(resolvePath(LAYER_ROOT, name), content)
  }
  const originals = findCompiled(contents)
  const texts = new Map<string, string>()
  const packages = new Map<string, PackageJson | undefined>()
  let folders: ReadonlyMap<string, ReadonlySet<string>> | null = null

  const original = (path: string): string => originals.get(path) ?? path
  const read = (path: string): string | undefined => {
    const content = contents.get(original(path))
    if (content === undefined || typeof content === 'string') return content
    const text = texts.get(path) ?? textOf(content)
    texts.set(path, text)
    return text
  }
  const parsePackage = (directory: string): PackageJson | undefined => {
    const text = read(resolvePath(directory, 'package.json'))
    if (text === undefined) return undefined
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null ? value : undefined
    } catch {
      return undefined
    }
  }
  const packageJson = (directory: string): PackageJson | undefined => {
    if (packages.has(directory)) return packages.get(directory)
    const json = parsePackage(directory)
    packages.set(directory, json)
    return json
  }
  const findScope: FileTree['findScope'] = (path) => {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if (folder.endsWith('/node_modules')) return undefined
      const json = packageJson(folder)
      if (json !== undefined) return { folder, json }
      if (folder === '/') return undefined
    }
  }
  return {
    read,
    original,
    has: (path) => contents.has(original(path)),
    bytes(path) {
      const content = contents.get(path)
      return typeof content === 'string' ? utf8Encode(content) : content
    },
    size(path) {
      const content = contents.get(path)
      return typeof content === 'string' ? utf8Length(content) : content?.byteLength
    },
    folders: () => (folders ??= findFolders(contents.keys())),
    packageJson,
    findScope,
    isTypeModule: (path) => findScope(path)?.json.type === 'module',
  }
}
