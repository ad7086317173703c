import type { JsonValue } from '#services/service.ts'
import type { Instant } from '#kernel/time.ts'
import {
  ON_DEMAND_PARTITIONS,
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
} from '../limits.ts'
import type { WireObject } from '../refusal.ts'
import { isHashElement, keyElements, type KeySchema } from '../schema.ts'
import type { SecondaryIndex } from '../secondaryIndex.ts'
import { countDecreases } from './applyChange.ts'
import { type ControlPlane, tableArnOf, toEpochSeconds } from './controlPlane.ts'
import type { Settings, TableLife, ThroughputHistory } from './life.ts'

type Account = Pick<ControlPlane, 'region' | 'accountId'>

/** What a description depends on beside the table. */
export interface Viewpoint extends Account {
  readonly now: Instant
}

/** A key on the wire. */
export const toWireSchema = (schema: KeySchema): JsonValue =>
  keyElements(schema).map((element) => ({
    AttributeName: element.name,
    KeyType: isHashElement(schema, element) ? 'HASH' : 'RANGE',
  }))

function describeThroughput(
  units: { readonly read: number; readonly write: number },
  history: ThroughputHistory,
  now: Instant,
): WireObject {
  const { increased, decreased } = history
  return {
    ...(increased === undefined ? {} : { LastIncreaseDateTime: increased }),
    ...(decreased === undefined ? {} : { LastDecreaseDateTime: decreased }),
    NumberOfDecreasesToday: countDecreases(history, toEpochSeconds(now)),
    ReadCapacityUnits: units.read,
    WriteCapacityUnits: units.write,
  }
}

const describeMax = (max: { readonly read: number; readonly write: number }): WireObject => ({
  MaxReadRequestUnits: max.read,
  MaxWriteRequestUnits: max.write,
})

function describeGlobal(index: SecondaryIndex, life: TableLife, now: Instant): WireObject {
  const { definition } = index
  const { settings } = life
  const { name } = definition
  const status = settings.indexStatus[name] ?? (definition.isCreating ? 'CREATING' : 'ACTIVE')
  const max = settings.indexOnDemand[name]
  const units = { read: definition.readCapacityUnits, write: definition.writeCapacityUnits }
  return {
    IndexStatus: status,
    ...(definition.isCreating ? { Backfilling: true } : {}),
    ProvisionedThroughput: describeThroughput(units, settings.indexHistory[name] ?? {}, now),
    ...(max === undefined ? {} : { OnDemandThroughput: describeMax(max) }),
  }
}

function describeIndex(
  index: SecondaryIndex,
  life: TableLife,
  view: Viewpoint & { readonly arn: string },
): WireObject {
  const { definition } = index
  const { projection } = definition
  return {
    IndexName: definition.name,
    KeySchema: toWireSchema(definition.keySchema),
    Projection: {
      ProjectionType: projection.type,
      ...('attributes' in projection ? { NonKeyAttributes: projection.attributes } : {}),
    },
    ...(definition.kind === 'global' ? describeGlobal(index, life, view.now) : {}),
    IndexSizeBytes: index.sizeBytes,
    ItemCount: index.itemCount,
    IndexArn: `${view.arn}/index/${definition.name}`,
  }
}

function describeIndexes(life: TableLife, view: Viewpoint & { readonly arn: string }): WireObject {
  const ofKind = (kind: 'global' | 'local'): readonly WireObject[] =>
    life.table.indexes
      .filter(({ definition }) => definition.kind === kind)
      .map((index) => describeIndex(index, life, view))
  const [globals, locals] = [ofKind('global'), ofKind('local')]
  const hasGlobals = globals.length > 0 && life.settings.status !== 'DELETING'
  return {
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(hasGlobals ? { GlobalSecondaryIndexes: globals } : {}),
  }
}

function describeBilling({ table, settings }: TableLife): WireObject {
  const mode = table.definition.billingMode
  if (mode === 'PROVISIONED' && !settings.billing.summary) return {}
  const since =
    settings.billing.onDemandSince ?? (settings.billing.summary ? null : table.definition.createdAt)
  const changed = since === null ? {} : { LastUpdateToPayPerRequestDateTime: since }
  return {
    BillingModeSummary: { BillingMode: mode, ...changed },
    TableThroughputModeSummary: { TableThroughputMode: mode, ...changed },
  }
}

function describeWarm({ table, settings }: TableLife): WireObject {
  const { billingMode, readCapacityUnits, writeCapacityUnits } = table.definition
  const own =
    billingMode === 'PAY_PER_REQUEST'
      ? {
          read: ON_DEMAND_PARTITIONS * PARTITION_READ_UNITS_MAX,
          write: ON_DEMAND_PARTITIONS * PARTITION_WRITE_UNITS_MAX,
        }
      : { read: readCapacityUnits, write: writeCapacityUnits }
  return {
    ReadUnitsPerSecond: Math.max(own.read, settings.warm?.read ?? 0),
    WriteUnitsPerSecond: Math.max(own.write, settings.warm?.write ?? 0),
    Status: settings.status === 'UPDATING' ? 'UPDATING' : 'ACTIVE',
  }
}

function describeEncryption(
  sse: NonNullable<Settings['encryption']>,
  account: Account,
): WireObject {
  const { region, accountId } = account
  return {
    Status: 'ENABLED',
    SSEType: 'KMS',
    KMSMasterKeyArn:
      sse.keyArn ?? `arn:aws:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`,
  }
}

/** What a table has only where it was asked for. */
function describeExtras({ settings, table }: TableLife, account: Account): WireObject {
  const { tableClass, encryption, onDemand, restored, replicas } = settings
  const { stream } = table.definition
  return {
    ...(stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view },
          LatestStreamLabel: stream.label,
          LatestStreamArn: stream.arn,
        }),
    ...(encryption === null ? {} : { SSEDescription: describeEncryption(encryption, account) }),
    ...(tableClass === null
      ? {}
      : {
          TableClassSummary: {
            TableClass: tableClass.name,
            ...(tableClass.changedAt === null ? {} : { LastUpdateDateTime: tableClass.changedAt }),
          },
        }),
    ...(onDemand === null ? {} : { OnDemandThroughput: describeMax(onDemand) }),
    ...(replicas.length === 0
      ? {}
      : {
          GlobalTableVersion: '2019.11.21',
          Replicas: replicas.map(({ region, status }) => ({
            RegionName: region,
            ReplicaStatus: status,
          })),
        }),
    ...(restored === null
      ? {}
      : {
          RestoreSummary: {
            ...(restored.backupArn === undefined ? {} : { SourceBackupArn: restored.backupArn }),
            SourceTableArn: restored.tableArn,
            RestoreDateTime: restored.at,
            RestoreInProgress: settings.status === 'CREATING',
          },
        }),
  }
}

/**
 * The table as Create, Describe, Update and DeleteTable tell it. What belongs to a table at work, its warm throughput and
 * protection, is not told of one in creation (measured by dynalite).
 */
export function describeTableLife(life: TableLife, view: Viewpoint): WireObject {
  const { table, settings } = life
  const { definition } = table
  const arn = tableArnOf(view, definition.name)
  const units = { read: definition.readCapacityUnits, write: definition.writeCapacityUnits }
  const isNew = settings.status === 'CREATING'
  return {
    AttributeDefinitions: settings.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: definition.name,
    KeySchema: toWireSchema(definition.keySchema),
    TableStatus: settings.status,
    CreationDateTime: definition.createdAt,
    ProvisionedThroughput: describeThroughput(units, settings.history, view.now),
    TableSizeBytes: table.sizeBytes,
    ItemCount: table.itemCount,
    TableArn: arn,
    TableId: definition.id,
    ...describeBilling(life),
    ...describeIndexes(life, { ...view, arn }),
    ...describeExtras(life, view),
    ...(isNew && !settings.deletionProtection
      ? {}
      : { DeletionProtectionEnabled: settings.deletionProtection }),
    ...(isNew ? {} : { WarmThroughput: describeWarm(life) }),
  }
}
