import { toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { type Consumption, writeUnits } from '../capacity.ts'
import { conditionFailed, type Refusal, validation, type WireObject } from '../refusal.ts'
import { replyMetrics } from '../itemCollection.ts'
import type { Table } from '../table.ts'
import { carryOut, planWrite, type Write, type WritePlan } from '../writes.ts'
import { admitIndexWrites, meterIndexWrites } from './indexWrites.ts'
import { type ActionContext, getTable, replyAttributes, replyCapacity } from './action.ts'

/** What PutItem, DeleteItem and UpdateItem have in common once their input is checked. */
interface SingleWriteRequest {
  readonly TableName: string
  readonly ReturnConsumedCapacity?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
  readonly ReturnItemCollectionMetrics?: string | undefined
}

/** Whether a put or delete replies the item as it was: of `ReturnValues` these two take no more than that. */
export function readReturnsOld(returned: string | undefined): boolean {
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE')
  }
  return returned === 'ALL_OLD'
}

/** What a write on its own did. */
interface SingleWrite {
  readonly plan: WritePlan
  readonly used: Consumption
}

/**
 * Does `write` on its own; `refuse` words a condition that does not hold, which costs its units too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function writeAlone(
  context: ActionContext,
  table: Table,
  write: Write,
  refuse: (plan: WritePlan) => Refusal,
): SingleWrite {
  const plan = planWrite(table, write)
  const units = writeUnits(plan.bytes)
  context.physics.refuseLocked(table, plan.at)
  context.admit(table, plan.at)
  admitIndexWrites(context, plan)
  context.meter.write(table, plan.at, units)
  if (!plan.holds) throw refuse(plan)
  const indexes = meterIndexWrites(context, plan)
  carryOut(plan, context)
  return { plan, used: { table: table.definition.name, read: 0, write: units, indexes } }
}

/** The refusal of a condition that does not hold, with the item where `shows` says so. */
export const conditionRefusal =
  (shows: boolean) =>
  ({ old }: WritePlan): Refusal =>
    conditionFailed(shows && old !== null ? toWireItem(old) : null)

/** Does `write` on its own and replies what `pick` takes of its plan. */
export function writeOne(
  context: ActionContext,
  request: SingleWriteRequest,
  { write, pick }: { readonly write: Write; readonly pick: (plan: WritePlan) => Item | null },
): WireObject {
  const table = getTable(context, request.TableName)
  const shows = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  const { plan, used } = writeAlone(context, table, write, conditionRefusal(shows))
  return {
    ...replyAttributes(pick(plan)),
    ...replyMetrics(request.ReturnItemCollectionMetrics, plan),
    ...replyCapacity(request.ReturnConsumedCapacity, used),
  }
}
