import type { JsonValue } from '../service.ts'
import type { AccessPatterns } from './accessPatterns.ts'
import { toWireItem } from './attributeShape.ts'
import type { EngineReply } from './engine.ts'
import type { BackupsAnswer } from './lifetime.ts'
import type { Table } from './table.ts'
import type { TransfersAnswer } from './transfer/rows.ts'

// What the inspector asks of a table and does to it. None of it is a call of the account's: it costs and counts nothing.

type Input = { readonly [key: string]: JsonValue }

/** Rows of the inspector's page. */
const PAGE_ITEMS_MAX = 1_000
/** Items that one import puts. */
const IMPORT_ITEMS_MAX = 10_000

/** Reads that may be asked by hand. */
const READS = new Set(['Query', 'Scan'])

/** What may be asked for by hand beside items. */
const TRANSFERS = new Set(['ExportTableToPointInTime', 'ImportTable'])
const INSIGHTS = 'UpdateContributorInsights'
const BACKUPS = new Set([
  'CreateBackup',
  'DeleteBackup',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
])

const isObject = (value: JsonValue | undefined): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wholeNumber = (value: JsonValue | undefined, otherwise: number): number =>
  typeof value === 'number' ? Math.max(0, Math.floor(value)) : otherwise

/** What the inspector's commands and questions reach. */
export interface InspectorOptions {
  /** The table as it is now: an edit may replace it. */
  readonly table: () => Table
  readonly patterns: AccessPatterns
  /** Where its Regions wrote the same item without knowing of each other. */
  readonly conflicts: () => JsonValue
  /** The partitions of the table and of its indexes. */
  readonly partitions: () => JsonValue
  /** Its exports, and the account's imports. */
  readonly transfers: () => Omit<TransfersAnswer, 'refusal'>
  /** The table's stream and time to live. */
  readonly stream: () => JsonValue
  /** Its backups, its recovery, and the tables that the API made. */
  readonly backups: () => Omit<BackupsAnswer, 'refusal'>
  /** The keys that contributor insights count. */
  readonly insights: () => JsonValue
  /** Carries out an action on the table. */
  readonly handle: (action: string, input: Input) => EngineReply
  /** Tells of an edit that was refused. */
  readonly refused: (body: string) => void
}

/** Whether an item on the wire has `text` in one of its attribute's names or values. */
const holds = (item: JsonValue, text: string): boolean =>
  text === '' || JSON.stringify(item).toLowerCase().includes(text)

function readPage(table: Table, { offset, limit, filter }: Input): JsonValue {
  const text = typeof filter === 'string' ? filter.trim().toLowerCase() : ''
  const first = wholeNumber(offset, 0)
  const end = first + Math.min(wholeNumber(limit, PAGE_ITEMS_MAX), PAGE_ITEMS_MAX)
  const items: JsonValue[] = []
  let found = 0
  for (const entry of table.store.scan(null)) {
    // Without a filter nothing beyond the page need be looked at: the table knows how many it has.
    if (text === '' && found >= end) break
    const item = toWireItem(entry.item)
    if (!holds(item, text)) continue
    if (found >= first && found < end) items.push(item)
    found++
  }
  return { total: text === '' ? table.itemCount : found, items }
}

/** Creates the inspector's side of a table: `query` answers questions, `command` changes items. */
export function createInspector({
  table,
  patterns,
  conflicts,
  partitions,
  transfers,
  stream,
  backups,
  insights,
  handle,
  refused,
}: InspectorOptions): {
  query(query: JsonValue): JsonValue
  command(command: JsonValue): void
} {
  const edit = (action: string, input: Input): void => {
    const { status, body } = handle(action, input)
    if (status !== 200) refused(body)
  }
  /** Why the last one of each kind was refused. */
  const refusals = { transfer: null as string | null, backup: null as string | null }
  const carry = (kind: keyof typeof refusals, action: string, input: Input): void => {
    const { errorCode, body } = handle(action, input)
    refusals[kind] = errorCode === null ? null : body
    if (errorCode !== null) refused(body)
  }
  return {
    query(query) {
      if (!isObject(query)) return null
      const { type, action, input } = query
      if (type === 'items') return readPage(table(), query)
      if (type === 'partitions') return partitions()
      if (type === 'insights') return insights()
      if (type === 'transfers') return { ...transfers(), refusal: refusals.transfer }
      if (type === 'stream') return stream()
      if (type === 'backups') return { ...backups(), refusal: refusals.backup }
      if (type === 'conflicts') return conflicts()
      if (type === 'patterns') {
        return patterns
          .list()
          .map((pattern) => ({ ...pattern, calledAt: pattern.calledAt && { ...pattern.calledAt } }))
      }
      if (type !== 'ask' || typeof action !== 'string' || !READS.has(action)) return null
      if (!isObject(input)) return null
      const { status, body } = handle(action, { ...input, TableName: table().definition.name })
      return { status, body }
    },
    command(command) {
      if (!isObject(command)) return
      const { type, item, items, key, action, input } = command
      if (type === 'put-item' && item !== undefined) edit('PutItem', { Item: item })
      if (type === 'transfer' && typeof action === 'string' && TRANSFERS.has(action)) {
        if (isObject(input)) carry('transfer', action, input)
      }
      if (type === 'backup' && typeof action === 'string' && BACKUPS.has(action)) {
        if (isObject(input)) carry('backup', action, input)
      }
      if (type === 'insights' && isObject(input)) edit(INSIGHTS, input)
      if (type === 'delete-item' && key !== undefined) edit('DeleteItem', { Key: key })
      if (type === 'put-items' && Array.isArray(items)) {
        for (const each of items.slice(0, IMPORT_ITEMS_MAX)) edit('PutItem', { Item: each })
      }
    },
  }
}
