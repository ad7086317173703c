import { toWireItem } from '../attributeShape.ts'
import { type Consumption, readUnits, sumByTable, writeUnits } from '../capacity.ts'
import { TRANSACTION_BYTES_MAX } from '../limits.ts'
import { serviceError, validation } from '../refusal.ts'
import { readItemKey, readKey } from '../schema.ts'
import { type Table, touch } from '../table.ts'
import { carryOut, planWrite, type Write, type WritePlan } from '../writes.ts'
import { type ActionContext, getTable } from './action.ts'
import { refuseSameItems } from './batchWriteItem.ts'
import { admitIndexWrites, meterIndexWrites } from './indexWrites.ts'
import { attempt, cancel, type CancellationReason, Prepared } from './transaction.ts'

/** One action of a transaction that writes, checked as far as it can be without its table. */
export interface TransactStep {
  readonly table: string
  readonly write: (table: Table) => Write
  /** The reason that a condition which does not hold gives. */
  readonly failure: CancellationReason
  /** Whether that reason shows the item. */
  readonly failureItem: boolean
}

/** The reason of a condition that does not hold. */
export const CONDITION_FAILURE: CancellationReason = {
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
}

function planSteps(
  steps: readonly TransactStep[],
  context: ActionContext,
  reasonCodes?: ReadonlyMap<string, string>,
): readonly WritePlan[] {
  const reasons: (CancellationReason | null)[] = []
  const plans: WritePlan[] = []
  for (const step of steps) {
    const tried = attempt(() => {
      const table = getTable(context, step.table)
      const planned = planWrite(table, step.write(table))
      context.physics.refuseLocked(table, planned.at)
      context.admit(table, planned.at)
      admitIndexWrites(context, planned)
      return planned
    }, reasonCodes)
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
    const shown = step.failureItem && plan.old !== null
    reasons.push({
      ...step.failure,
      ...(shown && plan.old !== null ? { Item: toWireItem(plan.old) } : {}),
    })
  }
  refuseSameItems(plans, 'Transaction request cannot include multiple operations on one item')
  if (plans.reduce((sum, { bytes }) => sum + bytes, 0) > TRANSACTION_BYTES_MAX) {
    throw validation('Aggregate size of items in the transaction exceeds the limit of 4 MB')
  }
  if (reasons.every((reason) => reason === null)) return plans
  // Even a cancelled transaction costs its units.
  for (const { table, at, bytes } of plans) {
    context.meter.write(table, at, writeUnits(bytes, true))
  }
  throw cancel(reasons)
}

/** A transaction that was done before only reads its items again. */
function reread(steps: readonly TransactStep[], context: ActionContext): readonly Consumption[] {
  return sumByTable(
    steps.map((step) => {
      const table = getTable(context, step.table)
      const write = step.write(table)
      const schema = table.definition.keySchema
      const key =
        write.kind === 'put' ? readItemKey(write.item, schema) : readKey(write.key, schema)
      const entry = table.get(key)
      const at = touch(table, key, entry)
      context.admit(table, at)
      const read = readUnits(entry?.size ?? 0, 'transactional')
      context.meter.read(table, at, read, 0)
      return { table: table.definition.name, read, write: 0 }
    }),
  )
}

/** What a transaction used, and what it did: nothing, where it was done before under its token. */
interface Transacted {
  readonly used: readonly Consumption[]
  readonly plans: readonly WritePlan[]
}

/**
 * Does all of `steps`, once for each `token` in ten minutes, or nothing.
 * `reasonCodes`: the refusals that are told as an action's reason, beside those of TransactWriteItems.
 */
export function transactWrite(
  context: ActionContext,
  steps: readonly TransactStep[],
  token: string | undefined,
  reasonCodes?: ReadonlyMap<string, string>,
): Transacted {
  const earlier = token === undefined ? undefined : context.tokens.find(token, context.now)
  if (earlier !== undefined) {
    if (earlier.body !== context.bodyText()) {
      throw serviceError(
        'IdempotentParameterMismatchException',
        'Request parameters have mismatched with those of a previous request with the same ' +
          'client token',
      )
    }
    return { used: reread(steps, context), plans: [] }
  }
  if (
    token !== undefined &&
    context.physics.phase.type !== 'commit' &&
    context.tokens.isRunning(token)
  ) {
    throw serviceError('TransactionInProgressException', 'Transaction is in progress')
  }
  if (token !== undefined && context.physics.phase.type === 'commit')
    context.tokens.setRunning(token, false)
  const plans = planSteps(steps, context, reasonCodes)
  if (context.physics.phase.type === 'prepare') {
    if (token !== undefined) context.tokens.setRunning(token, true)
    context.physics.phase.prepared(plans)
    throw new Prepared()
  }
  const used = plans.map((plan): Consumption => {
    const write = writeUnits(plan.bytes, true)
    context.meter.write(plan.table, plan.at, write)
    const indexes = meterIndexWrites(context, plan)
    carryOut(plan, context)
    return { table: plan.table.definition.name, read: 0, write, indexes }
  })
  if (token !== undefined) context.tokens.remember(token, context.now, context.bodyText())
  return { used: sumByTable(used), plans }
}
