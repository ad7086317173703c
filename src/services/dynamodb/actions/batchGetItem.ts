import { attributeMapInList, toItem, toWireItem } from '../attributeShape.ts'
import { type AttributeValue, type Item, keyText } from '../attributeValue.ts'
import { type Consistency, type Consumption, readUnits } from '../capacity.ts'
import { type DocumentPath, projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { HASH_RANGE } from '../keyHash.ts'
import {
  BATCH_GET_ITEMS_MAX,
  BATCH_REPLY_BYTES_MAX,
  ON_DEMAND_PARTITIONS,
  PARTITION_BATCH_BYTES_MAX,
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
} from '../limits.ts'
import { validation, type WireObject } from '../refusal.ts'
import { readKey } from '../schema.ts'
import type { Touch } from '../partitions/point.ts'
import { type Table, touch } from '../table.ts'
import { list, map, required, type Structure, structure } from '../shape.ts'
import type { JsonValue } from '#services/service.ts'
import {
  type ActionContext,
  createAction,
  getTable,
  members,
  replyCapacities,
  tableNameRules,
  toLegacyProjection,
  toTableName,
} from './action.ts'
import { type Admission, createAdmission } from './admission.ts'
import { refuseNestedKeys } from './page.ts'

const keysMembers = {
  Keys: required(list(attributeMapInList, { min: 1, max: BATCH_GET_ITEMS_MAX })),
  AttributesToGet: members.attributesToGet,
  ConsistentRead: members.flag,
  ProjectionExpression: members.text,
  ExpressionAttributeNames: members.names,
}

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  RequestItems: required(
    map(
      structure(keysMembers, 'KeysAndAttributes'),
      'com.amazonaws.dynamodb.v20120810.KeysAndAttributes',
      { min: 1, keys: tableNameRules },
    ),
  ),
})

/** What is asked of one table, checked. */
interface TableRequest {
  readonly table: string
  readonly keys: readonly Item[]
  readonly projection: readonly DocumentPath[] | null
  readonly consistency: Consistency
  /** As it came, for UnprocessedKeys. */
  readonly rest: Structure<typeof keysMembers>
}

/** Equal keys have equal texts. */
const toText = (key: Item): string =>
  JSON.stringify(
    [...key]
      .map(([name, value]: [string, AttributeValue]) => [name, value.type, keyText(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

function readTable(
  name: string,
  given: Structure<typeof keysMembers>,
  count: (keys: number) => void,
): TableRequest {
  refuseParameters(given, ['ProjectionExpression'], ['AttributesToGet'])
  const legacy = toLegacyProjection(given.AttributesToGet)
  const projection = readExpressions(given).projection ?? legacy
  const seen = new Set<string>()
  const keys = given.Keys.map((raw) => {
    const key = toItem(raw)
    const text = toText(key)
    if (seen.has(text)) throw validation('Provided list of item keys contains duplicates')
    seen.add(text)
    count(1)
    return key
  })
  const consistency = given.ConsistentRead === true ? 'strong' : 'eventual'
  return { table: name, keys, projection, consistency, rest: given }
}

const toUnprocessed = (request: TableRequest, left: readonly Item[]): WireObject => ({
  Keys: left.map(toWireItem),
  ...(request.rest.ConsistentRead === undefined
    ? {}
    : { ConsistentRead: request.rest.ConsistentRead }),
  ...(request.rest.AttributesToGet === undefined
    ? {}
    : { AttributesToGet: request.rest.AttributesToGet }),
  ...(request.rest.ProjectionExpression === undefined
    ? {}
    : { ProjectionExpression: request.rest.ProjectionExpression }),
  ...(request.rest.ExpressionAttributeNames === undefined
    ? {}
    : { ExpressionAttributeNames: Object.fromEntries(request.rest.ExpressionAttributeNames) }),
})

/** A key that is to be read. */
interface Attempt {
  readonly table: Table
  readonly at: Touch
}

/** What a batch may still read: of all partitions together, and of each. */
interface Room {
  bytes: number
  readonly byPartition: Map<string, number>
}

/** Which partition a key's item is read from, as far as a table's throughput at its creation tells. */
function partitionOf({ definition }: Table, { hash }: Touch): string {
  const { name, billingMode, readCapacityUnits, writeCapacityUnits } = definition
  const count =
    billingMode === 'PAY_PER_REQUEST'
      ? ON_DEMAND_PARTITIONS
      : Math.ceil(
          readCapacityUnits / PARTITION_READ_UNITS_MAX +
            writeCapacityUnits / PARTITION_WRITE_UNITS_MAX,
        )
  return `${Math.floor((hash * Math.max(1, count)) / HASH_RANGE)} ${name}`
}

/** Takes the room that an item needs; answers whether there was. */
function takeRoom(room: Room, table: Table, { at, size }: { at: Touch; size: number }): boolean {
  const partition = partitionOf(table, at)
  const read = room.byPartition.get(partition) ?? 0
  if (size > room.bytes || read + size > PARTITION_BATCH_BYTES_MAX) return false
  room.bytes -= size
  room.byPartition.set(partition, read + size)
  return true
}

/** Reads one table's keys while the reply has room and its throughput lets them in; what is left over is given back. */
function readKeys(
  request: TableRequest,
  context: ActionContext,
  { room, admission }: { readonly room: Room; readonly admission: Admission<Attempt> },
): {
  readonly items: readonly WireObject[]
  readonly left: readonly Item[]
  readonly read: number
} {
  const table = getTable(context, request.table)
  const items: WireObject[] = []
  const left: Item[] = []
  let read = 0
  for (const raw of request.keys) {
    const key = readKey(raw, table.definition.keySchema)
    const store = request.consistency === 'strong' ? table.store : context.physics.eventual(table)
    const entry = store.find({ ...key, tie: null })
    const size = entry?.size ?? 0
    const at = touch(table, key, entry)
    if (!admission.admits({ table, at })) {
      left.push(raw)
      continue
    }
    if (!takeRoom(room, table, { at, size })) {
      // It was looked for, which costs what a missing item does. measured by dynalite
      const units = readUnits(0, request.consistency)
      read += units
      context.meter.read(table, at, units, 0)
      left.push(raw)
      continue
    }
    const units = readUnits(size, request.consistency)
    read += units
    context.meter.read(table, at, units, entry === undefined ? 0 : 1)
    if (entry === undefined) continue
    const { projection } = request
    items.push(toWireItem(projection === null ? entry.item : projectItem(entry.item, projection)))
  }
  return { items, left, read }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem = createAction('BatchGetItem', input, (request) => {
  let total = 0
  const count = (keys: number): void => {
    total += keys
    if (total > BATCH_GET_ITEMS_MAX) {
      throw validation('Too many items requested for the BatchGetItem call')
    }
  }
  const requests = Array.from(request.RequestItems, ([name, given]) =>
    readTable(name, given, count),
  )
  return (context) => {
    // Nothing is read before every table and key is known to be right.
    for (const { table: name, keys, projection } of requests) {
      const table = getTable(context, name)
      if (projection !== null) refuseNestedKeys(projection, table)
      for (const key of keys) readKey(key, table.definition.keySchema)
    }
    const room: Room = { bytes: BATCH_REPLY_BYTES_MAX, byPartition: new Map() }
    const admission = createAdmission(({ table, at }: Attempt) => context.admit(table, at))
    // Maps, for a table may well be called `__proto__`.
    const responses = new Map<string, JsonValue>()
    const unprocessed = new Map<string, JsonValue>()
    const consumptions: Consumption[] = []
    for (const one of requests) {
      const { items, left, read } = readKeys(one, context, { room, admission })
      responses.set(one.table, items)
      if (left.length > 0) unprocessed.set(one.table, toUnprocessed(one, left))
      consumptions.push({ table: toTableName(one.table), read, write: 0 })
    }
    admission.refuseNone()
    return {
      Responses: Object.fromEntries(responses),
      UnprocessedKeys: Object.fromEntries(unprocessed),
      ...replyCapacities(request.ReturnConsumedCapacity, consumptions),
    }
  }
})
