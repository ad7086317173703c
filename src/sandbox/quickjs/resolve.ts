import { findExport, findImport, type MapTarget } from './exportMaps.ts'
import { dirname, type FileTree, type PackageJson, resolvePath, TASK_ROOT } from './packages.ts'
import { builtFormat } from './source.ts'

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
  /** Whether `require` takes ES modules. https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require */
  /** ... and in the file `parent`, which a build would have put into one file with them. */
  canRequireModules(parent: string): boolean
  /** `/var/task/index` → the file that Lambda's runtime loads for that module name, or the error that it reports. */
  handlerFile(module: string): Resolution
}

const ESM_SYNTAX =
  /^[ \t]*(?:export\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|class\b|async\b)|import\s*(?:[\w$*{"']))/m

/** The major version in `nodejs22.x`; 22 for what is no Node.js runtime: its body is JavaScript all the same. */
export const nodeMajor = (runtime: string): number =>
  Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 22)

/** What the resolver needs to know of the function beside its files. */
export interface ResolverOptions {
  readonly isBuiltin: (name: string) => boolean
  /** `nodejs22.x` */
  readonly runtime: string
  /** `NODE_PATH` and `NODE_OPTIONS` are looked at. */
  readonly environment: Readonly<Record<string, string>>
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html#nodejs-package-searchpath */
const nodePathOf = ({ environment, runtime }: ResolverOptions): readonly string[] => {
  const major = nodeMajor(runtime)
  const path =
    environment['NODE_PATH'] ??
    `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`
  return path.split(':').filter((folder) => folder.startsWith('/'))
}

type Missing = Extract<Resolution, { type: 'missing' }>
const missing = (code: string, message: string): Missing => ({ type: 'missing', code, message })

// Without `module-sync`: Node.js has it where ES modules can be required, which Lambda switches off up to version 22.
const BASE_CONDITIONS = ['node', 'node-addons']
const CONDITIONS = {
  require: ['require', ...BASE_CONDITIONS],
  import: ['import', ...BASE_CONDITIONS],
} as const

/** How a specifier is asked for. */
interface Request {
  readonly kind: keyof typeof CONDITIONS
  readonly parent: string
}

/**
 * Node's two resolution algorithms over the function's files.
 * https://nodejs.org/api/modules.html#all-together · https://nodejs.org/api/esm.html#resolution-algorithm
 */
export function createResolver(files: FileTree, options: ResolverOptions): Resolver {
  const { isBuiltin, runtime } = options
  const nodePath = nodePathOf(options)
  const nodeOptions = options.environment['NODE_OPTIONS'] ?? ''
  // Lambda's Node.js 20 and 22 run with --no-experimental-detect-module and --no-experimental-require-module.
  const isModern = nodeMajor(runtime) >= 24
  const isDetecting = isModern || nodeOptions.includes('--experimental-detect-module')
  const isTypeScript = (path: string): boolean => /\.[mc]?ts$/.test(files.original(path))
  const canRequireModules = (parent: string): boolean =>
    isModern || nodeOptions.includes('--experimental-require-module') || isTypeScript(parent)

  const coreOf = (specifier: string): string | undefined => {
    const bare = specifier.startsWith('node:') ? specifier.slice(5) : specifier
    if (bare.startsWith('coldstart:') || bare.startsWith('@')) return undefined
    return isBuiltin(bare) ? bare : undefined
  }
  const formatOf = (path: string): ModuleFormat => {
    if (path.endsWith('.json')) return 'json'
    if (path.endsWith('.mjs') || path.endsWith('.mts')) return 'esm'
    if (path.endsWith('.cjs') || path.endsWith('.cts')) return 'cjs'
    const type = files.findScope(path)?.json.type
    if (type === 'module') return 'esm'
    const text = files.read(path) ?? ''
    if (isTypeScript(path)) return builtFormat(text)
    return isDetecting && type !== 'commonjs' && ESM_SYNTAX.test(text) ? 'esm' : 'cjs'
  }
  const found = (path: string): Resolution => ({ type: 'file', path, format: formatOf(path) })
  const asFile = (path: string): string | undefined =>
    [path, `${path}.js`, `${path}.json`].find(files.has)
  const asIndex = (path: string): string | undefined =>
    [`${path}/index.js`, `${path}/index.json`].find(files.has)
  const asDirectory = (path: string): string | undefined => {
    const main = files.packageJson(path)?.main
    const fromMain = typeof main === 'string' ? resolvePath(path, main) : undefined
    return (
      (fromMain === undefined ? undefined : (asFile(fromMain) ?? asIndex(fromMain))) ??
      asIndex(path)
    )
  }
  const notFound = (specifier: string, { kind, parent }: Request): Missing =>
    kind === 'require'
      ? missing('MODULE_NOT_FOUND', `Cannot find module '${specifier}'`)
      : missing('ERR_MODULE_NOT_FOUND', `Cannot find module '${specifier}' imported from ${parent}`)

  const inScope = (
    target: MapTarget,
    place: { readonly folder: string; readonly refusal: Missing },
    request: Request,
  ): Resolution => {
    if (target.type === 'none') return place.refusal
    if (target.type === 'invalid') {
      const message = `Invalid "exports" target ${JSON.stringify(target.target)} defined in the package config ${place.folder}/package.json`
      return missing('ERR_INVALID_PACKAGE_TARGET', message)
    }
    if (!target.target.startsWith('./')) return resolveBare(target.target, request)
    const path = resolvePath(place.folder, target.target)
    return files.has(path) ? found(path) : notFound(path, request)
  }
  const exportOf = (
    { folder, json }: { readonly folder: string; readonly json: PackageJson },
    rest: string,
    request: Request,
  ): Resolution => {
    const file = `${folder}/package.json`
    const from = request.kind === 'import' ? ` imported from ${request.parent}` : ''
    const what =
      rest === ''
        ? `No "exports" main defined in ${file}${from}`
        : `Package subpath '.${rest}' is not defined by "exports" in ${file}${from}`
    const refusal = missing('ERR_PACKAGE_PATH_NOT_EXPORTED', what)
    const target = findExport(json.exports, `.${rest}`, CONDITIONS[request.kind])
    return inScope(target, { folder, refusal }, request)
  }
  /** A package that lies at `root`, or null where none does. */
  const inRoot = (root: string, rest: string, request: Request): Resolution | null => {
    const json = files.packageJson(root)
    if (json?.exports !== undefined && json.exports !== null) {
      return exportOf({ folder: root, json }, rest, request)
    }
    const path = root + rest
    if (request.kind === 'require') {
      const file =
        (rest.endsWith('/') ? undefined : asFile(path)) ?? asDirectory(resolvePath(path, '.'))
      return file === undefined ? null : found(file)
    }
    if (json === undefined && !files.folders().has(root)) return null
    if (rest === '') {
      const main = asDirectory(root)
      return main === undefined ? notFound(`${root}/`, request) : found(main)
    }
    if (files.has(path)) return found(path)
    return asDirectory(path) === undefined
      ? notFound(path, request)
      : missing(
          'ERR_UNSUPPORTED_DIR_IMPORT',
          `Directory import '${path}' is not supported resolving ES modules imported from ${request.parent}`,
        )
  }
  const resolveBare = (specifier: string, request: Request): Resolution => {
    const core = coreOf(specifier)
    if (core !== undefined) return { type: 'builtin', name: core }
    if (specifier.startsWith('node:')) {
      return missing('ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`)
    }
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? []
    const scope = files.findScope(request.parent)
    if (scope?.json.exports !== undefined && scope.json.name === name) {
      return exportOf(scope, rest, request)
    }
    for (let folder = dirname(request.parent); ; folder = dirname(folder)) {
      if (!folder.endsWith('/node_modules')) {
        const answer = inRoot(resolvePath(folder, `node_modules/${name}`), rest, request)
        if (answer !== null) return answer
      }
      if (folder === '/') break
    }
    for (const folder of nodePath) {
      const answer = inRoot(resolvePath(folder, name), rest, request)
      if (answer !== null) return answer
    }
    // What AWS puts into /var/runtime/node_modules: a package of the function's own comes first.
    if (specifier.startsWith('@') && isBuiltin(specifier)) {
      return { type: 'builtin', name: specifier }
    }
    return request.kind === 'require'
      ? notFound(specifier, request)
      : missing(
          'ERR_MODULE_NOT_FOUND',
          `Cannot find package '${name === '' || specifier.startsWith('coldstart:') ? specifier : name}' imported from ${request.parent}`,
        )
  }
  const resolveInternal = (specifier: string, request: Request): Resolution => {
    const scope = files.findScope(request.parent)
    const inPackage = scope === undefined ? '' : ` in package ${scope.folder}/package.json`
    const refusal = missing(
      'ERR_PACKAGE_IMPORT_NOT_DEFINED',
      `Package import specifier "${specifier}" is not defined${inPackage} imported from ${request.parent}`,
    )
    if (scope === undefined) return refusal
    const target = findImport(scope.json.imports, specifier, CONDITIONS[request.kind])
    return inScope(target, { folder: scope.folder, refusal }, request)
  }
  const resolvePackage = (specifier: string, request: Request): Resolution =>
    specifier.startsWith('#')
      ? resolveInternal(specifier, request)
      : resolveBare(specifier, request)

  const resolveRequire: Resolver['require'] = (specifier, parent, requireStack) => {
    const isPath = /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..'
    const request: Request = { kind: 'require', parent }
    const base = resolvePath(dirname(parent), specifier)
    const path = isPath
      ? ((specifier.endsWith('/') ? undefined : asFile(base)) ?? asDirectory(base))
      : undefined
    if (path !== undefined) return found(path)
    const answer = isPath ? notFound(specifier, request) : resolvePackage(specifier, request)
    if (answer.type !== 'missing' || answer.code !== 'MODULE_NOT_FOUND') return answer
    const stack = requireStack.map((file) => `\n- ${file}`).join('')
    return stack === ''
      ? answer
      : { ...answer, message: `${answer.message}\nRequire stack:${stack}` }
  }
  const resolveImport: Resolver['import'] = (specifier, parent) => {
    const isPath = /^\.{0,2}\//.test(specifier) || specifier.startsWith('file://')
    const request: Request = { kind: 'import', parent }
    if (!isPath) return resolvePackage(specifier, request)
    const path = resolvePath(dirname(parent), specifier.replace(/^file:\/\//, ''))
    if (files.has(path)) return found(path)
    return asDirectory(path) === undefined && !files.folders().has(path)
      ? notFound(path, request)
      : missing(
          'ERR_UNSUPPORTED_DIR_IMPORT',
          `Directory import '${path}' is not supported resolving ES modules imported from ${parent}`,
        )
  }
  const handlerFile = (module: string): Resolution => {
    // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
    const path = resolvePath(TASK_ROOT, module)
    if (files.has(path)) return { type: 'file', path, format: 'cjs' }
    const file = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find(files.has)
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
  return {
    require: resolveRequire,
    import: resolveImport,
    formatOf,
    handlerFile,
    canRequireModules,
  }
}
