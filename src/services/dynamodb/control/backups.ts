import { after, type Instant, toEpochMs } from '#kernel/time.ts'
import { type ActionContext, createAction, members, toTableName } from '../actions/action.ts'
import type { Item } from '../attributeValue.ts'
import { type Refusal, serviceError, type WireObject } from '../refusal.ts'
import { integer, optional, required, string, structure } from '../shape.ts'
import type { TableDefinition } from '../table.ts'
import { getActiveLife } from './control.ts'
import { tableArnOf, toEpochSeconds } from './controlPlane.ts'
import { toWireSchema } from './describe.ts'
import type { Settings, TableLife } from './life.ts'

/** A backup: a table as it was, whole. Items are never changed once made, so it holds them as they are. */
export interface Backup {
  readonly arn: string
  readonly name: string
  readonly createdAt: Instant
  readonly readyAt: Instant
  readonly definition: TableDefinition
  readonly settings: Settings
  readonly items: readonly Item[]
  readonly sizeBytes: number
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html */
const backupName = string({
  pattern: /^[a-zA-Z0-9_.-]+$/,
  patternText: '[a-zA-Z0-9_.-]+',
  lengthMin: 3,
  lengthMax: 255,
})

/** A backup's ARN. */
export const backupArn = string({ lengthMin: 37, lengthMax: 1_024 })

/** The words of backups and recovery for a table that is not there. */
export const noTable = (name: string): Refusal =>
  serviceError('TableNotFoundException', `Table not found: ${name}`)

/** The table `name`, in the words of backups and recovery. */
export function getBackedTable({ control }: ActionContext, given: string): TableLife {
  const name = toTableName(given)
  const life = control.find(name)
  if (life === undefined) throw noTable(name)
  return life
}

/** The backup with that ARN. */
export function getBackup({ control }: ActionContext, arn: string): Backup {
  const backup = control.backups.get(arn)
  if (backup === undefined)
    throw serviceError('BackupNotFoundException', `Backup not found: ${arn}`)
  return backup
}

const describeDetails = (backup: Backup, now: Instant): WireObject => ({
  BackupArn: backup.arn,
  BackupName: backup.name,
  BackupSizeBytes: backup.sizeBytes,
  BackupStatus: backup.readyAt > now ? 'CREATING' : 'AVAILABLE',
  BackupType: 'USER',
  BackupCreationDateTime: toEpochSeconds(backup.createdAt),
})

function describeBackup(backup: Backup, context: ActionContext): WireObject {
  const { definition, items, sizeBytes } = backup
  return {
    BackupDetails: describeDetails(backup, context.now),
    SourceTableDetails: {
      TableName: definition.name,
      TableId: definition.id,
      TableArn: tableArnOf(context.control, definition.name),
      TableSizeBytes: sizeBytes,
      KeySchema: toWireSchema(definition.keySchema),
      TableCreationDateTime: definition.createdAt,
      ProvisionedThroughput: {
        ReadCapacityUnits: definition.readCapacityUnits,
        WriteCapacityUnits: definition.writeCapacityUnits,
      },
      ItemCount: items.length,
      BillingMode: definition.billingMode,
    },
    SourceTableFeatureDetails: {
      GlobalSecondaryIndexes: describeIndexes(definition, 'global'),
      LocalSecondaryIndexes: describeIndexes(definition, 'local'),
    },
  }
}

const describeIndexes = ({ indexes = [] }: TableDefinition, kind: 'global' | 'local') =>
  indexes
    .filter((index) => index.kind === kind)
    .map((index) => ({
      IndexName: index.name,
      KeySchema: toWireSchema(index.keySchema),
      Projection: {
        ProjectionType: index.projection.type,
        ...('attributes' in index.projection
          ? { NonKeyAttributes: index.projection.attributes }
          : {}),
      },
      ...(kind === 'global'
        ? {
            ProvisionedThroughput: {
              ReadCapacityUnits: index.readCapacityUnits,
              WriteCapacityUnits: index.writeCapacityUnits,
            },
          }
        : {}),
    }))

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html */
export const createBackup = createAction(
  'CreateBackup',
  structure({ TableName: members.tableName, BackupName: required(backupName) }),
  (request) => (context) => {
    const { control, now, delays } = context
    getBackedTable(context, request.TableName)
    const life = getActiveLife(context, toTableName(request.TableName))
    const { definition, sizeBytes, store } = life.table
    const stamp = String(toEpochMs(now)).padStart(14, '0')
    const id = Array.from({ length: 8 }, () => control.random.integer(0, 15).toString(16)).join('')
    const backup: Backup = {
      arn: `${tableArnOf(control, definition.name)}/backup/${stamp}-${id}`,
      name: request.BackupName,
      createdAt: now,
      readyAt: after(now, delays.backup),
      definition,
      settings: { ...life.settings },
      items: Array.from(store.scan(null), ({ item }) => item),
      sizeBytes,
    }
    control.backups.set(backup.arn, backup)
    control.backedUp(backup)
    return { BackupDetails: describeDetails(backup, now) }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html */
export const describeBackupAction = createAction(
  'DescribeBackup',
  structure({ BackupArn: required(backupArn) }),
  (request) => (context) => ({
    BackupDescription: describeBackup(getBackup(context, request.BackupArn), context),
  }),
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html */
export const deleteBackup = createAction(
  'DeleteBackup',
  structure({ BackupArn: required(backupArn) }),
  (request) => (context) => {
    const { control, now } = context
    const backup = getBackup(context, request.BackupArn)
    if (backup.readyAt > now) {
      const message = `Backup is in use: ${backup.arn}`
      throw serviceError('BackupInUseException', message)
    }
    control.backups.delete(backup.arn)
    control.backupGone(backup.arn)
    const told = describeBackup(backup, context)
    return {
      BackupDescription: {
        ...told,
        BackupDetails: { ...describeDetails(backup, now), BackupStatus: 'DELETED' },
      },
    }
  },
)

const PAGE_MAX = 100

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html */
export const listBackups = createAction(
  'ListBackups',
  structure({
    TableName: optional(members.tableName.shape),
    Limit: optional(integer({ min: 1, max: PAGE_MAX })),
    TimeRangeLowerBound: optional(integer({ type: 'Long' })),
    TimeRangeUpperBound: optional(integer({ type: 'Long' })),
    ExclusiveStartBackupArn: optional(backupArn),
    BackupType: optional(string({ oneOf: ['USER', 'SYSTEM', 'AWS_BACKUP', 'ALL'] })),
  }),
  (request) => (context) => {
    const name = request.TableName === undefined ? null : toTableName(request.TableName)
    const isWanted = ({ definition, createdAt }: Backup): boolean => {
      const at = toEpochSeconds(createdAt)
      if (name !== null && definition.name !== name) return false
      if (at < (request.TimeRangeLowerBound ?? 0)) return false
      return at < (request.TimeRangeUpperBound ?? Number.POSITIVE_INFINITY)
    }
    const isOurs = request.BackupType === undefined || ['USER', 'ALL'].includes(request.BackupType)
    const wanted = isOurs ? [...context.control.backups.values()].filter(isWanted) : []
    const from = wanted.findIndex(({ arn }) => arn === request.ExclusiveStartBackupArn) + 1
    const page = wanted.slice(from, from + (request.Limit ?? PAGE_MAX))
    const last = page.at(-1)
    return {
      BackupSummaries: page.map((backup) => ({
        TableName: backup.definition.name,
        TableId: backup.definition.id,
        TableArn: tableArnOf(context.control, backup.definition.name),
        ...describeDetails(backup, context.now),
      })),
      ...(last !== undefined && from + page.length < wanted.length
        ? { LastEvaluatedBackupArn: last.arn }
        : {}),
    }
  },
)
