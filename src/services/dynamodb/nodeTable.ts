import { formatIsoTime } from '#contracts/calendar.ts'
import { after, type Instant, seconds, toEpochMs } from '#kernel/time.ts'
import type { Random } from '#kernel/random.ts'
import type { ServiceContext } from '../service.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { NodeTable } from './region.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import { readSeed, toIndexes, toKeySchema } from './setup.ts'
import { type ChangeStream, createStream } from './streams/stream.ts'
import { createTable, type Table, type TableDefinition } from './table.ts'
import type { TableMeter } from './tableMeter.ts'
import { countPartitions, type TableStats } from './tableStats.ts'
import { createThroughput, type Provisioned, type Throughput } from './throughput.ts'

type Context = ServiceContext<typeof dynamodbDefinition>

/** The table of one node, from its properties and seed data. */
export interface OwnTable extends NodeTable {
  /**
   * Takes over changed properties; answers false where CloudFormation would replace the table: another name or key.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
   */
  change(): boolean
}

const toProvisioned = ({ node }: Context): Provisioned => {
  const { BillingMode, ProvisionedThroughput } = node.properties
  if (BillingMode === 'PAY_PER_REQUEST') return null
  // Without figures, the least that AWS allows; `check` tells.
  return {
    read: ProvisionedThroughput?.ReadCapacityUnits ?? 1,
    write: ProvisionedThroughput?.WriteCapacityUnits ?? 1,
  }
}

const toDefinition = (ctx: Context, id: string, createdAt: number): TableDefinition => {
  const { properties } = ctx.node
  const provisioned = toProvisioned(ctx)
  return {
    name: properties.TableName ?? ctx.node.id,
    id,
    keySchema: toKeySchema(properties),
    indexes: toIndexes(properties),
    billingMode: properties.BillingMode,
    readCapacityUnits: provisioned?.read ?? 0,
    writeCapacityUnits: provisioned?.write ?? 0,
    createdAt,
  }
}

/** What CloudFormation cannot change without a new table; local indexes are as old as it. */
const identityOf = ({ name, keySchema, indexes = [] }: TableDefinition): string =>
  JSON.stringify([name, keySchema, indexes.filter(({ kind }) => kind === 'local')])

const sameTable = (a: TableDefinition, b: TableDefinition): boolean =>
  identityOf(a) === identityOf(b)

/** The throughput of the global indexes, by name. */
interface IndexThroughputs {
  get(index: IndexDefinition): Throughput
  change(indexes: readonly IndexDefinition[]): void
}

function createIndexThroughputs(ctx: Context): IndexThroughputs {
  const byName = new Map<string, Throughput>()
  const toUnits = (index: IndexDefinition): Provisioned =>
    ctx.node.properties.BillingMode === 'PAY_PER_REQUEST'
      ? null
      : { read: index.readCapacityUnits, write: index.writeCapacityUnits }
  const get = (index: IndexDefinition): Throughput => {
    const known = byName.get(index.name)
    if (known !== undefined) return known
    const created = createThroughput(toUnits(index), ctx.now)
    byName.set(index.name, created)
    return created
  }
  return {
    get,
    change(indexes) {
      for (const index of indexes) get(index).change(toUnits(index), ctx.now)
    },
  }
}

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

/** The table's stream as its properties want it: the one it has where nothing about it changed. */
function planStream(
  ctx: Context,
  table: Table,
  { random, current }: { readonly random: Random; readonly current: ChangeStream | null },
): ChangeStream | null {
  const view = ctx.node.properties.StreamSpecification?.StreamViewType
  if (view === undefined) return null
  if (current?.facts.view === view) return current
  const label = formatIsoTime(toEpochMs(ctx.now))
  const { name, keySchema } = table.definition
  const { region, accountId } = ctx.account
  return createStream({
    region,
    arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}/stream/${label}`,
    label,
    schema: keySchema,
    view,
    random,
    partitions: () => countPartitions(table),
    latencyMs: () => ctx.node.model.StreamLatencyMs,
    now: ctx.now,
  })
}

/** Creates the node's table and fills it with its seed data. */
export function createOwnTable(ctx: Context, stats: TableStats, meter: TableMeter): OwnTable {
  const id = drawTableId(ctx)
  const createdAt = toEpochMs(ctx.now) / 1_000
  const table = createTable(toDefinition(ctx, id, createdAt))
  const throughput = createThroughput(toProvisioned(ctx), ctx.now)
  // What a table is born with is no change: nothing of it stands in the stream.
  loadSeed(ctx, table)
  const hold = (): void =>
    meter.hold({ provisioned: toProvisioned(ctx), bytes: table.sizeBytes }, ctx.now)
  hold()
  const random = ctx.random('stream')
  let stream: ChangeStream | null = null
  /** Sets the table up as its properties say. */
  const define = (definition: TableDefinition): void => {
    stream = planStream(ctx, table, { random, current: stream })
    table.redefine(
      stream === null
        ? definition
        : { ...definition, stream: { ...stream.facts, label: stream.label } },
    )
  }
  define(table.definition)
  const indexThroughputs = createIndexThroughputs(ctx)
  /** When each global index that was added since can be read. */
  const readyAt = new Map<string, Instant>()
  /** Indexes of which those that are new wait to be filled. */
  const toCreating = (wanted: readonly IndexDefinition[]): readonly IndexDefinition[] =>
    wanted.map((index) => {
      const isNew = !table.indexes.some(({ definition }) => definition.name === index.name)
      if (isNew && !readyAt.has(index.name)) {
        const delay = seconds(ctx.node.model.IndexCreationSeconds)
        readyAt.set(index.name, after(ctx.now, delay))
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
    define({ ...wanted, indexes })
    indexThroughputs.change(indexes)
    throughput.change(toProvisioned(ctx), ctx.now)
    hold()
    return true
  }
  return {
    node: ctx.node.id,
    table,
    get stream() {
      return stream
    },
    change,
    admits: (kind, now) => throughput.admits(kind, now),
    use(kind, hash, units) {
      stats.use(kind, hash, units, ctx.now)
      throughput.consume(kind, units, ctx.now)
    },
    admitsIndex: (index, kind, now) => indexThroughputs.get(index).admits(kind, now),
    useIndex(index, kind, units) {
      indexThroughputs.get(index).consume(kind, units, ctx.now)
      const metric = kind === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits'
      ctx.record({ type: 'counter', name: `${metric} ${index.name}`, value: units })
    },
    settle(read, write) {
      meter.consume(read, write)
      hold()
      if (read > 0) {
        stats.count('read', ctx.now)
        ctx.record({ type: 'counter', name: 'ConsumedReadCapacityUnits', value: read })
      }
      if (write > 0) {
        stats.count('write', ctx.now)
        ctx.record({ type: 'counter', name: 'ConsumedWriteCapacityUnits', value: write })
      }
    },
    throttle(kind) {
      stats.throttle()
      const name = kind === 'read' ? 'ReadThrottleEvents' : 'WriteThrottleEvents'
      ctx.record({ type: 'counter', name, value: 1 })
    },
  }
}
