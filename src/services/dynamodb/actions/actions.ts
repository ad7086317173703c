import type { Action } from './action.ts'
import { batchExecuteStatement } from './batchExecuteStatement.ts'
import { batchGetItem } from './batchGetItem.ts'
import { batchWriteItem } from './batchWriteItem.ts'
import { deleteItem } from './deleteItem.ts'
import { describeTable } from './describeTable.ts'
import { executeStatement } from './executeStatement.ts'
import { executeTransaction } from './executeTransaction.ts'
import { getItem } from './getItem.ts'
import { listTables } from './listTables.ts'
import { putItem } from './putItem.ts'
import { query } from './query.ts'
import { scan } from './scan.ts'
import { transactGetItems } from './transactGetItems.ts'
import { transactWriteItems } from './transactWriteItems.ts'
import { updateItem } from './updateItem.ts'

const all: readonly Action[] = [
  batchExecuteStatement,
  batchGetItem,
  batchWriteItem,
  deleteItem,
  describeTable,
  executeStatement,
  executeTransaction,
  getItem,
  listTables,
  putItem,
  query,
  scan,
  transactGetItems,
  transactWriteItems,
  updateItem,
]

/** Every action that is modelled, by its name in the API. */
export const actions: ReadonlyMap<string, Action> = new Map(
  all.map((action) => [action.name, action]),
)
