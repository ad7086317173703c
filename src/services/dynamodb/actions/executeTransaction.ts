import { TRANSACTION_ACTIONS_MAX } from '../limits.ts'
import {
  isSelect,
  prepareStatement,
  type Prepared,
  type PreparedChange,
  type PreparedSelect,
} from '../partiql/prepare.ts'
import { findSingleKey, toRow } from '../partiql/select.ts'
import { DUPLICATE, toCheck, toWrite } from '../partiql/toWrite.ts'
import { Refusal, validation, type WireObject } from '../refusal.ts'
import { list, optional, required, string, type Structure, structure } from '../shape.ts'
import {
  type ActionContext,
  createAction,
  members,
  replyCapacities,
  toTableName,
} from './action.ts'
import { readParameters, statementMembers } from './executeStatement.ts'
import { toResponse, transactGet, type TransactGet } from './transactGet.ts'
import { CONDITION_FAILURE, transactWrite, type TransactStep } from './transactWrite.ts'

const input = structure({
  TransactStatements: required(
    list(structure(statementMembers, 'ParameterizedStatement'), {
      min: 1,
      max: TRANSACTION_ACTIONS_MAX,
    }),
  ),
  ClientRequestToken: optional(string({ lengthMin: 1, lengthMax: 36 })),
  ReturnConsumedCapacity: members.capacity,
})

/** PartiQL tells a missing table as a reason, where TransactWriteItems refuses all. */
const REASON_CODES: ReadonlyMap<string, string> = new Map([
  ['ResourceNotFoundException', 'ResourceNotFound'],
])

/** Runs a check of one statement; a ValidationException says which one. */
function within<T>(at: number, check: () => T): T {
  try {
    return check()
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined
    if (!(error instanceof Refusal) || typeof message !== 'string') throw error
    if (error.code !== 'ValidationException') throw error
    throw validation(`Validation failed in TransactStatements[${at}]: ${message}`)
  }
}

function refuseForms(prepared: Prepared): void {
  const isWrite = prepared.kind === 'update' || prepared.kind === 'delete'
  if (isWrite && prepared.returning !== null) {
    throw validation('RETURNING clause is not supported in ExecuteTransaction.')
  }
  if (prepared.source.index === null) return
  if (prepared.kind === 'exists') {
    throw validation('Operations on indices are not supported in transactions')
  }
  throw validation('Reads on indices are not supported within transactions.')
}

const MISMATCH = 'The provided key element does not match the schema'
const KEY_TYPE = "Key attribute's data type should match"

/** The read that a SELECT stands for; null where its key is of the wrong type, which is told as a reason. */
function planGet(context: ActionContext, prepared: PreparedSelect): TransactGet {
  const { columns } = prepared.select
  const table = context.findTable(toTableName(prepared.source.table))
  const get = {
    table: prepared.source.table,
    project: (item: Parameters<typeof toRow>[0]) => toRow(item, columns),
  }
  if (table === undefined) return { ...get, key: () => new Map() }
  try {
    const key = findSingleKey(prepared, table.definition.keySchema)
    if (key !== null) return { ...get, key: () => key }
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined
    if (typeof message !== 'string' || !message.startsWith(KEY_TYPE)) throw error
    return {
      ...get,
      key() {
        throw validation(MISMATCH)
      },
    }
  }
  throw validation(
    'Select statements within ExecuteTransaction must specify the primary key in the where clause.',
  )
}

/** The step that a write or an EXISTS stands for. */
function planStep(
  context: ActionContext,
  prepared: PreparedChange | PreparedSelect,
  failureItem: boolean,
): TransactStep {
  const { table } = prepared.source
  if (isSelect(prepared)) {
    const found = context.findTable(toTableName(table))
    if (found !== undefined) toCheck(prepared, found.definition.keySchema)
    return {
      table,
      write: ({ definition }) => toCheck(prepared, definition.keySchema),
      failure: CONDITION_FAILURE,
      failureItem,
    }
  }
  return {
    table,
    write: ({ definition }) => toWrite(prepared, definition.keySchema, true),
    failure:
      prepared.kind === 'insert'
        ? { Code: 'DuplicateItem', Message: DUPLICATE }
        : CONDITION_FAILURE,
    failureItem: failureItem && prepared.kind !== 'insert',
  }
}

const prepareAll = (given: readonly Structure<typeof statementMembers>[]): readonly Prepared[] => {
  const parameters = given.map((one) => readParameters(one.Parameters))
  return given.map(({ Statement }, at) =>
    within(at, () => {
      const prepared = prepareStatement(Statement, parameters[at] ?? [])
      refuseForms(prepared)
      return prepared
    }),
  )
}

function refuseMixed(prepared: readonly Prepared[]): void {
  const reads = prepared.filter(({ kind }) => kind === 'select').length
  if (reads === 0 || reads === prepared.length) return
  throw validation(
    'ExecuteTransaction API does not support both read and write operations in the same request.',
  )
}

const isRead = (prepared: Prepared): prepared is PreparedSelect => prepared.kind === 'select'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html */
export const executeTransaction = createAction('ExecuteTransaction', input, (request) => {
  const prepared = prepareAll(request.TransactStatements)
  refuseMixed(prepared)
  const { ClientRequestToken: token, ReturnConsumedCapacity: detail } = request
  return (context): WireObject => {
    if (prepared.every(isRead)) {
      const gets = prepared.map((one, at) => within(at, () => planGet(context, one)))
      const { used, items } = transactGet(context, gets, REASON_CODES)
      return { Responses: items.map(toResponse), ...replyCapacities(detail, used, true) }
    }
    const steps = prepared.map((one, at) => {
      const given = request.TransactStatements[at]?.ReturnValuesOnConditionCheckFailure
      return within(at, () => planStep(context, one, given === 'ALL_OLD'))
    })
    const { used } = transactWrite(context, steps, token, REASON_CODES)
    return { Responses: [], ...replyCapacities(detail, used, true) }
  }
})
