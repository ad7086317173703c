import { transform } from 'sucrase'

/** A text that could not be compiled. */
export interface SourceProblem {
  readonly line: number | null
  readonly message: string
}

export type CompiledSource =
  | { readonly type: 'source'; readonly text: string }
  | { readonly type: 'problem'; readonly problem: SourceProblem }

const CACHE_MAX = 500
const cache = new Map<string, CompiledSource>()

/** TypeScript without its types, line by line where it was. JavaScript passes as it is. */
export function stripTypes(path: string, text: string, format: 'esm' | 'cjs'): CompiledSource {
  if (!/\.[mc]?tsx?$/.test(path)) return { type: 'source', text }
  const key = `${format}:${path}\n${text}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = transpile(path, text, format)
  if (cache.size >= CACHE_MAX) cache.clear()
  cache.set(key, made)
  return made
}

/** What only an ES module may have: `await` at its top, `import.meta`. */
const MODULE_ONLY =
  /^(?:(?:export\s+)?(?:const|let|var)\s[^\n]*=\s*)?await\b|^for\s+await\b|\bimport\.meta\b/m

/** What a build makes of a `.ts` file: CommonJS, as SAM and CDK ask for, unless it can only be an ES module. */
export const builtFormat = (text: string): 'esm' | 'cjs' => (MODULE_ONLY.test(text) ? 'esm' : 'cjs')

/**
 * A namespace that holds values: stripping types would take them away too, and Node.js refuses it for that. One that holds
 * types alone goes without loss.
 */
function findNamespace(text: string): SourceProblem | null {
  for (const found of text.matchAll(
    /^[ \t]*(?:export[ \t]+)?(?:namespace|module)[ \t]+([\w$.]+)[ \t]*\{/gm,
  )) {
    let depth = 1
    let end = found.index + found[0].length
    for (; end < text.length && depth > 0; end++) {
      if (text[end] === '{') depth++
      else if (text[end] === '}') depth--
    }
    const body = text.slice(found.index + found[0].length, end)
    if (
      !/^[ \t]*(?:export[ \t]+)?(?:(?:async[ \t]+)?function|class|const|enum|let|var)\b/m.test(body)
    )
      continue
    return {
      line: text.slice(0, found.index + found[0].length).split('\n').length,
      message: `namespace ${found[1]} holds values, which cannot be had by stripping types: make it a file of its own`,
    }
  }
  return null
}

function transpile(path: string, text: string, format: 'esm' | 'cjs'): CompiledSource {
  const namespace = findNamespace(text)
  if (namespace !== null) return { type: 'problem', problem: namespace }
  try {
    const { code } = transform(text, {
      transforms: [
        'typescript',
        ...(path.endsWith('.tsx') ? (['jsx'] as const) : []),
        ...(format === 'cjs' ? (['imports'] as const) : []),
      ],
      disableESTransforms: true,
      preserveDynamicImport: true,
      keepUnusedImports: false,
    })
    return { type: 'source', text: code }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be read as TypeScript'
    const line = /\((\d+):\d+\)/.exec(message)?.[1]
    return {
      type: 'problem',
      problem: {
        line: line === undefined ? null : Number(line),
        message: message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, ''),
      },
    }
  }
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/**
 * The names that a CommonJS module exports, as far as its text tells: what Node's cjs-module-lexer finds, so that
 * `import { x } from './a.cjs'` works. https://nodejs.org/api/esm.html#commonjs-namespaces
 */
export function findExportNames(text: string): readonly string[] {
  const names = new Set<string>()
  for (const [, name] of text.matchAll(/\bexports\s*\.\s*([A-Za-z_$][\w$]*)\s*=[^=]/g)) {
    if (name !== undefined) names.add(name)
  }
  for (const [, name] of text.matchAll(/\bexports\s*\[\s*['"]([^'"]+)['"]\s*\]\s*=[^=]/g)) {
    if (name !== undefined && IDENTIFIER.test(name)) names.add(name)
  }
  for (const [, name] of text.matchAll(
    /Object\.defineProperty\(\s*(?:module\.)?exports\s*,\s*['"]([^'"]+)['"]/g,
  )) {
    if (name !== undefined && IDENTIFIER.test(name)) names.add(name)
  }
  for (const [, body = ''] of text.matchAll(/\bmodule\s*\.\s*exports\s*=\s*\{([^}]*)\}/g)) {
    for (const part of body.split(',')) {
      const name = /^\s*(?:async\s+)?(?:['"]([^'"]+)['"]|([A-Za-z_$][\w$]*))\s*(?:[:(,]|$)/.exec(
        part,
      )
      const found = name?.[1] ?? name?.[2]
      if (found === undefined || !IDENTIFIER.test(found)) break
      names.add(found)
    }
  }
  names.delete('default')
  names.delete('__esModule')
  return [...names]
}

const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

/** An ES module that stands for a CommonJS one: `expression` answers `module.exports`. */
export function facade(expression: string, names: readonly string[]): string {
  const usable = names.filter((name) => IDENTIFIER.test(name) && name !== 'default')
  const exports = usable.map((name, at) => ({ name, local: `_${at}` }))
  return [
    `const _ = ${expression};`,
    'export default _;',
    ...exports.map(
      ({ name, local }) => `const ${local} = _ == null ? undefined : _[${JSON.stringify(name)}];`,
    ),
    exports.length === 0
      ? ''
      : `export { ${exports.map(({ name, local }) => `${local} as ${RESERVED.has(name) ? JSON.stringify(name) : name}`).join(', ')} };`,
  ].join('\n')
}
