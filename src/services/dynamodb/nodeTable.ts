import {
  after,
  between,
  type Duration,
  type Instant,
  seconds,
  toEpochMs,
  us,
} from '#kernel/time.ts'
import type { Random } from '#kernel/random.ts'
import type { ServiceContext } from '../service.ts'
import type { ControlPlane } from './control/controlPlane.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { Settings } from './control/life.ts'
import { servingRegions } from './control/replicas.ts'
import { documentedRegions, readDocumented } from './documented.ts'
import { CONSUMED, createAdmission } from './nodeAdmission.ts'
import { createInsights, type Insights } from './insights.ts'
import { createNodeThroughputs, type NodeThroughputs } from './nodeThroughput.ts'
import type { Both, Kind } from './partitions/partition.ts'
import type { KeyRange } from './partitions/point.ts'
import type { DynamodbRegion, NodeTable } from './region.ts'
import { createReplicas, type ReplicaWorld } from './replication/replicas.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import { readSeed, toIndexes, toKeySchema } from './setup.ts'
import { createNodeChanges } from './nodeChanges.ts'
import type { NodeTransfers } from './nodeTransfers.ts'
import { type ChangeStream, createStream, type Origin } from './streams/stream.ts'
import type { WritePlan } from './writes.ts'
import { storedBytes } from './storedBytes.ts'
import { createTable, type Table, type TableDefinition } from './table.ts'
import type { TableMeter } from './tableMeter.ts'
import type { TableStats } from './tableStats.ts'

type Context = ServiceContext<typeof dynamodbDefinition>

/** The table of one node, from its properties and seed data. */
export interface OwnTable extends NodeTable {
  /**
   * Takes over changed properties; answers false where CloudFormation would replace the table: another name or key.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
   */
  change(): boolean
  readonly throughputs: NodeThroughputs
  readonly insights: Insights
}

const toDefinition = (ctx: Context, id: string, createdAt: number): TableDefinition => {
  const { properties } = ctx.node
  const provisioned =
    properties.BillingMode === 'PROVISIONED' ? properties.ProvisionedThroughput : undefined
  return {
    name: properties.TableName ?? ctx.node.id,
    id,
    keySchema: toKeySchema(properties),
    indexes: toIndexes(properties),
    billingMode: properties.BillingMode,
    readCapacityUnits: provisioned?.ReadCapacityUnits ?? 0,
    writeCapacityUnits: provisioned?.WriteCapacityUnits ?? 0,
    createdAt,
  }
}

/** What CloudFormation cannot change without a new table; local indexes are as old as it. */
const identityOf = ({ name, keySchema, indexes = [] }: TableDefinition): string =>
  JSON.stringify([name, keySchema, indexes.filter(({ kind }) => kind === 'local')])

const sameTable = (a: TableDefinition, b: TableDefinition): boolean =>
  identityOf(a) === identityOf(b)

function loadSeed(ctx: Context, table: Table): void {
  const { items, findings } = readSeed(ctx.node.properties, ctx.node.data)
  for (const item of items) table.put(item)
  for (const { path, message } of findings) {
    ctx.record({ type: 'mark', trace: null, mark: 'error', detail: `${path}: ${message}` })
  }
}

/** A version 4 UUID. */
function drawTableId(ctx: Context): string {
  const random = ctx.random('table id')
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('')
  const variant = random.integer(8, 11).toString(16)
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}

/** The table's stream as its settings want it: the one it has where nothing about it changed. */
function planStream(
  ctx: Context,
  { name, keySchema }: TableDefinition,
  {
    wanted,
    random,
    current,
    partitions,
  }: {
    readonly wanted: Settings['stream']
    readonly random: Random
    readonly current: ChangeStream | null
    readonly partitions: () => readonly KeyRange[]
  },
): ChangeStream | null {
  if (wanted === null) return null
  const { label, view } = wanted
  if (current?.label === label && current.facts.view === view) return current
  const { region, accountId } = ctx.account
  return createStream({
    region,
    arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}/stream/${label}`,
    label,
    schema: keySchema,
    view,
    random,
    partitions,
    latencyMs: () => ctx.node.model.StreamLatencyMs,
    now: ctx.now,
  })
}

/** What is provisioned for a table and its global indexes together; null on demand. */
function provisionedOf({ all }: NodeThroughputs): Both | null {
  let sum: { read: number; write: number } | null = null
  for (const { provisioned } of all) {
    if (provisioned === null) continue
    sum ??= { read: 0, write: 0 }
    sum.read += provisioned.read
    sum.write += provisioned.write
  }
  return sum
}

/** Steps in which the filling of an index is told. */
const PROGRESS_STEPS = 10

/** Tells of an index that is being filled, as far as it has come. */
function recordProgress(ctx: Context, index: string, delay: Duration): void {
  for (let step = 0; step <= PROGRESS_STEPS; step++) {
    ctx.schedule(us((delay * step) / PROGRESS_STEPS), () => {
      const value = (100 * step) / PROGRESS_STEPS
      ctx.record({ type: 'gauge', name: `OnlineIndexPercentageProgress ${index}`, value })
    })
  }
}

/** The definition with what is provisioned now, which auto scaling may have changed. */
const withUnits = (definition: TableDefinition, throughputs: NodeThroughputs): TableDefinition => ({
  ...definition,
  readCapacityUnits: throughputs.table.provisioned?.read ?? 0,
  writeCapacityUnits: throughputs.table.provisioned?.write ?? 0,
  indexes: (definition.indexes ?? []).map((index) => {
    const units = throughputs.find(index.name)?.provisioned
    return {
      ...index,
      readCapacityUnits: units?.read ?? 0,
      writeCapacityUnits: units?.write ?? 0,
    }
  }),
})

const toReplicaWorld = (ctx: Context): ReplicaWorld => ({
  region: ctx.account.region,
  random: ctx.random('replication'),
  now: () => ctx.now,
  schedule: (delay, run) => void ctx.schedule(delay, run),
  record: (body) => ctx.record(body),
  isStrong: () => ctx.node.properties.MultiRegionConsistency === 'STRONG',
  witness: () => ctx.node.properties.GlobalTableWitnesses?.[0]?.RegionName,
  replicationMs: () => ctx.node.model.ReplicationMs,
})

/** What a node's table is made with. */
interface OwnTableParts {
  readonly stats: TableStats
  readonly meter: TableMeter
  readonly transfers: NodeTransfers
  /** Hears of the changes that no request makes. */
  readonly control: ControlPlane
  /** Auto scaling has changed what is provisioned. */
  readonly scaled: () => void
  /** Hears of changes that arrive in other Regions. */
  readonly arrived: DynamodbRegion['arrived']
}

/** Creates the node's table and fills it with its seed data. */
export function createOwnTable(
  ctx: Context,
  { stats, meter, control, transfers, scaled, arrived }: OwnTableParts,
): OwnTable {
  const id = drawTableId(ctx)
  const createdAt = toEpochMs(ctx.now) / 1_000
  const table = createTable(toDefinition(ctx, id, createdAt))
  // What a table is born with is no change: nothing of it stands in the stream.
  loadSeed(ctx, table)
  const throughputs = createNodeThroughputs(ctx, table, () => {
    table.redefine(withUnits(table.definition, throughputs))
    hold()
    scaled()
  })
  const replicas = createReplicas(toReplicaWorld(ctx), {
    table,
    took(plan) {
      take(plan, { isExpiry: false, causedBy: null })
      control.wrote(plan, ctx.now, false)
    },
    used(where, plan, units) {
      meter.replicate(units, plan.nextBytes)
      for (const { index, units: more } of plan.indexWrites) {
        if (index.definition.kind === 'global') meter.consumeIndex('write', more)
      }
      if (where !== ctx.account.region) {
        arrived(where, plan, { units, now: ctx.now })
        return
      }
      admission.use('write', plan.at, { units, index: null })
      ctx.record({ type: 'counter', name: CONSUMED.write, value: units })
    },
  })
  replicas.change(documentedRegions(ctx.node.properties))
  let isKept = false
  let isInfrequent = false
  const settling = new Set<Instant>()
  let backupBytes = 0
  const hold = (): void => {
    const { all, ofTable } = storedBytes(table, replicas.regions.length > 0)
    meter.hold(
      {
        provisioned: provisionedOf(throughputs),
        bytes: all,
        recoveryBytes: ofTable,
        regions: replicas.regions.length + 1,
        isRecoverable: isKept,
        isInfrequent,
        backupBytes,
      },
      ctx.now,
    )
  }
  hold()
  const changes = createNodeChanges(ctx, table, (plan) => {
    wrote(plan, { isExpiry: true, causedBy: null })
    control.wrote(plan, ctx.now, true)
  })
  /** A change of the table, wherever it was made first. */
  const take = (plan: WritePlan, origin: Origin): void => {
    stream?.append(plan, origin, ctx.now)
    changes.wrote(plan)
  }
  const wrote = (plan: WritePlan, origin: Origin): void => {
    take(plan, origin)
    replicas.wrote(plan, ctx.account.region, origin.causedBy)
  }
  const insights = createInsights()
  const admission = createAdmission(ctx, throughputs, { table, stats, insights })
  const random = ctx.random('stream')
  const partitions = (): readonly KeyRange[] => throughputs.table.throughput.map.all
  let stream: ChangeStream | null = null
  const withStream = ({ stream: _before, ...definition }: TableDefinition): TableDefinition =>
    stream === null
      ? definition
      : { ...definition, stream: { ...stream.facts, label: stream.label } }
  /** Has a stream as the document or the API wants it, whichever spoke last. */
  const openStream = (wanted: Settings['stream']): void => {
    const opened = planStream(ctx, table.definition, {
      wanted,
      random,
      current: stream,
      partitions,
    })
    if (opened === stream) return
    stream = opened
    table.redefine(withStream(table.definition))
  }
  table.redefine(withUnits(table.definition, throughputs))
  /** When each global index that was added since can be read. */
  const readyAt = new Map<string, Instant>()
  /** Indexes of which those that are new wait to be filled. */
  const toCreating = (wanted: readonly IndexDefinition[]): readonly IndexDefinition[] =>
    wanted.map((index) => {
      const isNew = !table.indexes.some(({ definition }) => definition.name === index.name)
      if (isNew && !readyAt.has(index.name)) {
        const delay = seconds(ctx.node.model.IndexCreationSeconds)
        readyAt.set(index.name, after(ctx.now, delay))
        recordProgress(ctx, index.name, delay)
        ctx.schedule(delay, () => void change())
      }
      return { ...index, isCreating: (readyAt.get(index.name) ?? ctx.now) > ctx.now }
    })
  const change = (): boolean => {
    const wanted = toDefinition(ctx, id, createdAt)
    if (!sameTable(wanted, table.definition)) return false
    const indexes = toCreating(wanted.indexes ?? [])
    for (const name of readyAt.keys()) {
      if (!indexes.some((index) => index.name === name)) readyAt.delete(name)
    }
    table.redefine(withStream({ ...wanted, indexes }))
    throughputs.change()
    replicas.change(replicas.regions)
    table.redefine(withUnits(table.definition, throughputs))
    hold()
    return true
  }
  return {
    node: ctx.node.id,
    table,
    get stream() {
      return stream
    },
    throughputs,
    insights,
    changes,
    wrote,
    change,
    ...admission,
    use(kind, at, used) {
      admission.use(kind, at, used)
      if (used.index !== null) meter.consumeIndex(kind, used.units)
    },
    replicas,
    transfers,
    gauge: (metric) => ctx.record({ type: 'gauge', ...metric }),
    partitions,
    documented: () =>
      readDocumented(ctx.node.properties, { now: ctx.now, home: ctx.account.region }),
    adopt({ settings }) {
      throughputs.adopt(table.definition)
      openStream(settings.stream)
      isKept = settings.recovery !== null
      isInfrequent = settings.tableClass?.name === 'STANDARD_INFREQUENT_ACCESS'
      const { ttl } = settings
      insights.follow(settings.insights)
      replicas.change(servingRegions(settings))
      changes.expireBy(ttl?.status === 'ENABLED' ? ttl.attribute : null)
      // What the API began ends in time, whether or not anybody asks then.
      for (const { at } of settings.pending) {
        if (settling.has(at)) continue
        settling.add(at)
        ctx.schedule(between(ctx.now, at), () => {
          settling.delete(at)
          control.settle(ctx.now)
        })
      }
      hold()
    },
    holdBackups(bytes) {
      backupBytes = bytes
      hold()
    },
    restored: (bytes) => meter.restore(bytes),
    usedElsewhere: (read, write) => meter.consume(read, write),
    settle(read, write) {
      meter.consume(read, write)
      hold()
      if (read > 0) stats.count('read', ctx.now)
      if (write > 0) stats.count('write', ctx.now)
      const count = (kind: Kind, value: number): void => {
        if (value > 0) ctx.record({ type: 'counter', name: CONSUMED[kind], value })
      }
      count('read', read)
      count('write', write)
    },
  }
}
