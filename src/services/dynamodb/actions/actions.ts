import type { Action } from './action.ts'
import { deleteItem } from './deleteItem.ts'
import { describeTable } from './describeTable.ts'
import { getItem } from './getItem.ts'
import { listTables } from './listTables.ts'
import { putItem } from './putItem.ts'
import { query } from './query.ts'
import { scan } from './scan.ts'
import { updateItem } from './updateItem.ts'

/** Every action that is modelled, by its name in the API. */
export const actions: ReadonlyMap<string, Action> = new Map(
  [deleteItem, describeTable, getItem, listTables, putItem, query, scan, updateItem].map(
    (action) => [action.name, action],
  ),
)
