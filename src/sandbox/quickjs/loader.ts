import type { HandlerBundle } from '../runtime.ts'
import { createFileTree, type FileTree, TASK_ROOT } from './packages.ts'
import { createResolver, type Resolution, type Resolver } from './resolve.ts'
import { facade, findExportNames, stripTypes } from './source.ts'
import { isTakenWhole, namesTakenFrom } from './takenNames.ts'
import { isUnserved } from './unserved.ts'

/** The texts that an isolate's modules are made of, by QuickJS's module names. */
export interface Loader {
  readonly files: FileTree
  readonly resolver: Resolver
  /** QuickJS's normaliser: the id of what `specifier` means in the module `base`. */
  readonly normalize: (base: string, specifier: string) => string
  /** The text of an ES module by id, or the error with which importing it fails. */
  load(id: string, builtinKeys: (name: string) => readonly string[]): LoadedText
  /** The text of a CommonJS file, wrapped as Node wraps it. */
  wrap(path: string): LoadedText
  /** The text that a file was compiled from, by the name that it has in a trace; null where it is not a function's own. */
  compiled(id: string): CompiledText | null
  /** Characters of the bundle's own modules that have been loaded so far. */
  loadedLength(): number
}

/** What QuickJS was given. */
export interface CompiledText {
  readonly text: string
  /** Its part that is the file's own. */
  readonly own: string
  readonly isModule: boolean
  /** Characters before the file's own on its first line. */
  readonly prefixLength: number
}

export type LoadedText =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'error'
      readonly className: 'Error' | 'SyntaxError'
      readonly code: string
      readonly message: string
    }

const WRAPPER = '(function (exports, require, module, __filename, __dirname) { '
export const WRAPPER_LENGTH = WRAPPER.length

/** Only facades may import it: through it they reach built-ins and CommonJS files. */
export const BRIDGE = 'coldstart:bridge'
const FACADES = ['node:', 'cjs:', 'json:'] as const
const wrapped = (text: string): string => `${WRAPPER}${text}\n})`
/** Built-ins with parts that cost something to load. */
const LAZY = new Set(['crypto'])
const HASH_BANG = /^#!.*/

/** One letter and the rest, for the guest: `b`uiltin, es`m` (`n` where it may be required), `c`ommonjs, `j`son, `e`rror (code, newline, message). */
export function encodeResolution(resolution: Resolution, canRequire = false): string {
  if (resolution.type === 'builtin') return `b${resolution.name}`
  if (resolution.type === 'missing') return `e${resolution.code}\n${resolution.message}`
  const letter = { esm: canRequire ? 'n' : 'm', cjs: 'c', json: 'j' }[resolution.format]
  return letter + resolution.path
}

export function createLoader(
  bundle: Pick<HandlerBundle, 'files' | 'runtime' | 'layers'> &
    Partial<Pick<HandlerBundle, 'environment'>>,
  isBuiltin: (name: string) => boolean,
): Loader {
  const files = createFileTree(bundle.files, bundle.layers)
  const { runtime, environment = {} } = bundle
  const resolver = createResolver(files, { isBuiltin, runtime, environment })
  const missing: { readonly code: string; readonly message: string }[] = []

  const idOf = (resolution: Resolution): string => {
    if (resolution.type === 'builtin') return `node:${resolution.name}`
    if (resolution.type === 'missing') return `missing:${missing.push(resolution) - 1}`
    if (resolution.format === 'cjs') return `cjs:${resolution.path}`
    return `${resolution.format === 'json' ? 'json:' : 'file://'}${resolution.path}`
  }
  const stripped = (path: string): LoadedText => {
    const format = resolver.formatOf(path) === 'esm' ? 'esm' : 'cjs'
    const made = stripTypes(files.original(path), files.read(path) ?? '', format)
    if (made.type === 'source') return { type: 'text', text: made.text.replace(HASH_BANG, '') }
    return { type: 'error', className: 'SyntaxError', code: '', message: made.problem.message }
  }
  const namesTaken = (specifier: string): readonly string[] => [
    ...namesTakenFrom(specifier, bundle.files),
    ...namesTakenFrom(specifier, bundle.layers ?? {}),
  ]
  /** A module whose parts load as they are read gives an ES module those that somebody takes by name, where that can be told. */
  const keysOf = (name: string, builtinKeys: (name: string) => readonly string[]) => {
    const all = builtinKeys(name)
    if (!LAZY.has(name) || isTakenWhole(name, bundle.files, bundle.layers)) return all
    const taken = new Set([...namesTaken(name), ...namesTaken(`node:${name}`)])
    return all.filter((key) => taken.has(key))
  }
  let loaded = 0
  const counted = (text: LoadedText): LoadedText => {
    if (text.type === 'text') loaded += text.text.length
    return text
  }
  const load: Loader['load'] = (id, builtinKeys) => {
    if (id.startsWith('missing:')) {
      const { code, message } = missing[Number(id.slice('missing:'.length))] ?? {
        code: 'ERR_MODULE_NOT_FOUND',
        message: `Cannot find module '${id}'`,
      }
      return { type: 'error', className: 'Error', code, message }
    }
    const head = `import { builtin, file } from '${BRIDGE}'; `
    const path = id.slice(id.indexOf(':') + 1)
    const argument = JSON.stringify(path)
    if (id.startsWith('node:')) {
      const keys = isUnserved(path) ? namesTaken(path) : keysOf(path, builtinKeys)
      return { type: 'text', text: head + facade(`builtin(${argument})`, keys) }
    }
    if (id.startsWith('cjs:')) {
      const text = stripped(path)
      if (text.type === 'error') return text
      return { type: 'text', text: head + facade(`file(${argument})`, findExportNames(text.text)) }
    }
    if (id.startsWith('json:')) {
      return { type: 'text', text: head + facade(`file(${argument})`, []) }
    }
    const file = id.replace(/^file:\/\//, '')
    const text = counted(stripped(file))
    return text.type === 'error'
      ? text
      : { type: 'text', text: metaOf(file, text.text) + text.text }
  }
  return {
    files,
    resolver,
    normalize(base, specifier) {
      if (FACADES.some((prefix) => base.startsWith(prefix))) {
        if (specifier === BRIDGE || specifier.startsWith('file://')) return specifier
      }
      const parent = base.replace(/^file:\/\//, '')
      return idOf(
        resolver.import(specifier, parent.startsWith('/') ? parent : `${TASK_ROOT}/[eval]`),
      )
    },
    load,
    compiled(id) {
      const isModule = id.startsWith('file://')
      const path = isModule ? id.slice('file://'.length) : id
      if (files.read(path) === undefined) return null
      const made = stripped(path)
      if (made.type === 'error') return null
      const prefix = isModule ? metaOf(path, made.text) : WRAPPER
      const text = isModule ? prefix + made.text : wrapped(made.text)
      return { text, own: made.text, isModule, prefixLength: prefix.length }
    },
    loadedLength: () => loaded,
    wrap(path) {
      const text = counted(stripped(path))
      return text.type === 'error' ? text : { type: 'text', text: wrapped(text.text) }
    },
  }
}

/** What goes before a module's text that asks for `import.meta`. */
const metaOf = (path: string, text: string): string =>
  text.includes('import.meta') ? importMeta(path) : ''

/** On the module's own first line, so that line numbers stay. https://nodejs.org/api/esm.html#importmeta */
const importMeta = (path: string): string => {
  const folder = path.slice(0, path.lastIndexOf('/'))
  return [
    `import.meta.url = ${JSON.stringify(`file://${path}`)};`,
    `import.meta.filename = ${JSON.stringify(path)};`,
    `import.meta.dirname = ${JSON.stringify(folder)}; `,
  ].join('')
}
