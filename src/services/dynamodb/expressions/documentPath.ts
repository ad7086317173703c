import type { AttributeValue, Item } from '../attributeValue.ts'

/** Where in an item something is: an attribute's name, then map keys (text) and list indices (numbers). */
export type DocumentPath = readonly [string, ...(string | number)[]]

/** As AWS's messages show it: `[a, [0], b]` */
export const pathText = (path: DocumentPath): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`

/** Whether two paths lead to the same place. */
export const equalPaths = (a: DocumentPath, b: DocumentPath): boolean =>
  a.length === b.length && a.every((step, at) => step === b[at])

/** What is at `path`, if anything is. */
export function findValue(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [head, ...rest] = path
  let found = item.get(head)
  for (const step of rest) {
    if (found === undefined) return undefined
    if (typeof step === 'number') found = found.type === 'L' ? found.value[step] : undefined
    else found = found.type === 'M' ? found.value.get(step) : undefined
  }
  return found
}

const REWRITE = 'must remove or rewrite one of these paths'

/** Whether one path lies within the other, or they treat the same place as list and as map. */
export function findClash(
  one: DocumentPath,
  two: DocumentPath,
): { readonly kind: 'overlap' | 'conflict'; readonly detail: string } | null {
  const paths = `path one: ${pathText(one)}, path two: ${pathText(two)}`
  const shared = Math.min(one.length, two.length)
  for (let at = 0; at < shared; at++) {
    if (typeof one[at] !== typeof two[at]) {
      const detail = `Two document paths conflict with each other; ${REWRITE}; ${paths}`
      return { kind: 'conflict', detail }
    }
    if (one[at] !== two[at]) return null
  }
  return {
    kind: 'overlap',
    detail: `Two document paths overlap with each other; ${REWRITE}; ${paths}`,
  }
}

/** Paths that share beginnings, as a tree: no path ends within another. */
export interface PathTree<T> {
  /** What belongs to the path that ends here. */
  leaf: T | undefined
  readonly names: Map<string, PathTree<T>>
  readonly indices: Map<number, PathTree<T>>
}

const createTree = <T>(): PathTree<T> => ({ leaf: undefined, names: new Map(), indices: new Map() })

/** The tree of `leaves`, whose paths do not clash. */
export function toPathTree<T>(leaves: Iterable<readonly [DocumentPath, T]>): PathTree<T> {
  const root = createTree<T>()
  for (const [path, leaf] of leaves) {
    let node = root
    for (const step of path) {
      let child = typeof step === 'number' ? node.indices.get(step) : node.names.get(step)
      if (child === undefined) {
        child = createTree()
        if (typeof step === 'number') node.indices.set(step, child)
        else node.names.set(step, child)
      }
      node = child
    }
    node.leaf = leaf
  }
  return root
}

/** The children of a node by list index, ascending. */
export const byIndex = <T>(tree: PathTree<T>): readonly (readonly [number, PathTree<T>])[] =>
  [...tree.indices].sort(([a], [b]) => a - b)

function projectValue(value: AttributeValue, tree: PathTree<unknown>): AttributeValue | undefined {
  if (tree.names.size === 0 && tree.indices.size === 0) return value
  if (value.type === 'M') {
    const projected = projectMap(value.value, tree)
    return projected.size === 0 ? undefined : { type: 'M', value: projected }
  }
  if (value.type !== 'L') return undefined
  const elements: AttributeValue[] = []
  for (const [index, child] of byIndex(tree)) {
    const element = value.value[index]
    const projected = element === undefined ? undefined : projectValue(element, child)
    if (projected !== undefined) elements.push(projected)
  }
  return elements.length === 0 ? undefined : { type: 'L', value: elements }
}

function projectMap(item: Item, tree: PathTree<unknown>): Item {
  const projected = new Map<string, AttributeValue>()
  for (const [name, child] of tree.names) {
    const value = item.get(name)
    const part = value === undefined ? undefined : projectValue(value, child)
    if (part !== undefined) projected.set(name, part)
  }
  return projected
}

/** Only what is at `paths`, in its structure; lists without gaps. */
export const projectItem = (item: Item, paths: readonly DocumentPath[]): Item =>
  projectMap(item, toPathTree(paths.map((path) => [path, true] as const)))
