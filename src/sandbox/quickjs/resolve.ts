import { dirname, type FileTree, findExport, resolvePath, TASK_ROOT } from './packages.ts'

export type ModuleFormat = 'esm' | 'cjs' | 'json'

/** Where a specifier leads, or the error that Node gives. */
export type Resolution =
  | { readonly type: 'builtin'; readonly name: string }
  | { readonly type: 'file'; readonly path: string; readonly format: ModuleFormat }
  | { readonly type: 'missing'; readonly code: string; readonly message: string }

export interface Resolver {
  /** How Node's `require(specifier)` resolves in the file `parent`; `requireStack` is the chain that led there. */
  require(specifier: string, parent: string, requireStack: readonly string[]): Resolution
  /** How `import` does. */
  import(specifier: string, parent: string): Resolution
  formatOf(path: string): ModuleFormat
  /** `/var/task/index` → the file that Lambda's runtime loads for that module name, or the error that it reports. */
  handlerFile(module: string): Resolution
}

const ESM_SYNTAX =
  /^[ \t]*(?:export\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|class\b|async\b)|import\s*(?:[\w$*{"']))/m

/** The major version in `nodejs22.x`; 22 for what is no Node.js runtime: its body is JavaScript all the same. */
export const nodeMajor = (runtime: string): number =>
  Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 22)

/**
 * Node's two resolution algorithms over the function's files.
 * https://nodejs.org/api/modules.html#all-together · https://nodejs.org/api/esm.html#resolution-algorithm
 */
export function createResolver(
  files: FileTree,
  isBuiltin: (name: string) => boolean,
  runtime: string,
): Resolver {
  const builtinOf = (specifier: string): string | undefined => {
    const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier
    if (bare.startsWith('coldstart:')) return undefined
    return isBuiltin(bare) && !(specifier.startsWith('node:') && bare.startsWith('@'))
      ? bare
      : undefined
  }
  const formatOf = (path: string): ModuleFormat => {
    if (path.endsWith('.json')) return 'json'
    if (path.endsWith('.mjs') || path.endsWith('.mts')) return 'esm'
    if (path.endsWith('.cjs') || path.endsWith('.cts')) return 'cjs'
    if (files.isTypeModule(path)) return 'esm'
    // Lambda's Node.js 20 and 22 run with --no-experimental-detect-module. A `.ts` file stands for what a build makes of it.
    const detects = nodeMajor(runtime) >= 24 || files.original(path).endsWith('.ts')
    return detects && ESM_SYNTAX.test(files.read(path) ?? '') ? 'esm' : 'cjs'
  }
  const found = (path: string): Resolution => ({ type: 'file', path, format: formatOf(path) })
  const asFile = (path: string): string | undefined =>
    [path, `${path}.js`, `${path}.json`].find(files.has)
  const asDirectory = (path: string): string | undefined => {
    const main = files.packageJson(path)?.main
    const fromMain = typeof main === 'string' ? resolvePath(path, main) : undefined
    return (
      (fromMain === undefined ? undefined : (asFile(fromMain) ?? asFile(`${fromMain}/index`))) ??
      [`${path}/index.js`, `${path}/index.json`].find(files.has)
    )
  }
  const inPackages = (
    specifier: string,
    parent: string,
    conditions: readonly string[],
  ): string | undefined => {
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? []
    for (let folder = dirname(parent); ; folder = dirname(folder)) {
      const root = resolvePath(folder, `node_modules/${name}`)
      const exports = files.packageJson(root)?.exports
      if (exports !== undefined) {
        const target = findExport(exports, `.${rest}`, conditions)
        if (target !== undefined && files.has(resolvePath(root, target)))
          return resolvePath(root, target)
      } else {
        const direct = asFile(root + rest) ?? asDirectory(root + rest)
        if (direct !== undefined) return direct
      }
      if (folder === '/') return undefined
    }
  }
  const resolveRequire: Resolver['require'] = (specifier, parent, requireStack) => {
    const builtin = builtinOf(specifier)
    if (builtin !== undefined) return { type: 'builtin', name: builtin }
    if (specifier.startsWith('node:')) {
      return {
        type: 'missing',
        code: 'ERR_UNKNOWN_BUILTIN_MODULE',
        message: `No such built-in module: ${specifier}`,
      }
    }
    const isPath = /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..'
    const base = resolvePath(dirname(parent), specifier)
    const path = isPath
      ? ((specifier.endsWith('/') ? undefined : asFile(base)) ?? asDirectory(base))
      : inPackages(specifier, parent, ['node', 'require', 'module-sync', 'default'])
    if (path !== undefined) return found(path)
    const stack = requireStack.map((file) => `\n- ${file}`).join('')
    return {
      type: 'missing',
      code: 'MODULE_NOT_FOUND',
      message: `Cannot find module '${specifier}'${stack === '' ? '' : `\nRequire stack:${stack}`}`,
    }
  }
  const resolveImport: Resolver['import'] = (specifier, parent) => {
    const builtin = builtinOf(specifier)
    if (builtin !== undefined) return { type: 'builtin', name: builtin }
    const from = `imported from ${parent}`
    if (specifier.startsWith('node:')) {
      return {
        type: 'missing',
        code: 'ERR_UNKNOWN_BUILTIN_MODULE',
        message: `No such built-in module: ${specifier}`,
      }
    }
    const isPath = /^\.{0,2}\//.test(specifier) || specifier.startsWith('file://')
    if (isPath) {
      const path = resolvePath(dirname(parent), specifier.replace(/^file:\/\//, ''))
      if (files.has(path)) return found(path)
      const isFolder = asDirectory(path) !== undefined
      return isFolder
        ? {
            type: 'missing',
            code: 'ERR_UNSUPPORTED_DIR_IMPORT',
            message: `Directory import '${path}' is not supported resolving ES modules ${from}`,
          }
        : {
            type: 'missing',
            code: 'ERR_MODULE_NOT_FOUND',
            message: `Cannot find module '${path}' ${from}`,
          }
    }
    const path = inPackages(specifier, parent, ['node', 'import', 'module-sync', 'default'])
    if (path !== undefined) return found(path)
    return {
      type: 'missing',
      code: 'ERR_MODULE_NOT_FOUND',
      message: `Cannot find package '${specifier.startsWith('coldstart:') ? specifier : (/^((?:@[^/]+\/)?[^/]+)/.exec(specifier)?.[1] ?? specifier)}' ${from}`,
    }
  }
  const handlerFile = (module: string): Resolution => {
    // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
    const path = resolvePath(TASK_ROOT, module)
    const isModule = files.has(`${path}.js`) && files.isTypeModule(`${path}.js`)
    if (files.has(path)) return { type: 'file', path, format: 'cjs' }
    const tried = isModule ? ['.js', '.mjs', '.cjs'] : ['.js', '.mjs', '.cjs']
    const file = tried.map((extension) => path + extension).find(files.has)
    if (file !== undefined) return found(file)
    const bare = module.startsWith('/') || module.startsWith('.') ? module : `./${module}`
    const elsewhere = resolveRequire(bare, `${TASK_ROOT}/index`, [])
    if (elsewhere.type === 'file') return elsewhere
    const name = module.slice(module.lastIndexOf('/') + 1)
    return {
      type: 'missing',
      code: 'MODULE_NOT_FOUND',
      message: `Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`,
    }
  }
  return { require: resolveRequire, import: resolveImport, formatOf, handlerFile }
}
