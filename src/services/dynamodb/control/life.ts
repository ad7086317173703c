import type { Instant } from '#kernel/time.ts'
import type { KeyElement } from '../schema.ts'
import type { ChangeStream } from '../streams/stream.ts'
import type { StreamViewType } from '../streams/streamRecord.ts'
import type { Table } from '../table.ts'

/** A table's or a global index's state. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

/** What ends later than the call that asked for it. Plain data, because it outlives the process. */
export type PendingChange =
  | { readonly kind: 'ready' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'throughput'; readonly read: number; readonly write: number }
  | { readonly kind: 'billing'; readonly onDemand: boolean }
  | { readonly kind: 'index-ready'; readonly index: string }
  | { readonly kind: 'index-gone'; readonly index: string }
  | {
      readonly kind: 'index-throughput'
      readonly index: string
      readonly read: number
      readonly write: number
    }
  | { readonly kind: 'setting' }
  | { readonly kind: 'ttl' }
  | { readonly kind: 'replica'; readonly region: string }

/** When provisioned throughput was changed, in seconds since the Unix epoch. */
export interface ThroughputHistory {
  readonly increased?: number
  readonly decreased?: number
  /** The instants of all decreases of this UTC day. */
  readonly decreases?: readonly number[]
}

/** A replica of a global table, as DescribeTable tells it: kept here, replicated elsewhere. */
export interface ReplicaSetting {
  readonly region: string
  readonly status: string
}

/** All that a table is beside its key, indexes and items. Plain JSON: it is written to disk as it stands. */
export interface Settings {
  status: Status
  /** As CreateTable gave them, in its order. */
  attributes: readonly KeyElement[]
  pending: readonly { readonly at: Instant; readonly change: PendingChange }[]
  /** Of global indexes that are not ACTIVE. */
  indexStatus: { readonly [index: string]: Status }
  history: ThroughputHistory
  indexHistory: { readonly [index: string]: ThroughputHistory }
  /** Whether the billing mode was ever named on demand, and since when it holds (seconds since the epoch). */
  billing: { readonly summary: boolean; readonly onDemandSince: number | null }
  deletionProtection: boolean
  tableClass: { readonly name: string; readonly changedAt: number | null } | null
  encryption: { readonly keyArn: string | null; readonly changedAt: number } | null
  onDemand: { readonly read: number; readonly write: number } | null
  indexOnDemand: { readonly [index: string]: { readonly read: number; readonly write: number } }
  /** Warm throughput above what the mode gives by itself. */
  warm: { readonly read: number; readonly write: number } | null
  tags: readonly { readonly Key: string; readonly Value: string }[]
  ttl: { readonly attribute: string; readonly status: string; readonly changedAt: Instant } | null
  recovery: { readonly since: Instant; readonly days: number } | null
  policy: { readonly text: string; readonly revision: string } | null
  insights: { readonly [index: string]: { readonly mode: string; readonly changedAt: number } }
  destinations: readonly {
    readonly arn: string
    readonly status: string
    readonly precision: string
  }[]
  /** A stream that the API switched on: its label and view. */
  stream: { readonly label: string; readonly view: StreamViewType; readonly at: Instant } | null
  replicas: readonly ReplicaSetting[]
  /** What it was restored from. */
  restored: {
    readonly backupArn?: string
    readonly tableArn: string
    readonly at: number
  } | null
}

/** A table and all that the control plane knows of it. */
export interface TableLife {
  readonly table: Table
  readonly settings: Settings
  /** The stream that the API switched on; a node's own is the node's. */
  stream: ChangeStream | null
  /** Made by a node of the scenario: its items and throughput are the node's. */
  readonly isNode: boolean
}

/** The settings of a table about which nothing was said. */
export const createSettings = (attributes: readonly KeyElement[]): Settings => ({
  status: 'ACTIVE',
  attributes,
  pending: [],
  indexStatus: {},
  history: {},
  indexHistory: {},
  billing: { summary: false, onDemandSince: null },
  deletionProtection: false,
  tableClass: null,
  encryption: null,
  onDemand: null,
  indexOnDemand: {},
  warm: null,
  tags: [],
  ttl: null,
  recovery: null,
  policy: null,
  insights: {},
  destinations: [],
  stream: null,
  replicas: [],
  restored: null,
})

/** The record `of` without the entry `name`. */
export const without = <T>(
  of: { readonly [name: string]: T },
  name: string,
): { readonly [name: string]: T } =>
  Object.fromEntries(Object.entries(of).filter(([key]) => key !== name))
