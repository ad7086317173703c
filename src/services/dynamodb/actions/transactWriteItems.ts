import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import { type Consumption, readUnits, sumByTable, writeUnits } from '../capacity.ts'
import { readExpressions, refuseParameters } from '../expressions/expressions.ts'
import { TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from '../limits.ts'
import { invalidParameter, serviceError, validation, type WireObject } from '../refusal.ts'
import { readItemKey, readKey } from '../schema.ts'
import { list, optional, required, string, type Structure, structure } from '../shape.ts'
import { carryOut, planWrite, refuseItemSize, type Write, type WritePlan } from '../writes.ts'
import { type ActionContext, createAction, getTable, members, replyCapacities } from './action.ts'
import { admitIndexWrites, meterIndexWrites } from './indexWrites.ts'
import { refuseSameItems } from './batchWriteItem.ts'
import { attempt, cancel, type CancellationReason } from './transaction.ts'

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

/** One action of the transaction, checked as far as it can be without its table. */
interface Step {
  readonly table: string
  readonly write: Write
  readonly failureItem: boolean
}

function readStep({ ConditionCheck, Put, Delete, Update }: Structure<typeof writeMembers>): Step {
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
    return { table, failureItem, write: { kind: 'update', key, update: update ?? [], condition } }
  }
  refuseParameters(one, ['ConditionExpression'], [])
  if (Put !== undefined) {
    const item = toItem(Put.Item)
    refuseItemSize(item)
    return { table, failureItem, write: { kind: 'put', item, ...pickCondition(Put) } }
  }
  const kind = ConditionCheck === undefined ? 'delete' : 'check'
  const key = toItem((ConditionCheck ?? Delete)?.Key ?? new Map())
  return { table, failureItem, write: { kind, key, ...pickCondition(one) } }
}

const pickCondition = (given: Parameters<typeof readExpressions>[0]): Pick<Write, 'condition'> => ({
  condition: readExpressions(given).condition,
})

function planSteps(steps: readonly Step[], context: ActionContext): readonly WritePlan[] {
  const reasons: (CancellationReason | null)[] = []
  const plans: WritePlan[] = []
  for (const { table: name, write, failureItem } of steps) {
    const tried = attempt(() => {
      const planned = planWrite(getTable(context, name), write)
      admitIndexWrites(context, planned)
      return planned
    })
    if (tried.reason !== null) {
      reasons.push(tried.reason)
      continue
    }
    const plan = tried.value
    plans.push(plan)
    if (plan.holds) {
      reasons.push(null)
      continue
    }
    reasons.push({
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(failureItem && plan.old !== null ? { Item: toWireItem(plan.old) } : {}),
    })
  }
  refuseSameItems(plans, 'Transaction request cannot include multiple operations on one item')
  if (plans.reduce((sum, { bytes }) => sum + bytes, 0) > TRANSACTION_BYTES_MAX) {
    throw validation('Aggregate size of items in the transaction exceeds the limit of 4 MB')
  }
  if (reasons.every((reason) => reason === null)) return plans
  // Even a cancelled transaction costs its units.
  for (const { table, hash, bytes } of plans)
    context.meter.write(table, hash, writeUnits(bytes, true))
  throw cancel(reasons)
}

/** A transaction that was done before only reads its items again. */
function reread(steps: readonly Step[], context: ActionContext): readonly Consumption[] {
  return sumByTable(
    steps.map(({ table: name, write }) => {
      const table = getTable(context, name)
      const schema = table.definition.keySchema
      const key =
        write.kind === 'put' ? readItemKey(write.item, schema) : readKey(write.key, schema)
      const read = readUnits(table.get(key)?.size ?? 0, 'transactional')
      context.meter.read(table, table.position(key).hash, read, 0)
      return { table: table.definition.name, read, write: 0 }
    }),
  )
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = createAction('TransactWriteItems', input, (request) => {
  const steps = request.TransactItems.map(readStep)
  const { ClientRequestToken: token, ReturnConsumedCapacity: detail } = request
  return (context): WireObject => {
    const earlier = token === undefined ? undefined : context.tokens.find(token, context.now)
    if (earlier !== undefined) {
      if (earlier.body !== context.bodyText) {
        throw serviceError(
          'IdempotentParameterMismatchException',
          'Request parameters have mismatched with those of a previous request with the same ' +
            'client token',
        )
      }
      return replyCapacities(detail, reread(steps, context), true)
    }
    const plans = planSteps(steps, context)
    const used = plans.map((plan): Consumption => {
      const write = writeUnits(plan.bytes, true)
      context.meter.write(plan.table, plan.hash, write)
      const indexes = meterIndexWrites(context, plan)
      carryOut(plan, context)
      return { table: plan.table.definition.name, read: 0, write, indexes }
    })
    if (token !== undefined) context.tokens.remember(token, context.now, context.bodyText)
    return replyCapacities(detail, sumByTable(used), true)
  }
})
