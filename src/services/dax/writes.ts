import type { JsonValue } from '../service.ts'
import type { Change } from './cluster.ts'
import { itemKeyOf, pickKey, toTableName } from './keys.ts'
import { isWire, type Wire } from './wire.ts'

/** The names of a table's key attributes; undefined where they are not known. */
export type KeyNames = (table: string) => readonly string[] | undefined

/** The names of the key's attributes, out of a DescribeTable's reply. */
export function readKeyNames(reply: Wire | null): readonly string[] | null {
  const table = reply?.['Table']
  const schema = isWire(table) ? table['KeySchema'] : undefined
  if (!Array.isArray(schema)) return null
  const names = (schema as readonly JsonValue[]).map((element) =>
    isWire(element) ? element['AttributeName'] : null,
  )
  return names.every((name) => typeof name === 'string') ? names : null
}

/** All of an item, as a read of it replies. */
const whole = (item: JsonValue): Change['views'] => new Map([['', JSON.stringify({ Item: item })]])

interface Part {
  readonly table: string
  /** The item that is put; null where it is deleted or updated. */
  readonly item: Wire | null
  /** Its key, where it is not put. */
  readonly key: Wire | null
}

function* batchParts(request: Wire): Generator<Part, void, undefined> {
  const { RequestItems: tables } = request
  if (!isWire(tables)) return
  for (const [table, writes] of Object.entries(tables)) {
    if (!Array.isArray(writes)) continue
    for (const write of writes as readonly JsonValue[]) {
      if (!isWire(write)) continue
      const { PutRequest: put, DeleteRequest: gone } = write
      const item = isWire(put) ? put['Item'] : null
      const key = isWire(gone) ? gone['Key'] : null
      if (isWire(item)) yield { table, item, key: null }
      else if (isWire(key)) yield { table, item: null, key }
    }
  }
}

function* transactParts(request: Wire): Generator<Part, void, undefined> {
  const { TransactItems: items } = request
  if (!Array.isArray(items)) return
  for (const one of items as readonly JsonValue[]) {
    if (!isWire(one)) continue
    const { Put: put, Update: update, Delete: gone } = one
    for (const part of [put, update, gone]) {
      if (!isWire(part)) continue
      const { TableName: table, Item: item, Key: key } = part
      if (typeof table !== 'string') continue
      if (isWire(item)) yield { table, item, key: null }
      else if (isWire(key)) yield { table, item: null, key }
    }
  }
}

function* parts(action: string, request: Wire): Generator<Part, void, undefined> {
  if (action === 'BatchWriteItem') {
    yield* batchParts(request)
    return
  }
  if (action === 'TransactWriteItems') {
    yield* transactParts(request)
    return
  }
  const { TableName: table, Item: item, Key: key } = request
  if (typeof table !== 'string') return
  if (isWire(item)) yield { table, item, key: null }
  else if (isWire(key)) yield { table, item: null, key }
}

/** Tables into which a request puts whole items: to find their keys one must know what the keys are. */
export const tablesOfPuts = (action: string, request: Wire): readonly string[] => [
  ...new Set([...parts(action, request)].flatMap(({ table, item }) => (item ? [table] : []))),
]

function keyOf({ table, item, key }: Part, keyNames: KeyNames): Wire | null {
  if (key !== null) return key
  const names = keyNames(toTableName(table))
  return item === null || names === undefined ? null : pickKey(item, names)
}

/** How an UpdateItem is sent on so that its reply tells the whole item; null: as it is. */
export function askWhole(action: string, request: Wire): Wire | null {
  if (action !== 'UpdateItem') return null
  const { ReturnValues: asked = 'NONE' } = request
  return asked === 'NONE' ? { ...request, ReturnValues: 'ALL_NEW' } : null
}

/** What an UpdateItem has made of its item, as far as its reply tells. */
function updatedViews(request: Wire, reply: Wire): Change['views'] {
  const { Attributes: attributes } = reply
  return request['ReturnValues'] === 'ALL_NEW' && attributes !== undefined
    ? whole(attributes)
    : null
}

const unprocessedKeys = (reply: Wire, keyNames: KeyNames): ReadonlySet<string> => {
  const { UnprocessedItems: left } = reply
  const keys = new Set<string>()
  for (const part of batchParts({ RequestItems: left ?? {} })) {
    const key = keyOf(part, keyNames)
    if (key !== null) keys.add(itemKeyOf(part.table, key))
  }
  return keys
}

/** What a write that went well tells of its items: `request` as it was sent on to DynamoDB. */
export function learnWrite(
  action: string,
  {
    request,
    reply,
    keyNames,
  }: { readonly request: Wire; readonly reply: Wire; readonly keyNames: KeyNames },
): readonly Change[] {
  const left = unprocessedKeys(reply, keyNames)
  const changes: Change[] = []
  for (const part of parts(action, request)) {
    const key = keyOf(part, keyNames)
    if (key === null) continue
    const text = itemKeyOf(part.table, key)
    if (left.has(text)) continue
    const isUpdate = action === 'UpdateItem'
    const views =
      part.item !== null ? whole(part.item) : isUpdate ? updatedViews(request, reply) : null
    changes.push({ key: text, views })
  }
  return changes
}

/** The TransactGetItems that reads back what a transaction has written. */
export function planReadBack(request: Wire, keyNames: KeyNames): Wire {
  const gets = [...transactParts(request)].flatMap((part) => {
    const key = keyOf(part, keyNames)
    return key === null ? [] : [{ Get: { TableName: part.table, Key: key } }]
  })
  return { TransactItems: gets }
}

/** What reading back tells of the items. */
export function learnReadBack(request: Wire, reply: Wire): readonly Change[] {
  const { TransactItems: gets } = request
  const { Responses: responses } = reply
  if (!Array.isArray(gets) || !Array.isArray(responses)) return []
  return (gets as readonly JsonValue[]).flatMap((one, at) => {
    const get = isWire(one) ? one['Get'] : null
    const response = (responses as readonly JsonValue[])[at]
    if (!isWire(get) || !isWire(response)) return []
    const { TableName: table, Key: key } = get
    if (typeof table !== 'string' || !isWire(key)) return []
    const { Item: item } = response
    const body = JSON.stringify(item === undefined ? {} : { Item: item })
    return [{ key: itemKeyOf(table, key), views: new Map([['', body]]) }]
  })
}
