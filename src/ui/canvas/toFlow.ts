import type { ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { nameOf } from './nodeFacts.ts'

type Size = { readonly width: number; readonly height: number }

const nodeCache = new WeakMap<ScenarioNode, FlowNode>()
const edgeCache = new WeakMap<ScenarioEdge, FlowEdge>()

/** The document's nodes as the graph draws them. What did not change stays the same object, so that it is not drawn again. */
export function toFlowNodes(
  nodes: readonly ScenarioNode[],
  selected: readonly string[],
  sizes: ReadonlyMap<string, Size>,
): FlowNode[] {
  const chosen = new Set(selected)
  return nodes.map((node) => {
    const isChosen = chosen.has(node.id)
    const size = sizes.get(node.id)
    const known = nodeCache.get(node)
    if (
      known !== undefined &&
      known.selected === isChosen &&
      known.measured?.width === size?.width &&
      known.measured?.height === size?.height
    ) {
      return known
    }
    const drawn: FlowNode = {
      id: node.id,
      type: 'service',
      position: node.position ?? { x: 0, y: 0 },
      data: { node },
      selected: isChosen,
      ariaLabel: nameOf(node),
      domAttributes: { 'aria-roledescription': 'service' },
      ...(size === undefined ? {} : { measured: { width: size.width, height: size.height } }),
    }
    nodeCache.set(node, drawn)
    return drawn
  })
}

/** The document's edges as the graph draws them. */
export function toFlowEdges(
  edges: readonly ScenarioEdge[],
  selected: readonly string[],
  nodes: readonly ScenarioNode[],
): FlowEdge[] {
  const chosen = new Set(selected)
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]))
  return edges.map((edge) => {
    const isChosen = chosen.has(edge.id)
    const known = edgeCache.get(edge)
    const ariaLabel = `Wire from ${names.get(edge.source)} to ${names.get(edge.target)}`
    if (known?.selected === isChosen && known.ariaLabel === ariaLabel) return known
    const drawn: FlowEdge = {
      id: edge.id,
      type: 'wire',
      source: edge.source,
      target: edge.target,
      sourceHandle: edge.port ?? null,
      selected: isChosen,
      ariaLabel,
    }
    edgeCache.set(edge, drawn)
    return drawn
  })
}
