import type { Amendment } from '#scenario/amendment.ts'
import type { Room, RoomNode } from './room.ts'

/** By the node as it is now: asked for with every frame, and made once. */
const known = new WeakMap<RoomNode, Amendment | null>()

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

function compare(document: RoomNode, node: RoomNode): Amendment | null {
  const was = (document.properties ?? {}) as Amendment['properties']
  const is = (node.properties ?? {}) as Amendment['properties']
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const properties = Object.fromEntries(
    names.filter((name) => !isSame(was[name], is[name])).map((name) => [name, is[name]]),
  )
  const code = node.code !== document.code
  return code || Object.keys(properties).length > 0 ? { properties, code } : null
}

/** What a room's API has changed of its node; null where it is as the document says. The same object while it stays so. */
export function amendmentOf({ document, node }: Room): Amendment | null {
  if (node === document) return null
  let amendment = known.get(node)
  if (amendment === undefined) known.set(node, (amendment = compare(document, node)))
  return amendment
}
