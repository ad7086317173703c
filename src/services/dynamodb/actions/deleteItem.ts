import { attributeMap, toItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { optional, required, structure } from '../shape.ts'
import type { WritePlan } from '../writes.ts'
import { expectedMember, readExpected } from '../legacy/expected.ts'
import { createAction, members } from './action.ts'
import { readReturnsOld, writeOne } from './singleWrite.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ReturnValues: members.returnValues,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  Key: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: expectedMember,
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
  ConditionExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = createAction('DeleteItem', input, (request) => {
  refuseParameters(request, ['ConditionExpression'], ['Expected'])
  const key = toItem(request.Key)
  const returnsOld = readReturnsOld(request.ReturnValues)
  const expected = readExpected(request)
  const condition = readExpressions(request).condition ?? expected
  const write = { kind: 'delete', key, condition } as const
  const pick = (plan: WritePlan): Item | null => (returnsOld ? plan.old : null)
  return (context) => writeOne(context, request, { write, pick })
})
