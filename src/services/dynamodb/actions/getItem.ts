import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { readUnits } from '../capacity.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { readKey } from '../schema.ts'
import { required, structure } from '../shape.ts'
import { touch } from '../table.ts'
import { refuseNestedKeys } from './page.ts'
import { createAction, getTable, members, replyCapacity, toLegacyProjection } from './action.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  AttributesToGet: members.attributesToGet,
  TableName: members.tableName,
  Key: required(attributeMap),
  ConsistentRead: members.flag,
  ProjectionExpression: members.text,
  ExpressionAttributeNames: members.names,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = createAction('GetItem', input, (request) => {
  refuseParameters(request, ['ProjectionExpression'], ['AttributesToGet'])
  const key = toItem(request.Key)
  const legacy = toLegacyProjection(request.AttributesToGet)
  const projection = readExpressions(request).projection ?? legacy
  return (context) => {
    const table = getTable(context, request.TableName)
    const tableKey = readKey(key, table.definition.keySchema)
    if (projection !== null) refuseNestedKeys(projection, table)
    const store = request.ConsistentRead === true ? table.store : context.physics.eventual(table)
    const entry = store.find({ ...tableKey, tie: null })
    const consistency = request.ConsistentRead === true ? 'strong' : 'eventual'
    const read = readUnits(entry?.size ?? 0, consistency)
    const at = touch(table, tableKey, entry)
    context.admit(table, at)
    context.meter.read(table, at, read, entry === undefined ? 0 : 1)
    const found: Item | undefined = entry?.item
    return {
      ...(found === undefined
        ? {}
        : { Item: toWireItem(projection === null ? found : projectItem(found, projection)) }),
      ...replyCapacity(request.ReturnConsumedCapacity, {
        table: table.definition.name,
        read,
        write: 0,
      }),
    }
  }
})
