import { type Instant, minutes, seconds } from '#kernel/time.ts'
import type { Account } from '../service.ts'
import type { TableLife } from './control/life.ts'
import { tableArnOf } from './control/controlPlane.ts'
import { servingRegions } from './control/replicas.ts'
import type { EntryStore } from './entryStore.ts'
import { measureStore } from './partitions/measure.ts'
import type { Both, Kind } from './partitions/partition.ts'
import type { KeyRange, Touch } from './partitions/point.ts'
import { createThroughput, type Mode, type Throughput } from './partitions/throughput.ts'
import type { IndexDefinition, SecondaryIndex } from './secondaryIndex.ts'
import { storedBytes } from './storedBytes.ts'
import type { TableDefinition } from './table.ts'
import { createTableMeter, type Held, type TableUsage } from './tableMeter.ts'
import { refuseThrottled } from './throttle.ts'

const MINUTE = minutes(1)
/** Until a peak counts as the previous one: what a node's model says by itself. */
const SETTLING = seconds(1_800)
/** Minutes without a request that are told one by one; after so many nothing changes any more. */
const IDLE_MINUTES_MAX = 120

/** Partitions and capacity of a table that the API made: no node has its throughput. */
export interface MadeTable {
  /** Throws the refusal of a use of a key that the throughput of the table, or of its global index, does not let in. */
  admit(
    use: { readonly kind: Kind; readonly at: Touch; readonly index: IndexDefinition | null },
    now: Instant,
  ): void
  use(
    use: {
      readonly kind: Kind
      readonly at: Touch
      readonly units: number
      readonly index: string | null
    },
    now: Instant,
  ): void
  /** A change of it has arrived in another Region. */
  replicated(units: number, bytes: number): void
  /** UpdateTable has changed it, at `now` where that is known, else since its last request. */
  adopt(now?: Instant): void
  /** It was deleted: it costs nothing any more. */
  end(now: Instant): void
  /** What it has used, for the bill. */
  usage(now: Instant): TableUsage
  partitions(): readonly KeyRange[]
}

type Units = Pick<TableDefinition, 'readCapacityUnits' | 'writeCapacityUnits'>

/** What a table that is gone holds. */
const NOTHING: Held = { provisioned: null, bytes: 0 }

/** What is provisioned for a table and its global indexes together; null on demand. */
function provisionedOf(definition: TableDefinition): Both | null {
  if (definition.billingMode !== 'PROVISIONED') return null
  const all = [definition, ...(definition.indexes ?? [])]
  return {
    read: all.reduce((sum, { readCapacityUnits: units }) => sum + units, 0),
    write: all.reduce((sum, { writeCapacityUnits: units }) => sum + units, 0),
  }
}

const limitOf = (units: number | undefined): number | null =>
  units === undefined || units < 0 ? null : units

/** Creates the partitions of a table as it is at `now`. */
export function createMadeTable(life: TableLife, account: Account, now: Instant): MadeTable {
  const { table } = life
  const globals = new Map<
    string,
    { readonly index: SecondaryIndex; readonly throughput: Throughput }
  >()
  let minute = Math.floor(now / MINUTE)

  const modeOf = (
    units: Units,
    max: { readonly read: number; readonly write: number } | null | undefined,
  ): Mode =>
    table.definition.billingMode === 'PROVISIONED'
      ? {
          type: 'provisioned',
          units: { read: units.readCapacityUnits, write: units.writeCapacityUnits },
        }
      : { type: 'on-demand', max: { read: limitOf(max?.read), write: limitOf(max?.write) } }

  const create = (
    of: {
      readonly store: EntryStore
      readonly hasSortKey: boolean
      readonly hasLocalIndex: boolean
    },
    mode: Mode,
    { warm, at }: { readonly warm: Both | null; readonly at: Instant },
  ): Throughput =>
    createThroughput({
      mode,
      warm,
      rules: { hasSortKey: of.hasSortKey, hasLocalIndex: of.hasLocalIndex },
      measure: (range) => measureStore(of.store, range),
      settling: () => SETTLING,
      now: at,
    })

  const { keySchema, indexes = [] } = table.definition
  const own = create(
    {
      store: table.store,
      hasSortKey: keySchema.range !== null,
      hasLocalIndex: indexes.some(({ kind }) => kind === 'local'),
    },
    modeOf(table.definition, life.settings.onDemand),
    { warm: life.settings.warm, at: now },
  )
  let clock = now
  table.watch((at, change) => own.map.count(at, change, clock))

  const refresh = (at: Instant): void => {
    const current = table.indexes.filter(({ definition }) => definition.kind === 'global')
    for (const [name, { index }] of globals) if (!current.includes(index)) globals.delete(name)
    for (const index of current) {
      const { definition, store } = index
      if (globals.has(definition.name)) continue
      const max = life.settings.indexOnDemand[definition.name]
      const hasSortKey = definition.keySchema.range !== null
      const throughput = create(
        { store, hasSortKey, hasLocalIndex: false },
        modeOf(definition, max),
        { warm: null, at },
      )
      index.watch((place, change) => throughput.map.count(place, change, clock))
      globals.set(definition.name, { index, throughput })
    }
  }
  refresh(now)

  const meter = createTableMeter(now)
  let isGone = false
  const readTerms = () => ({
    provisioned: provisionedOf(table.definition),
    regions: servingRegions(life.settings).length + 1,
    isRecoverable: life.settings.recovery !== null,
    isInfrequent: life.settings.tableClass?.name === 'STANDARD_INFREQUENT_ACCESS',
  })
  let terms = readTerms()
  let since = now
  const hold = (at: Instant): void => {
    const { all, ofTable } = storedBytes(table, terms.regions > 1)
    meter.hold(isGone ? NOTHING : { ...terms, bytes: all, recoveryBytes: ofTable }, at)
  }
  hold(now)
  /** Accounts for what it has held until `at`: by the bytes that it has since it was last asked for, by the old terms. */
  const settle = (at: Instant): void => {
    hold(since)
    since = at > since ? at : since
    hold(since)
  }

  /** Ends the minutes that have gone by since somebody asked last. */
  const tick = (at: Instant): void => {
    clock = at
    const current = Math.floor(at / MINUTE)
    if (current <= minute) return
    for (let next = Math.max(minute, current - IDLE_MINUTES_MAX); next < current; next++) {
      const ended = ((next + 1) * MINUTE) as Instant
      own.endMinute(ended)
      for (const { throughput } of globals.values()) throughput.endMinute(ended)
    }
    minute = current
  }

  const find = (index: string | null): Throughput | undefined =>
    index === null ? own : globals.get(index)?.throughput

  return {
    admit({ kind, at, index }, asked) {
      tick(asked)
      const name = index?.name ?? null
      const cause = find(name)?.refuses(kind, at, asked) ?? null
      if (cause === null) return
      const arn = tableArnOf(account, table.definition.name)
      throw refuseThrottled({
        cause,
        kind,
        isProvisioned: table.definition.billingMode === 'PROVISIONED',
        resource: name === null ? 'Table' : 'Index',
        arn: name === null ? arn : `${arn}/index/${name}`,
      })
    },
    use({ kind, at, units, index }, asked) {
      tick(asked)
      find(index)?.consume({ kind, point: at, units, label: () => at.text }, asked)
      if (index !== null) meter.consumeIndex(kind, units)
      else if (kind === 'read') meter.consume(units, 0)
      else meter.consume(0, units)
      settle(asked)
    },
    replicated: (units, bytes) => meter.replicate(units, bytes),
    end(asked) {
      settle(asked)
      isGone = true
      hold(since)
    },
    usage(asked) {
      settle(asked)
      return meter.read(asked)
    },
    adopt(asked = clock) {
      const at = asked
      refresh(at)
      settle(at)
      terms = readTerms()
      hold(since)
      own.change(modeOf(table.definition, life.settings.onDemand), at)
      for (const [name, { index, throughput }] of globals) {
        throughput.change(modeOf(index.definition, life.settings.indexOnDemand[name]), at)
      }
    },
    partitions: () => own.map.all,
  }
}
