import { createTable } from '../control/createTable.ts'
import { deleteTable } from '../control/deleteTable.ts'
import { listTagsOfResource, tagResource, untagResource } from '../control/tags.ts'
import { describeTimeToLive, updateTimeToLive } from '../control/timeToLive.ts'
import { updateTable } from '../control/updateTable.ts'
import {
  createGlobalTable,
  describeEndpoints,
  describeGlobalTable,
  describeGlobalTableSettings,
  describeLimits,
  describeTableReplicaAutoScaling,
  listGlobalTables,
  updateGlobalTable,
} from '../control/account.ts'
import {
  createBackup,
  deleteBackup,
  describeBackupAction,
  listBackups,
} from '../control/backups.ts'
import { describeExport, exportTableToPointInTime, listExports } from '../control/exports.ts'
import { describeImport, importTable, listImports } from '../control/imports.ts'
import { describeContinuousBackups, updateContinuousBackups } from '../control/continuousBackups.ts'
import {
  describeKinesisStreamingDestination,
  disableKinesisStreamingDestination,
  enableKinesisStreamingDestination,
  updateKinesisStreamingDestination,
} from '../control/destinations.ts'
import {
  describeContributorInsights,
  listContributorInsights,
  updateContributorInsights,
} from '../control/insights.ts'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from '../control/policies.ts'
import { restoreTableFromBackup, restoreTableToPointInTime } from '../control/restore.ts'
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
  createTable,
  deleteItem,
  deleteTable,
  describeTable,
  describeTimeToLive,
  executeStatement,
  executeTransaction,
  getItem,
  listTables,
  listTagsOfResource,
  putItem,
  query,
  scan,
  tagResource,
  transactGetItems,
  transactWriteItems,
  untagResource,
  updateItem,
  updateTable,
  updateTimeToLive,
]

/** What is beside tables and items: backups, policies, insights, transfers, the account. */
const aside: readonly Action[] = [
  createBackup,
  createGlobalTable,
  deleteBackup,
  deleteResourcePolicy,
  describeBackupAction,
  describeContinuousBackups,
  describeContributorInsights,
  describeEndpoints,
  describeExport,
  describeGlobalTable,
  describeGlobalTableSettings,
  describeImport,
  describeKinesisStreamingDestination,
  describeLimits,
  describeTableReplicaAutoScaling,
  disableKinesisStreamingDestination,
  enableKinesisStreamingDestination,
  exportTableToPointInTime,
  getResourcePolicy,
  importTable,
  listBackups,
  listContributorInsights,
  listExports,
  listGlobalTables,
  listImports,
  putResourcePolicy,
  restoreTableFromBackup,
  restoreTableToPointInTime,
  updateContinuousBackups,
  updateContributorInsights,
  updateGlobalTable,
  updateKinesisStreamingDestination,
]

/** Every action that is modelled, by its name in the API. */
export const actions: ReadonlyMap<string, Action> = new Map(
  [...all, ...aside].map((action) => [action.name, action]),
)
