import { createRandom, type Random } from '#kernel/random.ts'
import { type Instant, START } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Account } from '../service.ts'
import { type AccountMetric, readAccountMetrics } from './accountMetrics.ts'
import { toTableName } from './actions/action.ts'
import type { TableLife } from './control/life.ts'
import { createItemLocks, type ItemLocks } from './consistency/itemLocks.ts'
import { createFollower, type Documented } from './documented.ts'
import { createDynamodbEngine, type DynamodbEngine } from './engine.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import type { Kind } from './partitions/partition.ts'
import { FIRST, type KeyRange, LAST, type Touch } from './partitions/point.ts'
import { createMadeTable, type MadeTable } from './madeTable.ts'
import type { NodeChanges } from './nodeChanges.ts'
import type { NodeTransfers } from './nodeTransfers.ts'
import { type Asked, createMadeReplicas } from './replication/madeReplicas.ts'
import { createPlaces, type Place } from './replication/places.ts'
import type { Replicas } from './replication/replicas.ts'
import type { AccountStream } from './streams/actions.ts'
import type { ChangeStream, Origin } from './streams/stream.ts'
import type { Table } from './table.ts'
import type { TableUsage } from './tableMeter.ts'
import type { Carrier } from './transfer/host.ts'
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
  /** What its properties say that the API may change, too; `now`: when they say it. */
  documented(): Documented
  gauge(metric: AccountMetric): void
  /** The partitions that it has now. */
  partitions(): readonly KeyRange[]
  /** Its definition or settings have changed: throughput, expiry and bill follow. */
  adopt(life: TableLife): void
  /** Runs exports and imports over its own wires. */
  readonly transfers: NodeTransfers
  /** Bytes of the backups that there are of it. */
  holdBackups(bytes: number): void
  /** A table was restored from it, or from a backup of it. */
  restored(bytes: number): void
  /** Units that were used in another Region: charged for, but of the throughput there. */
  usedElsewhere(read: number, write: number): void
  /** What becomes of its changes. */
  readonly changes: NodeChanges
  /** Tells its stream, its replicas and whoever else of a change. */
  wrote(plan: WritePlan, origin: Origin): void
  /** The same table in other Regions. */
  readonly replicas: Replicas
  /** Its stream, where it has one. */
  readonly stream: ChangeStream | null
}

/** All tables of the account in its Region: what every node of the kind shares. */
export interface DynamodbRegion {
  readonly engine: DynamodbEngine
  /** Provisioned capacity has changed: the account's metrics, recorded at the first of its tables, follow. */
  measure(): void
  /** The account's tables in another Region. */
  elsewhere(region: string): DynamodbEngine
  /** The same, where there are any. */
  findElsewhere(region: string): DynamodbEngine | undefined
  /** The replicas of a table, whoever made it. */
  replicasOf(name: string): Replicas | undefined
  /** What the replica of a table in another Region has for itself. */
  placeOf(code: string, name: string, now: Instant): Place | undefined
  /** An item was changed by a request to another Region. */
  wroteElsewhere(plan: WritePlan, by: Asked): void
  /** A change has arrived in another Region, where it took so many units. */
  arrived(
    code: string,
    plan: WritePlan,
    at: { readonly units: number; readonly now: Instant },
  ): void
  /** Of transactions under way. */
  readonly locks: ItemLocks
  /** For replies from the service's front door, which belong to no node. */
  readonly chance: Random
  add(table: NodeTable): void
  /** A table's replicas have changed. */
  place(): void
  remove(table: NodeTable): void
  /** By name or ARN. Of several nodes with one name, the first one added has it. */
  findByName(name: string): NodeTable | undefined
  findByTable(table: Table): NodeTable | undefined
  /** The partitions and capacity of a table that the API made. */
  made(table: Table, now: Instant): MadeTable | undefined
  /** What each table that the API made has used, those that are gone among them. */
  madeUsage(now: Instant): readonly TableUsage[]
  /** Ordered by table name. */
  all(): readonly NodeTable[]
  /** Tells a node's table of a change; the control plane hears of all by itself. */
  tell(plan: WritePlan, origin: Origin): void
  /** The streams of all tables in a Region, ordered by table name. */
  streams(code: string): readonly AccountStream[]
  /** Carries a transfer over the wires of its table's node; of a table that has none, over those of `asked`, or of any that has a bucket. */
  carrierOf(asked: NodeTable | null): Carrier
}

/** What replication brings belongs to no request here, and expired, if it did, elsewhere. */
const ARRIVED: Origin = { isExpiry: false, causedBy: null }

/** Creates an account's Region without tables. */
export function createRegion(
  account: Account,
  chance: Random = createRandom(0, 'dynamodb'),
): DynamodbRegion {
  const engine = createDynamodbEngine(account)
  engine.control.random = chance
  const follow = createFollower()
  const tables = new Set<NodeTable>()
  const byName = new Map<string, NodeTable>()

  const others = new Map<string, DynamodbEngine>()
  const places = createPlaces(account, chance)
  const elsewhere = (code: string): DynamodbEngine => {
    const known = others.get(code)
    if (known !== undefined) return known
    const created = createDynamodbEngine({ ...account, region: code })
    created.control.random = chance
    others.set(code, created)
    return created
  }
  const replicasOf = (name: string): Replicas | undefined => {
    const life = engine.control.find(name)
    return byName.get(name)?.replicas ?? (life === undefined ? undefined : madeReplicas.find(life))
  }
  /** Tells the other Regions of a table's copies there. */
  const spread = (
    name: string,
    replicas: Replicas,
    { policy, now }: { readonly policy: string | null; readonly now: Instant },
  ): void => {
    const home = engine.control.find(name)
    const all = [account.region, ...replicas.regions]
    for (const code of replicas.regions) {
      const there = elsewhere(code)
      const copy = replicas.find(code)
      if (copy !== undefined && there.findTable(name) !== copy) there.addTable(copy)
      const life = there.control.find(name)
      if (life === undefined) continue
      life.settings.replicas = all
        .filter((other) => other !== code)
        .map((other) => ({ region: other, status: 'ACTIVE' }))
      if (policy !== null) life.settings.policy = { text: policy, revision: '1' }
      const { stream, onDemand, indexOnDemand, warm } = home?.settings ?? life.settings
      Object.assign(life.settings, { stream, onDemand, indexOnDemand, warm })
      places.of(code, life, now).follow(now)
    }
  }
  const placeOf = (code: string, name: string, now: Instant): Place | undefined => {
    const life = others.get(code)?.control.find(name)
    return life === undefined ? undefined : places.of(code, life, now)
  }
  const forget = (): void => {
    for (const [code, other] of others) {
      for (const name of other.control.names()) {
        if (replicasOf(name)?.find(code) === undefined) other.deleteTable(name)
      }
    }
  }
  const arrived: DynamodbRegion['arrived'] = (code, plan, { units, now }) => {
    const place = placeOf(code, plan.table.definition.name, now)
    place?.throughput.use({ kind: 'write', at: plan.at, units, index: null }, now)
    place?.wrote(plan, ARRIVED, now)
  }
  const madeReplicas = createMadeReplicas(engine.control, chance, {
    placed(name, replicas, now) {
      spread(name, replicas, { policy: null, now })
      forget()
    },
    replicated: (life, plan, units) => made.get(life)?.replicated(units, plan.nextBytes),
    arrived: (code, plan, at) => arrived(code, plan, at),
  })
  /** Tells every Region of its tables, and each table of its replicas elsewhere. */
  const place = (): void => {
    for (const [name, table] of byName) {
      const documented = table.documented()
      const life = engine.control.find(name)
      if (life === undefined) continue
      follow(life, documented)
      // From now on, and not from its first change on.
      engine.control.recovery.earliest(life, documented.now)
      table.adopt(life)
      spread(name, table.replicas, documented)
    }
    forget()
  }

  const made = new Map<TableLife, MadeTable>()
  /** What time it is, where a node knows. */
  const clock = (): Instant | undefined => {
    const [first] = byName.values()
    return first?.documented().now
  }
  const makeTable = (life: TableLife, now: Instant): MadeTable => {
    const known = made.get(life)
    if (known !== undefined) return known
    const created = createMadeTable(life, account, now)
    made.set(life, created)
    return created
  }
  let measured = ''
  const measure = (): void => {
    const metrics = readAccountMetrics(engine.control.all())
    const text = JSON.stringify(metrics)
    if (text === measured) return
    measured = text
    const [first] = [...byName.keys()].sort()
    for (const metric of metrics) byName.get(first ?? '')?.gauge(metric)
  }

  const refresh = (): void => {
    for (const name of byName.keys()) engine.deleteTable(name)
    byName.clear()
    for (const one of tables) {
      const { name } = one.table.definition
      if (byName.has(name)) continue
      byName.set(name, one)
      engine.addTable(one.table)
    }
    place()
    measure()
  }

  const countBackups = (): void => {
    const sizes = new Map<string, number>()
    for (const { definition, sizeBytes } of engine.control.backups.values()) {
      sizes.set(definition.name, (sizes.get(definition.name) ?? 0) + sizeBytes)
    }
    for (const [name, table] of byName) table.holdBackups(sizes.get(name) ?? 0)
  }
  engine.control.ranges = (life) =>
    byName.get(life.table.definition.name)?.partitions() ??
    made.get(life)?.partitions() ?? [{ from: FIRST, to: LAST }]
  engine.control.listen({
    changed(life) {
      const { name } = life.table.definition
      const node = life.isNode ? byName.get(name) : undefined
      if (node !== undefined) {
        node.adopt(life)
        spread(name, node.replicas, { policy: null, now: node.documented().now })
        forget()
      }
      // A table of the API costs from when it is there, whether or not anybody asks for it.
      const now = clock()
      if (!life.isNode && now !== undefined) makeTable(life, now)
      made.get(life)?.adopt(now)
      measure()
    },
    gone() {
      for (const [life, table] of made) {
        if (engine.control.find(life.table.definition.name) !== life) table.end(clock() ?? START)
      }
      forget()
      measure()
    },
    backedUp: () => countBackups(),
    backupGone: () => countBackups(),
    filled({ settings, table }) {
      const name = toTableName(settings.restored?.tableArn ?? '')
      byName.get(name)?.restored(table.sizeBytes)
    },
  })

  return {
    engine,
    elsewhere,
    findElsewhere(code) {
      for (const life of engine.control.all()) if (!life.isNode) madeReplicas.find(life)
      const found = others.get(code)
      return found === undefined || found.control.names().length === 0 ? undefined : found
    },
    replicasOf,
    placeOf,
    arrived,
    wroteElsewhere(plan, by) {
      const { name } = plan.table.definition
      const node = byName.get(name)
      const life = engine.control.find(name)
      const origin = { isExpiry: false, causedBy: by.causedBy }
      placeOf(by.region, name, by.now)?.wrote(plan, origin, by.now)
      if (node !== undefined) node.replicas.wrote(plan, by.region, by.causedBy)
      else if (life !== undefined) madeReplicas.wrote(life, plan, by)
    },
    place,
    measure,
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
    made(table, now) {
      const life = engine.control.lifeOf(table)
      if (life === undefined || life.isNode) return undefined
      return makeTable(life, now)
    },
    madeUsage: (now) => [...made.values()].map((table) => table.usage(now)),
    tell: (plan, origin) => byName.get(plan.table.definition.name)?.wrote(plan, origin),
    streams(code) {
      const found: AccountStream[] = []
      if (code !== account.region) {
        for (const name of others.get(code)?.control.names() ?? []) {
          const stream = placeOf(code, name, START)?.stream
          if (stream !== null && stream !== undefined) found.push({ tableName: name, stream })
        }
        return found
      }
      for (const name of engine.control.names()) {
        const stream = byName.get(name)?.stream ?? engine.control.find(name)?.stream
        if (stream !== null && stream !== undefined) found.push({ tableName: name, stream })
      }
      return found
    },
    carrierOf: (asked) => ({
      carry(name, work) {
        const nodes = [...(asked === null ? [] : [asked]), ...byName.values()]
        const wired = nodes.find(({ transfers }) => transfers.buckets.length > 0)
        const found = (name === null ? undefined : byName.get(name)) ?? wired ?? nodes[0]
        found?.transfers.run(work)
        return found !== undefined
      },
    }),
    all: () => [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, nodeTable]) => nodeTable),
  }
}
