import type { HandlerBundle } from '../runtime.ts'
import { createFileTree, type FileTree, TASK_ROOT } from './packages.ts'
import { createResolver, type Resolution, type Resolver } from './resolve.ts'
import { facade, findExportNames, stripTypes } from './source.ts'

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
  /** Characters of the bundle's own modules that have been loaded so far. */
  loadedLength(): number
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
      return { type: 'text', text: head + facade(`builtin(${argument})`, builtinKeys(path)) }
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
    if (text.type === 'error' || !text.text.includes('import.meta')) return text
    return { type: 'text', text: importMeta(file) + text.text }
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
    loadedLength: () => loaded,
    wrap(path) {
      const text = counted(stripped(path))
      return text.type === 'error' ? text : { type: 'text', text: `${WRAPPER}${text.text}\n})` }
    },
  }
}

/** On the module's own first line, so that line numbers stay. https://nodejs.org/api/esm.html#importmeta */
const importMeta = (path: string): string => {
  const folder = path.slice(0, path.lastIndexOf('/'))
  return [
    `import.meta.url = ${JSON.stringify(`file://${path}`)};`,
    `import.meta.filename = ${JSON.stringify(path)};`,
    `import.meta.dirname = ${JSON.stringify(folder)}; `,
  ].join('')
}
