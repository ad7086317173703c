import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Position, Scenario, ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'

/** Documents share what they have in common, so identity tells most of it and text the rest. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const idOf = (thing: { readonly id: string }): string => thing.id

const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]))

function diffNode(from: ScenarioNode, to: ScenarioNode): ScenarioEdit[] {
  const node = to.id
  const edits: ScenarioEdit[] = []
  if (from === to) return edits
  if (from.name !== to.name) edits.push({ type: 'rename-node', node, name: to.name ?? '' })
  if (!same(from.properties, to.properties)) {
    edits.push({ type: 'set-properties', node, properties: to.properties ?? {} })
  }
  if (!same(from.model, to.model)) edits.push({ type: 'set-model', node, model: to.model ?? {} })
  if (!same(from.code, to.code)) edits.push({ type: 'set-code', node, code: to.code ?? {} })
  if (!same(from.layers, to.layers)) {
    edits.push({ type: 'set-layers', node, layers: to.layers ?? {} })
  }
  if (!same(from.data, to.data)) edits.push({ type: 'set-data', node, data: to.data ?? [] })
  return edits
}

function diffNodes(from: Scenario, to: Scenario): ScenarioEdit[] {
  const before = byId(from.nodes)
  const after = byId(to.nodes)
  const edits: ScenarioEdit[] = []
  const positions: Record<string, Position> = {}
  for (const node of from.nodes) {
    if (after.get(node.id)?.type !== node.type) edits.push({ type: 'remove-node', node: node.id })
  }
  for (const node of to.nodes) {
    const old = before.get(node.id)
    if (old === undefined || old.type !== node.type) edits.push({ type: 'add-node', node })
    else {
      edits.push(...diffNode(old, node))
      if (node.position !== undefined && !same(old.position, node.position)) {
        positions[node.id] = node.position
      }
    }
  }
  if (Object.keys(positions).length > 0) edits.push({ type: 'move-nodes', positions })
  return edits
}

function diffEdges(from: Scenario, to: Scenario): ScenarioEdit[] {
  const before = byId(from.edges)
  const after = byId(to.edges)
  const edits: ScenarioEdit[] = []
  // A node of another type is another node, though it has the same id: it takes the old one's wires with it.
  const types = new Map(from.nodes.map((node) => [node.id, node.type]))
  const stays = new Set(to.nodes.filter((node) => types.get(node.id) === node.type).map(idOf))
  const joins = (a: ScenarioEdge, b: ScenarioEdge | undefined): boolean =>
    b !== undefined &&
    a.source === b.source &&
    a.target === b.target &&
    a.port === b.port &&
    stays.has(a.source) &&
    stays.has(a.target)
  for (const edge of from.edges) {
    if (!joins(edge, after.get(edge.id))) edits.push({ type: 'remove-edge', edge: edge.id })
  }
  for (const edge of to.edges) {
    const old = before.get(edge.id)
    if (old === undefined || !joins(edge, old)) edits.push({ type: 'add-edge', edge })
    else if (!same(old.properties, edge.properties)) {
      edits.push({
        type: 'set-edge-properties',
        edge: edge.id,
        properties: edge.properties ?? {},
      })
    }
  }
  return edits
}

function diffDocument(from: Scenario, to: Scenario): ScenarioEdit[] {
  const changed = {
    ...(from.name === to.name ? {} : { name: to.name }),
    ...(from.description === to.description ? {} : { description: to.description ?? '' }),
    ...(from.seed === to.seed ? {} : { seed: to.seed }),
    ...(from.region === to.region ? {} : { region: to.region }),
  }
  return Object.keys(changed).length === 0 ? [] : [{ type: 'set-document', ...changed }]
}

/**
 * The edit that makes `to` out of `from`, or null where they are equal: what an undo tells a running simulation.
 * Wires go first and come last, so that no step leaves one dangling.
 */
export function diffScenario(from: Scenario, to: Scenario): ScenarioEdit | null {
  const wires = diffEdges(from, to)
  const edits = [
    ...diffDocument(from, to),
    ...wires.filter((edit) => edit.type === 'remove-edge'),
    ...diffNodes(from, to),
    ...wires.filter((edit) => edit.type !== 'remove-edge'),
  ]
  const [only] = edits
  if (only === undefined) return null
  return edits.length === 1 ? only : { type: 'batch', edits }
}
