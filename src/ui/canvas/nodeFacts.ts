import type { ScenarioNode } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { Amendment } from '#scenario/amendment.ts'
import * as z from 'zod/mini'

const cache = new WeakMap<ScenarioNode, unknown>()

/** A node's properties with every default filled in, as its room sees them; the same object while the node is the same. */
export function propertiesOf(node: ScenarioNode): unknown {
  const known = cache.get(node)
  if (known !== undefined) return known
  const parsed = z.safeParse(catalog[node.type].properties, node.properties ?? {})
  const properties: unknown = parsed.success
    ? parsed.data
    : z.parse(catalog[node.type].properties, {})
  cache.set(node, properties)
  return properties
}

/** The same with what the service's own API has changed since the run began: as the node is, not as the document says. */
export function amendedProperties(node: ScenarioNode, amendment: Amendment | null): unknown {
  if (amendment === null) return propertiesOf(node)
  return { ...(propertiesOf(node) as object), ...amendment.properties }
}

/** Whether somebody visits sites from this node: it sends HTTP requests of its own. */
export const isVisitor = ({ type }: ScenarioNode): boolean => catalog[type].category === 'traffic'

/** What the node is called on screen. */
export const nameOf = (node: ScenarioNode): string => node.name ?? node.id
