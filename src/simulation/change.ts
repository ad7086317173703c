import { assert } from '#kernel/assert.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { nameHosts } from './hosts.ts'
import type { AnyModule, ChangedPart, Room } from './room.ts'
import { addRoom, byId, layWires, removeRoom, toRoomEdges, toRoomNode } from './rooms.ts'
import type { Run } from './run.ts'

const PARTS = ['properties', 'model', 'code', 'data'] as const satisfies readonly ChangedPart[]

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

/** A node that was there and still is, with the parts of it that an edit replaced. */
export interface NodeChange {
  readonly node: ScenarioNode
  readonly parts: readonly ChangedPart[]
}

/** What has to happen in a running simulation for one document to become another. Each list is ordered by id. */
export interface ChangePlan {
  readonly removed: readonly NodeId[]
  readonly added: readonly ScenarioNode[]
  readonly changed: readonly NodeChange[]
  readonly edgesChanged: boolean
}

/** Compares two documents by what a run can notice: positions, names and the order of things are not among it. */
export function planChange(before: Scenario, after: Scenario): ChangePlan {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const fresh = new Map(after.nodes.map((node) => [node.id, node]))
  const removed: NodeId[] = []
  for (const { id, type } of before.nodes.toSorted(byId)) {
    if (fresh.get(id)?.type !== type) removed.push(id)
  }
  const added: ScenarioNode[] = []
  const changed: NodeChange[] = []
  for (const node of after.nodes.toSorted(byId)) {
    const was = old.get(node.id)
    if (was === undefined || was.type !== node.type) {
      added.push(node)
      continue
    }
    // Layers are code: what uses the one uses the other.
    const parts = PARTS.filter(
      (part) =>
        !isSame(was[part], node[part]) || (part === 'code' && !isSame(was.layers, node.layers)),
    )
    if (parts.length > 0) changed.push({ node, parts })
  }
  const edgesChanged = !isSame(before.edges.toSorted(byId), after.edges.toSorted(byId))
  return { removed, added, changed, edgesChanged }
}

/** Whether the plan changes anything that a run could notice. */
export const isNoticeable = (plan: ChangePlan): boolean =>
  plan.edgesChanged || plan.removed.length + plan.added.length + plan.changed.length > 0

/** The modules of a run, and what each type's rooms share. */
export interface Modules {
  readonly byType: Readonly<Record<string, AnyModule>>
  readonly shared: ReadonlyMap<string, unknown>
}

/** Carries out `plan`: removes, adds, hands over what changed, lays the wires, and only then starts what is new. */
export function carryOut(run: Run, plan: ChangePlan, after: Scenario, modules: Modules): void {
  for (const id of plan.removed) removeRoom(run, id)
  const edges = toRoomEdges(after)
  const fresh: Room[] = []
  for (const node of plan.added) {
    const module = modules.byType[node.type]
    assert(module !== undefined, `no module for ${node.type}`)
    fresh.push(addRoom(run, node, { module, shared: modules.shared.get(node.type), edges }))
  }
  for (const { node } of plan.changed) {
    const room = run.rooms.get(node.id)
    assert(room !== undefined, `${node.id} is not running`)
    room.document = toRoomNode(node)
    room.node = room.document
  }
  const rewired = layWires(run, edges)
  for (const { node, parts } of plan.changed) {
    const room = run.rooms.get(node.id)
    for (const part of parts) room?.service.changed?.(part)
  }
  for (const id of rewired) {
    const room = run.rooms.get(id)
    room?.service.changed?.('edges')
  }
  nameHosts(run)
  for (const room of fresh) room.service.start?.()
}
