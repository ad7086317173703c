import { toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { writeUnits } from '../capacity.ts'
import { conditionFailed, validation, type WireObject } from '../refusal.ts'
import { carryOut, planWrite, type Write, type WritePlan } from '../writes.ts'
import { admitIndexWrites, meterIndexWrites } from './indexWrites.ts'
import { type ActionContext, getTable, replyAttributes, replyCapacity } from './action.ts'

/** What PutItem, DeleteItem and UpdateItem have in common once their input is checked. */
interface SingleWriteRequest {
  readonly TableName: string
  readonly ReturnConsumedCapacity?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}

/** Whether a put or delete replies the item as it was: of `ReturnValues` these two take no more than that. */
export function readReturnsOld(returned: string | undefined): boolean {
  if (returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw validation('ReturnValues can only be ALL_OLD or NONE')
  }
  return returned === 'ALL_OLD'
}

/**
 * Does `write` on its own and replies what `pick` takes of its plan. A condition that fails costs its units too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function writeOne(
  context: ActionContext,
  request: SingleWriteRequest,
  { write, pick }: { readonly write: Write; readonly pick: (plan: WritePlan) => Item | null },
): WireObject {
  const table = getTable(context, request.TableName)
  const plan = planWrite(table, write)
  const units = writeUnits(plan.bytes)
  admitIndexWrites(context, plan)
  context.meter.write(table, plan.hash, units)
  if (!plan.holds) {
    const shown = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? plan.old : null
    throw conditionFailed(shown === null ? null : toWireItem(shown))
  }
  const indexes = meterIndexWrites(context, plan)
  carryOut(plan, context)
  return {
    ...replyAttributes(pick(plan)),
    ...replyCapacity(request.ReturnConsumedCapacity, {
      table: table.definition.name,
      read: 0,
      write: units,
      indexes,
    }),
  }
}
