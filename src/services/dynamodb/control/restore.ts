import { between, EPOCH_MS, type Instant, us } from '#kernel/time.ts'
import { type ActionContext, createAction, tableName, toTableName } from '../actions/action.ts'
import type { Item } from '../attributeValue.ts'
import { serviceError, validation, type WireObject } from '../refusal.ts'
import { boolean, integer, optional, required, string, structure } from '../shape.ts'
import type { TableDefinition } from '../table.ts'
import { backupArn, getBackedTable, getBackup } from './backups.ts'
import { tableArnOf, toEpochSeconds } from './controlPlane.ts'
import { drawUuid } from './createTable.ts'
import { describeTableLife } from './describe.ts'
import { createSettings, type Settings } from './life.ts'
import { RECOVERY_LAG } from './recovery.ts'

const overrides = {
  BillingModeOverride: optional(string({ oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] })),
  ProvisionedThroughputOverride: optional(
    structure(
      {
        ReadCapacityUnits: required(integer({ min: 1, type: 'Long' })),
        WriteCapacityUnits: required(integer({ min: 1, type: 'Long' })),
      },
      'ProvisionedThroughput',
      'field',
    ),
  ),
}

interface Overrides {
  readonly BillingModeOverride?: string | undefined
  readonly ProvisionedThroughputOverride?:
    | { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number }
    | undefined
}

/** What a table is made from again. */
interface Source {
  readonly definition: TableDefinition
  readonly settings: Settings
  readonly items: readonly Item[]
  readonly restored: NonNullable<Settings['restored']>
}

function toUnits(
  { definition }: Source,
  { BillingModeOverride: mode, ProvisionedThroughputOverride: units }: Overrides,
): Pick<TableDefinition, 'billingMode' | 'readCapacityUnits' | 'writeCapacityUnits'> {
  const billingMode =
    mode === 'PAY_PER_REQUEST' || mode === 'PROVISIONED' ? mode : definition.billingMode
  if (billingMode === 'PAY_PER_REQUEST') {
    return { billingMode, readCapacityUnits: 0, writeCapacityUnits: 0 }
  }
  return {
    billingMode,
    readCapacityUnits: units?.ReadCapacityUnits ?? Math.max(1, definition.readCapacityUnits),
    writeCapacityUnits: units?.WriteCapacityUnits ?? Math.max(1, definition.writeCapacityUnits),
  }
}

/**
 * Makes a new table: its key, indexes and items as they were; without tags, streams, TTL, policies and recovery.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_HowItWorks.html
 */
function restoreTable(
  context: ActionContext,
  target: string,
  { source, given }: { readonly source: Source; readonly given: Overrides },
): WireObject {
  const { control, now, delays } = context
  const name = toTableName(target)
  if (control.find(name) !== undefined) {
    throw serviceError('TableAlreadyExistsException', `Table already exists: ${name}`)
  }
  const { stream: _none, ...kept } = source.definition
  const units = toUnits(source, given)
  const definition: TableDefinition = {
    ...kept,
    ...units,
    name,
    id: drawUuid(control.random),
    createdAt: toEpochSeconds(now),
    indexes: (kept.indexes ?? []).map((index) => ({ ...index, isCreating: false })),
  }
  const isOnDemand = units.billingMode === 'PAY_PER_REQUEST'
  const life = control.create(definition, {
    ...createSettings(source.settings.attributes),
    status: 'CREATING',
    billing: { summary: isOnDemand, onDemandSince: null },
    restored: source.restored,
  })
  control.fill(life, source.items)
  control.begin(life, { kind: 'ready' }, { now, delay: delays.restore })
  control.changed(life)
  return { TableDescription: describeTableLife(life, context) }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html */
export const restoreTableFromBackup = createAction(
  'RestoreTableFromBackup',
  structure({
    TargetTableName: required(tableName),
    BackupArn: required(backupArn),
    ...overrides,
  }),
  (request) => (context) => {
    const backup = getBackup(context, request.BackupArn)
    if (backup.readyAt > context.now) {
      throw serviceError('BackupInUseException', `Backup is in use: ${backup.arn}`)
    }
    const restored = {
      backupArn: backup.arn,
      tableArn: tableArnOf(context.control, backup.definition.name),
      at: toEpochSeconds(backup.createdAt),
    }
    const source = { ...backup, restored }
    return restoreTable(context, request.TargetTableName, { source, given: request })
  },
)

const toInstant = (epochSeconds: number): Instant =>
  Math.round((epochSeconds * 1_000 - EPOCH_MS) * 1_000) as Instant

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html */
export const restoreTableToPointInTime = createAction(
  'RestoreTableToPointInTime',
  structure({
    SourceTableArn: optional(string()),
    SourceTableName: optional(tableName),
    TargetTableName: required(tableName),
    UseLatestRestorableTime: optional(boolean),
    RestoreDateTime: optional(integer({ type: 'Long' })),
    ...overrides,
  }),
  (request) => (context) => {
    const { control, now } = context
    const given = request.SourceTableName ?? request.SourceTableArn
    if (given === undefined) {
      throw validation('One of SourceTableArn or SourceTableName must be specified')
    }
    const life = getBackedTable(context, given)
    const earliest = control.recovery.earliest(life, now)
    const { name } = life.table.definition
    if (earliest === null) {
      const message = `Point in time recovery is not enabled for table '${name}'`
      throw serviceError('PointInTimeRecoveryUnavailableException', message)
    }
    const latest = (now - Math.min(RECOVERY_LAG, between(earliest, now))) as Instant
    const isLatest = request.UseLatestRestorableTime === true
    if (!isLatest && request.RestoreDateTime === undefined) {
      throw validation('One of UseLatestRestorableTime or RestoreDateTime must be specified')
    }
    const at = isLatest ? latest : toInstant(request.RestoreDateTime ?? 0)
    // Times are whole seconds on the wire: the second of the earliest change counts as restorable.
    if (at < earliest - us(1_000_000) || at > latest) {
      throw serviceError(
        'InvalidRestoreTimeException',
        'RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime',
      )
    }
    const source: Source = {
      definition: life.table.definition,
      settings: life.settings,
      items: control.recovery.itemsAt(life, at, now),
      restored: { tableArn: tableArnOf(control, name), at: toEpochSeconds(at) },
    }
    return restoreTable(context, request.TargetTableName, { source, given: request })
  },
)
