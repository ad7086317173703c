import { failAssertion } from '#kernel/assert.ts'
import type { ServiceContext } from '../service.ts'
import type { AccessPatterns } from './accessPatterns.ts'
import type { dynamodbDefinition } from './definition.ts'
import { toTableArn } from './endpoint.ts'
import type { EngineOptions } from './engine.ts'
import { createInspector } from './inspector.ts'
import { describeBackups, describeChanges } from './lifetime.ts'
import type { OwnTable } from './nodeTable.ts'
import { describeCapacity } from './partitions/report.ts'
import type { DynamodbRegion } from './region.ts'
import { readRows } from './transfer/rows.ts'

/** Creates the inspector's side of a node's table. */
export function createNodeInspector(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  node: {
    readonly region: DynamodbRegion
    /** The table as it is now: an edit may replace it. */
    readonly own: () => OwnTable
    readonly patterns: AccessPatterns
    /** What actions come with beside their time. */
    readonly options: () => EngineOptions
  },
): ReturnType<typeof createInspector> {
  const { region, own, patterns, options } = node
  const { control } = region.engine
  // A stream of its own: what is asked by hand is not part of the run, and must shift none of its draws.
  const random = ctx.random('inspector')
  return createInspector({
    table: () => own().table,
    patterns,
    conflicts: () => own().replicas.conflicts(),
    partitions: () =>
      own().throughputs.all.map(({ index, throughput, refusedWrites, scaling }) => {
        const both = { read: scaling('read'), write: scaling('write') }
        return describeCapacity({ index, refusedWrites, scaling: both }, throughput, ctx.now)
      }),
    transfers() {
      const { name } = own().table.definition
      const tableArn = toTableArn(ctx.account, name)
      const { recovery = null } = control.find(name)?.settings ?? {}
      return {
        buckets: own().transfers.buckets,
        tableArn,
        isRecoverable: recovery !== null,
        rows: readRows(control.transfers, tableArn, ctx.now),
      }
    },
    stream() {
      const { table, stream, changes } = own()
      const life = control.find(table.definition.name)
      if (life === undefined) return null
      return describeChanges(life, { stream, timeToLive: changes.timeToLive() }, ctx.now)
    },
    backups() {
      const { name } = own().table.definition
      const life = control.find(name) ?? failAssertion('a node has its table')
      return describeBackups(control, life, ctx.now)
    },
    insights: () => own().insights.read(own().table.indexes.map((index) => index.definition.name)),
    handle(action, input) {
      const body = JSON.stringify({ TableName: own().table.definition.name, ...input })
      const target = `DynamoDB_20120810.${action}`
      return region.engine.handle(target, body, random, { now: ctx.now, ...options() })
    },
    refused: (detail) => ctx.record({ type: 'mark', trace: null, mark: 'error', detail }),
  })
}
