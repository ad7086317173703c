import { formatIsoTime } from '#contracts/calendar.ts'
import { createRandom, type Random } from '#kernel/random.ts'
import { after, type Duration, type Instant, seconds, START, toEpochMs } from '#kernel/time.ts'
import { FIRST, type KeyRange, LAST } from '../partitions/point.ts'
import { keyElements } from '../schema.ts'
import { createStream } from '../streams/stream.ts'
import { createTable, type Table, type TableDefinition } from '../table.ts'
import type { Item } from '../attributeValue.ts'
import type { WritePlan } from '../writes.ts'
import type { Backup } from './backups.ts'
import { applyChange } from './applyChange.ts'
import { createExpiries } from './expiries.ts'
import { createSettings, type PendingChange, type Settings, type TableLife } from './life.ts'
import { createRecovery, type Recovery } from './recovery.ts'
import type { ExportTask, ImportTask, Transfers } from '../transfer/tasks.ts'

/** How long the control plane takes: between the call and the state that it asked for. */
export interface ControlDelays {
  readonly createTable: Duration
  readonly updateTable: Duration
  readonly deleteTable: Duration
  readonly createIndex: Duration
  readonly deleteIndex: Duration
  readonly timeToLive: Duration
  readonly backup: Duration
  readonly restore: Duration
  /** An export or import, beside the way of its objects. */
  readonly transfer: Duration
}

/** AWS's, as far as anybody tells: a small table in 5 to 15 s, an index in minutes, TTL within the hour. assumption */
export const AWS_DELAYS: ControlDelays = {
  createTable: seconds(8),
  updateTable: seconds(10),
  deleteTable: seconds(5),
  createIndex: seconds(300),
  deleteIndex: seconds(60),
  timeToLive: seconds(3_600),
  backup: seconds(5),
  restore: seconds(300),
  transfer: seconds(300),
}

/** The same delay for everything: what users of a local endpoint expect. */
export const shortDelays = (delay: Duration): ControlDelays => ({
  createTable: delay,
  updateTable: delay,
  deleteTable: delay,
  createIndex: delay,
  deleteIndex: delay,
  timeToLive: delay,
  backup: delay,
  restore: delay,
  transfer: delay,
})

/** Whoever wants to know what lasts: the disk, point-in-time recovery, contributor insights. */
export interface ControlListener {
  /** A table's definition or settings changed, or it is new. */
  changed?(life: TableLife): void
  /** A table is no more. */
  gone?(name: string): void
  /** Items came into a new table, all at once. */
  filled?(life: TableLife, items: readonly Item[]): void
  backedUp?(backup: Backup): void
  backupGone?(arn: string): void
  /** An export or import was asked for, or has ended. */
  transferred?(task: ExportTask | ImportTask): void
  /** An item changed. */
  wrote?(life: TableLife, plan: WritePlan, now: Instant): void
}

/** The account's tables in its Region and what is under way with them. Knows time only as it is told. */
export interface ControlPlane {
  readonly region: string
  readonly accountId: string
  /** Chance for ids of tables, streams and backups. */
  random: Random
  /** A table by name, whatever its state. */
  find(name: string): TableLife | undefined
  /** A table that answers data requests. */
  findServing(name: string): Table | undefined
  /** Ordered by name. */
  names(): readonly string[]
  all(): Iterable<TableLife>
  lifeOf(table: Table): TableLife | undefined
  /** Takes in a table: an API's, or a node's. */
  add(
    table: Table,
    options?: { readonly settings?: Settings; readonly isNode?: boolean },
  ): TableLife
  /** Takes a table out without a word to anybody: its node is gone, or another has its name. */
  remove(name: string): void
  create(definition: TableDefinition, settings: Settings): TableLife
  /** Something that ends `delay` after `now`. */
  begin(life: TableLife, change: PendingChange, ends: { now: Instant; delay: Duration }): void
  /** Runs something with the first request at or after `at`: what belongs to no node has no timer. */
  later(at: Instant, run: () => void): void
  /** Ends what is due by `now`. Cheap where nothing is. */
  settle(now: Instant): void
  /** Looks anew for what is due next, once settings were set from elsewhere. */
  refreshDue(): void
  /** Tells that a table's definition or settings changed. */
  changed(life: TableLife): void
  /** Puts what a table was restored from into it. */
  fill(life: TableLife, items: readonly Item[]): void
  /** By ARN, in the order in which they were made. */
  readonly backups: Map<string, Backup>
  /** Tells of a backup that is new, or gone. */
  backedUp(backup: Backup): void
  backupGone(arn: string): void
  readonly transfers: Transfers
  /** Tells of a transfer that was asked for, or has ended. */
  transferred(task: ExportTask | ImportTask): void
  /** The partitions of a table, as ranges of its keys. */
  ranges: (life: TableLife) => readonly KeyRange[]
  readonly recovery: Recovery
  /** Sets up a table's stream as its settings say. */
  openStream(life: TableLife): void
  wrote(plan: WritePlan, now: Instant, isExpiry: boolean): void
  listen(listener: ControlListener): void
}

/** A table that belongs to no node has one partition: it has no throughput that would be shared among several. */
const WHOLE: readonly KeyRange[] = [{ from: FIRST, to: LAST }]

/** `arn:aws:dynamodb:us-east-1:123456789012:table/items` */
export const tableArnOf = (
  { region, accountId }: Pick<ControlPlane, 'region' | 'accountId'>,
  name: string,
): string => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`

/** Creates the control plane of an account without tables. */
export function createControlPlane(account: {
  readonly region: string
  readonly accountId: string
}): ControlPlane {
  const lives = new Map<string, TableLife>()
  const byTable = new WeakMap<Table, TableLife>()
  const listeners: ControlListener[] = []
  let dueAt = Number.POSITIVE_INFINITY
  let recovery: Recovery | null = null
  let expiresAt = 0
  const expiries = createExpiries(createRandom(0, 'dynamodb expiry'))

  /** What `later` was asked to run, in the order of its time. */
  let waiting: readonly { readonly at: Instant; readonly run: () => void }[] = []

  const findDue = (): void => {
    dueAt = waiting[0]?.at ?? Number.POSITIVE_INFINITY
    for (const { settings } of lives.values()) {
      for (const { at } of settings.pending) dueAt = Math.min(dueAt, at)
      // Whether anything has expired is looked at anew with the next request.
      if (settings.ttl?.status === 'ENABLED') dueAt = Math.min(dueAt, expiresAt)
    }
  }

  /** Deletes what has expired, and finds out when that is to be done again. */
  const expire = (now: Instant): void => {
    expiresAt = Number.POSITIVE_INFINITY
    for (const life of lives.values()) {
      const next = expiries.settle(life, now, (plan) => plane.wrote(plan, now, true))
      expiresAt = Math.min(expiresAt, next)
    }
  }

  const plane: ControlPlane = {
    ...account,
    random: createRandom(0, 'dynamodb control plane'),
    find: (name) => lives.get(name),
    findServing(name) {
      const life = lives.get(name)
      if (life === undefined) return undefined
      const { status } = life.settings
      return status === 'CREATING' || status === 'DELETING' ? undefined : life.table
    },
    names: () => [...lives.keys()].sort(),
    all: () => lives.values(),
    lifeOf: (table) => byTable.get(table),
    add(table, { settings, isNode = false } = {}) {
      const { keySchema, indexes = [], name } = table.definition
      const elements = [keySchema, ...indexes.map((index) => index.keySchema)].flatMap(keyElements)
      const attributes = [...new Map(elements.map((element) => [element.name, element])).values()]
      const life = byTable.get(table) ?? {
        table,
        settings: settings ?? createSettings(attributes),
        stream: null,
        isNode,
      }
      byTable.set(table, life)
      lives.set(name, life)
      findDue()
      return life
    },
    remove(name) {
      lives.delete(name)
    },
    create(definition, settings) {
      const life = plane.add(createTable(definition), { settings })
      if (settings.stream !== null) plane.openStream(life)
      plane.changed(life)
      return life
    },
    begin({ settings }, change, { now, delay }) {
      const at = after(now, delay)
      settings.pending = [...settings.pending, { at, change }]
      dueAt = Math.min(dueAt, at)
    },
    later(at, run) {
      const place = waiting.findLastIndex((one) => one.at <= at) + 1
      waiting = waiting.toSpliced(place, 0, { at, run })
      dueAt = Math.min(dueAt, at)
    },
    settle(now) {
      if (now < dueAt) return
      const due = waiting.filter(({ at }) => at <= now)
      waiting = waiting.slice(due.length)
      for (const { run } of due) run()
      for (const life of lives.values()) {
        const { settings, table } = life
        const ended = settings.pending.filter(({ at }) => at <= now)
        if (ended.length === 0) continue
        settings.pending = settings.pending.filter(({ at }) => at > now)
        for (const { at, change } of ended) {
          if (change.kind === 'gone') {
            lives.delete(table.definition.name)
            for (const listener of listeners) listener.gone?.(table.definition.name)
          } else applyChange(life, change, at)
        }
        if (lives.has(table.definition.name)) plane.changed(life)
      }
      expire(now)
      findDue()
    },
    refreshDue: findDue,
    fill(life, items) {
      for (const item of items) life.table.put(item)
      for (const listener of listeners) listener.filled?.(life, items)
    },
    backups: new Map(),
    transfers: { exports: new Map(), imports: new Map() },
    transferred(task) {
      for (const listener of listeners) listener.transferred?.(task)
    },
    ranges: () => WHOLE,
    backedUp(backup) {
      for (const listener of listeners) listener.backedUp?.(backup)
    },
    backupGone(arn) {
      for (const listener of listeners) listener.backupGone?.(arn)
    },
    get recovery() {
      recovery ??= createRecovery(plane)
      return recovery
    },
    changed(life) {
      for (const listener of listeners) listener.changed?.(life)
    },
    openStream(life) {
      // A node has its stream itself, where its function waits for it.
      if (life.isNode) return plane.changed(life)
      const { stream } = life.settings
      const { definition } = life.table
      if (stream === null) {
        life.stream = null
        const { stream: _closed, ...rest } = definition
        life.table.redefine(rest)
        return
      }
      const arn = `${tableArnOf(account, definition.name)}/stream/${stream.label}`
      life.stream = createStream({
        region: account.region,
        arn,
        label: stream.label,
        schema: definition.keySchema,
        view: stream.view,
        random: plane.random,
        partitions: () => WHOLE,
        latencyMs: () => 0,
        now: stream.at,
      })
      life.table.redefine({
        ...definition,
        stream: { arn, label: stream.label, view: stream.view },
      })
    },
    wrote(plan, now, isExpiry) {
      const life = byTable.get(plan.table)
      if (life === undefined) return
      life.stream?.append(plan, { isExpiry, causedBy: null }, now)
      if (life.settings.ttl !== null) {
        expiries.wrote(life, plan, now)
        expiresAt = 0
        dueAt = 0
      }
      for (const listener of listeners) listener.wrote?.(life, plan, now)
    },
    listen(listener) {
      listeners.push(listener)
    },
  }
  recovery = createRecovery(plane)
  return plane
}

/** Seconds since the Unix epoch, as the API tells times. */
export const toEpochSeconds = (now: Instant): number => toEpochMs(now) / 1_000

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

/** The settings of a stream that is switched on now. */
export const newStream = (view: string, now: Instant): NonNullable<Settings['stream']> => ({
  label: formatIsoTime(toEpochMs(now)),
  view: VIEWS.find((one) => one === view) ?? 'KEYS_ONLY',
  at: now > START ? now : START,
})
