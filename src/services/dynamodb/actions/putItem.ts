import { attributeMap, toItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { optional, required, structure } from '../shape.ts'
import { refuseItemSize, type WritePlan } from '../writes.ts'
import { expectedMember, readExpected } from '../legacy/expected.ts'
import { createAction, members } from './action.ts'
import { readReturnsOld, writeOne } from './singleWrite.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  Item: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: expectedMember,
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
  const item = toItem(request.Item)
  const returnsOld = readReturnsOld(request.ReturnValues)
  refuseItemSize(item)
  const expected = readExpected(request)
  const condition = readExpressions(request).condition ?? expected
  const write = { kind: 'put', item, condition } as const
  const pick = (plan: WritePlan): Item | null => (returnsOld ? plan.old : null)
  return (context) => writeOne(context, request, { write, pick })
})
