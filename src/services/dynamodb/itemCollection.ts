import type { JsonValue } from '../service.ts'
import { toWire } from './attributeShape.ts'
import { type AttributeValue, keyText } from './attributeValue.ts'
import { COLLECTION_BYTES_MAX } from './limits.ts'
import { serviceError, type WireObject } from './refusal.ts'
import type { IndexWrite, SecondaryIndex } from './secondaryIndex.ts'
import type { Table } from './table.ts'
import type { WritePlan } from './writes.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections

const BYTES_PER_GB = 1_073_741_824

const localIndexes = ({ indexes }: Table): readonly SecondaryIndex[] =>
  indexes.filter(({ definition }) => definition.kind === 'local')

/** Bytes of all items with one partition key, in the table and in its local indexes; null where it has none of these. */
function measureCollection(table: Table, hash: AttributeValue): number | null {
  const local = localIndexes(table)
  if (local.length === 0) return null
  return [table, ...local].reduce((sum, { store }) => sum + (store.collection(hash)?.bytes ?? 0), 0)
}

/** Refuses a write that makes an item collection grow past `bytesMax`. */
export function refuseCollectionSize(
  table: Table,
  hash: AttributeValue,
  { growth, indexWrites }: { readonly growth: number; readonly indexWrites: readonly IndexWrite[] },
  bytesMax = COLLECTION_BYTES_MAX,
): void {
  const before = measureCollection(table, hash)
  if (before === null) return
  const more = indexWrites.reduce(
    (sum, { index, growth: ofIndex }) => (index.definition.kind === 'local' ? sum + ofIndex : sum),
    growth,
  )
  if (more <= 0 || before + more <= bytesMax) return
  throw serviceError('ItemCollectionSizeLimitExceededException', 'Collection size exceeded.')
}

/** ItemCollectionMetrics of what was written; the range is the whole gigabytes that the size lies between. */
function toMetrics({ table, key }: WritePlan): WireObject | null {
  const bytes = measureCollection(table, key.hash)
  if (bytes === null) return null
  const gigabytes = Math.floor(bytes / BYTES_PER_GB)
  const { name } = table.definition.keySchema.hash
  // An attribute may be called anything.
  const ItemCollectionKey = Object.fromEntries([[name, toWire(key.hash)]])
  return { ItemCollectionKey, SizeEstimateRangeGB: [gigabytes, gigabytes + 1] }
}

/** The reply's ItemCollectionMetrics to one write, where they were asked for and its table has local indexes. */
export function replyMetrics(
  given: string | undefined,
  plan: WritePlan,
): { readonly ItemCollectionMetrics?: WireObject } {
  const metrics = given === 'SIZE' ? toMetrics(plan) : null
  return metrics === null ? {} : { ItemCollectionMetrics: metrics }
}

/** The same to several writes: by table, each collection once. */
export function replyManyMetrics(
  given: string | undefined,
  plans: readonly WritePlan[],
): { readonly ItemCollectionMetrics?: JsonValue } {
  if (given !== 'SIZE') return {}
  const byTable = new Map<string, Map<string, WireObject>>()
  for (const plan of plans) {
    const metrics = toMetrics(plan)
    if (metrics === null) continue
    const { name } = plan.table.definition
    const known = byTable.get(name) ?? new Map<string, WireObject>()
    byTable.set(name, known.set(keyText(plan.key.hash), metrics))
  }
  if (byTable.size === 0) return {}
  const entries = Array.from(byTable, ([name, metrics]) => [name, [...metrics.values()]] as const)
  return { ItemCollectionMetrics: Object.fromEntries(entries) }
}
