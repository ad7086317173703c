import type { JsonValue } from '#services/service.ts'
import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import { type Consumption, sumByTable, writeUnits } from '../capacity.ts'
import { replyManyMetrics } from '../itemCollection.ts'
import { BATCH_WRITE_ITEMS_MAX } from '../limits.ts'
import { Refusal, validation, type WireObject } from '../refusal.ts'
import { keyText } from '../attributeValue.ts'
import { list, map, optional, required, type Structure, structure } from '../shape.ts'
import { carryOut, planWrite, refuseItemSize, type Write, type WritePlan } from '../writes.ts'
import {
  type ActionContext,
  createAction,
  getTable,
  members,
  replyCapacities,
  tableNameRules,
} from './action.ts'
import { createAdmission } from './admission.ts'
import { admitIndexWrites, meterIndexWrites } from './indexWrites.ts'

const writeMembers = {
  DeleteRequest: optional(structure({ Key: required(attributeMap) }, 'DeleteRequest', 'field')),
  PutRequest: optional(structure({ Item: required(attributeMap) }, 'PutRequest', 'field')),
}

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  RequestItems: required(
    map(
      list(structure(writeMembers, 'WriteRequest'), { inside: true }),
      'java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>',
      { min: 1, keys: tableNameRules, values: { min: 1, max: BATCH_WRITE_ITEMS_MAX } },
    ),
  ),
})

type BatchWrite = Extract<Write, { kind: 'put' | 'delete' | 'check' }>

function readWrite({ PutRequest, DeleteRequest }: Structure<typeof writeMembers>): BatchWrite {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw validation(
      'Supplied AttributeValue has more than one datatypes set, ' +
        'must contain exactly one of the supported datatypes',
    )
  }
  if (PutRequest === undefined) {
    return { kind: 'delete', key: toItem(DeleteRequest?.Key ?? new Map()), condition: null }
  }
  const item = toItem(PutRequest.Item)
  refuseItemSize(item)
  return { kind: 'put', item, condition: null }
}

const KEY_FAULT = /Missing the key|Type mismatch for key/

/** In a batch a put's wrong key is told in the words of any key. */
function plan(context: ActionContext, name: string, write: Write): WritePlan {
  try {
    return planWrite(getTable(context, name), write)
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined
    if (typeof message !== 'string' || !KEY_FAULT.test(message)) throw error
    throw validation('The provided key element does not match the schema')
  }
}

/** Refuses two writes to one item. */
export function refuseSameItems(plans: readonly WritePlan[], message: string): void {
  const seen = new Set<string>()
  for (const { table, key } of plans) {
    const range = key.range === null ? '' : keyText(key.range)
    const text = JSON.stringify([table.definition.name, keyText(key.hash), range])
    if (seen.has(text)) throw validation(message)
    seen.add(text)
  }
}

/** A write as it came, for UnprocessedItems. */
const toUnprocessed = (write: BatchWrite): WireObject =>
  write.kind === 'put'
    ? { PutRequest: { Item: toWireItem(write.item) } }
    : { DeleteRequest: { Key: toWireItem(write.key) } }

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItem = createAction('BatchWriteItem', input, (request) => {
  const tables = Array.from(request.RequestItems, ([name, writes]) => ({
    name,
    writes: writes.map(readWrite),
  }))
  const total = tables.reduce((sum, { writes }) => sum + writes.length, 0)
  if (total > BATCH_WRITE_ITEMS_MAX) {
    throw validation('Too many items requested for the BatchWriteItem call')
  }
  return (context) => {
    const plans = tables.map(({ name, writes }) =>
      writes.map((write) => ({ ...plan(context, name, write), request: write })),
    )
    refuseSameItems(plans.flat(), 'Provided list of item keys contains duplicates')
    const admission = createAdmission((plan: WritePlan) => {
      context.physics.refuseLocked(plan.table, plan.at)
      context.admit(plan.table, plan.at)
      admitIndexWrites(context, plan)
    })
    const unprocessed = new Map<string, JsonValue>()
    const done: WritePlan[] = []
    const consumptions: Consumption[] = plans.map((ofTable, at) => {
      const left: WireObject[] = []
      const used: Consumption[] = []
      for (const one of ofTable) {
        if (!admission.admits(one)) {
          left.push(toUnprocessed(one.request))
          continue
        }
        const units = writeUnits(one.bytes)
        context.meter.write(one.table, one.at, units)
        const { name } = one.table.definition
        used.push({ table: name, read: 0, write: units, indexes: meterIndexWrites(context, one) })
        carryOut(one, context)
        done.push(one)
      }
      if (left.length > 0) unprocessed.set(tables[at]?.name ?? '', left)
      const table = ofTable[0]?.table.definition.name ?? tables[at]?.name ?? ''
      return sumByTable(used)[0] ?? { table, read: 0, write: 0 }
    })
    admission.refuseNone()
    return {
      UnprocessedItems: Object.fromEntries(unprocessed),
      ...replyManyMetrics(request.ReturnItemCollectionMetrics, done),
      ...replyCapacities(request.ReturnConsumedCapacity, consumptions),
    }
  }
})
