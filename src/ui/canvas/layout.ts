import type { Position, Scenario } from '#scenario/schema.ts'
import { Graph, layout } from '@dagrejs/dagre'
import { NODE_WIDTH, snap } from './graphEdits.ts'

/** Places for all nodes, callers left of what they call. The upper left corner of the graph stays where it is. */
export function computeLayout(
  scenario: Scenario,
  sizes: ReadonlyMap<string, { readonly height: number }>,
): Readonly<Record<string, Position>> {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 48, ranksep: 112 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of scenario.nodes) {
    graph.setNode(id, { width: NODE_WIDTH, height: sizes.get(id)?.height ?? 200 })
  }
  for (const { source, target } of scenario.edges) graph.setEdge(source, target)
  layout(graph)
  const corners = scenario.nodes.map(({ id, position }) => {
    const placed = graph.node(id)
    const corner = {
      x: (placed.x ?? 0) - NODE_WIDTH / 2,
      y: (placed.y ?? 0) - (sizes.get(id)?.height ?? 200) / 2,
    }
    return { id, corner, old: position ?? { x: 0, y: 0 } }
  })
  const left = Math.min(...corners.map(({ old }) => old.x))
  const top = Math.min(...corners.map(({ old }) => old.y))
  const newLeft = Math.min(...corners.map(({ corner }) => corner.x))
  const newTop = Math.min(...corners.map(({ corner }) => corner.y))
  return Object.fromEntries(
    corners.map(({ id, corner }) => [
      id,
      snap({ x: corner.x - newLeft + left, y: corner.y - newTop + top }),
    ]),
  )
}
