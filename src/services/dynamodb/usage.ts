import type { Meter } from './actions/action.ts'
import type { Touch } from './partitions/point.ts'
import type { DynamodbRegion, NodeTable } from './region.ts'
import type { Table } from './table.ts'

/** What one request uses of each table. */
export interface Usage {
  readonly meter: Meter
  /** Items that a read found. */
  readonly items: number
  /** Sums over all tables. */
  readonly total: { readonly read: number; readonly write: number }
  /** Tells each table its sums. */
  settle(): void
}

/** Creates the account of one request, which has used nothing yet. */
export function createUsage(region: DynamodbRegion): Usage {
  const sums = new Map<NodeTable, { read: number; write: number }>()
  const total = { read: 0, write: 0 }
  const add = (
    kind: 'read' | 'write',
    units: number,
    { table, at }: { readonly table: Table; readonly at: Touch },
  ): void => {
    total[kind] += units
    const owner = region.findByTable(table)
    if (owner === undefined) return
    owner.use(kind, at, { units, index: null })
    const sum = sums.get(owner) ?? { read: 0, write: 0 }
    sum[kind] += units
    sums.set(owner, sum)
  }
  // No getter: V8 makes a dictionary of an object literal with one.
  const usage = {
    meter: {
      read(table: Table, at: Touch, units: number, found: number) {
        usage.items += found
        add('read', units, { table, at })
      },
      write(table: Table, at: Touch, units: number) {
        add('write', units, { table, at })
      },
      index({ table, index, kind, at, units, items: found }: Parameters<Meter['index']>[0]) {
        usage.items += found
        // A local index shares the partitions and the throughput of its table.
        if (index.kind === 'local') {
          add(kind, units, { table, at })
          return
        }
        total[kind] += units
        region.findByTable(table)?.use(kind, at, { units, index: index.name })
      },
    },
    items: 0,
    total,
    settle() {
      for (const [owner, { read, write }] of sums) owner.settle(read, write)
    },
  }
  return usage
}
