import { integer, optional, structure } from '../shape.ts'
import { createAction, tableName } from './action.ts'

const LIMIT_MAX = 100

const input = structure({
  Limit: optional(integer({ min: 1, max: LIMIT_MAX })),
  ExclusiveStartTableName: optional(tableName),
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = createAction('ListTables', input, (request) => (context) => {
  const start = request.ExclusiveStartTableName
  const left = context.tableNames().filter((name) => start === undefined || name > start)
  const page = left.slice(0, request.Limit ?? LIMIT_MAX)
  const last = page.at(-1)
  return {
    ...(last !== undefined && page.length < left.length ? { LastEvaluatedTableName: last } : {}),
    TableNames: page,
  }
})
