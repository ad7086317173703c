import { type Instant, toMs } from '#kernel/time.ts'
import type { JsonValue } from '../service.ts'
import { toWireItem } from './attributeShape.ts'
import type { ControlPlane } from './control/controlPlane.ts'
import type { TableLife } from './control/life.ts'
import { RECOVERY_LAG } from './control/recovery.ts'
import type { TimeToLiveState } from './nodeChanges.ts'
import { countRecords } from './streams/shard.ts'
import type { ChangeStream } from './streams/stream.ts'
import { eventNameOf, toKeys } from './streams/streamRecord.ts'

// What the inspector's tabs Stream and Backups show. All times are ms since the run began.

/** A stretch of a partition's changes. */
export type ShardRow = {
  readonly id: string
  readonly parent: string | null
  readonly isOpen: boolean
  readonly records: number
  readonly openedAtMs: number
}

/** A change that the stream tells. */
export type ChangeRow = {
  readonly number: number
  readonly event: string
  /** In DynamoDB JSON. */
  readonly keys: JsonValue
  /** Time to live did it. */
  readonly isExpiry: boolean
  readonly atMs: number
  /** When readers find it. */
  readonly readableAtMs: number
}

/** What the tab Stream shows. */
export type StreamAnswer = {
  readonly stream: {
    readonly arn: string
    readonly view: string
    readonly shards: readonly ShardRow[]
    /** The newest first. */
    readonly changes: readonly ChangeRow[]
  } | null
  readonly timeToLive:
    | (TimeToLiveState & { readonly attribute: string; readonly status: string })
    | null
}

/** A backup of the table. */
export type BackupRow = {
  readonly arn: string
  readonly name: string
  readonly items: number
  readonly bytes: number
  readonly isReady: boolean
  readonly atMs: number
}

/** A table that the API made: no node stands for it. */
export type MadeRow = {
  readonly name: string
  readonly status: string
  readonly items: number
  readonly bytes: number
}

/** What the tab Backups shows. */
export type BackupsAnswer = {
  readonly table: string
  readonly nowMs: number
  /** Null: point-in-time recovery is off. */
  readonly recovery: {
    readonly days: number
    readonly earliestMs: number
    readonly latestMs: number
  } | null
  /** The newest first. */
  readonly backups: readonly BackupRow[]
  readonly tables: readonly MadeRow[]
  /** Why the last thing that was asked for by hand was refused. */
  readonly refusal: string | null
}

const CHANGES_MAX = 30

/** A stream as it is at `now`. */
function describeStream(stream: ChangeStream, now: Instant): StreamAnswer['stream'] {
  const shards = stream.shards(now)
  const newest = shards
    .flatMap(({ records, head }) => records.slice(Math.max(head, records.length - CHANGES_MAX)))
    .toSorted((a, b) => b.number - a.number)
    .slice(0, CHANGES_MAX)
  return {
    arn: stream.facts.arn,
    view: stream.facts.view,
    shards: shards.map((shard) => ({
      id: shard.id,
      parent: shard.parentId,
      isOpen: shard.closed === null,
      records: countRecords(shard),
      openedAtMs: toMs(shard.openedAt),
    })),
    changes: newest.map((record) => ({
      number: record.number,
      event: eventNameOf(record),
      keys: toWireItem(toKeys(record, stream.facts.schema)),
      isExpiry: record.isExpiry,
      atMs: toMs(record.madeAt),
      readableAtMs: toMs(record.readableAt),
    })),
  }
}

/** What the tab Stream shows of a table. */
export function describeChanges(
  { settings }: Pick<TableLife, 'settings'>,
  {
    stream,
    timeToLive,
  }: { readonly stream: ChangeStream | null; readonly timeToLive: TimeToLiveState },
  now: Instant,
): StreamAnswer {
  const { ttl } = settings
  return {
    stream: stream === null ? null : describeStream(stream, now),
    timeToLive:
      ttl === null ? null : { ...timeToLive, attribute: ttl.attribute, status: ttl.status },
  }
}

/** A table's state at `now`; null: it is gone. What is due is done with the next request, and looking on must not do it. */
function statusAt({ settings }: TableLife, now: Instant): string | null {
  const { pending, status } = settings
  if (pending.some(({ at, change }) => at <= now && change.kind === 'gone')) return null
  return pending.every(({ at }) => at <= now) ? 'ACTIVE' : status
}

/** What the tab Backups shows of a table. */
export function describeBackups(
  control: ControlPlane,
  life: TableLife,
  now: Instant,
): Omit<BackupsAnswer, 'refusal'> {
  const { name } = life.table.definition
  const earliest = control.recovery.earliest(life, now)
  const { recovery } = life.settings
  return {
    table: name,
    nowMs: toMs(now),
    recovery:
      earliest === null || recovery === null
        ? null
        : {
            days: recovery.days,
            earliestMs: toMs(earliest),
            latestMs: Math.max(toMs(earliest), toMs(now) - toMs(RECOVERY_LAG)),
          },
    backups: [...control.backups.values()]
      .filter(({ definition }) => definition.name === name)
      .map((backup) => ({
        arn: backup.arn,
        name: backup.name,
        items: backup.items.length,
        bytes: backup.sizeBytes,
        isReady: backup.readyAt <= now,
        atMs: toMs(backup.createdAt),
      }))
      .toReversed(),
    tables: control.names().flatMap((one) => {
      const made = control.find(one)
      const status = made === undefined || made.isNode ? null : statusAt(made, now)
      if (made === undefined || status === null) return []
      const { itemCount: items, sizeBytes: bytes } = made.table
      return [{ name: one, status, items, bytes }]
    }),
  }
}
