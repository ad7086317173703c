import { decodePercent } from '#contracts/proxyRequest.ts'
import type { MethodKey } from './methodKey.ts'

/** A resource of the tree: what lies below it, and its methods. */
interface Resource<M> {
  /** As written: `/items/{id}`. */
  readonly path: string
  readonly literals: Map<string, Resource<M>>
  variable: { readonly name: string; readonly resource: Resource<M> } | null
  greedy: { readonly name: string; readonly resource: Resource<M> } | null
  readonly methods: Map<string, M>
}

/** An API's resources. */
export type ResourceTree<M> = Resource<M>

const createResource = <M>(path: string): Resource<M> => ({
  path,
  literals: new Map(),
  variable: null,
  greedy: null,
  methods: new Map(),
})

/** The child of `parent` for a path part; made where there is none. Among sibling variables the first stays. */
function childOf<M>(parent: Resource<M>, part: string): Resource<M> {
  const path = parent.path === '/' ? `/${part}` : `${parent.path}/${part}`
  if (!part.startsWith('{')) {
    const known = parent.literals.get(part)
    if (known !== undefined) return known
    const made = createResource<M>(path)
    parent.literals.set(part, made)
    return made
  }
  const kind = part.endsWith('+}') ? 'greedy' : 'variable'
  const name = part.replace(/^\{|\+?\}$/g, '')
  const known = parent[kind]
  if (known !== null) return known.resource
  const made = { name, resource: createResource<M>(path) }
  parent[kind] = made
  return made.resource
}

/** Builds the tree of all methods. */
export function createResourceTree<M>(methods: Iterable<readonly [MethodKey, M]>): ResourceTree<M> {
  const root = createResource<M>('/')
  for (const [{ httpMethod, parts }, method] of methods) {
    let resource = root
    for (const part of parts) resource = childOf(resource, part)
    if (!resource.methods.has(httpMethod)) resource.methods.set(httpMethod, method)
  }
  return root
}

/** A resource that a path leads to, and what its variables are, percent-decoded. */
interface Found<M> {
  readonly resource: Resource<M>
  readonly parameters: Readonly<Record<string, string>>
}

const withParameter = <M>(found: Found<M>, name: string, value: string): Found<M> => ({
  resource: found.resource,
  parameters: { [name]: value, ...found.parameters },
})

/** Literal before variable before greedy, at each level. */
function descend<M>(from: Resource<M>, parts: readonly string[], at: number): Found<M> | null {
  const part = parts[at]
  if (part === undefined) return { resource: from, parameters: {} }
  const text = decodePercent(part)
  const literal = from.literals.get(text)
  const found = literal === undefined ? null : descend(literal, parts, at + 1)
  if (found !== null) return found
  if (from.variable !== null && part !== '') {
    const inner = descend(from.variable.resource, parts, at + 1)
    if (inner !== null) return withParameter(inner, from.variable.name, text)
  }
  if (from.greedy === null) return null
  const rest = decodePercent(parts.slice(at).join('/'))
  const { name, resource } = from.greedy
  return { resource, parameters: { [name]: rest } }
}

/** A trailing slash makes no other path: `/pets/` leads where `/pets` does. */
const splitPath = (path: string): readonly string[] => {
  const plain = path.endsWith('/') ? path.slice(0, -1) : path
  return plain === '' ? [] : plain.slice(1).split('/')
}

/** The method that takes a request. */
export interface MethodMatch<M> {
  readonly method: M
  readonly resourcePath: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Finds the resource of `path`, then its method: the very one before ANY. A resource that is found but lacks the
 * method sends nobody elsewhere. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export function findMethod<M>(
  tree: ResourceTree<M>,
  httpMethod: string,
  path: string,
): MethodMatch<M> | null {
  const found = descend(tree, splitPath(path), 0)
  if (found === null) return null
  const { resource, parameters } = found
  const method = resource.methods.get(httpMethod) ?? resource.methods.get('ANY')
  return method === undefined ? null : { method, resourcePath: resource.path, parameters }
}
