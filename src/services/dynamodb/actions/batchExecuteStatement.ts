import { sumByTable } from '../capacity.ts'
import { BATCH_WRITE_ITEMS_MAX } from '../limits.ts'
import type { Consumption } from '../capacity.ts'
import { isSelect, prepareStatement, type Prepared } from '../partiql/prepare.ts'
import { findSingleKey, runSelect } from '../partiql/select.ts'
import { toWireItem } from '../attributeShape.ts'
import { Refusal, validation, type WireObject } from '../refusal.ts'
import { list, required, type Structure, structure } from '../shape.ts'
import { type ActionContext, createAction, getTable, members, replyCapacities } from './action.ts'
import {
  type Executed,
  readParameters,
  refuseExists,
  runChange,
  statementMembers,
} from './executeStatement.ts'

const batchMembers = { ...statementMembers, ConsistentRead: members.flag }

const input = structure({
  Statements: required(
    list(structure(batchMembers, 'BatchStatementRequest'), {
      min: 1,
      max: BATCH_WRITE_ITEMS_MAX,
    }),
  ),
  ReturnConsumedCapacity: members.capacity,
})

/** BatchStatementErrorCodeEnum: what a statement's refusal is called here. */
const ERROR_CODES: ReadonlyMap<string, string> = new Map([
  ['ConditionalCheckFailedException', 'ConditionalCheckFailed'],
  ['ItemCollectionSizeLimitExceededException', 'ItemCollectionSizeLimitExceeded'],
  ['RequestLimitExceeded', 'RequestLimitExceeded'],
  ['ValidationException', 'ValidationError'],
  ['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded'],
  ['TransactionConflictException', 'TransactionConflict'],
  ['ThrottlingException', 'ThrottlingError'],
  ['ResourceNotFoundException', 'ResourceNotFound'],
  ['AccessDeniedException', 'AccessDenied'],
  ['DuplicateItemException', 'DuplicateItem'],
])

/** A statement's Error; what has no code there refuses the whole batch. */
function toError(error: unknown): WireObject {
  if (!(error instanceof Refusal)) throw error
  const code = ERROR_CODES.get(error.code)
  const { message } = error.body
  if (code === undefined || typeof message !== 'string') throw error
  return { Code: code, Message: message }
}

/** A statement, or why it is none. */
type Member =
  | { readonly prepared: Prepared; readonly consistentRead: boolean }
  | { readonly error: WireObject }

function readMember(given: Structure<typeof batchMembers>): Member {
  try {
    const prepared = prepareStatement(given.Statement, readParameters(given.Parameters))
    refuseExists(prepared)
    return { prepared, consistentRead: given.ConsistentRead === true }
  } catch (error) {
    return { error: toError(error) }
  }
}

function refuseMixed(given: readonly Member[]): void {
  const kinds = given.flatMap((member) =>
    'prepared' in member ? [member.prepared.kind === 'select'] : [],
  )
  if (new Set(kinds).size < 2) return
  throw validation('Read and write requests together in the same batch is not supported.')
}

/** "Each read statement in a BatchExecuteStatement must specify an equality condition on all key attributes." */
function refuseSelect(context: ActionContext, prepared: Prepared): void {
  if (prepared.kind !== 'select') return
  const table = getTable(context, prepared.source.table)
  if (findSingleKey(prepared, table.definition.keySchema) !== null) return
  throw validation(
    'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
  )
}

const run = (context: ActionContext, prepared: Prepared, consistentRead: boolean): Executed =>
  isSelect(prepared)
    ? runSelect(context, prepared, { limit: Infinity, consistentRead, from: null })
    : runChange(context, prepared, false)

function answer(context: ActionContext, member: Member, used: Consumption[]): WireObject {
  if ('error' in member) return { Error: member.error }
  const { prepared, consistentRead } = member
  try {
    getTable(context, prepared.source.table)
    refuseSelect(context, prepared)
  } catch (error) {
    return { Error: toError(error) }
  }
  const TableName = prepared.source.table
  try {
    const done = run(context, prepared, consistentRead)
    used.push(done.used)
    const [item] = done.items
    return { TableName, ...(item === undefined ? {} : { Item: toWireItem(item) }) }
  } catch (error) {
    // The table is told where the statement has come as far as that.
    return { Error: toError(error), TableName }
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
export const batchExecuteStatement = createAction('BatchExecuteStatement', input, (request) => {
  const given = request.Statements.map(readMember)
  refuseMixed(given)
  return (context) => {
    const used: Consumption[] = []
    const Responses = given.map((member) => answer(context, member, used))
    return {
      Responses,
      ...replyCapacities(request.ReturnConsumedCapacity, sumByTable(used)),
    }
  }
})
