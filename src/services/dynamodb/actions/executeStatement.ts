import {
  attribute,
  type RawAttribute,
  toAttributeValue,
  toWire,
  toWireItem,
} from '../attributeShape.ts'
import type { AttributeValue, Item } from '../attributeValue.ts'
import type { Consumption } from '../capacity.ts'
import { projectItem } from '../expressions/documentPath.ts'
import { type Continuation, formatToken, parseToken } from '../partiql/nextToken.ts'
import {
  isSelect,
  prepareStatement,
  type Prepared,
  type PreparedChange,
} from '../partiql/prepare.ts'
import { runSelect } from '../partiql/select.ts'
import { duplicateItem, toWrite } from '../partiql/toWrite.ts'
import { validation } from '../refusal.ts'
import { integer, list, optional, required, string, structure } from '../shape.ts'
import type { WritePlan } from '../writes.ts'
import { type ActionContext, createAction, getTable, members, replyCapacity } from './action.ts'
import { conditionRefusal, writeAlone } from './singleWrite.ts'

/** Parameters that every statement has, each with its rules. */
export const statementMembers = {
  Statement: required(string({ lengthMin: 1, lengthMax: 8_192 })),
  Parameters: optional(list(attribute, { min: 1 })),
  ReturnValuesOnConditionCheckFailure: members.returnOnFailure,
}

const input = structure({
  ...statementMembers,
  ConsistentRead: members.flag,
  NextToken: optional(string({ lengthMin: 1, lengthMax: 32_768 })),
  ReturnConsumedCapacity: members.capacity,
  Limit: optional(integer({ min: 1 })),
})

/** What RETURNING asks for; null where that is nothing. */
function pickReturned(change: PreparedChange, plan: WritePlan): Item | null {
  if (change.kind === 'insert' || change.returning === null) return null
  const { which, when } = change.returning
  const item = when === 'OLD' ? plan.old : plan.next
  if (item === null || which === 'ALL' || change.kind === 'delete') return item
  const changed = projectItem(
    item,
    change.update.map(({ path }) => path),
  )
  return changed.size === 0 ? null : changed
}

/** What a statement found or returned. */
export interface Executed {
  readonly items: readonly Item[]
  readonly used: Consumption
  readonly next: Continuation | null
}

/** Does what a write says; `shows`: whether a condition that does not hold tells the item. */
export function runChange(
  context: ActionContext,
  change: PreparedChange,
  shows: boolean,
): Executed {
  const table = getTable(context, change.source.table)
  const write = toWrite(change, table.definition.keySchema, false)
  const refuse = change.kind === 'insert' ? duplicateItem : conditionRefusal(shows)
  const { plan, used } = writeAlone(context, table, write, refuse)
  const returned = pickReturned(change, plan)
  return { items: returned === null ? [] : [returned], used, next: null }
}

/** The statement's parameters: whatever is wrong with them is told before the statement is read. */
export const readParameters = (
  given: readonly RawAttribute[] | undefined,
): readonly AttributeValue[] => (given ?? []).map(toAttributeValue)

/** Refuses what only a transaction may do. */
export function refuseExists(prepared: Prepared): void {
  if (prepared.kind !== 'exists') return
  throw validation('EXISTS can only be used in ExecuteTransaction write requests.')
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export const executeStatement = createAction('ExecuteStatement', input, (request) => {
  const parameters = readParameters(request.Parameters)
  const prepared = prepareStatement(request.Statement, parameters)
  refuseExists(prepared)
  // What a NextToken is good for.
  const identity = JSON.stringify([request.Statement, parameters.map(toWire)])
  const from = request.NextToken === undefined ? null : parseToken(request.NextToken, identity)
  return (context) => {
    const shows = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    const { items, used, next } = isSelect(prepared)
      ? runSelect(context, prepared, {
          limit: request.Limit ?? Infinity,
          consistentRead: request.ConsistentRead === true,
          from,
        })
      : runChange(context, prepared, shows)
    return {
      Items: items.map(toWireItem),
      ...(next === null
        ? {}
        : { LastEvaluatedKey: toWireItem(next.key), NextToken: formatToken(next, identity) }),
      ...replyCapacity(request.ReturnConsumedCapacity, used),
    }
  }
})
