import { attributeMap, toItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { optional, required, structure } from '../shape.ts'
import type { Update } from '../expressions/update.ts'
import type { WritePlan } from '../writes.ts'
import { attributeUpdatesMember, readAttributeUpdates } from '../legacy/attributeUpdates.ts'
import { expectedMember, readExpected } from '../legacy/expected.ts'
import { createAction, members } from './action.ts'
import { writeOne } from './singleWrite.ts'

const input = structure({
  ReturnConsumedCapacity: members.capacity,
  TableName: members.tableName,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  ReturnValues: members.returnValues,
  Key: required(attributeMap),
  ConditionalOperator: members.conditionalOperator,
  Expected: expectedMember,
  AttributeUpdates: attributeUpdatesMember,
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
  const key = toItem(request.Key)
  const legacyUpdate = readAttributeUpdates(request.AttributeUpdates)
  const expected = readExpected(request)
  const { update: given, condition: expressed } = readExpressions(request)
  const condition = expressed ?? expected
  const update = given ?? legacyUpdate ?? []
  const write = { kind: 'update', key, update, condition } as const
  const pick = (plan: WritePlan): Item | null => pickReturned(request.ReturnValues, plan, update)
  return (context) => writeOne(context, request, { write, pick })
})
