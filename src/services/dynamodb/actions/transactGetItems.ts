import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import { readUnits, sumByTable } from '../capacity.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from '../limits.ts'
import { validation, type WireObject } from '../refusal.ts'
import { type Key, readKey } from '../schema.ts'
import { list, required, structure } from '../shape.ts'
import type { Table } from '../table.ts'
import { keyText } from '../attributeValue.ts'
import { createAction, getTable, members, replyCapacities } from './action.ts'
import { attempt, cancel, type CancellationReason } from './transaction.ts'

const get = structure(
  {
    Key: required(attributeMap),
    TableName: members.tableName,
    ProjectionExpression: members.text,
    ExpressionAttributeNames: members.names,
  },
  'Get',
  'field',
)

const input = structure({
  TransactItems: required(
    list(structure({ Get: required(get) }, 'TransactGetItem'), {
      min: 1,
      max: TRANSACTION_ACTIONS_MAX,
    }),
  ),
  ReturnConsumedCapacity: members.capacity,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = createAction('TransactGetItems', input, (request) => {
  const gets = request.TransactItems.map(({ Get }) => {
    refuseParameters(Get, ['ProjectionExpression'], [])
    const { projection } = readExpressions(Get)
    return { table: Get.TableName, key: toItem(Get.Key), projection }
  })
  return (context) => {
    const reasons: (CancellationReason | null)[] = []
    const keys: { readonly table: Table; readonly key: Key }[] = []
    for (const one of gets) {
      const tried = attempt(() => {
        const table = getTable(context, one.table)
        return { table, key: readKey(one.key, table.definition.keySchema) }
      })
      reasons.push(tried.reason)
      if (tried.reason === null) keys.push(tried.value)
    }
    if (reasons.some((reason) => reason !== null)) throw cancel(reasons)
    const texts = keys.map(({ table, key }) =>
      JSON.stringify([
        table.definition.name,
        keyText(key.hash),
        key.range === null ? '' : keyText(key.range),
      ]),
    )
    if (new Set(texts).size < texts.length) {
      throw validation('Transaction request cannot include multiple operations on one item')
    }
    const found = keys.map(({ table, key }) => ({ table, key, entry: table.get(key) }))
    const bytes = found.reduce((sum, { entry }) => sum + (entry?.size ?? 0), 0)
    if (bytes > TRANSACTION_BYTES_MAX) {
      throw validation('Aggregate size of items in the transaction exceeds the limit of 4 MB')
    }
    const used = found.map(({ table, key, entry }) => {
      const read = readUnits(entry?.size ?? 0, 'transactional')
      const { hash } = entry?.collection ?? table.position(key)
      context.meter.read(table, hash, read, entry === undefined ? 0 : 1)
      return { table: table.definition.name, read, write: 0 }
    })
    const Responses = found.map(({ entry }, at): WireObject => {
      if (entry === undefined) return {}
      const projection = gets[at]?.projection ?? null
      const { item } = entry
      return { Item: toWireItem(projection === null ? item : projectItem(item, projection)) }
    })
    return {
      ...replyCapacities(request.ReturnConsumedCapacity, sumByTable(used), true),
      Responses,
    }
  }
})
