import { attributeMap, toItem } from '../attributeShape.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { replyManyMetrics } from '../itemCollection.ts'
import { TRANSACTION_ACTIONS_MAX } from '../limits.ts'
import { invalidParameter, validation, type WireObject } from '../refusal.ts'
import { list, optional, required, string, type Structure, structure } from '../shape.ts'
import { refuseItemSize, type Write } from '../writes.ts'
import { createAction, members, replyCapacities } from './action.ts'
import { CONDITION_FAILURE, transactWrite, type TransactStep } from './transactWrite.ts'

const common = {
  TableName: members.tableName,
  ConditionExpression: members.text,
  ExpressionAttributeNames: members.names,
  ExpressionAttributeValues: optional(attributeMap),
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
}
const keyed = { Key: required(attributeMap), ...common }

const writeMembers = {
  ConditionCheck: optional(
    structure({ ...keyed, ConditionExpression: required(string()) }, 'ConditionCheck', 'field'),
  ),
  Put: optional(structure({ Item: required(attributeMap), ...common }, 'Put', 'field')),
  Delete: optional(structure(keyed, 'Delete', 'field')),
  Update: optional(
    structure({ ...keyed, UpdateExpression: required(string()) }, 'Update', 'field'),
  ),
}

const input = structure({
  TransactItems: required(
    list(structure(writeMembers, 'TransactWriteItem'), { min: 1, max: TRANSACTION_ACTIONS_MAX }),
  ),
  ReturnConsumedCapacity: members.capacity,
  ReturnItemCollectionMetrics: members.collectionMetrics,
  ClientRequestToken: optional(string({ lengthMin: 1, lengthMax: 36 })),
})

/** A step of which the write does not depend on its table. */
const toStep = (table: string, write: Write, failureItem: boolean): TransactStep => ({
  table,
  write: () => write,
  failure: CONDITION_FAILURE,
  failureItem,
})

function readStep({
  ConditionCheck,
  Put,
  Delete,
  Update,
}: Structure<typeof writeMembers>): TransactStep {
  const given = [ConditionCheck, Put, Delete, Update].filter((one) => one !== undefined)
  const [one, other] = given
  if (one === undefined) {
    throw invalidParameter('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  if (other !== undefined) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  const table = one.TableName
  const failureItem = one.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  if (Update !== undefined) {
    refuseParameters(Update, ['UpdateExpression', 'ConditionExpression'], [])
    const key = toItem(Update.Key)
    const { update, condition } = readExpressions(Update)
    return toStep(table, { kind: 'update', key, update: update ?? [], condition }, failureItem)
  }
  refuseParameters(one, ['ConditionExpression'], [])
  if (Put !== undefined) {
    const item = toItem(Put.Item)
    refuseItemSize(item)
    return toStep(table, { kind: 'put', item, ...pickCondition(Put) }, failureItem)
  }
  const kind = ConditionCheck === undefined ? 'delete' : 'check'
  const key = toItem((ConditionCheck ?? Delete)?.Key ?? new Map())
  return toStep(table, { kind, key, ...pickCondition(one) }, failureItem)
}

const pickCondition = (given: Parameters<typeof readExpressions>[0]): Pick<Write, 'condition'> => ({
  condition: readExpressions(given).condition,
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = createAction('TransactWriteItems', input, (request) => {
  const steps = request.TransactItems.map(readStep)
  const { ClientRequestToken: token, ReturnConsumedCapacity: detail } = request
  return (context): WireObject => {
    const { used, plans } = transactWrite(context, steps, token)
    const written = plans.filter(({ changes }) => changes)
    return {
      ...replyCapacities(detail, used, true),
      ...replyManyMetrics(request.ReturnItemCollectionMetrics, written),
    }
  }
})
