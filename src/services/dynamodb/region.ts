import { createRandom, type Random } from '#kernel/random.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Account } from '../service.ts'
import { toTableName } from './actions/action.ts'
import { createItemLocks, type ItemLocks } from './consistency/itemLocks.ts'
import { createDynamodbEngine, type DynamodbEngine } from './engine.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import type { Kind } from './partitions/partition.ts'
import type { Touch } from './partitions/point.ts'
import type { NodeChanges } from './nodeChanges.ts'
import type { AccountStream } from './streams/actions.ts'
import type { ChangeStream, Origin } from './streams/stream.ts'
import type { Table } from './table.ts'
import type { WritePlan } from './writes.ts'

/** A table of a node, as a request that reaches any node of the account finds it. */
export interface NodeTable {
  readonly node: NodeId
  readonly table: Table
  /** Throws the refusal of a use of a key that the throughput of the table, or of its global index, does not let in. */
  admit(kind: Kind, at: Touch, index: IndexDefinition | null): void
  /** Units of the table, or of its global index, that a key used. */
  use(kind: Kind, at: Touch, used: { readonly units: number; readonly index: string | null }): void
  /** Told once for each request, after `use`. */
  settle(read: number, write: number): void
  /** What becomes of its changes. */
  readonly changes: NodeChanges
  /** Tells its stream, its replicas and whoever else of a change. */
  wrote(plan: WritePlan, origin: Origin): void
  /** Its stream, where it has one. */
  readonly stream: ChangeStream | null
}

/** All tables of the account in its Region: what every node of the kind shares. */
export interface DynamodbRegion {
  readonly engine: DynamodbEngine
  /** Of transactions under way. */
  readonly locks: ItemLocks
  /** For replies from the service's front door, which belong to no node. */
  readonly chance: Random
  add(table: NodeTable): void
  remove(table: NodeTable): void
  /** By name or ARN. Of several nodes with one name, the first one added has it. */
  findByName(name: string): NodeTable | undefined
  findByTable(table: Table): NodeTable | undefined
  /** Ordered by table name. */
  all(): readonly NodeTable[]
  /** Tells a node's table of a change; the control plane hears of all by itself. */
  tell(plan: WritePlan, origin: Origin): void
  /** The streams of all tables, ordered by table name. */
  streams(): readonly AccountStream[]
}

/** Creates an account's Region without tables. */
export function createRegion(
  account: Account,
  chance: Random = createRandom(0, 'dynamodb'),
): DynamodbRegion {
  const engine = createDynamodbEngine(account)
  engine.control.random = chance
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
    locks: createItemLocks(),
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
    tell: (plan, origin) => byName.get(plan.table.definition.name)?.wrote(plan, origin),
    streams() {
      const found: AccountStream[] = []
      for (const name of engine.control.names()) {
        const stream = byName.get(name)?.stream ?? engine.control.find(name)?.stream
        if (stream !== null && stream !== undefined) found.push({ tableName: name, stream })
      }
      return found
    },
    all: () => [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, nodeTable]) => nodeTable),
  }
}
