import { attributeMap, toItem } from '../attributeShape.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { validation } from '../refusal.ts'
import { optional, required, structure } from '../shape.ts'
import { writeOne } from '../writes.ts'
import {
  createAction,
  getTable,
  legacy,
  members,
  refuseLegacy,
  replyAttributes,
  replyCapacity,
} from './action.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ReturnValues: members.returnValues,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  Key: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: legacy,
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
  ConditionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = createAction('DeleteItem', input, (request) => {
  refuseParameters(request, ['ConditionExpression'], ['Expected'])
  refuseLegacy(request, ['Expected', 'ConditionalOperator'])
  const key = toItem(request.Key)
  const { ReturnValues: returned } = request
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE')
  }
  const { condition } = readExpressions(request)
  return (context) => {
    const table = getTable(context, request.TableName)
    const failureItem = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write = { kind: 'delete', key, condition } as const
    const { plan, units } = writeOne(table, write, context.meter, failureItem)
    return {
      ...replyAttributes(returned === 'ALL_OLD' ? plan.old : null),
      ...replyCapacity(request.ReturnConsumedCapacity, {
        table: table.definition.name,
        read: 0,
        write: units,
      }),
    }
  }
})
