import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Position, Scenario, ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import { canWire } from '#scenario/wire.ts'
import { catalog, type NodeType } from '#services/catalog.ts'
import type { ServiceDefinition, WireNeed } from '#services/definition.ts'

export const GRID = 16
export const NODE_WIDTH = 240
/** Between two nodes that are wired from left to right, px. */
export const NODE_GAP = 80

/** To the grid that nodes lie on. */
export const snap = ({ x, y }: Position): Position => ({
  x: Math.round(x / GRID) * GRID,
  y: Math.round(y / GRID) * GRID,
})

/** `AWS::Lambda::Function` gives `Function`. */
const stemOf = (type: NodeType): string => type.slice(type.lastIndexOf(':') + 1)

/** `stem`, or with the first number that nobody has yet. */
export function freeId(taken: ReadonlySet<string>, stem: string): string {
  if (!taken.has(stem)) return stem
  for (let number = 2; ; number++) {
    const id = `${stem}${number}`
    if (!taken.has(id)) return id
  }
}

const nodeIds = (scenario: Scenario): Set<string> => new Set(scenario.nodes.map((node) => node.id))
const edgeIds = (scenario: Scenario): Set<string> => new Set(scenario.edges.map((edge) => edge.id))

/** What a new function starts with: it answers at once and says what it may be changed into. */
const HELLO = `export const handler = async (event) => {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Hello from Lambda' }),
  }
}
`

/** A new node of `type`, by defaults alone. */
export function planNode(scenario: Scenario, type: NodeType, position: Position): ScenarioNode {
  const id = freeId(nodeIds(scenario), stemOf(type))
  const node: ScenarioNode = { id, type, position: snap(position) }
  return catalog[type].carries.code ? { ...node, code: { 'index.mjs': HELLO } } : node
}

/** A place near `wanted` where a node covers no other. */
export function findFreePlace(scenario: Scenario, wanted: Position): Position {
  const covers = (place: Position): boolean =>
    scenario.nodes.some(
      ({ position = { x: 0, y: 0 } }) =>
        Math.abs(position.x - place.x) < NODE_WIDTH + GRID && Math.abs(position.y - place.y) < 220,
    )
  let place = snap(wanted)
  for (let tries = 0; tries < 60 && covers(place); tries++) {
    place = { x: place.x, y: place.y + GRID * 2 }
  }
  return place
}

/** The wire from `source` to `target`, or a sentence that says why there cannot be one. */
export function planWire(
  scenario: Scenario,
  source: string,
  target: string,
  port?: string | null,
): { readonly edge: ScenarioEdge } | { readonly reason: string } {
  const from = scenario.nodes.find((node) => node.id === source)
  const to = scenario.nodes.find((node) => node.id === target)
  if (from === undefined || to === undefined) return { reason: 'there is nothing to wire' }
  if (source === target) return { reason: 'a node cannot be wired to itself' }
  const leaves = port ?? undefined
  const wire = canWire({ source: from.type, target: to.type, port: leaves })
  if ('reason' in wire) return wire
  const isTwin = (edge: ScenarioEdge): boolean =>
    edge.source === source && edge.target === target && edge.port === leaves
  if (scenario.edges.some(isTwin)) {
    return { reason: 'these two are wired already' }
  }
  const ids = edgeIds(scenario)
  const edge = { id: freeId(ids, `e${ids.size + 1}`), source, target }
  return { edge: leaves === undefined ? edge : { ...edge, port: leaves } }
}

/** The edit that draws a wire, and gives its ends what it is of no use without; what they were given, in words. */
export function planConnection(
  { nodes }: Scenario,
  edge: ScenarioEdge,
): { readonly edit: ScenarioEdit; readonly given: readonly string[] } {
  const edits: ScenarioEdit[] = [{ type: 'add-edge', edge }]
  const given: string[] = []
  const give = (id: string, need: WireNeed | undefined): void => {
    const node = nodes.find((other) => other.id === id)
    const own = node?.properties ?? {}
    const lacking = Object.entries(need?.properties ?? {}).filter(([name]) => !(name in own))
    if (need === undefined || lacking.length === 0) return
    const properties = { ...own, ...Object.fromEntries(lacking) }
    edits.unshift({ type: 'set-properties', node: id, properties })
    given.push(`${node?.name ?? id} was given ${need.title}`)
  }
  const from = nodes.find(({ id }) => id === edge.source)
  const to = nodes.find(({ id }) => id === edge.target)
  if (from === undefined || to === undefined) return { edit: { type: 'batch', edits }, given }
  const wire = canWire({ source: from.type, target: to.type, port: edge.port })
  const leaving: Pick<ServiceDefinition, 'ports'> = catalog[from.type]
  const arriving: Pick<ServiceDefinition, 'needs'> = catalog[to.type]
  give(from.id, leaving.ports?.find(({ id }) => id === edge.port)?.needs)
  if ('contract' in wire) give(to.id, arriving.needs?.[wire.contract])
  return { edit: edits.length === 1 ? { type: 'add-edge', edge } : { type: 'batch', edits }, given }
}

/** The edit that removes nodes, with their wires, and wires. */
export function planRemoval(
  nodes: readonly string[],
  edges: readonly string[],
): ScenarioEdit | null {
  const edits: ScenarioEdit[] = [
    ...edges.map((edge): ScenarioEdit => ({ type: 'remove-edge', edge })),
    ...nodes.map((node): ScenarioEdit => ({ type: 'remove-node', node })),
  ]
  return edits.length === 0 ? null : { type: 'batch', edits }
}

/** A part of a scenario on the clipboard. */
export interface Clip {
  readonly coldstartClip: 1
  readonly nodes: readonly ScenarioNode[]
  readonly edges: readonly ScenarioEdge[]
}

/** The chosen nodes and the wires among them. */
export function cutClip(scenario: Scenario, chosen: readonly string[]): Clip {
  const ids = new Set(chosen)
  return {
    coldstartClip: 1,
    nodes: scenario.nodes.filter((node) => ids.has(node.id)),
    edges: scenario.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  }
}

/** Lets a clip into the scenario under ids of its own, moved by `offset`; the ids of its nodes beside the edit. */
export function planPaste(
  scenario: Scenario,
  clip: Clip,
  offset: Position,
): { readonly edit: ScenarioEdit; readonly nodes: readonly string[] } {
  const taken = nodeIds(scenario)
  const takenEdges = edgeIds(scenario)
  const renamed = new Map<string, string>()
  const edits: ScenarioEdit[] = []
  for (const node of clip.nodes) {
    const id = freeId(taken, taken.has(node.id) ? node.id.replace(/\d+$/, '') || 'Node' : node.id)
    taken.add(id)
    renamed.set(node.id, id)
    const { x, y } = node.position ?? { x: 0, y: 0 }
    const position = snap({ x: x + offset.x, y: y + offset.y })
    edits.push({ type: 'add-node', node: { ...node, id, position } })
  }
  for (const edge of clip.edges) {
    const source = renamed.get(edge.source)
    const target = renamed.get(edge.target)
    if (source === undefined || target === undefined) continue
    const id = freeId(takenEdges, takenEdges.has(edge.id) ? `e${takenEdges.size + 1}` : edge.id)
    takenEdges.add(id)
    edits.push({ type: 'add-edge', edge: { ...edge, id, source, target } })
  }
  return { edit: { type: 'batch', edits }, nodes: [...renamed.values()] }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const hasId = (value: unknown): boolean => isRecord(value) && typeof value['id'] === 'string'

/** Reads a clip from clipboard text; null for any other text. What is in its nodes is checked when they are added. */
export function readClip(text: string): Clip | null {
  if (!text.includes('coldstartClip') || text.length > 4_000_000) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(value) || value['coldstartClip'] !== 1) return null
  const { nodes, edges } = value
  if (!Array.isArray(nodes) || !Array.isArray(edges)) return null
  return [...nodes, ...edges].every(hasId) ? { coldstartClip: 1, nodes, edges } : null
}
