import { type DocumentFiles, type Files, readFiles } from '#contracts/files.ts'
import { assert } from '#kernel/assert.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Scenario, ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import { callerOf, canWire, findEdgeSchema } from '#scenario/wire.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { createContext } from './context.ts'
import { placeOf } from './network.ts'
import type { AnyModule, AnyService, Room, RoomNode } from './room.ts'
import { createRoster } from './roster.ts'
import { createStream, type Run } from './run.ts'

/** Orders by UTF-16 units: the same everywhere, unlike a locale's order. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => {
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}

const NO_FILES: DocumentFiles = {}
const readLayers = (
  layers: Readonly<Record<string, DocumentFiles>>,
): Readonly<Record<string, Files>> =>
  Object.fromEntries(Object.entries(layers).map(([name, files]) => [name, readFiles(files)]))

/**
 * A node with its defaults filled in. Its display name and position stay behind: neither may change a result, so the
 * `name` that a room sees is the id.
 */
export function toRoomNode(node: ScenarioNode): RoomNode {
  const definition: Pick<ServiceDefinition, 'properties' | 'model'> = catalog[node.type]
  return {
    id: node.id,
    name: node.id,
    properties: z.parse(definition.properties, node.properties ?? {}),
    model: z.parse(definition.model, node.model ?? {}),
    code: readFiles(node.code ?? NO_FILES),
    layers: readLayers(node.layers ?? {}),
    data: node.data ?? null,
  }
}

/** An edge as rooms see it, properties filled in. */
function toRoomEdge(edge: ScenarioEdge, scenario: Scenario): Edge {
  const source = scenario.nodes.find((node) => node.id === edge.source)
  const target = scenario.nodes.find((node) => node.id === edge.target)
  assert(source !== undefined && target !== undefined, `edge ${edge.id} dangles`)
  const wire = canWire({ source: source.type, target: target.type, port: edge.port })
  assert('contract' in wire, `edge ${edge.id} carries nothing`)
  const schema = findEdgeSchema(source.type, wire.contract)
  return {
    id: edge.id,
    contract: wire.contract,
    source: edge.source,
    target: edge.target,
    port: edge.port ?? null,
    properties: schema === undefined ? {} : z.parse(schema, edge.properties ?? {}),
  }
}

/** All edges as rooms see them, ordered by id. */
export const toRoomEdges = (scenario: Scenario): readonly Edge[] =>
  scenario.edges.toSorted(byId).map((edge) => toRoomEdge(edge, scenario))

/** Where a node says it stands, if not in the Region: its `Location`. */
function locationOf(room: Room | undefined): string {
  const properties = room?.node.properties
  if (typeof properties !== 'object' || properties === null) return ''
  return 'Location' in properties && typeof properties.Location === 'string'
    ? properties.Location
    : ''
}

/** What a new room is made from. */
export interface RoomParts {
  readonly module: AnyModule
  readonly shared: unknown
  /** All edges of the document: a room knows its wires from the beginning. */
  readonly edges: readonly Edge[]
}

/** While a room is being built it serves nothing, and nobody can find it. */
const NOT_BUILT: AnyService = { serve: {}, inspect: () => null }

/** Creates the room of `node`; nothing of it runs before its `start`. */
export function addRoom(run: Run, node: ScenarioNode, { module, shared, edges }: RoomParts): Room {
  assert(!run.rooms.has(node.id), `two nodes ${node.id}`)
  const document = toRoomNode(node)
  const room: Room = {
    type: node.type,
    document,
    node: document,
    service: NOT_BUILT,
    processes: createRoster(),
    waiting: createRoster(),
    edges: edges.filter((edge) => callerOf(edge) === node.id),
    alive: true,
  }
  room.service = module.create(createContext(run, room), shared)
  run.rooms.set(node.id, room)
  return room
}

/** Takes a room out of the run: its processes end, and those who wait for it get the network's failure. */
export function removeRoom(run: Run, id: NodeId): void {
  const room = run.rooms.get(id)
  if (room === undefined) return
  run.rooms.delete(id)
  room.alive = false
  for (const giveUp of room.waiting.takeAll()) giveUp()
  for (const cancel of room.processes.takeAll()) cancel()
  room.service.dispose?.()
  run.spans.forget(id)
}

/** Lays the wires anew; answers the nodes whose own wires changed, in the order of their ids. */
export function layWires(run: Run, edges: readonly Edge[]): readonly NodeId[] {
  const kept = new Set(edges.map((edge) => edge.id))
  for (const id of run.wires.keys()) if (!kept.has(id)) run.wires.delete(id)
  for (const edge of edges) {
    const old = run.wires.get(edge.id)
    run.wires.set(edge.id, {
      edge,
      random: old?.random ?? createStream(run, `edge/${edge.id}`),
      from: placeOf(locationOf(run.rooms.get(edge.source))),
      to: placeOf(locationOf(run.rooms.get(edge.target))),
    })
  }
  const changed: NodeId[] = []
  for (const [id, room] of run.rooms) {
    const mine = edges.filter((edge) => callerOf(edge) === id)
    if (JSON.stringify(mine) === JSON.stringify(room.edges)) continue
    room.edges = mine
    changed.push(id)
  }
  return changed.sort()
}
