import { type Instant, minutes, seconds, toEpochMs, toSeconds } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { dynamodbDefinition } from './definition.ts'
import type { ScalingDetail } from './details.ts'
import {
  createDecreaseQuota,
  createTargetTracking,
  type ScalingSettings,
} from './partitions/autoScaling.ts'
import { measureStore } from './partitions/measure.ts'
import type { Both, Kind } from './partitions/partition.ts'
import { createThroughput, type Mode, type Throughput } from './partitions/throughput.ts'
import type { EntryStore } from './entryStore.ts'
import type { SecondaryIndex } from './secondaryIndex.ts'
import type { Table, TableDefinition } from './table.ts'

type Context = ServiceContext<typeof dynamodbDefinition>
type Properties = Context['node']['properties']
/** What a table's properties and those of a global index say alike of their throughput. */
type Settings = Pick<
  Properties,
  | 'ProvisionedThroughput'
  | 'OnDemandThroughput'
  | 'WarmThroughput'
  | 'ReadCapacityAutoScalingSettings'
  | 'WriteCapacityAutoScalingSettings'
>

const KINDS: readonly Kind[] = ['read', 'write']
const MINUTE = minutes(1)

/** The throughput of a table or global index of a node, with what scales it. */
export interface NodeThroughput {
  /** Null: the table's. */
  readonly index: string | null
  readonly throughput: Throughput
  /** What is provisioned now; null on demand. */
  readonly provisioned: Both | null
  /** `NumberOfDecreasesToday` */
  decreasesToday(): number
  /** What auto scaling may do to it. */
  readonly scaling: (kind: Kind) => ScalingDetail | null
  /** Writes of the table that were refused for want of its capacity: a global index's back-pressure. */
  refusedWrites: number
}

interface Unit extends NodeThroughput {
  provisioned: Both | null
  /** What the properties provision: auto scaling departs from it, a deploy that changes it comes back to it. */
  given: Both | null
  readonly quota: ReturnType<typeof createDecreaseQuota>
  readonly tracking: { readonly [K in Kind]: ReturnType<typeof createTargetTracking> }
  /** New capacity that is on its way. */
  readonly isScaling: Record<Kind, boolean>
}

/** The throughput of a node's table and of its global indexes. */
export interface NodeThroughputs {
  readonly table: NodeThroughput
  /** Of the global index `name`. */
  find(name: string): NodeThroughput | undefined
  readonly all: readonly NodeThroughput[]
  /** Takes over changed properties. */
  change(): void
  /** Takes over what UpdateTable has made of the table's definition. */
  adopt(definition: TableDefinition): void
  /** Something was used: minutes have to be told apart from now on. */
  wake(): void
}

function settingsOf(ctx: Context, index: string | null): Settings {
  if (index === null) return ctx.node.properties
  const { GlobalSecondaryIndexes = [] } = ctx.node.properties
  return GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index) ?? {}
}

function givenOf(ctx: Context, settings: Settings): Both | null {
  if (ctx.node.properties.BillingMode === 'PAY_PER_REQUEST') return null
  // Without figures, the least that AWS allows; `check` tells.
  return {
    read: settings.ProvisionedThroughput?.ReadCapacityUnits ?? 1,
    write: settings.ProvisionedThroughput?.WriteCapacityUnits ?? 1,
  }
}

const limitOf = (units: number | undefined): number | null =>
  units === undefined || units < 0 ? null : units

const toMode = ({ OnDemandThroughput: max }: Settings, provisioned: Both | null): Mode =>
  provisioned === null
    ? {
        type: 'on-demand',
        max: { read: limitOf(max?.MaxReadRequestUnits), write: limitOf(max?.MaxWriteRequestUnits) },
      }
    : { type: 'provisioned', units: provisioned }

const toWarm = ({ WarmThroughput: warm }: Settings): Both | null =>
  warm === undefined ? null : { read: warm.ReadUnitsPerSecond, write: warm.WriteUnitsPerSecond }

function scalingOf(settings: Settings, kind: Kind): ScalingSettings | null {
  const given =
    kind === 'read'
      ? settings.ReadCapacityAutoScalingSettings
      : settings.WriteCapacityAutoScalingSettings
  if (given === undefined) return null
  const { TargetValue: target, DisableScaleIn: disableScaleIn } =
    given.TargetTrackingScalingPolicyConfiguration
  return { min: given.MinCapacity, max: given.MaxCapacity, target, disableScaleIn }
}

const equal = (a: Both | null, b: Both | null): boolean =>
  a?.read === b?.read && a?.write === b?.write

/** CloudWatch's name of a metric of the table, or of one of its indexes, which stands behind it. */
export const toMetric = (name: string, index: string | null): string =>
  index === null ? name : `${name} ${index}`

const PROVISIONED: { readonly [K in Kind]: string } = {
  read: 'ProvisionedReadCapacityUnits',
  write: 'ProvisionedWriteCapacityUnits',
}

function createUnit(
  ctx: Context,
  table: Table,
  { name, store }: { readonly name: string | null; readonly store: EntryStore },
): Unit {
  const settings = settingsOf(ctx, name)
  const given = givenOf(ctx, settings)
  const { indexes = [], keySchema } = table.definition
  const schema = indexes.find((index) => index.name === name)?.keySchema ?? keySchema
  const quota = createDecreaseQuota()
  const isScaling = { read: false, write: false }
  return {
    refusedWrites: 0,
    scaling(kind) {
      const scaling = scalingOf(settingsOf(ctx, name), kind)
      if (scaling === null || ctx.node.properties.BillingMode === 'PAY_PER_REQUEST') return null
      const { min, max, target } = scaling
      return { min, max, target, isUnderWay: isScaling[kind] }
    },
    index: name,
    throughput: createThroughput({
      mode: toMode(settings, given),
      warm: toWarm(settings),
      rules: {
        hasSortKey: schema.range !== null,
        hasLocalIndex: name === null && indexes.some(({ kind }) => kind === 'local'),
      },
      measure: (range) => measureStore(store, range),
      settling: () => seconds(ctx.node.model.OnDemandDoublingSeconds),
      now: ctx.now,
    }),
    provisioned: given,
    given,
    quota,
    decreasesToday: () => quota.today(Math.floor(toEpochMs(ctx.now) / 1_000)),
    tracking: { read: createTargetTracking(), write: createTargetTracking() },
    isScaling,
  }
}

/** Creates the throughput of the node's table, and of its global indexes; `scaled` is told of capacity that changed. */
export function createNodeThroughputs(
  ctx: Context,
  table: Table,
  scaled: () => void,
): NodeThroughputs {
  const gauge = ({ index, provisioned }: Unit): void => {
    if (provisioned === null) return
    for (const kind of KINDS) {
      const name = toMetric(PROVISIONED[kind], index)
      ctx.record({ type: 'gauge', name, value: provisioned[kind] })
    }
  }
  const create = (index: SecondaryIndex | null): Unit => {
    const name = index?.definition.name ?? null
    const unit = createUnit(ctx, table, { name, store: index?.store ?? table.store })
    const watched = index ?? table
    watched.watch((at, change) => unit.throughput.map.count(at, change, ctx.now))
    gauge(unit)
    return unit
  }
  const own = create(null)
  const byName = new Map<string, { readonly index: SecondaryIndex; readonly unit: Unit }>()
  const isGlobal = ({ definition }: SecondaryIndex): boolean => definition.kind === 'global'

  const refresh = (): void => {
    const globals = table.indexes.filter(isGlobal)
    for (const [name, { index }] of byName) if (!globals.includes(index)) byName.delete(name)
    for (const index of globals) {
      const { name } = index.definition
      if (!byName.has(name)) byName.set(name, { index, unit: create(index) })
    }
  }
  refresh()
  const units = (): readonly Unit[] => [own, ...[...byName.values()].map(({ unit }) => unit)]

  const provision = (unit: Unit, provisioned: Both | null): void => {
    unit.provisioned = provisioned
    unit.throughput.change(toMode(settingsOf(ctx, unit.index), provisioned), ctx.now)
    gauge(unit)
  }

  /** Auto scaling has decided: the table has its new capacity after a while, if it may. */
  const scale = (unit: Unit, kind: Kind, wanted: number): void => {
    unit.isScaling[kind] = true
    ctx.schedule(seconds(ctx.node.model.AutoScalingSeconds), () => {
      unit.isScaling[kind] = false
      const { provisioned: now } = unit
      if (now === null || now[kind] === wanted) return
      const isDecrease = wanted < now[kind]
      if (isDecrease && !unit.quota.take(Math.floor(toEpochMs(ctx.now) / 1_000))) return
      provision(unit, { ...now, [kind]: wanted })
      const what = `${toMetric(PROVISIONED[kind], unit.index)} ${now[kind]} → ${wanted}`
      ctx.record({ type: 'mark', trace: null, mark: 'scaling', detail: what })
      scaled()
    })
  }

  const track = (unit: Unit): void => {
    const settings = settingsOf(ctx, unit.index)
    for (const kind of KINDS) {
      const scaling = scalingOf(settings, kind)
      if (scaling === null || unit.provisioned === null || unit.isScaling[kind]) continue
      const { [kind]: used } = unit.throughput.minute
      const wanted = unit.tracking[kind].endMinute(used, unit.provisioned[kind], scaling)
      if (wanted !== null) scale(unit, kind, wanted)
    }
  }

  /** Whether auto scaling may still take something back. */
  const mayScaleIn = (unit: Unit): boolean =>
    KINDS.some((kind) => {
      const scaling = scalingOf(settingsOf(ctx, unit.index), kind)
      if (scaling === null || unit.provisioned === null) return false
      if (unit.isScaling[kind]) return true
      return !scaling.disableScaleIn && unit.provisioned[kind] > scaling.min
    })

  let isAwake = false
  const wake = (): void => {
    if (isAwake) return
    isAwake = true
    ctx.schedule(untilMinute(ctx.now), tick)
  }
  const tick = (): void => {
    isAwake = false
    let isRestless = false
    for (const unit of units()) {
      track(unit)
      for (const detail of unit.throughput.endMinute(ctx.now)) {
        const where = unit.index === null ? '' : `${unit.index}: `
        ctx.record({ type: 'mark', trace: null, mark: 'scaling', detail: `${where}${detail}` })
      }
      isRestless ||= unit.throughput.isRestless || mayScaleIn(unit)
    }
    if (isRestless) wake()
  }

  return {
    table: own,
    find: (name) => byName.get(name)?.unit,
    get all() {
      return units()
    },
    change() {
      refresh()
      for (const unit of units()) {
        const given = givenOf(ctx, settingsOf(ctx, unit.index))
        const isNew = !equal(given, unit.given)
        unit.given = given
        provision(unit, isNew ? given : unit.provisioned)
      }
    },
    adopt({ billingMode, readCapacityUnits, writeCapacityUnits, indexes = [] }) {
      const wantedOf = (units: Units): Both | null =>
        billingMode === 'PROVISIONED'
          ? { read: units.readCapacityUnits, write: units.writeCapacityUnits }
          : null
      const take = (unit: Unit | undefined, wanted: Both | null): void => {
        if (unit !== undefined && !equal(unit.provisioned, wanted)) provision(unit, wanted)
      }
      take(own, wantedOf({ readCapacityUnits, writeCapacityUnits }))
      for (const index of indexes) take(byName.get(index.name)?.unit, wantedOf(index))
    },
    wake,
  }
}

/** Units a second, as definitions of tables and indexes tell them. */
type Units = Pick<TableDefinition, 'readCapacityUnits' | 'writeCapacityUnits'>

/** How long it is until the next whole minute. */
const untilMinute = (now: Instant) => seconds(60 - (toSeconds(now) % toSeconds(MINUTE)))
