import { Backups } from './Backups.tsx'
import { Explore } from './Explore.tsx'
import { Insights } from './Insights.tsx'
import { Items } from './Items.tsx'
import { Partitions } from './Partitions.tsx'
import { Patterns } from './Patterns.tsx'
import { Regions } from './Regions.tsx'
import { Stream } from './Stream.tsx'
import { Transfers } from './Transfers.tsx'

/** The inspector's tabs of a table, by their titles: what comes when the first of them is opened. */
export const panels = {
  Data: Items,
  Explore,
  Access: Patterns,
  Partitions,
  Stream,
  Backups,
  Insights,
  Transfers,
  Regions,
} as const
