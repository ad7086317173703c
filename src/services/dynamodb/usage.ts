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
  let items = 0
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
  return {
    meter: {
      read(table, at, units, found) {
        items += found
        add('read', units, { table, at })
      },
      write(table, at, units) {
        add('write', units, { table, at })
      },
      index({ table, index, kind, at, units, items: found }) {
        items += found
        // A local index shares the partitions and the throughput of its table.
        if (index.kind === 'local') {
          add(kind, units, { table, at })
          return
        }
        total[kind] += units
        region.findByTable(table)?.use(kind, at, { units, index: index.name })
      },
    },
    get items() {
      return items
    },
    total,
    settle() {
      for (const [owner, { read, write }] of sums) owner.settle(read, write)
    },
  }
}
