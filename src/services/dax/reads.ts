import { canonicalize } from '#contracts/canonicalJson.ts'
import type { JsonValue } from '../service.ts'
import { addView, type Change, type Views } from './cluster.ts'
import { itemKeyOf, pickKey, toTableName, viewOf } from './keys.ts'
import { isWire, type Wire, without } from './wire.ts'

/** A hit costs no capacity, and says so where it is asked. */
export const freeCapacity = (request: Wire, table: string): Wire => {
  const { ReturnConsumedCapacity: asked } = request
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {}
  return { ConsumedCapacity: { TableName: toTableName(table), CapacityUnits: 0 } }
}

/** A read of one item. */
export interface ItemRead {
  readonly table: string
  readonly key: string
  readonly view: string
}

/** What a GetItem asks for; null where the cache cannot answer: a strongly consistent read, or no read at all. */
export function planGet(request: Wire): ItemRead | null {
  const { TableName: table, Key: key, ConsistentRead: isStrong } = request
  if (typeof table !== 'string' || !isWire(key) || isStrong === true) return null
  return { table, key: itemKeyOf(table, key), view: viewOf(request) }
}

/** By what a Query's or Scan's page is found: all that it says; null for a strongly consistent one. */
export function planQuery(action: string, request: Wire): string | null {
  if (request['ConsistentRead'] === true) return null
  return `${action} ${canonicalize(without(request, 'ReturnConsumedCapacity'))}`
}

/** A BatchGetItem, taken apart. */
export interface BatchPlan {
  /** Items by table that were found in the cache. */
  readonly found: readonly { readonly table: string; readonly item: JsonValue }[]
  /** Each read that was not, with its key as it was asked for. */
  readonly missing: readonly (ItemRead & {
    readonly names: readonly string[]
    readonly raw: Wire
  })[]
  /** How many keys were asked for that may be cached. */
  readonly hits: number
  /** What is left to ask DynamoDB; null: nothing. */
  readonly rest: Wire | null
}

/** Looks up what it can; null where the request is not right, and DynamoDB is to say so. */
export function planBatch(
  request: Wire,
  find: (read: ItemRead) => string | undefined,
): BatchPlan | null {
  const { RequestItems: tables } = request
  if (!isWire(tables)) return null
  const found: { table: string; item: JsonValue }[] = []
  const missing: (ItemRead & { names: readonly string[]; raw: Wire })[] = []
  const rest: Record<string, JsonValue> = {}
  let hits = 0
  for (const [table, asked] of Object.entries(tables)) {
    if (!isWire(asked) || !Array.isArray(asked['Keys'])) return null
    if (asked['ConsistentRead'] === true) {
      rest[table] = asked
      continue
    }
    const left: JsonValue[] = []
    const view = viewOf(asked)
    for (const raw of asked['Keys'] as readonly JsonValue[]) {
      if (!isWire(raw)) return null
      const read = { table, key: itemKeyOf(table, raw), view }
      const body = find(read)
      if (body === undefined) {
        left.push(raw)
        missing.push({ ...read, names: Object.keys(raw), raw })
        continue
      }
      hits++
      const item = (JSON.parse(body) as Wire)['Item']
      if (item !== undefined) found.push({ table, item })
    }
    if (left.length > 0) rest[table] = { ...asked, Keys: left }
  }
  const isAll = Object.keys(rest).length === 0
  return { found, missing, hits, rest: isAll ? null : { ...request, RequestItems: rest } }
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : []

const membersOf = (value: JsonValue | undefined): Wire => (isWire(value) ? value : {})

/** The whole reply, of what was found in the cache and what DynamoDB has answered to the rest. */
export function mergeBatch({ found }: BatchPlan, answered: Wire): Wire {
  const responses: Record<string, readonly JsonValue[]> = {}
  for (const { table, item } of found) responses[table] = [...(responses[table] ?? []), item]
  for (const [table, items] of Object.entries(membersOf(answered['Responses']))) {
    responses[table] = [...(responses[table] ?? []), ...listOf(items)]
  }
  return { UnprocessedKeys: {}, ...answered, Responses: responses }
}

/** What DynamoDB's answer to the rest of a batch tells of each item: also that there is none. */
export function learnBatch(
  { missing }: BatchPlan,
  answered: Wire,
  known: (key: string) => Views | undefined,
): readonly Change[] {
  const responses = membersOf(answered['Responses'])
  const unprocessed = membersOf(answered['UnprocessedKeys'])
  const changes: Change[] = []
  for (const { table, key, view, names } of missing) {
    if (listOf(membersOf(unprocessed[table])['Keys']).some(isKey(table, key))) continue
    const items = listOf(responses[table]).filter(isWire)
    const keys = items.map((item) => pickKey(item, names))
    // A projection that leaves out the key: nobody can tell whose item is whose.
    if (keys.includes(null)) continue
    const at = keys.findIndex((one) => one !== null && itemKeyOf(table, one) === key)
    const item = items[at]
    const body = JSON.stringify(item === undefined ? {} : { Item: item })
    changes.push({ key, views: addView(known(key), view, body) })
  }
  return changes
}

const isKey =
  (table: string, key: string) =>
  (raw: JsonValue): boolean =>
    isWire(raw) && itemKeyOf(table, raw) === key
