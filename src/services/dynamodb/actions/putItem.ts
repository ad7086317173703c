import { attributeMap, toItem } from '../attributeShape.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { validation } from '../refusal.ts'
import { optional, required, structure } from '../shape.ts'
import { refuseItemSize, writeOne } from '../writes.ts'
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
  Item: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: legacy,
  ReturnValues: members.returnValues,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
  ConditionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = createAction('PutItem', input, (request) => {
  refuseParameters(request, ['ConditionExpression'], ['Expected'])
  refuseLegacy(request, ['Expected', 'ConditionalOperator'])
  const item = toItem(request.Item)
  const { ReturnValues: returned } = request
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE')
  }
  refuseItemSize(item)
  const { condition } = readExpressions(request)
  return (context) => {
    const table = getTable(context, request.TableName)
    const failureItem = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const write = { kind: 'put', item, condition } as const
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
