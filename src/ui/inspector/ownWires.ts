import type { ScenarioEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { DocumentNode, OwnWire, WirePlan } from '#services/view.ts'
import { freeId } from '../canvas/graphEdits.ts'

/** The document as a panel of `node` sees it. */
export const lookFrom = (
  { nodes, edges }: Scenario,
  node: string,
): { readonly nodes: readonly DocumentNode[]; readonly wires: readonly OwnWire[] } => ({
  nodes: nodes.map(({ id, type, properties = {} }) => ({ id, type, properties })),
  wires: edges
    .filter(({ source }) => source === node)
    .map(({ id, target, port = null, properties = {} }) => ({ id, target, port, properties })),
})

/** Draws wires that leave `node` and changes those that are there, as one step. */
export function planWireEdits(
  { edges }: Scenario,
  node: string,
  wires: readonly WirePlan[],
): ScenarioEdit {
  const taken = new Set(edges.map(({ id }) => id))
  const edits = wires.map(({ edge, target, port, properties }): ScenarioEdit => {
    if (edge !== undefined) return { type: 'set-edge-properties', edge, properties }
    const id = freeId(taken, `e${taken.size + 1}`)
    taken.add(id)
    const wire = { id, source: node, target, properties }
    return { type: 'add-edge', edge: port === undefined ? wire : { ...wire, port } }
  })
  return { type: 'batch', edits }
}
