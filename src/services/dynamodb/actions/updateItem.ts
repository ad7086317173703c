import { attributeMap, toItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { optional, required, structure } from '../shape.ts'
import type { Update } from '../expressions/update.ts'
import type { WritePlan } from '../writes.ts'
import { createAction, legacy, members, refuseLegacy } from './action.ts'
import { writeOne } from './singleWrite.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  ReturnValues: members.returnValues,
  Key: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: legacy,
  AttributeUpdates: legacy,
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
  ConditionExpression: members.text,
  UpdateExpression: members.text,
  ExpressionAttributeValues: optional(attributeMap),
  ExpressionAttributeNames: members.names,
})

/** What `ReturnValues` asks for; null where that is nothing. */
function pickReturned(returned: string | undefined, plan: WritePlan, update: Update): Item | null {
  const pick = (item: Item | null): Item | null => {
    if (item === null) return null
    const picked = projectItem(
      item,
      update.map((action) => action.path),
    )
    return picked.size === 0 ? null : picked
  }
  if (returned === 'ALL_OLD') return plan.old
  if (returned === 'ALL_NEW') return plan.next
  if (returned === 'UPDATED_OLD') return pick(plan.old)
  return returned === 'UPDATED_NEW' ? pick(plan.next) : null
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = createAction('UpdateItem', input, (request) => {
  refuseParameters(
    request,
    ['UpdateExpression', 'ConditionExpression'],
    ['AttributeUpdates', 'Expected'],
  )
  refuseLegacy(request, ['AttributeUpdates', 'Expected', 'ConditionalOperator'])
  const key = toItem(request.Key)
  const { update: given, condition } = readExpressions(request)
  const update = given ?? []
  const write = { kind: 'update', key, update, condition } as const
  const pick = (plan: WritePlan): Item | null => pickReturned(request.ReturnValues, plan, update)
  return (context) => writeOne(context, request, { write, pick })
})
