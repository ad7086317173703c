import type { DocumentFiles } from '#contracts/files.ts'
import type { Mutable } from '#contracts/mutable.ts'
import type { JsonValue } from '#services/service.ts'
import type { Position, Scenario, ScenarioEdge, ScenarioNode } from './schema.ts'

type Properties = Readonly<Record<string, JsonValue>>

/** One change of the document: all that the UI may send to a running simulation. */
export type ScenarioEdit =
  | { readonly type: 'add-node'; readonly node: ScenarioNode }
  | { readonly type: 'remove-node'; readonly node: string }
  | { readonly type: 'set-properties'; readonly node: string; readonly properties: Properties }
  | { readonly type: 'set-model'; readonly node: string; readonly model: Properties }
  | { readonly type: 'set-code'; readonly node: string; readonly code: DocumentFiles }
  /** All layers of a node, by name. */
  | {
      readonly type: 'set-layers'
      readonly node: string
      readonly layers: Readonly<Record<string, DocumentFiles>>
    }
  | { readonly type: 'set-data'; readonly node: string; readonly data: JsonValue }
  | { readonly type: 'rename-node'; readonly node: string; readonly name: string }
  | { readonly type: 'move-nodes'; readonly positions: Readonly<Record<string, Position>> }
  | { readonly type: 'add-edge'; readonly edge: ScenarioEdge }
  | { readonly type: 'remove-edge'; readonly edge: string }
  | { readonly type: 'set-edge-properties'; readonly edge: string; readonly properties: Properties }
  | {
      readonly type: 'set-document'
      readonly name?: string
      readonly description?: string
      readonly seed?: number
      readonly region?: string
    }
  /** Several at once, as one step of undo and one instant of the run. */
  | { readonly type: 'batch'; readonly edits: readonly ScenarioEdit[] }

const patchNode = (
  scenario: Scenario,
  id: string,
  patch: (node: Mutable<ScenarioNode>) => void,
): Scenario => ({
  ...scenario,
  nodes: scenario.nodes.map((node) => {
    if (node.id !== id) return node
    const copy = { ...node }
    patch(copy)
    return copy
  }),
})

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

function removeNode(scenario: Scenario, id: string): Scenario {
  return {
    ...scenario,
    nodes: scenario.nodes.filter((node) => node.id !== id),
    edges: scenario.edges.filter((edge) => edge.source !== id && edge.target !== id),
  }
}

function setEdgeProperties(scenario: Scenario, id: string, properties: Properties): Scenario {
  return {
    ...scenario,
    edges: scenario.edges.map((edge) => {
      if (edge.id !== id) return edge
      const copy: Mutable<ScenarioEdge> = { ...edge, properties }
      if (isEmpty(properties)) delete copy.properties
      return copy
    }),
  }
}

function setDocument(
  scenario: Scenario,
  edit: Extract<ScenarioEdit, { type: 'set-document' }>,
): Scenario {
  const copy: Mutable<Scenario> = { ...scenario }
  if (edit.name !== undefined) copy.name = edit.name
  if (edit.seed !== undefined) copy.seed = edit.seed
  if (edit.region !== undefined) copy.region = edit.region
  if (edit.description !== undefined) copy.description = edit.description
  if (copy.description === '') delete copy.description
  return copy
}

/**
 * The document after `edit`; the old one is left as it was. Pure, and lenient: an edit of what is not there changes
 * nothing. Edges of a removed node go with it. Whether the result is valid is for `checkScenario` to say.
 */
export function applyEdit(scenario: Scenario, edit: ScenarioEdit): Scenario {
  switch (edit.type) {
    case 'add-node':
      return { ...scenario, nodes: [...scenario.nodes, edit.node] }
    case 'remove-node':
      return removeNode(scenario, edit.node)
    case 'set-properties':
      return patchNode(scenario, edit.node, (node) => {
        node.properties = edit.properties
        if (isEmpty(edit.properties)) delete node.properties
      })
    case 'set-model':
      return patchNode(scenario, edit.node, (node) => {
        node.model = edit.model
        if (isEmpty(edit.model)) delete node.model
      })
    case 'set-code':
      return patchNode(scenario, edit.node, (node) => {
        node.code = edit.code
      })
    case 'set-layers':
      return patchNode(scenario, edit.node, (node) => {
        node.layers = edit.layers
        if (isEmpty(edit.layers)) delete node.layers
      })
    case 'set-data':
      return patchNode(scenario, edit.node, (node) => {
        node.data = edit.data
      })
    case 'rename-node':
      return patchNode(scenario, edit.node, (node) => {
        node.name = edit.name
        if (edit.name === '' || edit.name === node.id) delete node.name
      })
    case 'move-nodes':
      return {
        ...scenario,
        nodes: scenario.nodes.map((node) => {
          const position = Object.hasOwn(edit.positions, node.id)
            ? edit.positions[node.id]
            : undefined
          return position === undefined ? node : { ...node, position }
        }),
      }
    case 'add-edge':
      return { ...scenario, edges: [...scenario.edges, edit.edge] }
    case 'remove-edge':
      return { ...scenario, edges: scenario.edges.filter((edge) => edge.id !== edit.edge) }
    case 'set-edge-properties':
      return setEdgeProperties(scenario, edit.edge, edit.properties)
    case 'set-document':
      return setDocument(scenario, edit)
    case 'batch':
      return edit.edits.reduce(applyEdit, scenario)
  }
}
