import type { ServiceContext } from '../service.ts'
import type { dynamodbDefinition } from './definition.ts'
import { toTableArn } from './endpoint.ts'
import type { Insights } from './insights.ts'
import { type NodeThroughputs, toMetric } from './nodeThroughput.ts'
import type { Kind } from './partitions/partition.ts'
import type { NodeTable } from './region.ts'
import type { Table } from './table.ts'
import type { TableStats } from './tableStats.ts'
import { refuseThrottled, toThrottleMetric } from './throttle.ts'

/** CloudWatch's names of what is consumed. */
export const CONSUMED: { readonly [K in Kind]: string } = {
  read: 'ConsumedReadCapacityUnits',
  write: 'ConsumedWriteCapacityUnits',
}

const THROTTLED: { readonly [K in Kind]: string } = {
  read: 'ReadThrottleEvents',
  write: 'WriteThrottleEvents',
}

/** The admission of a node's table and its global indexes: whom it lets in, and what that uses. */
export function createAdmission(
  ctx: ServiceContext<typeof dynamodbDefinition>,
  throughputs: NodeThroughputs,
  {
    table,
    stats,
    insights,
  }: { readonly table: Table; readonly stats: TableStats; readonly insights: Insights },
): Pick<NodeTable, 'admit' | 'use'> {
  const count = (name: string, index: string | null, value: number): void =>
    ctx.record({ type: 'counter', name: toMetric(name, index), value })
  return {
    admit(kind, at, index) {
      const name = index?.name ?? null
      const unit = name === null ? throughputs.table : throughputs.find(name)
      const cause = unit?.throughput.refuses(kind, at, ctx.now) ?? null
      if (unit === undefined || cause === null) return
      throughputs.wake()
      stats.throttle()
      insights.note('throttled', name, at, 1)
      if (name !== null && kind === 'write') unit.refusedWrites++
      count(THROTTLED[kind], name, 1)
      count(toThrottleMetric({ kind, cause }), name, 1)
      const arn = toTableArn(ctx.account, table.definition.name)
      throw refuseThrottled({
        cause,
        kind,
        isProvisioned: unit.provisioned !== null,
        resource: name === null ? 'Table' : 'Index',
        arn: name === null ? arn : `${arn}/index/${name}`,
      })
    },
    use(kind, at, { units, index }) {
      const unit = index === null ? throughputs.table : throughputs.find(index)
      unit?.throughput.consume({ kind, point: at, units, label: () => at.text }, ctx.now)
      throughputs.wake()
      insights.note('accessed', index, at, units)
      if (index === null) stats.use(kind, units)
      else count(CONSUMED[kind], index, units)
    },
  }
}
