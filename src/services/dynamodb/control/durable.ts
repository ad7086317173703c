import type { Durable } from '#contracts/api.ts'
import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { readItemKey, readKey, toKeyItem } from '../schema.ts'
import { createTable, type Table, type TableDefinition } from '../table.ts'
import type { Backup } from './backups.ts'
import type { ControlPlane } from './controlPlane.ts'
import { createSettings, type Settings, type TableLife } from './life.ts'
import type { ExportTask, ImportTask } from '../transfer/tasks.ts'

/**
 * What lasts, one JSON array each: a table's definition and settings (`t`), its end (`x`), an item (`p`) or its end
 * (`d`), a backup (`b`) or its end (`y`), an export (`e`), an import (`i`). Each says how things are, not what was asked: a record that is taken over twice changes nothing the second time.
 */
type DurableRecord =
  | readonly ['t', string, TableDefinition, Settings]
  | readonly ['x', string]
  | readonly ['p', string, unknown]
  | readonly ['d', string, unknown]
  | readonly ['b', string, Omit<Backup, 'items'>, readonly unknown[]]
  | readonly ['y', string]
  | readonly ['e', string, ExportTask]
  | readonly ['i', string, ImportTask]

/** Items that a snapshot reads at once; between two such batches the table may change. */
const BATCH = 500

const toRecord = (record: DurableRecord): string => JSON.stringify(record)

const tableRecord = ({ table, settings }: TableLife): string =>
  toRecord(['t', table.definition.name, table.definition, settings])

const itemRecord = (name: string, item: Item): string => toRecord(['p', name, toWireItem(item)])

const backupRecord = ({ items, ...backup }: Backup): string =>
  toRecord(['b', backup.arn, backup, items.map(toWireItem)])

const taskRecord = (task: ExportTask | ImportTask): string =>
  toRecord('kind' in task ? ['e', task.arn, task] : ['i', task.arn, task])

/** Ends what was under way when the process did. Answers the names of imports' tables, which nobody fills any more. */
function endTransfers(control: ControlPlane): readonly string[] {
  const { exports, imports } = control.transfers
  for (const task of [...exports.values(), ...imports.values()]) {
    const message = 'The process ended before the transfer did'
    task.end ??= { at: task.startedAt, failure: { code: 'UNKNOWN', message } }
  }
  return [...control.all()]
    .filter(({ settings: { status, pending } }) => status === 'CREATING' && pending.length === 0)
    .map(({ table }) => table.definition.name)
}

/** All items of a table as records; it begins each batch anew where the last one ended. */
function* itemRecords(table: Table): Generator<string, void, undefined> {
  const { name, keySchema } = table.definition
  let last: Item | null = null
  for (;;) {
    const batch: Item[] = []
    const after = last === null ? null : table.position(readItemKey(last, keySchema))
    for (const { item } of table.store.scan(after)) {
      batch.push(item)
      if (batch.length === BATCH) break
    }
    yield* batch.map((item) => itemRecord(name, item))
    last = batch.at(-1) ?? null
    if (batch.length < BATCH) return
  }
}

const readItem = (wire: unknown): Item =>
  toItem(attributeMap.decode(typeof wire === 'object' && wire !== null ? wire : {}))

function clear(table: Table): void {
  const { keySchema } = table.definition
  const keys = Array.from(table.store.scan(null), ({ item }) => readItemKey(item, keySchema))
  for (const key of keys) table.remove(key)
}

/** Takes over a table: the one that a node has made under its name, or a new one. */
function restoreTable(
  control: ControlPlane,
  [, name, definition, settings]: Extract<DurableRecord, readonly ['t', ...unknown[]]>,
  seen: Set<TableLife>,
): void {
  const known = control.find(name)
  const life = known ?? control.add(createTable(definition))
  const isFirst = !seen.has(life)
  seen.add(life)
  if (known !== undefined && isFirst && known.isNode) {
    const key = JSON.stringify(definition.keySchema)
    if (key !== JSON.stringify(life.table.definition.keySchema)) {
      throw new Error(`the table ${name} is kept with another key than the scenario's`)
    }
    // What the scenario seeds a new table with was there when this one was new.
    clear(life.table)
  }
  const before = life.settings.stream?.label
  Object.assign(life.settings, createSettings([]), settings)
  if (!life.isNode) life.table.redefine(definition)
  if (settings.stream?.label !== before) control.openStream(life)
  control.refreshDue()
}

const isRecord = (value: unknown): value is DurableRecord =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string'

/** What of an account outlives the process: its tables with their items. */
export function createDurable(control: ControlPlane): Durable & { readonly flush: () => void } {
  let heard: ((records: readonly string[]) => void) | null = null
  let records: string[] = []
  const seen = new Set<TableLife>()
  const keep = (record: string): void => {
    if (heard !== null) records.push(record)
  }
  control.listen({
    changed: (life) => {
      if (heard === null) return
      keep(tableRecord(life))
    },
    filled(life, items) {
      const { name } = life.table.definition
      for (const item of items) keep(itemRecord(name, item))
    },
    backedUp: (backup) => keep(backupRecord(backup)),
    backupGone: (arn) => keep(toRecord(['y', arn])),
    transferred: (task) => keep(taskRecord(task)),
    gone: (name) => keep(toRecord(['x', name])),
    wrote(_life, { next, old, table }) {
      if (heard === null) return
      const { name, keySchema } = table.definition
      if (next !== null) keep(itemRecord(name, next))
      else if (old !== null) keep(toRecord(['d', name, toWireItem(toKeyItem(old, keySchema))]))
    },
  })

  const restoreOne = (record: DurableRecord): void => {
    if (record[0] === 't') return restoreTable(control, record, seen)
    if (record[0] === 'b') {
      const items = record[3].map(readItem)
      control.backups.set(record[1], { ...record[2], items })
      return
    }
    if (record[0] === 'e') return void control.transfers.exports.set(record[1], record[2])
    if (record[0] === 'i') return void control.transfers.imports.set(record[1], record[2])
    const [kind, name] = record
    if (kind === 'x') return control.remove(name)
    if (kind === 'y') {
      control.backups.delete(name)
      return
    }
    // A snapshot tells of items that a table may have lost with itself a moment later.
    const table = control.find(name)?.table
    if (table === undefined) return
    if (kind === 'p') table.put(readItem(record[2]))
    else table.remove(readKey(readItem(record[2]), table.definition.keySchema))
  }

  return {
    listen(listener) {
      heard = listener
      for (const name of endTransfers(control)) {
        control.remove(name)
        keep(toRecord(['x', name]))
      }
    },
    restore(texts) {
      for (const text of texts) {
        const record: unknown = JSON.parse(text)
        if (!isRecord(record)) throw new Error(`a record that is none: ${text.slice(0, 80)}`)
        restoreOne(record)
      }
    },
    *snapshot() {
      for (const name of control.names()) {
        const life = control.find(name)
        if (life === undefined) continue
        yield tableRecord(life)
        yield* itemRecords(life.table)
      }
      for (const backup of control.backups.values()) yield backupRecord(backup)
      const { exports, imports } = control.transfers
      for (const task of [...exports.values(), ...imports.values()]) yield taskRecord(task)
    },
    flush() {
      if (records.length === 0 || heard === null) return
      const told = records
      records = []
      heard(told)
    },
  }
}
