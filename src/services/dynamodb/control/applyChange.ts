import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { IndexDefinition } from '../secondaryIndex.ts'
import {
  type PendingChange,
  type Status,
  type TableLife,
  type ThroughputHistory,
  without,
} from './life.ts'

const DAY_SECONDS = 86_400

/** Decreases of the UTC day of `now`, in seconds since the epoch. */
export const countDecreases = (history: ThroughputHistory, now: number): number => {
  const day = Math.floor(now / DAY_SECONDS)
  return (history.decreases ?? []).filter((at) => Math.floor(at / DAY_SECONDS) === day).length
}

/** The history once throughput went from one figure to another at `at` seconds. */
export function noteChange(
  history: ThroughputHistory,
  [from, to]: readonly [Units, Units],
  at: number,
): ThroughputHistory {
  const isUp = to.read > from.read || to.write > from.write
  const isDown = to.read < from.read || to.write < from.write
  return {
    ...history,
    ...(isUp ? { increased: at } : {}),
    ...(isDown ? { decreased: at } : {}),
  }
}

/** Read and write units a second. */
export interface Units {
  readonly read: number
  readonly write: number
}

function endThroughput(
  history: ThroughputHistory,
  units: readonly [Units, Units],
  at: number,
): ThroughputHistory {
  const noted = noteChange(history, units, at)
  const [from, to] = units
  if (to.read >= from.read && to.write >= from.write) return noted
  return { ...noted, decreases: [...(history.decreases ?? []), at] }
}

/** Whether the table still has something under way that keeps it from being ACTIVE. */
const isBusy = (life: TableLife): boolean =>
  life.settings.pending.some(({ change }) => change.kind !== 'ttl') ||
  Object.values(life.settings.indexStatus).some((status) => status !== 'ACTIVE')

function setIndex(
  { table }: TableLife,
  name: string,
  change: (index: IndexDefinition) => IndexDefinition,
): void {
  const { definition } = table
  const indexes = (definition.indexes ?? []).map((index) =>
    index.name === name ? change(index) : index,
  )
  table.redefine({ ...definition, indexes })
}

/** Sets the state of a global index; ACTIVE is what nobody needs to be told. */
export function setIndexStatus({ settings }: TableLife, name: string, status: Status): void {
  const rest = without(settings.indexStatus, name)
  settings.indexStatus = status === 'ACTIVE' ? rest : { ...rest, [name]: status }
}

function endIndexThroughput(
  life: TableLife,
  { index: name, read, write }: Extract<PendingChange, { kind: 'index-throughput' }>,
  at: number,
): void {
  const { settings, table } = life
  const index = table.indexes.find(({ definition }) => definition.name === name)
  if (index !== undefined) {
    const { readCapacityUnits, writeCapacityUnits } = index.definition
    const from = { read: readCapacityUnits, write: writeCapacityUnits }
    const history = settings.indexHistory[name] ?? {}
    const ended = endThroughput(history, [from, { read, write }], at)
    settings.indexHistory = { ...settings.indexHistory, [name]: ended }
  }
  setIndex(life, name, (one) => ({ ...one, readCapacityUnits: read, writeCapacityUnits: write }))
  setIndexStatus(life, name, 'ACTIVE')
}

function endTtl({ settings }: TableLife): void {
  if (settings.ttl === null) return
  settings.ttl = settings.ttl.status === 'DISABLING' ? null : { ...settings.ttl, status: 'ENABLED' }
}

/** Does to a table what was begun earlier and ends at `at`. */
export function applyChange(life: TableLife, change: PendingChange, at: Instant): void {
  const { settings, table } = life
  const { definition } = table
  const ended = toEpochMs(at) / 1_000
  switch (change.kind) {
    case 'ready':
      settings.indexStatus = {}
      if (settings.billing.summary) {
        settings.billing = { ...settings.billing, onDemandSince: definition.createdAt }
      }
      break
    case 'gone':
    case 'setting':
      break
    case 'throughput': {
      const from = { read: definition.readCapacityUnits, write: definition.writeCapacityUnits }
      settings.history = endThroughput(settings.history, [from, change], ended)
      table.redefine({
        ...definition,
        readCapacityUnits: change.read,
        writeCapacityUnits: change.write,
      })
      break
    }
    case 'billing':
      settings.billing = {
        summary: true,
        onDemandSince: change.onDemand ? ended : settings.billing.onDemandSince,
      }
      if (change.onDemand) settings.indexStatus = {}
      break
    case 'index-ready':
      setIndex(life, change.index, (index) => ({ ...index, isCreating: false }))
      setIndexStatus(life, change.index, 'ACTIVE')
      break
    case 'index-gone':
      table.redefine({
        ...definition,
        indexes: (definition.indexes ?? []).filter(({ name }) => name !== change.index),
      })
      setIndexStatus(life, change.index, 'ACTIVE')
      break
    case 'index-throughput':
      endIndexThroughput(life, change, ended)
      break
    case 'replica':
      settings.replicas = settings.replicas
        .filter(({ region, status }) => region !== change.region || status !== 'DELETING')
        .map((one) => (one.region === change.region ? { ...one, status: 'ACTIVE' } : one))
      break
    case 'ttl':
      endTtl(life)
      break
  }
  if (settings.status !== 'DELETING' && !isBusy(life)) settings.status = 'ACTIVE'
}
