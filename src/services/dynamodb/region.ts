import { createRandom, type Random } from '#kernel/random.ts'
import type { Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Account } from '../service.ts'
import { toTableName } from './actions/action.ts'
import { createDynamodbEngine, type DynamodbEngine } from './engine.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import type { ChangeStream } from './streams/stream.ts'
import type { Table } from './table.ts'

/** A table of a node, as a request that reaches any node of the account finds it. */
export interface NodeTable {
  readonly node: NodeId
  readonly table: Table
  /** Whether its throughput lets a request in. */
  admits(kind: 'read' | 'write', now: Instant): boolean
  /** Units used by a key with this hash. */
  use(kind: 'read' | 'write', hash: number, units: number): void
  /** Units used of one of its global indexes. */
  useIndex(index: IndexDefinition, kind: 'read' | 'write', units: number): void
  /** Whether the throughput of a global index lets a request in. */
  admitsIndex(index: IndexDefinition, kind: 'read' | 'write', now: Instant): boolean
  /** Told once for each request, after `use`. */
  settle(read: number, write: number): void
  /** Its stream, where it has one. */
  readonly stream: ChangeStream | null
  /** Told for each request that it does not let in. */
  throttle(kind: 'read' | 'write'): void
}

/** All tables of the account in its Region: what every node of the kind shares. */
export interface DynamodbRegion {
  readonly engine: DynamodbEngine
  /** For replies from the service's front door, which belong to no node. */
  readonly chance: Random
  add(table: NodeTable): void
  remove(table: NodeTable): void
  /** By name or ARN. Of several nodes with one name, the first one added has it. */
  findByName(name: string): NodeTable | undefined
  findByTable(table: Table): NodeTable | undefined
  /** Ordered by table name. */
  all(): readonly NodeTable[]
}

/** Creates an account's Region without tables. */
export function createRegion(account: Account): DynamodbRegion {
  const engine = createDynamodbEngine(account)
  const tables = new Set<NodeTable>()
  const byName = new Map<string, NodeTable>()

  const refresh = (): void => {
    for (const name of byName.keys()) engine.deleteTable(name)
    byName.clear()
    for (const one of tables) {
      const { name } = one.table.definition
      if (byName.has(name)) continue
      byName.set(name, one)
      engine.addTable(one.table)
    }
  }

  return {
    engine,
    chance: createRandom(0, 'dynamodb endpoint'),
    add(table) {
      tables.add(table)
      refresh()
    },
    remove(table) {
      tables.delete(table)
      refresh()
    },
    findByName: (name) => byName.get(toTableName(name)),
    findByTable: (table) => byName.get(table.definition.name),
    all: () => [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, nodeTable]) => nodeTable),
  }
}
