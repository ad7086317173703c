import type { EntryStore } from '../entryStore.ts'
import type { Measure } from './partitionMap.ts'
import { comparePoints, type KeyRange } from './point.ts'

/** Counts the entries of `store` within `range`, one by one: partitions seldom split. */
export function measureStore(store: EntryStore, { from, to }: KeyRange): Measure {
  const sum = { items: 0, bytes: 0 }
  for (const entry of store.scan({ hash: from.hash, text: '', range: null, tie: null })) {
    const point = { hash: entry.collection.hash, range: entry.range }
    if (comparePoints(point, to) >= 0) break
    if (comparePoints(point, from) < 0) continue
    sum.items++
    sum.bytes += entry.size
  }
  return sum
}
