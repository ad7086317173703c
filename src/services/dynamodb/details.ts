// What the inspector shows of a table's partitions, capacity and Regions.

/** One partition's share of the table and its load; capacity units per second, smoothed. */
export type PartitionState = {
  readonly items: number
  readonly bytes: number
  readonly readUnitsPerSecond: number
  readonly writeUnitsPerSecond: number
  /** Its share of what is provisioned, at most its limit; on demand its limit. */
  readonly readUnitsMax: number
  readonly writeUnitsMax: number
}

/** A partition in full, for the inspector. */
export type PartitionDetail = PartitionState & {
  readonly id: number
  /** Its range of keys, as shares of the range of hashes: 0 to 1. */
  readonly from: number
  readonly to: number
  /** One partition key value, or a part of its items. */
  readonly isOneKey: boolean
  /** Units saved of the last 300 seconds; null on demand. */
  readonly burst: { readonly read: number; readonly write: number } | null
  readonly throttled: number
  /** Why it was not split although it was hot. */
  readonly keptBecause: string | null
  /** The hottest first; `share` of the units of the partition's hot keys. */
  readonly keys: readonly { readonly label: string; readonly share: number }[]
}

/** One kind's growth of what an on-demand table serves at once; units a second. */
export type GrowthDetail = {
  /** Null: it serves what it began with. */
  readonly peak: number | null
  /** The mean of the minute that is under way, as far as it has come. */
  readonly minute: number
  readonly next: { readonly units: number; readonly inSeconds: number } | null
}

/** Application Auto Scaling of one kind. */
export type ScalingDetail = {
  readonly min: number
  readonly max: number
  readonly target: number
  /** New capacity is on its way. */
  readonly isUnderWay: boolean
}

/** What a table or a global index has, for the inspector. */
export type CapacityDetail = {
  /** Null: the table itself. */
  readonly index: string | null
  readonly mode: 'provisioned' | 'on-demand'
  /** Units a second: provisioned, or what an on-demand table serves at once. */
  readonly read: number
  readonly write: number
  /** How an on-demand table grows; null where it is provisioned. */
  readonly growth: { readonly read: GrowthDetail; readonly write: GrowthDetail } | null
  /** What auto scaling may do; null where there is none. */
  readonly scaling: { readonly read: ScalingDetail | null; readonly write: ScalingDetail | null }
  /** Writes of the table that were refused because this global index had no capacity for them. */
  readonly refusedWrites: number
  readonly partitions: readonly PartitionDetail[]
}

/** The table in one Region of its global table. */
export type ReplicaState = {
  readonly region: string
  readonly isHome: boolean
  readonly itemCount: number
  readonly sizeBytes: number
  /** Changes on their way there. */
  readonly pending: number
  /** Changes that other Regions made and that were made here too. */
  readonly replicatedWrites: number
  readonly conflicts: number
  /** Writes that were made here and gave way to a later one from elsewhere. */
  readonly lost: number
  /** Writes refused because another Region wrote the item at that moment: strong consistency's. */
  readonly refused: number
  /** From a write elsewhere until it is here. */
  readonly lagMs: { readonly p50: number; readonly p99: number } | null
  readonly partitions: number
  /** Requests that were refused there for want of capacity. */
  readonly throttled: number
  /** What agreeing with another Region adds to writes and consistent reads here: strong consistency's. */
  readonly agreementMs: { readonly p50: number; readonly p99: number } | null
}
