import type { Random } from '#kernel/random.ts'
import type { ActionContext } from '../actions/action.ts'
import { serviceError, validation } from '../refusal.ts'
import { toIndexes, toKeySchema, type KeyProperties } from '../setup.ts'
import type { TableDefinition } from '../table.ts'
import { refuseTable } from './checkTable.ts'
import { createTableAction } from './control.ts'
import { newStream, toEpochSeconds } from './controlPlane.ts'
import { describeTableLife } from './describe.ts'
import { createSettings, type Settings, type TableLife } from './life.ts'
import { refusePolicy } from './policyText.ts'
import { type CreateTableRequest, createTableInput } from './tableInput.ts'
import { readTags } from './tags.ts'

/** A version 4 UUID. */
export function drawUuid(random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('')
  const variant = random.integer(8, 11).toString(16)
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}

const toKeyType = (type: string): 'S' | 'N' | 'B' => (type === 'N' || type === 'B' ? type : 'S')
const toRole = (role: string): 'HASH' | 'RANGE' => (role === 'RANGE' ? role : 'HASH')

type IndexRequests = readonly {
  readonly IndexName: string
  readonly KeySchema: CreateTableRequest['KeySchema']
  readonly Projection: {
    readonly ProjectionType?: string | undefined
    readonly NonKeyAttributes?: readonly string[] | undefined
  }
  readonly ProvisionedThroughput?: CreateTableRequest['ProvisionedThroughput']
}[]

const toRoles = (schema: CreateTableRequest['KeySchema']): KeyProperties['KeySchema'] =>
  schema.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType: toRole(KeyType) }))

type IndexProperties = NonNullable<KeyProperties['GlobalSecondaryIndexes']>

const toProjectionType = (type: string | undefined): 'ALL' | 'KEYS_ONLY' | 'INCLUDE' =>
  type === 'KEYS_ONLY' || type === 'INCLUDE' ? type : 'ALL'

const toIndexProperties = (indexes: IndexRequests | undefined): IndexProperties =>
  (indexes ?? []).map((index) => ({
    IndexName: index.IndexName,
    KeySchema: toRoles(index.KeySchema),
    Projection: {
      ProjectionType: toProjectionType(index.Projection.ProjectionType),
      NonKeyAttributes: index.Projection.NonKeyAttributes,
    },
    ProvisionedThroughput: index.ProvisionedThroughput,
  }))

/** A request as a node of the scenario would have it: the API's names are CloudFormation's. */
export const toKeyProperties = (request: {
  readonly AttributeDefinitions: CreateTableRequest['AttributeDefinitions']
  readonly KeySchema: CreateTableRequest['KeySchema']
  readonly BillingMode?: string | undefined
  readonly GlobalSecondaryIndexes?: IndexRequests | undefined
  readonly LocalSecondaryIndexes?: IndexRequests | undefined
}): KeyProperties => ({
  BillingMode: request.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
  AttributeDefinitions: request.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
    AttributeName,
    AttributeType: toKeyType(AttributeType),
  })),
  KeySchema: toRoles(request.KeySchema),
  GlobalSecondaryIndexes: toIndexProperties(request.GlobalSecondaryIndexes),
  LocalSecondaryIndexes: toIndexProperties(request.LocalSecondaryIndexes),
})

/** What the request asks of a table beside its key and indexes. */
function toSettings(request: CreateTableRequest, { now }: ActionContext): Settings {
  const isOnDemand = request.BillingMode === 'PAY_PER_REQUEST'
  const at = toEpochSeconds(now)
  const sse = request.SSESpecification
  const stream = request.StreamSpecification
  const globals = request.GlobalSecondaryIndexes ?? []
  return {
    ...createSettings(
      request.AttributeDefinitions.map(({ AttributeName: name, AttributeType }) => ({
        name,
        type: toKeyType(AttributeType),
      })),
    ),
    status: 'CREATING',
    indexStatus: Object.fromEntries(
      globals.map(({ IndexName }) => [IndexName, 'CREATING' as const]),
    ),
    billing: { summary: isOnDemand, onDemandSince: null },
    deletionProtection: request.DeletionProtectionEnabled ?? false,
    tableClass:
      request.TableClass === undefined ? null : { name: request.TableClass, changedAt: null },
    encryption:
      sse?.Enabled === true ? { keyArn: sse.KMSMasterKeyId ?? null, changedAt: at } : null,
    onDemand: toMaxUnits(request.OnDemandThroughput),
    indexOnDemand: Object.fromEntries(
      globals.flatMap(({ IndexName, OnDemandThroughput }) => {
        const max = toMaxUnits(OnDemandThroughput)
        return max === null ? [] : [[IndexName, max]]
      }),
    ),
    warm: toWarm(request.WarmThroughput),
    tags: readTags(request.Tags ?? []),
    policy:
      request.ResourcePolicy === undefined
        ? null
        : { text: request.ResourcePolicy, revision: String(Math.floor(at * 1_000)) },
    stream:
      stream?.StreamEnabled === true && stream.StreamViewType !== undefined
        ? newStream(stream.StreamViewType, now)
        : null,
  }
}

/** Maximum on-demand throughput; -1 takes the maximum away. */
export const toMaxUnits = (
  max: CreateTableRequest['OnDemandThroughput'],
): { readonly read: number; readonly write: number } | null =>
  max === undefined
    ? null
    : { read: max.MaxReadRequestUnits ?? -1, write: max.MaxWriteRequestUnits ?? -1 }

/** Warm throughput that was asked for. */
export const toWarm = (
  warm: CreateTableRequest['WarmThroughput'],
): { readonly read: number; readonly write: number } | null =>
  warm === undefined
    ? null
    : { read: warm.ReadUnitsPerSecond ?? 0, write: warm.WriteUnitsPerSecond ?? 0 }

/** Refuses a table whose name is taken. */
export function refuseTaken({ control }: ActionContext, name: string): void {
  if (control.find(name) === undefined) return
  throw serviceError('ResourceInUseException', `Table already exists: ${name}`)
}

/** Makes a table that is CREATING, until somebody says when it is ready. */
export function makeTable(
  request: CreateTableRequest,
  context: ActionContext,
  name: string,
): TableLife {
  const { control, now } = context
  const properties = toKeyProperties(request)
  const definition: TableDefinition = {
    name,
    id: drawUuid(control.random),
    keySchema: toKeySchema(properties),
    indexes: toIndexes(properties),
    billingMode: properties.BillingMode,
    readCapacityUnits: request.ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacityUnits: request.ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    createdAt: toEpochSeconds(now),
  }
  return control.create(definition, toSettings(request, context))
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = createTableAction('CreateTable', createTableInput, (request, name) => {
  refuseTable(request)
  if (request.OnDemandThroughput !== undefined && request.BillingMode !== 'PAY_PER_REQUEST') {
    throw validation(
      'One or more parameter values were invalid: OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST',
    )
  }
  if (request.ResourcePolicy !== undefined) refusePolicy(request.ResourcePolicy)
  return (context) => {
    const { control, now } = context
    refuseTaken(context, name)
    const life = makeTable(request, context, name)
    control.begin(life, { kind: 'ready' }, { now, delay: context.delays.createTable })
    control.changed(life)
    return { TableDescription: describeTableLife(life, context) }
  }
})
