import type { Table } from './table.ts'

/** What an item takes beside names and values, and the replicas' own records of it: what storage is charged for. */
const ITEM_OVERHEAD_BYTES = 100
const REPLICATION_OVERHEAD_BYTES = 48

/** Bytes that are charged for: all of them, and those of the table with its local indexes alone. */
export function storedBytes(
  { sizeBytes, itemCount, indexes }: Table,
  isGlobal: boolean,
): { readonly all: number; readonly ofTable: number } {
  const overhead = ITEM_OVERHEAD_BYTES + (isGlobal ? REPLICATION_OVERHEAD_BYTES : 0)
  let ofTable = sizeBytes + itemCount * overhead
  let ofGlobals = 0
  for (const index of indexes) {
    const bytes = index.sizeBytes + index.itemCount * ITEM_OVERHEAD_BYTES
    if (index.definition.kind === 'local') ofTable += bytes
    else ofGlobals += bytes
  }
  return { all: ofTable + ofGlobals, ofTable }
}
