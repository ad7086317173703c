import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

/** The folder `src`. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export interface Import {
  /** As written. */
  readonly specifier: string
  /** Relative to `src`; null for a package. */
  readonly target: string | null
  readonly isType: boolean
}

export interface Source {
  /** Relative to `src`. */
  readonly path: string
  readonly text: string
  readonly nodes: readonly (readonly [node: Node, parent: Node | null])[]
  readonly imports: readonly Import[]
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

const walk = function* (node: Node, parent: Node | null): Generator<readonly [Node, Node | null]> {
  yield [node, parent]
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) {
      if (isNode(each)) yield* walk(each, node)
    }
  }
}

const listFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : [path]
  })

const resolveImport = (path: string, specifier: string): string | null => {
  const [plain = ''] = specifier.split('?')
  if (plain.startsWith('#')) return plain.slice(1)
  return plain.startsWith('.') ? join(dirname(path), plain) : null
}

/** What the declaration takes is types only, be it said once or at each name. */
const takesTypes = (node: Node): boolean => {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true
  const names = node['specifiers']
  if (!Array.isArray(names) || names.length === 0) return false
  return names.every((name: Node) => name['importKind'] === 'type' || name['exportKind'] === 'type')
}

const findImports = (path: string, nodes: Source['nodes']): readonly Import[] =>
  nodes.flatMap(([node]) => {
    const source = node['source']
    if (!/^(Import|Export)/.test(node.type) || !isNode(source)) return []
    const specifier = source['value']
    if (typeof specifier !== 'string') return []
    const target = resolveImport(path, specifier)
    return [{ specifier, target, isType: takesTypes(node) }]
  })

const readSource = (file: string): Source => {
  const path = relative(ROOT, file)
  const text = readFileSync(file, 'utf8')
  const tree: unknown = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }, file)
  const nodes = isNode(tree) ? [...walk(tree, null)] : []
  return { path, text, nodes, imports: findImports(path, nodes) }
}

/** Every TypeScript file under `src`. */
export const sources: readonly Source[] = listFiles(ROOT)
  .filter((file) => /\.tsx?$/.test(file))
  .map(readSource)

/** A test, or what only tests run. */
export const isTest = (path: string): boolean => /\.test\.tsx?$|\/testing\//.test(path)
export const isView = (path: string): boolean => /^services\/[^/]+\/view\//.test(path)
export const roomOf = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1]
export const isEngine = (path: string): boolean =>
  /^(kernel|world|contracts|scenario|gallery|services|sandbox|simulation)\//.test(path) &&
  !isView(path) &&
  !/^services\/views?\.ts$/.test(path)

const lineOf = (source: Source, at: number): number => source.text.slice(0, at).split('\n').length

/** Where `matches` holds, as `path:line`. */
export const find = (
  among: (path: string) => boolean,
  matches: (node: Node, parent: Node | null, source: Source) => boolean,
): readonly string[] =>
  sources
    .filter(({ path }) => among(path))
    .flatMap((source) =>
      source.nodes
        .filter(([node, parent]) => matches(node, parent, source))
        .map(([node]) => `${source.path}:${lineOf(source, node.start)}`),
    )

const nameOf = ({ name }: Node): string => (typeof name === 'string' ? name : '')

/** `object.property` of a member expression with plain names. */
export const memberOf = (node: unknown): readonly [string, string] | null => {
  if (!isNode(node) || node.type !== 'MemberExpression') return null
  const [object, property] = [node['object'], node['property']]
  if (!isNode(object) || !isNode(property)) return null
  return [nameOf(object), nameOf(property)]
}
