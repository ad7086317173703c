import type { IndexConsumption } from '../capacity.ts'
import type { WritePlan } from '../writes.ts'
import type { ActionContext } from './action.ts'

/**
 * Refuses a write that an index has no throughput for: "If you perform heavy write activity on the table, but a global
 * secondary index on that table has insufficient write capacity, then the write activity on the table will be throttled."
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function admitIndexWrites(context: ActionContext, { table, indexWrites }: WritePlan): void {
  for (const { index, at } of indexWrites) context.admitIndex(table, index.definition, at)
}

/** Tells the meter what a write does to the table's indexes; answers it by index. */
export const meterIndexWrites = (
  { meter }: ActionContext,
  { table, indexWrites }: WritePlan,
): readonly IndexConsumption[] =>
  indexWrites.map(({ index: { definition: index }, units, at }) => {
    meter.index({ table, index, kind: 'write', at, units, items: 0 })
    return { name: index.name, kind: index.kind, read: 0, write: units }
  })
