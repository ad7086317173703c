import type { Instant } from '#kernel/time.ts'
import type { Meter } from './actions/action.ts'
import type { Touch } from './partitions/point.ts'
import type { DynamodbRegion, NodeTable } from './region.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
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

/** Throws the refusal of a use of a key that its table's throughput, or its index's, does not let in. */
export function admitAt(
  region: DynamodbRegion,
  use: {
    readonly table: Table
    readonly at: Touch
    readonly index: IndexDefinition | null
    readonly kind: 'read' | 'write'
  },
  now: Instant,
): void {
  const { table, at, kind } = use
  // A local index lives by its table's throughput, which has let a write in by now.
  const isLocal = use.index?.kind === 'local'
  if (isLocal && kind === 'write') return
  const index = isLocal ? null : use.index
  const owner = region.findByTable(table)
  if (owner !== undefined) owner.admit(kind, at, index)
  else region.made(table, now)?.admit({ kind, at, index }, now)
}

/** Creates the account of one request, which has used nothing yet. */
export function createUsage(region: DynamodbRegion, now: () => Instant): Usage {
  const sums = new Map<NodeTable, { read: number; write: number }>()
  const total = { read: 0, write: 0 }
  const add = (
    kind: 'read' | 'write',
    units: number,
    { table, at }: { readonly table: Table; readonly at: Touch },
  ): void => {
    total[kind] += units
    const owner = region.findByTable(table)
    if (owner === undefined) region.made(table, now())?.use({ kind, at, units, index: null }, now())
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
        const owner = region.findByTable(table)
        if (owner !== undefined) owner.use(kind, at, { units, index: index.name })
        else region.made(table, now())?.use({ kind, at, units, index: index.name }, now())
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
