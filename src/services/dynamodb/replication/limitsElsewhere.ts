import type { Instant } from '#kernel/time.ts'
import type { Meter } from '../actions/action.ts'
import type { EngineOptions } from '../engine.ts'
import type { Kind } from '../partitions/partition.ts'
import type { Touch } from '../partitions/point.ts'
import type { DynamodbRegion } from '../region.ts'
import type { IndexDefinition } from '../secondaryIndex.ts'
import type { Table } from '../table.ts'
import type { Place } from './places.ts'

/** The throughput that a request meets in another Region: that of the replicas there. */
export function limitsElsewhere(
  region: DynamodbRegion,
  {
    code,
    kind,
    meter,
    now,
  }: {
    readonly code: string
    readonly kind: Kind
    /** Counts the same. */
    readonly meter?: Meter
    readonly now: Instant
  },
): Pick<EngineOptions, 'meter' | 'admit' | 'admitIndex'> {
  const placeOf = ({ definition }: Table): Place | undefined =>
    region.placeOf(code, definition.name, now)
  const admit = (table: Table, at: Touch, index: IndexDefinition | null): void => {
    const isLocal = index?.kind === 'local'
    // A local index lives by its table's throughput, which has let a write in by now.
    if (isLocal && kind === 'write') return
    const place = placeOf(table)
    try {
      place?.throughput.admit({ kind, at, index: isLocal ? null : index }, now)
    } catch (refusal) {
      if (place !== undefined) place.throttled++
      throw refusal
    }
  }
  const use = (of: Kind, table: Table, at: Touch, units: number): void =>
    placeOf(table)?.throughput.use({ kind: of, at, units, index: null }, now)
  return {
    meter: {
      read(table, at, units, found) {
        meter?.read(table, at, units, found)
        use('read', table, at, units)
      },
      write(table, at, units) {
        meter?.write(table, at, units)
        use('write', table, at, units)
      },
      index(used) {
        meter?.index(used)
        const { table, index, kind: of, at, units } = used
        const name = index.kind === 'local' ? null : index.name
        placeOf(table)?.throughput.use({ kind: of, at, units, index: name }, now)
      },
    },
    admit: (table, at) => admit(table, at, null),
    admitIndex: (table, index, at) => admit(table, at, index),
  }
}
