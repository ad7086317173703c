import type { ApiEndpoint } from '#contracts/api.ts'
import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import type { Files } from '#contracts/files.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Cancel, Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import type { Usage } from '#services/cost.ts'
import type { Place } from '#world/place.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { Account, Edge, JsonValue, ServiceContext } from '#services/service.ts'
import type { Roster } from './roster.ts'

/** Serves one contract. */
export type Serve<C extends ContractName> = (
  request: Request<C>,
  along: Edge<C>,
) => Process<Reply<C>>

/** A service at work, its types erased: the simulation only carries, it never looks inside. */
export interface AnyService {
  readonly serve: { readonly [C in ContractName]?: Serve<C> }
  start?(): void
  changed?(what: ChangedPart): void
  command?(command: JsonValue): void
  query?(query: JsonValue): JsonValue
  inspect(): unknown
  entrance?(from: Place): Place
  hostnames?(): readonly string[]
  forbid?(request: HttpRequest, principalArn: string): HttpResponse | null
  usage?(): Usage
  pending?(): number
  dispose?(): void
}

/** A room's module, its types erased. */
export interface AnyModule {
  readonly definition: { readonly type: string }
  readonly createShared?: (account: Account, chance: Random) => unknown
  endpoints?(shared: unknown, account: Account): readonly ApiEndpoint[]
  create(ctx: ServiceContext<ServiceDefinition>, shared: unknown): AnyService
}

/** What of a node an edit replaced. */
export type ChangedPart = 'properties' | 'model' | 'code' | 'data' | 'edges'

/** A node as its room sees it, defaults filled in. */
export interface RoomNode {
  readonly id: string
  readonly name: string
  readonly properties: unknown
  readonly model: unknown
  readonly code: Files
  readonly layers: Readonly<Record<string, Files>>
  readonly data: JsonValue
}

/** One node of the running simulation. */
export interface Room {
  readonly type: string
  /** As the document has it. */
  document: RoomNode
  /** As it is: a service's own API may have changed it. */
  node: RoomNode
  service: AnyService
  /** Every process that runs for this node: all end when the node is removed. */
  readonly processes: Roster<Cancel>
  /** Calls that others wait for: answered with a network failure when the node is removed. */
  readonly waiting: Roster<() => void>
  /** Wires from here, ordered by edge id. */
  edges: readonly Edge[]
  alive: boolean
}
